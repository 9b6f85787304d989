-- One row per survey date, oldest first: households, and people per household of the areas where both are known.
-- param town text =       area; empty means all areas together
-- reads population
select
    surveyed_on,
    sum(households)::bigint as households,
    sum(total)::bigint as people,
    round(sum(total) / nullif(sum(households), 0)::double, 2) as persons_per_household
from population
where surveyed_on is not null and total is not null and households is not null and ($town = '' or town = $town)
group by surveyed_on
order by surveyed_on
