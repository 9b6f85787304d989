-- At most one row: where the amounts of one figure lie over all months, so that colours mean the same in every month.
-- param level integer = 10       digits of the code: 8 (1 km), 9 (500 m), 10 (250 m)
-- param figure text = people       people, young, working, old, share_young or share_old (percent)
-- reads mesh_spread
select
    fifth_1,
    fifth_2,
    fifth_3,
    fifth_4,
    tenth,
    change_step
from mesh_spread
where level = $level and figure = $figure
