-- One row: of the places with coordinates of some kinds, how many are written as having each thing, as not having it, and
-- how many say nothing about it. What a filter leaves out must be told.
-- param kinds list =       kinds to include; empty means all
-- param equipment list =       spellings of the equipment looked for
-- param weekday integer = 1     ISO weekday (1 = Monday)
-- param minute integer = 600     minute of the day
-- reads place
with
chosen as (
    select
        *,
        exists (
            select 1 from unnest(cast($equipment as varchar[])) as words(word) where contains(equipment, word)
        ) as has_equipment,
        written_open(weekdays, always_open, open_minute, close_minute, $weekday, $minute) as is_open
    from place
    where
        lat is not null
        and lon is not null
        and (
            (select count(*) from unnest(cast($kinds as varchar[]))) = 0
            or kind in (select unnest(cast($kinds as varchar[])))
        )
)
select
    count(*) as places,
    count(*) filter (child_pads) as child_pads_yes,
    count(*) filter (not child_pads) as child_pads_no,
    count(*) filter (child_pads is null) as child_pads_blank,
    count(*) filter (wheelchair) as wheelchair_yes,
    count(*) filter (not wheelchair) as wheelchair_no,
    count(*) filter (wheelchair is null) as wheelchair_blank,
    count(*) filter (infant) as infant_yes,
    count(*) filter (not infant) as infant_no,
    count(*) filter (infant is null) as infant_blank,
    count(*) filter (ostomate) as ostomate_yes,
    count(*) filter (not ostomate) as ostomate_no,
    count(*) filter (ostomate is null) as ostomate_blank,
    count(*) filter (has_equipment) as equipment_yes,
    count(*) filter (equipment is not null and not has_equipment) as equipment_no,
    count(*) filter (equipment is null) as equipment_blank,
    count(*) filter (is_open) as hours_yes,
    count(*) filter (not is_open) as hours_no,
    count(*) filter (is_open is null) as hours_blank
from chosen
