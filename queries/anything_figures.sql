-- One row per figure of one file whose headers are times, in the order of the file.
-- param dataset text =       the file
-- reads anything_figure
select
    dataset, source_row, period, period_type, start_on, end_on, coalesce(part_year, false) as part,
    coalesce(category, '') as category, coalesce(item, '') as item, value, unit, mark
from anything_figure
where dataset = $dataset
order by source_row, start_on, period, category, item
