-- One row per survey date, oldest first: people of one area or of all together, and the change since the date before.
-- param town text =       area; empty means all areas together
-- reads population
with counted as (
    select
        surveyed_on,
        count(*) as areas,
        count(*) - count(total) as areas_unknown,
        sum(total)::bigint as people,
        sum(men)::bigint as men,
        sum(women)::bigint as women
    from population
    where surveyed_on is not null and ($town = '' or town = $town)
    group by surveyed_on
)

select
    surveyed_on,
    people,
    people - lag(people) over (order by surveyed_on) as change,
    men,
    women,
    areas,
    areas_unknown
from counted
order by surveyed_on
