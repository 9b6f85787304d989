-- One row per group of a breakdown, and first everybody: where the energy comes from, mean of the people's shares in %.
-- `rest_percent` is what is left of 100: alcohol, and what the factors 4, 9 and 4 kcal a gram don't explain.
-- param preset text = all       who is left out: all (nobody), kcal or eer
-- param breakdown text = sex_age       sex, age, sex_age, district, sex_district or age_district
-- reads diet_group, diet_cell
with shares as (
    select
        preset, id,
        max(mean) filter (where item = 'protein' and basis = 'percent_energy') as protein_percent,
        max(mean) filter (where item = 'fat' and basis = 'percent_energy') as fat_percent,
        max(mean) filter (where item = 'carbohydrate' and basis = 'percent_energy') as carbohydrate_percent,
        max(mean) filter (where item = 'energy') as energy_kcal
    from diet_cell
    group by preset, id
)

select
    g.id, g.sex, g.age_class, g.district, g.people, s.energy_kcal,
    s.protein_percent, s.fat_percent, s.carbohydrate_percent,
    round(greatest(100 - s.protein_percent - s.fat_percent - s.carbohydrate_percent, 0), 2) as rest_percent
from diet_group as g
left join shares as s on s.preset = g.preset and s.id = g.id
where g.preset = $preset and g.breakdown in ('all', $breakdown)
order by g.nth
