-- One row per published cell (500 m) of one season where vehicles stood long in the middle of a trip; numbers as bands.
-- param season text = winter        summer (June to September) or winter (December to March)
-- reads vehicle_stop
select cell, stops_band, median_minutes, vehicles_band, days_band
from vehicle_stop
where season = $season
order by stops_band = '10-' desc, stops_band desc, cell
