-- One row per category that the lists of events name, in any year: what a filter offers.
-- reads event_item
with named as (
    select trim(unnest(regexp_split_to_array(category, '\s*[;；]\s*'))) as category
    from event_item
    where category is not null
)

select category, count(*) as events
from named
where category <> ''
group by category
order by category
