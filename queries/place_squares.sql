-- One row per grid square that holds a place: how many, and the middle of the square.
-- param kinds list =       kinds to include; empty means all
-- param district text =       only places of this district; empty means all
-- param rows_per_degree integer = 240   squares to a degree of latitude: 480 is 250 m, 240 is 500 m, 120 is 1 km, 12 is 10 km
-- reads place
with placed as (
    select
        cast(floor(lat * $rows_per_degree) as bigint) as row_number,
        -- A square of the standard grid is half as wide again in degrees as it is high.
        cast(floor(lon * $rows_per_degree * 2 / 3) as bigint) as column_number
    from place
    where
        lat is not null and lon is not null
        and ((select count(*) from unnest(cast($kinds as varchar[]))) = 0 or kind in (select unnest(cast($kinds as varchar[]))))
        and ($district = '' or district = $district)
)

select
    round((row_number + 0.5) / $rows_per_degree, 7) as lat,
    round((column_number + 0.5) * 1.5 / $rows_per_degree, 7) as lon,
    count(*) as places
from placed
group by row_number, column_number
order by row_number, column_number
