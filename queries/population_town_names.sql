-- One row per area of the newest survey, in name order: what a choice of areas offers.
-- reads population
select
    town,
    sum(total)::bigint as people
from population
where town is not null and surveyed_on = (select max(surveyed_on) from population)
group by town
order by town
