-- One row per item: its mean in one group beside the mean of everybody, and by how many percent it differs.
-- param group text = f       id of the group: m, f, 30-49, f_30-49, a district, f_ and a district …
-- param items list =       items to give; empty means all
-- param basis text = per_1000kcal       day or per_1000kcal
-- param preset text = all       who is left out: all (nobody), kcal or eer
-- reads diet_cell
select
    c.item, c.mean, e.mean as mean_all,
    round(100 * (c.mean - e.mean) / nullif(e.mean, 0), 1) as difference_percent
from diet_cell as c
join diet_cell as e on e.preset = c.preset and e.item = c.item and e.basis = c.basis and e.id = ''
where
    c.id = $group and c.preset = $preset and c.basis = $basis
    and (len($items) = 0 or c.item in (select unnest($items)))
order by difference_percent desc nulls last, c.item
