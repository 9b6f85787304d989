-- One row per point with a listed bus stop, as a map's marker: x, y degrees (platforms of one stop may be two points).
-- reads bus_stop
select distinct round(lon, 6) as x, round(lat, 6) as y
from bus_stop
where lat is not null and lon is not null
order by x, y
