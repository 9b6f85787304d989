-- One row per census, oldest first: people, and the change since the census before.
-- reads census_total
select
    year::integer as year,
    total as people,
    total - lag(total) over (order by year) as change,
    round(100.0 * (total - lag(total) over (order by year)) / nullif(lag(total) over (order by year), 0), 1)
        as change_percent
from census_total
where year is not null and total is not null
order by year
