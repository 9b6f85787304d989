-- One row per grid square of one file that holds a row: how many rows, and the sum of an amount over them.
-- param dataset text =       the file
-- param digits integer = 9   digits of the square's code: 9 is 500 m, 10 is 250 m, 8 is 1 km
-- param at date =            only rows of this moment; empty: all
-- param month integer =      of these, only rows of this month (1–12) beside a 年度 or a 年; empty: all
-- reads anything, anything_row
with picked as (
    select
        dataset, source_row, cast(null as double) as amount, cast(null as date) as moment,
        cast(null as double) as month_number
    from anything
)

select
    left(place.cell, $digits) as code,
    count(*) as rows,
    count(picked.amount) as figures,
    round(sum(picked.amount), 6) as total
from anything_row as place
inner join picked on picked.dataset = place.dataset and picked.source_row = place.source_row
where
    place.dataset = $dataset and not place.is_total and length(place.cell) >= $digits
    and ($at is null or picked.moment = $at) and ($month is null or picked.month_number = $month)
group by left(place.cell, $digits)
order by code
