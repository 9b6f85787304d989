-- One row per category of waste, in the order of the file.
-- reads waste
select category
from waste
where category is not null and not names_total(category)
group by category
order by min(source_row), category
