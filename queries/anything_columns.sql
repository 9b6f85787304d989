-- One row per column of one file, in the file's order: what it means, and how it is filled.
-- param dataset text =       the file; empty means the first one
-- reads anything_column
select
    position, header, title, column_name, meaning, unit, confidence, reason, additive, rows, filled, distinct_values,
    blank, none, unknown, suppressed, unreadable, censored
from anything_column
where dataset = coalesce(nullif($dataset, ''), (select min(dataset) from anything_column))
order by position
