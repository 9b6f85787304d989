-- One row per part of the day for which any cell is published.
-- reads vehicle_cell
select hour_band
from vehicle_cell
group by hour_band
order by hour_band
