-- One row per place with coordinates: as much as a marker on a map needs.
-- param kind text = aed     the kind of place
-- reads place
select
    round(lon, 6) as x,
    round(lat, 6) as y,
    coalesce(name, water_kind, '') as n,
    coalesce(case when kind = 'fire_hydrant' then null else coalesce(location_detail, address) end, address, '') as d,
    source_row as s,
    dataset as i
from place
where kind = $kind and lat is not null and lon is not null
order by lat desc, lon, dataset, source_row
