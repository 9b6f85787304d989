-- One row per fiscal year, oldest first: waste per person and day, the plan's target, and how many days were counted.
-- A year that was not over on the file's day counts up to that day (as part); a year with a missing amount has no figure.
-- param category text =          category; empty means all of them together
-- reads waste, waste_plan, dataset
with amounts as (
    select
        year(w.fiscal_year) as year,
        case when count(w.tonnes) = count(*) then sum(w.tonnes) end as tonnes,
        max(w.population) as population,
        count(distinct w.population) as populations,
        max(d.as_of) as as_of
    from waste as w
    left join dataset as d on d.id = w.dataset
    where w.fiscal_year is not null
        and not names_total(w.category)
        and ($category = '' or w.category = $category)
    group by year(w.fiscal_year)
),
dated as (
    select
        *,
        make_date(year, 4, 1) as start_on,
        make_date(year + 1, 3, 31) as end_on,
        least(make_date(year + 1, 3, 31), coalesce(as_of, make_date(year + 1, 3, 31))) as counted_to
    from amounts
),
planned as (
    select year(fiscal_year) as year, max(target_g) as target_g, max(plan) as plan
    from waste_plan
    where fiscal_year is not null and $category = ''
    group by year(fiscal_year)
)

select
    coalesce(a.year, p.year)::integer as year,
    a.tonnes, a.population, a.populations,
    date_diff('day', a.start_on, a.counted_to) + 1 as days,
    a.counted_to < a.end_on as part,
    a.counted_to,
    a.tonnes * 1000000 / nullif(a.population, 0) / nullif(date_diff('day', a.start_on, a.counted_to) + 1, 0) as grams,
    p.target_g, p.plan
from dated as a
full join planned as p on p.year = a.year
order by coalesce(a.year, p.year)
