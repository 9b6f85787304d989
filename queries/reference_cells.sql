-- One row per 250 m cell of the grid that covers the city.
-- reads reference_cell
select distinct code
from reference_cell
where code is not null
order by code
