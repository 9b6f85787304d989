-- One row per basis in which an item is given: a day, per 1,000 kcal, percent of energy.
-- param item text = salt       column of the survey, or vegetable
-- reads diet_cell
select distinct basis
from diet_cell
where item = $item
order by basis
