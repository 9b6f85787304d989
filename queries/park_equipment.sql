-- One row per park, by name, with its play equipment as written. said: "written"; "none" when the list says that there is
-- none (なし, -); "blank" when it says nothing.
-- reads place, missing
select
    park.dataset, park.source_row, park.name, park.name_kana, park.address, park.district, park.equipment, park.area_m2,
    park.toilet, park.url, park.lat, park.lon,
    case
        when missing.mark = 'none' or plain_text(park.equipment) in ('なし', '無し', '無', 'ない', '遊具なし') then 'none'
        when park.equipment is not null then 'written'
        else 'blank'
    end as said
from place as park
left join missing
    on
        missing.kind = park.kind
        and missing.dataset = park.dataset
        and missing.source_row = park.source_row
        and missing.column_name = 'equipment'
where park.kind = 'park'
order by coalesce(park.name_kana, park.name), park.name, park.dataset, park.source_row
