-- One row per group of one file (each label once): rows, figures, sum and mean, in the order of the file or by value.
-- param dataset text =       the file
-- param order text = file    file, or value (largest first)
-- param how text = sum       sum, mean or count: what "value" sorts by
-- param at date =            only rows of this moment; empty: all
-- param month integer =      of these, only rows of this month (1–12) beside a 年度 or a 年; empty: all
-- reads anything, anything_row
with picked as (
    select
        dataset, source_row, cast(null as varchar) as label, cast(null as double) as amount,
        cast(null as date) as moment, cast(null as double) as month_number
    from anything
),
grouped as (
    select
        coalesce(picked.label, '') as label,
        count(*) as rows,
        count(picked.amount) as figures,
        round(sum(picked.amount), 6) as total,
        round(avg(picked.amount), 6) as mean,
        min(picked.source_row) as source_row
    from picked
    inner join anything_row as place on picked.dataset = place.dataset and picked.source_row = place.source_row
    where
        picked.dataset = $dataset and not place.is_total
        and ($at is null or picked.moment = $at) and ($month is null or picked.month_number = $month)
    group by coalesce(picked.label, '')
)

select label, rows, figures, total, mean, source_row
from grouped
order by
    case when $order <> 'value' then null when $how = 'sum' then total when $how = 'mean' then mean else rows end desc nulls last,
    source_row, label
