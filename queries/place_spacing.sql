-- One row per point of a kind of place: how far, in a straight line, the nearest other point of that kind is.
-- Several rows on one point (one device each) are one point here. Found on a plane (nearness), then measured once.
-- param kind text = aed     the kind of place
-- reads place
with
points as (
    select
        lat,
        lon,
        count(*) as items,
        min(coalesce(name, water_kind)) as name,
        min(address) as address,
        min(district) as district,
        cos(radians(lat)) as stretch
    from place
    where kind = $kind and lat is not null and lon is not null
    group by lat, lon
),
nearest as (
    select
        one.lat,
        one.lon,
        arg_min(
            struct_pack(lat := other.lat, lon := other.lon),
            power(other.lat - one.lat, 2) + power((other.lon - one.lon) * one.stretch, 2)
        ) as next
    from points as one
    inner join points as other on one.lat <> other.lat or one.lon <> other.lon
    group by one.lat, one.lon
)
select
    points.name, points.address, points.district, points.items, points.lat, points.lon,
    distance_m(points.lat, points.lon, nearest.next.lat, nearest.next.lon) as next_m
from points
left join nearest on nearest.lat = points.lat and nearest.lon = points.lon
order by next_m desc nulls first, points.name, points.lat, points.lon
