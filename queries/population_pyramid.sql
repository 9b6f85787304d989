-- One row per five-year age class, youngest first: men and women on one date and on a date to compare with.
-- All ages from 85 are one open class, because most publishers end there.
-- param on date =       survey date; empty means the newest
-- param compare date =       survey date of the outline; empty means none
-- param town text =       area; empty means all areas together
-- reads population_age
with chosen as (
    select
        least(age_from, 85)::integer as age_from,
        surveyed_on = coalesce($on::date, (select max(surveyed_on) from population_age)) as now,
        sex,
        people
    from population_age
    where
        age_from is not null
        and ($town = '' or town = $town)
        and (
            surveyed_on = coalesce($on::date, (select max(surveyed_on) from population_age))
            or surveyed_on = $compare::date
        )
)

select
    age_from,
    (sum(people) filter (where now and sex = 'm'))::bigint as men,
    (sum(people) filter (where now and sex = 'f'))::bigint as women,
    (sum(people) filter (where not now and sex = 'm'))::bigint as compare_men,
    (sum(people) filter (where not now and sex = 'f'))::bigint as compare_women
from chosen
group by age_from
having count(people) > 0
order by age_from
