-- One row per row of one file, in the file's order, with its place where it has one.
-- param dataset text =       the file
-- reads anything, anything_row
with picked as (
    select dataset, source_row, cast(null as varchar) as label, cast(null as varchar) as category, cast(null as double) as amount
    from anything
)

select
    place.dataset, place.source_row, picked.label, picked.category, picked.amount, place.lat, place.lon, place.placed,
    place.place_text
from anything_row as place
inner join picked on picked.dataset = place.dataset and picked.source_row = place.source_row
where place.dataset = $dataset
order by place.source_row
