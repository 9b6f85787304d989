-- What a map needs to know of all months together, made once: a slider's step must not ask 40,000 rows again.

-- One row per month: everybody in the published grid squares, the finest level, and what is 秘匿. The detail of a group
-- of merged cells stands in one of them, so that sums count it once.
create or replace table mesh_month as
select
    month,
    max(digits) as digits,
    count(*) as cells,
    sum(people)::bigint as people,
    sum(young)::bigint as young,
    sum(working)::bigint as working,
    sum(old)::bigint as old,
    count(*) filter (where people_hidden) as hidden,
    count(*) filter (where ages_hidden and group_code is null) as hidden_ages,
    count(group_code) as merged
from mesh_count
group by month
order by month;

-- One row per level and figure: fifths and the top tenth of what lies above zero in all months, and the step that four of five
-- changes within a year stay below. Shares count where at least ten people stand behind them, as on the cards.
create or replace table mesh_spread as
with wide as (
    select
        level,
        code,
        month,
        cast(people as double) as people,
        cast(young as double) as young,
        cast(working as double) as working,
        cast(old as double) as old,
        case when share_base >= 10 then share_young end as share_young,
        case when share_base >= 10 then share_old end as share_old
    from mesh_level
),
long as (
    unpivot wide on people, young, working, old, share_young, share_old into name figure value amount
),
changed as (
    select now.level, now.figure, abs(now.amount - before.amount) as change
    from long as now
    join long as before
        on before.level = now.level
        and before.figure = now.figure
        and before.code = now.code
        and before.month = now.month - interval 12 month
    where now.figure in ('people', 'young', 'working', 'old')
),
steps as (
    select level, figure, quantile_cont(change, 0.8) as step from changed where change > 0 group by level, figure
)
select
    l.level,
    l.figure,
    quantile_cont(l.amount, 0.2) as fifth_1,
    quantile_cont(l.amount, 0.4) as fifth_2,
    quantile_cont(l.amount, 0.6) as fifth_3,
    quantile_cont(l.amount, 0.8) as fifth_4,
    quantile_cont(l.amount, 0.9) as tenth,
    any_value(s.step) as change_step
from long as l
left join steps as s on s.level = l.level and s.figure = l.figure
where l.amount > 0
group by l.level, l.figure
order by l.level, l.figure;

-- At most one row: where nearly everybody lives in the newest month (3 % of the people lie beyond each side), degrees.
create or replace table mesh_box as
with newest as (
    select p.lat, p.lon, m.people
    from mesh_level as m
    join mesh_place as p on p.code = m.code
    where m.people > 0 and m.level = (select max(level) from mesh_level) and m.month = (select max(month) from mesh_level)
),
running as (
    select
        lat,
        lon,
        sum(people) over (order by lat) / sum(people) over () as below,
        sum(people) over (order by lon) / sum(people) over () as left_of
    from newest
)
select
    min(lat) filter (where below >= 0.03) as south,
    max(lat) filter (where below <= 0.97) as north,
    min(lon) filter (where left_of >= 0.03) as west,
    max(lon) filter (where left_of <= 0.97) as east
from running
having count(*) > 0;
