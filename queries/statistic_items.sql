-- One row per indicator of one statistic, in the order of the file: its name, unit, and how many categories it has.
-- param topic text = waste       key of the statistic (see statistic_topics)
-- reads statistic, waste
with listed as (
    select dataset as topic, coalesce(item, '') as item, coalesce(unit, '') as unit, category, source_row
    from statistic
    where start_on is not null
    union all
    select 'waste' as topic, '' as item, 't' as unit, category, source_row
    from waste
    where fiscal_year is not null
)

select item, arg_min(unit, source_row) as unit, count(distinct category) as categories
from listed
where topic = $topic
group by item
order by min(source_row), item
