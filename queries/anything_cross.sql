-- One row per pair of groups of one file: rows, figures and their sum. Totals of the file are aside.
-- param dataset text =       the file
-- param at date =            only rows of this moment; empty: all
-- param month integer =      of these, only rows of this month (1–12) beside a 年度 or a 年; empty: all
-- reads anything, anything_row
with picked as (
    select
        dataset, source_row, cast(null as varchar) as category, cast(null as varchar) as across_category,
        cast(null as double) as amount, cast(null as date) as moment, cast(null as double) as month_number
    from anything
)

select
    coalesce(picked.category, '') as category,
    coalesce(picked.across_category, '') as across_category,
    count(*) as rows,
    count(picked.amount) as figures,
    round(sum(picked.amount), 6) as total,
    min(picked.source_row) as first_row
from picked
inner join anything_row as place on picked.dataset = place.dataset and picked.source_row = place.source_row
where
    picked.dataset = $dataset and not place.is_total
    and ($at is null or picked.moment = $at) and ($month is null or picked.month_number = $month)
group by coalesce(picked.category, ''), coalesce(picked.across_category, '')
order by first_row, category, across_category
