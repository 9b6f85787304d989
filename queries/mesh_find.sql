-- One row per grid square that a code or a town's name leads to, the best first: the code itself, then the square of
-- one level nearest to the town's point, then the most people.
-- param words text =       code or beginning of a town's name; empty means the square with the most people
-- param level integer = 10       digits of the code for a square found by town
-- reads mesh_level, mesh_place, reference_town
with newest as (
    select m.code, m.level, m.people, p.town, p.lat, p.lon
    from mesh_level as m
    join mesh_place as p on p.code = m.code
    where m.month = (select max(month) from mesh_level)
),
named as (
    select town, lat, lon from reference_town where $words <> '' and starts_with(town, $words)
),
found as (
    select code, town, 0 as place, 0.0 as far, people from newest where code = $words
    union all
    select n.code, t.town, case when t.town = $words then 1 else 2 end as place, nearness(t.lat, t.lon, n.lat, n.lon) as far, n.people
    from named as t
    join newest as n on n.level = $level
    qualify row_number() over (partition by t.town order by far, n.code) = 1
    union all
    select code, town, 3 as place, 0.0 as far, people from newest where $words = '' and level = $level and people is not null
)

select code, town, people
from found
order by place, case when place = 3 then -people else 0 end, town, far, code
limit 20
