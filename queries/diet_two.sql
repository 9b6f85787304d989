-- One row per group of two: how many answered (rounded), mean and standard deviation of an item.
-- param a text = m       id of the first group: m, f, 30-49, f_30-49, a district …
-- param b text = f       id of the second group
-- param item text = salt       column of the survey, or vegetable
-- param basis text = day       day, per_1000kcal or percent_energy
-- param preset text = all       who is left out: all (nobody), kcal or eer
-- reads diet_group, diet_cell
select g.id, g.sex, g.age_class, g.district, g.people, c.mean, c.sd
from diet_group as g
left join diet_cell as c on c.preset = g.preset and c.id = g.id and c.item = $item and c.basis = $basis
where g.preset = $preset and g.id in ($a, $b)
order by g.id <> $a, g.nth
