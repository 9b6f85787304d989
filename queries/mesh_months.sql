-- One row per month, oldest first: everybody in the published grid squares, the finest level, and what is 秘匿.
-- reads mesh_month
select
    month,
    digits,
    cells,
    people,
    young,
    working,
    old,
    hidden,
    hidden_ages,
    merged
from mesh_month
order by month
