-- One row per place with coordinates, nearest to a point first (straight line). Places that people from outside may not use
-- come after all others; barred_within counts those of the same kind that are as near or nearer. A filter keeps only what is written as there: blank is neither there nor not there.
-- param lat number = 36.0     latitude of the point, degrees (WGS84)
-- param lon number = 138.0     longitude of the point, degrees
-- param kinds list =       kinds to include; empty means all
-- param n integer = 5     how many rows
-- param child_pads flag = 0     only where pads for children are written as there
-- param wheelchair flag = 0     only where a wheelchair toilet is written as there
-- param infant flag = 0     only where baby facilities are written as there
-- param ostomate flag = 0     only where ostomate facilities are written as there
-- param equipment list =       only where the equipment names one of these spellings; empty means all
-- param weekday integer =       only what is written as open on this ISO weekday (1 = Monday); empty means any
-- param minute integer =       and at this minute of the day
-- reads place
with
measured as (
    select
        *,
        distance_m(lat, lon, $lat, $lon) as distance_m,
        coalesce(external_use_barred, false) as barred
    from place
    where
        lat is not null
        and lon is not null
        and (
            (select count(*) from unnest(cast($kinds as varchar[]))) = 0
            or kind in (select unnest(cast($kinds as varchar[])))
        )
)
select
    cast(row_number() over (order by barred, distance_m, name, location_detail, dataset, source_row) as integer) as rank,
    kind, dataset, source_row, name, location_detail, address, district, phone, organisation,
    days, open_minute, close_minute, hours_note, child_pads, wheelchair, infant, ostomate, equipment, water_kind,
    barred, note, url, lat, lon, distance_m,
    cast(count(case when barred then 1 end) over (partition by kind order by distance_m) as integer) as barred_within
from measured
where
    (not $child_pads or child_pads)
    and (not $wheelchair or wheelchair)
    and (not $infant or infant)
    and (not $ostomate or ostomate)
    and (
        (select count(*) from unnest(cast($equipment as varchar[]))) = 0
        or exists (select 1 from unnest(cast($equipment as varchar[])) as words(word) where contains(equipment, word))
    )
    and (
        $weekday::integer is null
        or written_open(weekdays, always_open, open_minute, close_minute, $weekday::integer, $minute::integer)
    )
order by rank
limit $n
