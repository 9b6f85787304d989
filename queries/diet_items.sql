-- One row per item that the survey has, and each basis in which it is given.
-- reads diet_cell
select item, basis
from diet_cell
where preset = 'all' and id = ''
order by item, basis
