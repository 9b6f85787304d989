-- One row per group of a breakdown, and first everybody: how many answered (rounded) and how an item is spread.
-- `people` and all values are null where the group is too small to be shown, or its value would give away a small one.
-- param item text = salt       column of the survey, or vegetable
-- param basis text = day       day, per_1000kcal or percent_energy
-- param preset text = all       who is left out: all (nobody), kcal or eer
-- param breakdown text = sex       sex, age, sex_age, district, sex_district or age_district
-- reads diet_group, diet_cell
select
    g.id, g.sex, g.age_class, g.district, g.people,
    c.mean, c.sd, c.p5, c.p25, c.median, c.p75, c.p95
from diet_group as g
left join diet_cell as c
    on c.preset = g.preset and c.id = g.id and c.item = $item and c.basis = $basis
where g.preset = $preset and g.breakdown in ('all', $breakdown)
order by g.nth
