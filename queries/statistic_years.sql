-- One row per year of one statistic that is over, oldest first (of a 年度 the year in which it begins): it may be the base.
-- param topic text = waste       key of the statistic (see statistic_topics)
-- reads statistic, waste, dataset
with listed as (
    select dataset as topic, dataset, start_on, end_on, coalesce(part_year, false) as part
    from statistic
    union all
    select 'waste', dataset, make_date(year(fiscal_year), 4, 1), make_date(year(fiscal_year) + 1, 3, 31), false
    from waste
)

select distinct year(l.start_on)::integer as year
from listed as l
left join dataset as d on d.id = l.dataset
where l.topic = $topic and l.start_on is not null and not l.part and l.end_on <= coalesce(d.as_of, l.end_on)
order by year
