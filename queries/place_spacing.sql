-- One row per place of a kind that has coordinates: how far, in a straight line, the nearest other place of that kind is.
-- Several rows on one point (one device each) are one place here.
-- param kind text = aed     the kind of place
-- reads place
with
points as (
    select
        lat,
        lon,
        count(*) as items,
        min(name) as name,
        min(address) as address,
        min(district) as district
    from place
    where kind = $kind and lat is not null and lon is not null
    group by lat, lon
)
select
    one.name, one.address, one.district, one.items, one.lat, one.lon,
    min(distance_m(one.lat, one.lon, other.lat, other.lon)) as next_m
from points as one
left join points as other on one.lat <> other.lat or one.lon <> other.lon
group by all
order by next_m desc nulls first, one.name, one.lat, one.lon
