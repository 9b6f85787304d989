-- At most one row: the part of the map where nearly everybody lives, in degrees.
-- reads mesh_box
select
    south,
    north,
    west,
    east
from mesh_box
where south < north and west < east
