-- One row per town: its rounded point and the district it lies in.
-- reads reference_town
select
    town,
    coalesce(district, '') as district,
    lat,
    lon
from reference_town
where lat is not null and lon is not null
order by town, district, lat, lon
