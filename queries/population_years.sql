-- One row per year, oldest first, with the newest survey date in it: what a year slider offers.
-- reads population
select
    year(surveyed_on)::integer as year,
    max(surveyed_on) as surveyed_on
from population
where surveyed_on is not null
group by year(surveyed_on)
order by year
