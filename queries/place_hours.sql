-- One row per place: what is written about its hours, and whether that says open at a weekday and minute.
-- said: times (days and times), always (round the clock), part (something, but not both), none (nothing).
-- param kinds list =       kinds to include; empty means all
-- param weekday integer = 1     ISO weekday (1 = Monday)
-- param minute integer = 600     minute of the day
-- reads place
select
    kind, dataset, source_row, name, location_detail, address, district, phone,
    days, open_minute, close_minute, hours_note, lat, lon,
    case
        when always_open then 'always'
        when weekdays is not null and open_minute is not null and close_minute is not null then 'times'
        when days is not null or open_minute is not null or close_minute is not null or hours_note is not null then 'part'
        else 'none'
    end as said,
    written_open(weekdays, always_open, open_minute, close_minute, $weekday, $minute) as is_open
from place
where (select count(*) from unnest(cast($kinds as varchar[]))) = 0 or kind in (select unnest(cast($kinds as varchar[])))
order by kind, coalesce(name_kana, name), name, location_detail, dataset, source_row
