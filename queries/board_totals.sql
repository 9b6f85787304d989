-- One row: lines of the 照会票 in all, by state, and those that departments opened on their own.
-- reads inquiry_item
select
    count(*) as lines,
    count(case when state = '公開' then 1 end) as opened,
    count(case when state = '公開' and self_started then 1 end) as self_started,
    count(case when state = '検討中' then 1 end) as considered,
    count(case when state = 'あとで' then 1 end) as later,
    count(case when state not in ('公開', '検討中', 'あとで') then 1 end) as other,
    count(distinct case when state = '公開' then department end) as departments
from inquiry_item
