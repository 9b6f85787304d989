-- One row per file of no known kind on this shelf, in the order of their names: its rows and how many have a place.
-- reads anything_row
select
    dataset,
    count(*) as rows,
    count(lat) as placed,
    count(*) filter (is_total) as totals
from anything_row
group by dataset
order by dataset
