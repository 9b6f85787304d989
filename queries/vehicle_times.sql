-- One row per season and part of the day: how many cells are published, and the middle of their median speeds.
-- reads vehicle_cell
select season, hour_band, count(*) as cells, median(median_kmh) as middle_kmh
from vehicle_cell
group by season, hour_band
order by season, hour_band
