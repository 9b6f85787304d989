-- One row per kind of work, most first; a work without one counts under none.
-- reads work_item
select kind, count(*) as works
from work_item
where kind is not null
group by kind
order by works desc, kind
