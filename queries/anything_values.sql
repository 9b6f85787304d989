-- One row per row of one file that has the number, smallest first. Totals of the file are aside.
-- param dataset text =       the file
-- reads anything, anything_row
with picked as (
    select dataset, source_row, cast(null as double) as amount, cast(null as varchar) as label from anything
)

select picked.dataset, picked.source_row, picked.label, picked.amount
from picked
inner join anything_row as place on picked.dataset = place.dataset and picked.source_row = place.source_row
where picked.dataset = $dataset and not place.is_total and picked.amount is not null
order by picked.amount, picked.source_row
