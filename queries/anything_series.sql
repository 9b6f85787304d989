-- One row per period and group of one file, oldest first: rows, figures, their sum and mean. Totals of the file are aside.
-- param dataset text =       the file
-- param step text = year     fiscal_year (from April), year, month, or date
-- param base date =          of months without any year: the first one, from which they are counted
-- reads anything, anything_row
with picked as (
    select
        dataset, source_row, cast(null as date) as moment, cast(null as double) as month_number,
        cast(null as double) as amount, cast(null as varchar) as category
    from anything
),
dated as (
    select
        picked.category, picked.amount, picked.source_row,
        -- A month beside a 年度 (which begins in April) or a 年: January to March of a 年度 lie in the next year.
        case when picked.month_number between 1 and 12
            then make_date(
                year(coalesce(picked.moment, $base))
                + case when picked.month_number < month(coalesce(picked.moment, $base)) then 1 else 0 end,
                cast(picked.month_number as integer), 1)
            -- A row without its month is of none, though it may be of its year.
            when $step in ('month', 'date') and (select count(month_number) from picked where dataset = $dataset) > 0 then null
            else picked.moment end as moment
    from picked
    inner join anything_row as place on picked.dataset = place.dataset and picked.source_row = place.source_row
    where picked.dataset = $dataset and not place.is_total
        and (picked.moment is not null or ($base is not null and picked.month_number between 1 and 12))
),
stepped as (
    select
        category, amount, source_row, moment,
        case $step
            when 'fiscal_year' then make_date(year(moment) - case when month(moment) < 4 then 1 else 0 end, 4, 1)
            when 'year' then make_date(year(moment), 1, 1)
            when 'month' then make_date(year(moment), month(moment), 1)
            else moment
        end as start_on
    from dated
    where moment is not null
)

select
    start_on,
    coalesce(category, '') as category,
    count(*) as rows,
    count(amount) as figures,
    round(sum(amount), 6) as total,
    round(avg(amount), 6) as mean,
    min(moment) as first_on,
    max(moment) as last_on,
    min(source_row) as first_row
from stepped
group by start_on, coalesce(category, '')
order by start_on, first_row, category
