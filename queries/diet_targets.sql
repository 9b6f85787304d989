-- One row per group of a breakdown, and first everybody: the mean of an item beside the national target for it.
-- param item text = vegetable       vegetable, fruit or salt
-- param preset text = all       who is left out: all (nobody), kcal or eer
-- param breakdown text = sex_age       sex, age, sex_age, district, sex_district or age_district
-- reads diet_group, diet_cell, diet_reference
select
    g.id, g.sex, g.age_class, g.district, g.people, c.mean, c.sd,
    coalesce(r.low, r.high) as target,
    r.low is not null as at_least,
    r.baseline,
    round(c.mean - coalesce(r.low, r.high), 1) as difference
from diet_group as g
join diet_reference as r on r.kind = 'target' and r.item = $item
left join diet_cell as c on c.preset = g.preset and c.id = g.id and c.item = r.item and c.basis = 'day'
where g.preset = $preset and g.breakdown in ('all', $breakdown)
order by g.nth
