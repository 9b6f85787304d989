-- One row per name that a map of the city may show, the most important first.
-- reads reference_label
select
    name,
    kind,
    lat,
    lon
from reference_label
where lat is not null and lon is not null and name <> ''
order by rank, name, lat, lon
