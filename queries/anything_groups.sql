-- One row per group of one file (each label once): rows, figures, sum and mean, in the order of the file or by value.
-- param dataset text =       the file
-- param order text = file    file, or value (largest first)
-- param how text = sum       sum, mean or count: what "value" sorts by
-- reads anything, anything_row
with picked as (
    select dataset, source_row, cast(null as varchar) as label, cast(null as double) as amount from anything
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
    where picked.dataset = $dataset and not place.is_total
    group by coalesce(picked.label, '')
)

select label, rows, figures, total, mean, source_row
from grouped
order by
    case when $order <> 'value' then null when $how = 'sum' then total when $how = 'mean' then mean else rows end desc nulls last,
    source_row, label
