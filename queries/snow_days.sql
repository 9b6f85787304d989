-- One row per day of one winter (November to April), oldest first; a day that the file leaves out is there without values.
-- param winter integer =       year in which the winter begins; empty means the newest one
-- reads snow
with chosen as (
    select coalesce(
        $winter,
        (select max(year(day) - case when month(day) <= 4 then 1 else 0 end) from snow
         where month(day) >= 11 or month(day) <= 4)
    ) as winter
),
bounds as (
    select make_date(winter, 11, 1) as first_day, make_date(winter + 1, 4, 30) as last_day from chosen
),
days as (
    select cast(unnest(generate_series(b.first_day, least(b.last_day, (select max(day) from snow)), interval 1 day)) as date)
        as day
    from bounds as b
)

select
    d.day,
    max(s.depth_cm) as depth_cm,
    max(s.vehicles_out)::bigint as vehicles_out,
    max(s.requests)::bigint as requests
from days as d
left join snow as s on s.day = d.day
group by d.day
order by d.day
