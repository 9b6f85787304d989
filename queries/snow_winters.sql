-- One row per winter (November to April) that the file has, oldest first: the year in which it begins.
-- reads snow
select distinct (year(day) - case when month(day) <= 4 then 1 else 0 end)::integer as winter
from snow
where month(day) >= 11 or month(day) <= 4
order by winter
