-- One row: the events that run within a period, and how many of them are free, need no booking, or do not say.
-- param first date =       first day; empty means from the beginning
-- param last date =       last day; empty means to the end
-- param category text =       only events of this category; empty means all
-- param text text =       only events that contain this text
-- reads event_item
select
    count(*) as events,
    count(case when is_free then 1 end) as free,
    count(case when not needs_booking then 1 end) as no_booking,
    count(case when is_free and not needs_booking then 1 end) as free_no_booking,
    count(case when is_free is null then 1 end) as fee_unknown,
    count(case when needs_booking is null then 1 end) as booking_unknown
from event_item
where
    (start_on is not null or ($first::date is null and $last::date is null))
    and ($first::date is null or last_on >= $first::date)
    and ($last::date is null or start_on <= $last::date)
    and coalesce($first::date <= $last::date, true)
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
