-- One row per kind (and district, when asked for): places on the list, and how many of them have coordinates.
-- param kinds list =       kinds to include; empty means all
-- param by text = kind     "kind" or "district"; anything else means kind
-- reads place
select
    case when $by = 'district' then coalesce(district, '') else '' end as district,
    kind,
    count(*) as places,
    count(lat) as with_point
from place
where (select count(*) from unnest(cast($kinds as varchar[]))) = 0 or kind in (select unnest(cast($kinds as varchar[])))
group by 1, 2
order by max(district is null), 1, 2
