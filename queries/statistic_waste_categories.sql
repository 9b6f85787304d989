-- One row per category of waste, in the order of the file.
-- reads waste
select category
from waste
where category is not null and category not in ('合計', '計', '総数', '総計', '小計', '全体')
group by category
order by min(source_row), category
