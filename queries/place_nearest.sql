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
        kind, dataset, source_row, name, location_detail,
        distance_m(lat, lon, $lat, $lon) as distance_m,
        coalesce(external_use_barred, false) as barred
    from place
    where lat is not null and lon is not null
        and (
            (select count(*) from unnest(cast($kinds as varchar[]))) = 0
            or kind in (select unnest(cast($kinds as varchar[])))
        )
        and (not $child_pads or child_pads) and (not $wheelchair or wheelchair)
        and (not $infant or infant) and (not $ostomate or ostomate)
        and (
            (select count(*) from unnest(cast($equipment as varchar[]))) = 0
            or exists (select 1 from unnest(cast($equipment as varchar[])) as words(word) where contains(equipment, word))
        )
        and (
            $weekday::integer is null
            or written_open(weekdays, always_open, open_minute, close_minute, $weekday::integer, $minute::integer)
        )
),
-- The few first, before anything is ranked or counted: of a million places no more than these are looked at further.
nearest as (
    select * from measured order by barred, distance_m, name, location_detail, dataset, source_row limit $n
),
ranked as (
    select row_number() over (order by barred, distance_m, name, location_detail, dataset, source_row) as rank, *
    from nearest
),
before as (
    select r.rank, count(*) as barred_within
    from ranked as r
    join measured as m on m.barred and m.kind = r.kind and m.distance_m <= r.distance_m
    group by r.rank
)
select
    cast(r.rank as integer) as rank, p.kind, p.dataset, p.source_row, p.name, p.location_detail, p.address, p.district,
    p.phone, p.organisation, p.days, p.open_minute, p.close_minute, p.hours_note, p.child_pads, p.wheelchair, p.infant,
    p.ostomate, p.equipment, p.water_kind, r.barred, p.note, p.url, p.lat, p.lon, r.distance_m,
    cast(coalesce(b.barred_within, 0) as integer) as barred_within
from ranked as r
join place as p on p.dataset = r.dataset and p.source_row = r.source_row
left join before as b on b.rank = r.rank
order by rank
