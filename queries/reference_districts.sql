-- One row per district of the reference towns, by name.
-- reads reference_town
select distinct district
from reference_town
where district is not null
order by district
