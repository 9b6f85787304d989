-- One row per site of the evacuation list: its answer for a hazard, those meant for it (○) first, then those on a condition
-- (△), each by straight-line distance from a point. answer: ○ △ × as read; - written as a dash; ? 不明; ! a cell that could
-- not be read; empty where nothing is written. A list that splits floods into L1 and L2 says ○ for flood when both do.
-- param hazard text = earthquake     a hazard column of the list
-- param lat number = 36.0     latitude of the point, degrees (WGS84)
-- param lon number = 138.0     longitude of the point, degrees
-- reads evacuation_space missing issue
with
asked as (
    select unnest(case when $hazard = 'flood' then ['flood', 'flood_l1', 'flood_l2'] else [$hazard] end) as column_name
),
marked as (
    select dataset, source_row, bool_or(mark = 'none') as dashed, bool_or(mark = 'unknown') as unknown
    from missing
    where kind = 'evacuation_space' and column_name in (select column_name from asked)
    group by dataset, source_row
),
unread as (
    select distinct dataset, "row" as source_row
    from issue
    where kind = 'evacuation_space' and issue_kind = 'not_a_flag' and column_name in (select column_name from asked)
),
read as (
    select
        *,
        case $hazard
            when 'flood' then coalesce(flood, case
                when flood_l1 = '○' and flood_l2 = '○' then '○'
                when coalesce(flood_l1, '×') = '×' and coalesce(flood_l2, '×') = '×' then coalesce(flood_l1, flood_l2)
                else '△'
            end)
            when 'flood_l1' then flood_l1
            when 'flood_l2' then flood_l2
            when 'landslide' then landslide
            when 'storm_surge' then storm_surge
            when 'earthquake' then earthquake
            when 'tsunami' then tsunami
            when 'fire' then fire
            when 'inundation' then inundation
            when 'volcano' then volcano
        end as said
    from evacuation_space
)
select
    r.dataset, r.source_row, r.name, r.address, r.residents, r.phone, r.capacity, r.elevation_m, r.note, r.lat, r.lon,
    r.shelter, r.flood_l1, r.flood_l2,
    coalesce(r.said, case when u.source_row is not null then '!' when m.dashed then '-' when m.unknown then '?' end, '')
        as answer,
    distance_m(r.lat, r.lon, $lat, $lon) as distance_m
from read as r
left join marked as m on m.dataset = r.dataset and m.source_row = r.source_row
left join unread as u on u.dataset = r.dataset and u.source_row = r.source_row
order by
    case answer when '○' then 1 when '△' then 2 else 3 end,
    distance_m nulls last, r.name, r.dataset, r.source_row
