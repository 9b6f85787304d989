-- One row per place, by kind and name. Places without coordinates are in it: they are on the list, not on the map.
-- param kinds list =       kinds to include; empty means all
-- param district text =       only places of this district; empty means all
-- reads place
select
    kind, dataset, source_row, id, name, name_kana, location_detail, address, district, phone, organisation,
    days, open_minute, close_minute, hours_note, child_pads, external_use_barred, water_kind, equipment, url, note, lat, lon
from place
where
    ((select count(*) from unnest(cast($kinds as varchar[]))) = 0 or kind in (select unnest(cast($kinds as varchar[]))))
    and ($district = '' or district = $district)
order by kind, coalesce(name_kana, name), name, location_detail, dataset, source_row
