-- One row per work, newest first.
-- param year integer =       only this 年度; empty means all
-- param kind text =       only this kind; empty means all
-- param used text =       only works from this dataset (its ID) or this kind of data; empty means all
-- param returned flag = 0 only works that the city made use of
-- reads work_item, work_use, dataset
select w.dataset, w.source_row, w.year, w.title, w.author, w.kind, w.used_ids, w.url, w.picture, w.licence, w.city_use
from work_item as w
where
    ($year::integer is null or w.year = $year::integer)
    and ($kind = '' or w.kind = $kind)
    and (not $returned or w.city_use is not null)
    and (
        $used = ''
        or exists (
            select 1
            from work_use as u
            left join dataset as d on u.used = d.id or u.used = d.ckan_id or u.used = d.kind
            where
                u.dataset = w.dataset and u.source_row = w.source_row
                and (u.used = $used or d.id = $used or d.kind = $used)
        )
    )
order by w.year desc nulls last, w.dataset, w.source_row
