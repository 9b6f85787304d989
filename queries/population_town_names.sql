-- One row per area of the newest survey, by name with its 丁目 by value: what a choice of areas offers.
-- reads population
with named as (
    select town, sum(total)::bigint as people
    from population
    where town is not null and surveyed_on = (select max(surveyed_on) from population)
    group by town
)

select
    town,
    people
from named
order by name_order(town), town
