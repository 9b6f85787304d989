-- One row per 年度: works, and those that the city made use of.
-- reads work_item
select year, count(*) as works, count(city_use) as returned
from work_item
where year is not null
group by year
order by year
