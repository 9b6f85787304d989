-- One row per inhabited 250 m cell of the newest month: its people (null = suppressed or unsaid: not zero) and how far, in a
-- straight line (haversine, from the cell's middle), the nearest point of a list is. Both tables are made at build.
-- param kind text = aed     the list: aed, fire_hydrant or bus_stop; another one leaves the distance empty
-- reads inhabited_cell cell_reach
select
    c.code, c.month, c.dataset, c.people, c.young, c.old, c.elsewhere, c.merged, c.lat, c.lon, c.town, c.district,
    r.distance_m
from inhabited_cell as c
left join cell_reach as r on r.code = c.code and r.kind = $kind
order by c.code
