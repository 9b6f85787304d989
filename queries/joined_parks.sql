-- One row per district: how many parks the list has there, and whether play equipment is written, written as none, or not
-- said. Parks without a point belong to no district (empty).
-- reads place
with
said as (
    select
        coalesce(district, '') as district,
        case
            when coalesce(trim(equipment), '') = '' then 'unsaid'
            when regexp_full_match(trim(equipment), 'なし|無し|無|[-－―‐ー]') then 'none'
            else 'there'
        end as written
    from place
    where kind = 'park'
)
select
    district,
    count(*) as parks,
    count(*) filter (where written = 'there') as playgrounds,
    count(*) filter (where written = 'none') as none_said,
    count(*) filter (where written = 'unsaid') as unsaid
from said
group by district
order by district
