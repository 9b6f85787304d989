-- One row per class of age: how long ago the data that is open was last updated, newest first.
-- param today date = today the day from which ages are counted
-- reads inquiry_item
with aged as (
    select date_diff('day', updated_on, $today::date) as days
    from inquiry_item
    where state = '公開'
),
classed as (
    select
        case
            when days is null then 5
            when days <= 92 then 1
            when days <= 366 then 2
            when days <= 1096 then 3
            else 4
        end as class
    from aged
)
select c.class, count(k.class) as items
from generate_series(1, 5) as c(class)
left join classed as k on k.class = c.class
group by c.class
order by c.class
