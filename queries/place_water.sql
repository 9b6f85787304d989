-- One row per kind of water source as it is written in the list of fire hydrants and cisterns.
-- reads place
select
    coalesce(water_kind, '') as water_kind,
    count(*) as places,
    count(lat) as with_point
from place
where kind = 'fire_hydrant'
group by 1
order by places desc, 1
