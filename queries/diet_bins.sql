-- One row per two-dimensional bin of a pair of items: people (rounded); null where the bin is not shown.
-- param x text = energy       the item along x: each pair has its own
-- reads diet_bin
select x, y, x_from, x_to, y_from, y_to, people
from diet_bin
where x = $x
order by y_from nulls first, x_from nulls first
