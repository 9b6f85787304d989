-- Tables that many questions share, made once at build after loading (tables, not views: the nearest town and the
-- long form of the ages are worth computing once). Run again on a session's own shelf, where an upload was loaded.

-- One row per survey day, town, sex and age class. age_to null = "and over". A file that splits the 85-year-olds gives
-- the finer classes and its own 85_over is left out, so that nobody counts twice. Unknown ages are in population.total only.
create or replace table population_age as
with counted as (
    select * replace (
        case when m_85_89 is null then m_85_over end as m_85_over,
        case when f_85_89 is null then f_85_over end as f_85_over
    )
    from population
    where surveyed_on is not null and town is not null
),
long as (
    unpivot counted
    on
            m_0_4, f_0_4, m_5_9, f_5_9, m_10_14, f_10_14, m_15_19, f_15_19, m_20_24, f_20_24, m_25_29, f_25_29,
            m_30_34, f_30_34, m_35_39, f_35_39, m_40_44, f_40_44, m_45_49, f_45_49, m_50_54, f_50_54, m_55_59,
            f_55_59, m_60_64, f_60_64, m_65_69, f_65_69, m_70_74, f_70_74, m_75_79, f_75_79, m_80_84, f_80_84,
            m_85_89, f_85_89, m_90_94, f_90_94, m_95_99, f_95_99, m_100_over, f_100_over, m_85_over, f_85_over
    into name age_class value people
)
select
    surveyed_on,
    town,
    split_part(age_class, '_', 1) as sex,
    cast(split_part(age_class, '_', 2) as integer) as age_from,
    try_cast(split_part(age_class, '_', 3) as integer) as age_to,
    people
from long
order by surveyed_on, town, sex, age_from;

-- One row per place of any kind, neighbours beside each other (250 m cells: 1/480° by 1/320°), so that a box on the map
-- reads few blocks. district: that of the nearest reference point; weekdays and always_open: what is written
-- about opening, parsed once.
create or replace table place as
with listed as not materialized (
    select 'aed' as kind, * from aed
    union all by name select 'fire_hydrant' as kind, * from fire_hydrant
    union all by name select 'public_facility' as kind, * from public_facility
    union all by name select 'park' as kind, * from park
    union all by name select 'parking' as kind, * from parking
    union all by name select 'tourism' as kind, * from tourism
    union all by name select 'cultural_property' as kind, * from cultural_property
    union all by name select 'public_toilet' as kind, * from public_toilet
),
nearest as (
    select p.dataset, p.source_row, arg_min(t.district, (nearness(p.lat, p.lon, t.lat, t.lon), t.town)) as district
    from listed as p
    cross join reference_town as t
    where p.lat is not null and p.lon is not null
    group by p.dataset, p.source_row
)
select
    p.kind, p.dataset, p.source_row, p.id, p.name, p.name_kana, p.name_en, p.address, n.district, p.lat, p.lon,
    p.location_detail, p.phone, p.organisation, p.days, p.open_minute, p.close_minute, p.hours_note, p.fee,
    p.description, p.url, p.note, p.child_pads, p.external_use_barred, p.water_kind, p.bore_mm, p.area_m2, p.equipment,
    p.toilet, p.wheelchair, p.infant, p.ostomate, p.accessible_count, p.classification, p.category,
    open_days(p.days) as weekdays, always_open(p.days, p.hours_note) as always_open
from listed as p
left join nearest as n on n.dataset = p.dataset and n.source_row = p.source_row
order by floor(p.lat * 480), floor(p.lon * 320), p.kind, p.dataset, p.source_row;

-- One row per event as published, with what its words say about money and booking (null = not said), its last day and
-- its district.
create or replace table event_item as
with nearest as (
    select e.dataset, e.source_row, arg_min(t.district, (nearness(e.lat, e.lon, t.lat, t.lon), t.town)) as district
    from event as e
    cross join reference_town as t
    where e.lat is not null and e.lon is not null
    group by e.dataset, e.source_row
),
said as (
    select dataset, source_row, says_free(fee) as by_fee, says_free(fee_detail) as by_detail,
        says_free(fee_line(description)) as by_description
    from event
)
select
    e.*,
    case
        when not s.by_fee or not s.by_detail or not s.by_description then false
        when s.by_fee or s.by_detail or s.by_description then true
    end as is_free,
    coalesce(
        way_to_book(e.how_to_apply),
        case when e.apply_from is not null or e.apply_until is not null then true end,
        says_booking(e.fee), says_booking(e.fee_detail), says_booking(e.capacity), says_booking(e.note)
    ) as needs_booking,
    case when e.end_on >= e.start_on then e.end_on else e.start_on end as last_on,
    n.district
from event as e
join said as s on s.dataset = e.dataset and s.source_row = e.source_row
left join nearest as n on n.dataset = e.dataset and n.source_row = e.source_row
order by e.start_on, e.dataset, e.source_row;

-- One row per event and day it runs. A run longer than 60 days (an exhibition, a campaign) counts on its first and its
-- last day only: it must not colour the whole calendar.
create or replace table event_day as
with run as (
    select dataset, source_row, start_on, last_on, date_diff('day', start_on, last_on) + 1 as days
    from event_item
    where start_on is not null
)
select dataset, source_row, cast(unnest(generate_series(start_on, last_on, interval 1 day)) as date) as day
from run
where days <= 60
union all
select dataset, source_row, start_on as day from run where days > 60
union all
select dataset, source_row, last_on as day from run where days > 60
order by day, dataset, source_row;
