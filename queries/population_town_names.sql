-- One row per area of the newest survey, by area code, else by name with its 丁目 by value: what a choice of areas offers.
-- reads population
select
    town,
    sum(total)::bigint as people
from population
where town is not null and surveyed_on = (select max(surveyed_on) from population)
group by town
order by code_order(min(town_code)) nulls last, name_order(town), town
