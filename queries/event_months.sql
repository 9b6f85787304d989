-- One row per month of a year: how many events run on at least one day of it. An event counts once in each month it touches.
-- param year integer =       year; empty means that of today
-- param category text =       only events of this category; empty means all
-- param today date = today       day that stands for "today"
-- reads event_item
with months as (
    select make_date(coalesce($year::integer, year($today::date)), number, 1) as month
    from (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as numbers (number)
),

chosen as (
    select dataset, source_row, start_on, last_on
    from event_item
    where
        start_on is not null
        and (
            $category = ''
            or list_contains(regexp_split_to_array(coalesce(category, ''), '\s*[;；]\s*'), $category)
        )
)

select
    months.month as month,
    count(chosen.start_on) as events
from months
left join chosen
    on chosen.start_on < months.month + interval 1 month and chosen.last_on >= months.month
group by months.month
order by months.month
