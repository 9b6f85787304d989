-- One row per file of no known kind on this shelf, in the order of their names: its rows and how many have a place, how.
-- reads anything_row
select
    dataset,
    count(*) as rows,
    count(lat) as placed,
    count(*) filter (where is_total) as totals,
    count(*) filter (where placed = 'town') as town,
    count(*) filter (where placed = 'mesh') as mesh,
    count(*) filter (where placed = 'failed') as failed,
    count(*) filter (where placed = 'blank') as blank
from anything_row
group by dataset
order by dataset
