-- One row per published cell (500 m) of one season and part of the day: median speed; numbers of vehicles and days as bands.
-- param season text = winter        summer (June to September) or winter (December to March)
-- param hour_band text = morning    morning, day, evening or night
-- reads vehicle_cell
select cell, median_kmh, vehicles_band, days_band
from vehicle_cell
where season = $season and hour_band = $hour_band
order by cell
