-- One row per department that is named, in the order of the 照会票.
-- reads inquiry_item
select department
from inquiry_item
where department is not null
group by department
order by min(dataset), min(source_row), department
