-- One row per cell (500 m) that is published for both seasons at one part of the day: winter against summer.
-- param hour_band text = morning    morning, day, evening or night
-- reads vehicle_cell
select
    s.cell,
    s.median_kmh as summer_kmh,
    w.median_kmh as winter_kmh,
    w.median_kmh - s.median_kmh as change_kmh
from vehicle_cell as s
join vehicle_cell as w on w.cell = s.cell and w.hour_band = s.hour_band and w.season = 'winter'
where s.season = 'summer' and s.hour_band = $hour_band
order by s.cell
