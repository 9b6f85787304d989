-- One row per dataset of the catalogue from which works were made. A work names an ID, a CKAN id or a kind of data.
-- reads work_use, dataset
select d.id, count(distinct (u.dataset, u.source_row)) as works
from work_use as u
join dataset as d on u.used = d.id or u.used = d.ckan_id or u.used = d.kind
group by d.id
order by d.id
