-- One row: what the lists of events cover. reach_on is the last day on which an event of the lists *starts*: an
-- exhibition that runs on for months does not say that nothing else happens in those months.
-- reads event_item
select
    count(*) as events,
    count(start_on) as dated,
    min(start_on) as first_on,
    max(start_on) as reach_on,
    max(last_on) as last_on,
    count(case when date_diff('day', start_on, last_on) >= 60 then 1 end) as long_runs
from event_item
