-- One row per day on which at least one event runs, in order of days.
-- param first date =       first day; empty means from the beginning
-- param last date =       last day; empty means to the end
-- param category text =       only events of this category; empty means all
-- reads event_item, event_day
select
    event_day.day as day,
    count(*) as events
from event_day
inner join event_item
    on event_day.dataset = event_item.dataset and event_day.source_row = event_item.source_row
where
    ($first::date is null or event_day.day >= $first::date)
    and ($last::date is null or event_day.day <= $last::date)
    and (
        $category = ''
        or list_contains(regexp_split_to_array(coalesce(event_item.category, ''), '\s*[;；]\s*'), $category)
    )
group by event_day.day
order by event_day.day
