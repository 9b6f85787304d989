-- At most one row: how the numbers of one column are spread (percentiles by linear interpolation). Totals are aside.
-- param dataset text =       the file
-- reads anything, anything_row
with picked as (
    select dataset, source_row, cast(null as double) as amount from anything
)

select
    count(picked.amount) as figures,
    min(picked.amount) as least,
    quantile_cont(picked.amount, 0.05) as p5,
    quantile_cont(picked.amount, 0.25) as p25,
    quantile_cont(picked.amount, 0.5) as median,
    quantile_cont(picked.amount, 0.75) as p75,
    quantile_cont(picked.amount, 0.95) as p95,
    max(picked.amount) as most,
    round(avg(picked.amount), 6) as mean
from picked
inner join anything_row as place on picked.dataset = place.dataset and picked.source_row = place.source_row
where picked.dataset = $dataset and not place.is_total
