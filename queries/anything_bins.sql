-- One row per class of equal width that holds a number of one column, from low to high. Totals of the file are aside.
-- param dataset text =       the file
-- param width number = 1     width of a class; classes begin at its multiples
-- reads anything, anything_row
with picked as (
    select dataset, source_row, cast(null as double) as amount from anything
)

select
    floor(round(picked.amount / $width, 9)) * $width as low,
    count(*) as rows
from picked
inner join anything_row as place on picked.dataset = place.dataset and picked.source_row = place.source_row
where picked.dataset = $dataset and not place.is_total and picked.amount is not null
group by floor(round(picked.amount / $width, 9)) * $width
order by low
