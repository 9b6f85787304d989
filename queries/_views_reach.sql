-- Where people live, laid beside the lists of what they may need: made once at build, so that a radius is a mere filter.

-- One row per inhabited 250 m cell of the newest month: its people (null = suppressed or unsaid, not zero), the middle of
-- the cell, the town whose reference point is nearest. elsewhere: its detail is counted in another cell (合算).
create or replace table inhabited_cell as
with newest as (
    select max(month) as month from mesh_count where digits = 10
),
published as (
    select mesh_code, min(dataset) as dataset
    from mesh_population as p
    join newest as n on date_trunc('month', p.surveyed_on) = n.month
    group by mesh_code
),
living as (
    select
        c.code, c.month, p.dataset, c.people, c.young, c.working, c.old,
        coalesce(c.group_code <> c.code, false) as elsewhere,
        coalesce(c.group_code = c.code, false) as merged,
        (mesh_row(c.code) + 1) / 960.0 as lat,
        100 + (mesh_column(c.code) + 1) / 640.0 as lon
    from mesh_count as c
    join newest as n on n.month = c.month
    left join published as p on p.mesh_code = c.code
    where c.digits = 10 and (
        c.people > 0 or c.people_hidden or c.ages_hidden
        or coalesce(c.young, 0) + coalesce(c.working, 0) + coalesce(c.old, 0) > 0
    )
),
named as (
    select
        c.code,
        arg_min({'town': t.town, 'district': t.district}, (nearness(c.lat, c.lon, t.lat, t.lon), t.town)) as near
    from living as c
    cross join reference_town as t
    where t.lat is not null and t.lon is not null
    group by c.code
)
select c.*, n.near.town as town, n.near.district as district
from living as c
left join named as n on n.code = c.code
order by c.code;

-- One row per inhabited cell and list: how far, in a straight line, the nearest listed point is from the cell's middle.
-- Found on a plane stretched to the latitude, then measured once.
create or replace table cell_reach as
with points as (
    select distinct kind, lat, lon from place where kind in ('aed', 'fire_hydrant') and lat is not null and lon is not null
    union all
    select distinct 'bus_stop' as kind, lat, lon from bus_stop where lat is not null and lon is not null
),
nearest as (
    select c.code, c.lat, c.lon, p.kind, arg_min({'lat': p.lat, 'lon': p.lon}, (nearness(c.lat, c.lon, p.lat, p.lon), p.lat, p.lon)) as point
    from inhabited_cell as c
    cross join points as p
    group by c.code, c.lat, c.lon, p.kind
)
select code, kind, distance_m(lat, lon, point.lat, point.lon) as distance_m
from nearest
order by kind, code;
