-- One row per weekday (ISO: 1 Monday … 7 Sunday): how many events of a year run on at least one such day. An event counts
-- once per weekday however many weeks it runs; one of seven days or more counts on every weekday (week_long).
-- param year integer =       year; empty means that of today
-- param category text =       only events of this category; empty means all
-- param today date = today       day that stands for "today"
-- reads event_item
with weekdays as (
    select weekday from (values (1), (2), (3), (4), (5), (6), (7)) as numbers (weekday)
),

bounds as (
    select
        make_date(coalesce($year::integer, year($today::date)), 1, 1) as first,
        make_date(coalesce($year::integer, year($today::date)), 12, 31) as last
),

chosen as (
    select
        isodow(greatest(start_on, first)) as from_weekday,
        date_diff('day', greatest(start_on, first), least(last_on, last)) as further_days
    from event_item, bounds
    where
        start_on <= last and last_on >= first
        and (
            $category = ''
            or list_contains(regexp_split_to_array(coalesce(category, ''), '\s*[;；]\s*'), $category)
        )
)

select
    weekdays.weekday as weekday,
    count(chosen.from_weekday) as events,
    count(case when chosen.further_days >= 6 then 1 end) as week_long
from weekdays
left join chosen
    on (weekdays.weekday - chosen.from_weekday + 7) % 7 <= chosen.further_days
group by weekdays.weekday
order by weekdays.weekday
