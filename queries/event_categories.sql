-- One row per category: how many events of it run in a year. A cell may name several (separated by ;): the event then counts
-- in each. An empty category means that the list does not say.
-- param year integer =       year; empty means that of today
-- param today date = today       day that stands for "today"
-- reads event_item
with bounds as (
    select
        make_date(coalesce($year::integer, year($today::date)), 1, 1) as first,
        make_date(coalesce($year::integer, year($today::date)), 12, 31) as last
),

named as (
    select distinct
        dataset,
        source_row,
        unnest(coalesce(
            nullif(list_filter(regexp_split_to_array(trim(category), '\s*[;；]\s*'), lambda part: part <> ''), []), ['']
        )) as category
    from event_item, bounds
    where start_on <= last and last_on >= first
)

select
    category,
    count(*) as events
from named
group by category
order by events desc, category
