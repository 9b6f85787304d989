-- One row per year in which an event of the lists starts: how many start in it.
-- reads event_item
select
    cast(year(start_on) as integer) as year,
    count(*) as events
from event_item
where start_on is not null
group by year(start_on)
order by year
