-- One row per winter (November to April), oldest first: days at or over a depth, days without a depth, deepest snow,
-- days and vehicles of ploughing, requests. part: the file's day lies before the end of April.
-- param threshold_cm integer = 10      depth in cm from which a day counts
-- reads snow, dataset
with daily as (
    select
        s.*,
        year(s.day) - case when month(s.day) <= 4 then 1 else 0 end as winter,
        d.as_of
    from snow as s
    left join dataset as d on d.id = s.dataset
    where s.day is not null and (month(s.day) >= 11 or month(s.day) <= 4)
)

select
    winter::integer as winter,
    count(distinct day) as days_listed,
    least(make_date(any_value(winter) + 1, 4, 30), coalesce(max(as_of), max(day))) as counted_to,
    coalesce(max(as_of), max(day)) < make_date(any_value(winter) + 1, 4, 30) as part,
    count(distinct case when depth_cm >= $threshold_cm then day end) as days_over,
    date_diff('day', make_date(any_value(winter), 11, 1),
        least(make_date(any_value(winter) + 1, 4, 30), coalesce(max(as_of), max(day)))) + 1
        - count(distinct case when depth_cm is not null then day end) as days_unknown,
    max(depth_cm) as deepest_cm,
    count(distinct case when vehicles_out > 0 then day end) as days_out,
    sum(vehicles_out)::bigint as vehicles_out,
    sum(requests)::bigint as requests
from daily
group by winter
order by winter
