-- One row per cell of a dataset that says why it has no value (none, unknown, suppressed).
-- param dataset text =       id of the dataset
-- reads missing
select source_row, column_name, mark
from missing
where dataset = $dataset
order by source_row, column_name
