-- One row per key of two files, in the order of the later one, then of the earlier: its contents in each (null where it
-- isn't there) and how often it stands there (more than once can't be compared).
-- param before text =        the earlier file
-- param after text =         the later file
-- reads anything
with picked as (
    select
        dataset, source_row, cast(null as varchar) as key, cast(null as varchar) as label, cast(null as varchar) as contents
    from anything
),
earlier as (
    select key, count(*) as lines, any_value(label) as label, any_value(contents) as contents, min(source_row) as source_row
    from picked where dataset = $before and key is not null and key <> '' group by key
),
later as (
    select key, count(*) as lines, any_value(label) as label, any_value(contents) as contents, min(source_row) as source_row
    from picked where dataset = $after and key is not null and key <> '' group by key
)

select
    coalesce(later.key, earlier.key) as key,
    coalesce(later.label, earlier.label) as label,
    earlier.lines as lines_before,
    later.lines as lines_after,
    earlier.contents as before,
    later.contents as after,
    later.source_row as row_after,
    earlier.source_row as row_before
from later
full outer join earlier on later.key = earlier.key
order by later.source_row nulls last, earlier.source_row, key
