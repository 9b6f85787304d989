-- One row per preset of who is left out: how many people remain (rounded), and how many fewer that is.
-- reads diet_group
select preset, people, first_value(people) over (order by nth) - people as removed
from diet_group
where breakdown = 'all'
order by nth
