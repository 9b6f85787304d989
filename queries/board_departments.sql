-- One row per department that is named, in the order of the 照会票 (not by size: this is no contest).
-- reads inquiry_item
select
    department,
    count(case when state = '公開' and self_started then 1 end) as self_started,
    count(case when state = '公開' and not self_started then 1 end) as asked,
    count(case when state = '公開' and self_started is null then 1 end) as unsaid,
    count(case when state = '検討中' then 1 end) as considered,
    count(case when state = 'あとで' then 1 end) as later,
    count(case when state not in ('公開', '検討中', 'あとで') then 1 end) as other,
    count(*) as lines
from inquiry_item
where department is not null
group by department
order by min(dataset), min(source_row), department
