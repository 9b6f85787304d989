-- One row per pair of items that are seen together.
-- reads diet_bin
select distinct x, y
from diet_bin
order by x
