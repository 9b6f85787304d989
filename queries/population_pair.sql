-- One row per survey date, oldest first: one measure of two areas side by side.
-- param a text =       first area
-- param b text =       second area
-- param measure text = total       total (people), ageing (percent of 65 and over) or households
-- param floor integer = 10       fewest people for whom a share is given
-- reads population, population_age
with ages as (
    select
        surveyed_on,
        town,
        sum(people) as known,
        sum(people) filter (where age_from >= 65) as old
    from population_age
    where age_from is not null and town in ($a, $b)
    group by surveyed_on, town
),

counted as (
    select surveyed_on, town, sum(total)::bigint as people, sum(households)::bigint as households
    from population
    where surveyed_on is not null and town in ($a, $b)
    group by surveyed_on, town
),

measured as (
    select
        counted.surveyed_on,
        counted.town,
        case $measure
            when 'ageing' then round(100.0 * ages.old / case when ages.known >= greatest($floor, 1) then ages.known end, 1)
            when 'households' then counted.households
            else counted.people
        end as amount
    from counted
    left join ages on counted.surveyed_on = ages.surveyed_on and counted.town = ages.town
)

select
    surveyed_on,
    max(amount) filter (where town = $a) as amount_a,
    max(amount) filter (where town = $b) as amount_b
from measured
group by surveyed_on
order by surveyed_on
