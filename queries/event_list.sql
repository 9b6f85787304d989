-- One row per event that runs within a period, in the order in which a visitor meets them. Events whose date can't be read
-- come last, with the text as published (written_day), and only when no period is asked for.
-- param first date =       first day; empty means from the beginning
-- param last date =       last day; empty means to the end
-- param free flag = 0       only events said to be free
-- param no_booking flag = 0       only events said to need no booking
-- param category text =       only events of this category; empty means all
-- param text text =       only events that contain this text
-- reads event_item, issue
with unread as (
    select dataset as list, "row" as line, min(value) as written_day
    from issue
    where kind = 'event' and column_name = 'start_on'
    group by dataset, "row"
)

select
    dataset, source_row, id, name, name_kana, start_on, last_on,
    case when start_on is null then written_day end as written_day,
    start_minute, end_minute, time_note,
    place, address, building, district, is_free, fee, fee_detail, needs_booking, how_to_apply, apply_from, apply_until,
    apply_until_minute, capacity, audience, category, description, organiser, contact, phone, phone_ext, url,
    access, parking_info, note, lat, lon
from event_item
left join unread on unread.list = dataset and unread.line = source_row
where
    (start_on is not null or ($first::date is null and $last::date is null))
    and ($first::date is null or last_on >= $first::date)
    and ($last::date is null or start_on <= $last::date)
    and coalesce($first::date <= $last::date, true)
    and (not $free or is_free)
    and (not $no_booking or not needs_booking)
    and (
        $category = ''
        or list_contains(regexp_split_to_array(coalesce(category, ''), '\s*[;；]\s*'), $category)
    )
    and (
        $text = ''
        or contains(
            lower(concat_ws(' ', name, name_kana, description, place, address, organiser, category)), lower($text)
        )
    )
order by
    greatest(start_on, $first::date) nulls last,
    start_minute nulls last,
    name,
    dataset,
    source_row
