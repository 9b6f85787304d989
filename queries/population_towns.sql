-- One row per area on one date: people, change since another date, shares of children and of 65 and over, households.
-- By name (丁目 by value), or largest first by what `sort` names. Shares are null below `floor` people.
-- param on date =       survey date; empty means the newest
-- param before date =       survey date to compare with; empty means the oldest
-- param sort text = name       name, size, change (in people) or ageing
-- param floor integer = 10       fewest people for whom a share is given
-- reads population, population_age
with dates as (
    select
        coalesce($on::date, max(surveyed_on)) as now,
        coalesce($before::date, min(surveyed_on)) as past
    from population
),

now as (
    select
        town, sum(total)::bigint as people, sum(households)::bigint as households
    from population
    where town is not null and surveyed_on = (select now from dates)
    group by town
),

past as (
    select town, sum(total)::bigint as people
    from population
    where surveyed_on = (select past from dates) and (select past < now from dates)
    group by town
),

ages as (
    select
        town,
        sum(people) as known,
        sum(people) filter (where age_to <= 14) as young,
        sum(people) filter (where age_from >= 65) as old
    from population_age
    where age_from is not null and surveyed_on = (select now from dates)
    group by town
)

select
    now.town,
    now.people,
    past.people as people_before,
    now.people - past.people as change,
    round(100.0 * (now.people - past.people) / case when past.people >= greatest($floor, 1) then past.people end, 1)
        as change_percent,
    round(100.0 * ages.young / case when ages.known >= greatest($floor, 1) then ages.known end, 1) as young_percent,
    round(100.0 * ages.old / case when ages.known >= greatest($floor, 1) then ages.known end, 1) as old_percent,
    now.households
from now
left join past on now.town = past.town
left join ages on now.town = ages.town
order by
    case $sort when 'size' then now.people when 'change' then change when 'ageing' then old_percent end desc nulls last,
    name_order(now.town),
    now.town
