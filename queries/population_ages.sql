-- One row per survey date, oldest first: people of three age classes, and their shares of those whose age is known.
-- Shares are null where fewer than `floor` people have a known age. `city_old_percent` is that of all areas together.
-- param town text =       area; empty means all areas together
-- param floor integer = 10       fewest people for whom a share is given
-- reads population_age
with banded as (
    select
        surveyed_on,
        $town = '' or town = $town as here,
        case when age_to <= 14 then 'young' when age_from >= 65 then 'old' else 'working' end as class,
        people
    from population_age
    where surveyed_on is not null and age_from is not null
),

counted as (
    select
        surveyed_on,
        (sum(people) filter (where here and class = 'young'))::bigint as young,
        (sum(people) filter (where here and class = 'working'))::bigint as working,
        (sum(people) filter (where here and class = 'old'))::bigint as old,
        (sum(people) filter (where here))::bigint as known,
        (sum(people) filter (where class = 'old'))::bigint as city_old,
        (sum(people))::bigint as city_known
    from banded
    group by surveyed_on
)

select
    surveyed_on,
    young,
    working,
    old,
    known,
    round(100.0 * young / case when known >= greatest($floor, 1) then known end, 1) as young_percent,
    round(100.0 * working / case when known >= greatest($floor, 1) then known end, 1) as working_percent,
    round(100.0 * old / case when known >= greatest($floor, 1) then known end, 1) as old_percent,
    round(100.0 * city_old / case when city_known >= greatest($floor, 1) then city_known end, 1) as city_old_percent
from counted
where known is not null
order by surveyed_on
