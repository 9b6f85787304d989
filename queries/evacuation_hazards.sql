-- One row per hazard of the evacuation list that at least one site writes something readable about: how many say what.
-- reads evacuation_space
with
long as (
    unpivot evacuation_space
    on flood, flood_l1, flood_l2, landslide, storm_surge, earthquake, tsunami, fire, inundation, volcano
    into name hazard value answer
)
select
    hazard,
    count(*) filter (where answer = '○') as yes,
    count(*) filter (where answer = '△') as partly,
    count(*) filter (where answer = '×') as no,
    (select count(*) from evacuation_space) as sites
from long
group by hazard
order by
    array_position(
        ['flood', 'flood_l1', 'flood_l2', 'landslide', 'storm_surge', 'earthquake', 'tsunami', 'fire', 'inundation', 'volcano'],
        hazard
    )
