-- One row per group that may be shown under a preset: its id, in the order of the breakdowns.
-- param preset text = all       who is left out: all (nobody), kcal or eer
-- reads diet_group
select id, sex, age_class, district, people
from diet_group
where preset = $preset and people is not null
order by nth
