-- One row per period and category of one indicator, oldest first: value, change against the year before (percent too),
-- index (base year = 100) and share of the period's categories, totals aside. Part of a period is compared with nothing.
-- param topic text = waste       key of the statistic (see statistic_topics)
-- param item text =              indicator (see statistic_items)
-- param base integer =           year that is 100; empty means the first one
-- reads statistic, waste, dataset
with listed as (
    select dataset as topic, dataset, source_row, period_type, start_on, end_on, coalesce(part_year, false) as part,
        coalesce(category, '') as category, coalesce(item, '') as item, value
    from statistic
    where start_on is not null
    union all
    select 'waste', dataset, source_row, 'fiscal_year', make_date(year(fiscal_year), 4, 1),
        make_date(year(fiscal_year) + 1, 3, 31), false, coalesce(category, ''), '', tonnes
    from waste where fiscal_year is not null
),
listed_once as (
    select l.period_type, l.start_on, l.end_on, l.category,
        case when count(*) = 1 then max(l.value) end as value, count(*) as lines,
        bool_or(l.part or coalesce(l.end_on > d.as_of, false)) as part,
        min(l.source_row) as first_row
    from listed as l
    left join dataset as d on d.id = l.dataset
    where l.topic = $topic and l.item = $item
    group by l.period_type, l.start_on, l.end_on, l.category
),
-- A category that always is the sum of the others is a total too, whatever it is called.
counted as (
    select *, names_total(category)
        or bool_and(n > 2 and value > 0 and abs(2 * value - all_of_it) < 1e-6 * all_of_it) over (partition by category) as is_total
    from (select *, count(*) over p as n, sum(value) over p as all_of_it from listed_once
        window p as (partition by start_on, period_type))
),
based as (
    select category, avg(value) as base_value, any_value(year(start_on)) as base_year
    from counted
    where not part and year(start_on) = coalesce($base, (select min(year(start_on)) from counted where not part))
    group by category
),
wholes as (
    -- Rounded: the last bit of a sum of decimals depends on the order in which threads add.
    select start_on, period_type, round(sum(value), 6) as whole
    from counted
    where not is_total
    group by start_on, period_type
    having count(value) = count(*) and min(value) >= 0
)

select
    c.start_on, c.end_on, c.period_type, year(c.start_on)::integer as year, c.category, c.is_total, c.part, c.lines, c.value,
    case when not c.part then c.value - b.value end as change,
    case when not c.part then 100.0 * (c.value - b.value) / nullif(b.value, 0) end as change_percent,
    case when not c.part then 100.0 * c.value / nullif(s.base_value, 0) end as index_100, s.base_year::integer as base_year,
    case when not c.is_total then 100.0 * c.value / nullif(w.whole, 0) end as share_percent, w.whole
from counted as c
left join counted as b on b.category = c.category and b.period_type = c.period_type and not b.part
    and b.start_on = c.start_on - interval 1 year
left join based as s on s.category = c.category
left join wholes as w on w.start_on = c.start_on and w.period_type = c.period_type
order by c.start_on, c.period_type, c.first_row, c.category
