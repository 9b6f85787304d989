-- One row per kind of data that works were made from, most works first; what the catalogue does not know under its own name.
-- reads work_use, dataset
with named as (
    select distinct u.dataset, u.source_row, coalesce(d.kind, u.used) as used, d.kind is not null as known
    from work_use as u
    left join dataset as d on u.used = d.id or u.used = d.ckan_id or u.used = d.kind
)
select used, known, count(*) as works
from named
group by used, known
order by works desc, known desc, used
