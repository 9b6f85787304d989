-- One row per month, oldest first: the people of one grid square of any level, by age class.
-- param code text =       code of the square (8, 9 or 10 digits)
-- param floor integer = 10       fewest people for whom a share is given
-- reads mesh_level, mesh_place
select
    m.month,
    p.town,
    m.people,
    m.young,
    m.working,
    m.old,
    case when m.share_base >= greatest($floor, 1) then m.share_old end as share_old,
    m.cells,
    m.hidden,
    m.hidden_ages,
    m.merged
from mesh_level as m
left join mesh_place as p on p.code = m.code
where m.code = $code
order by m.month
