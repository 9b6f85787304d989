-- The same people by larger grid squares, and the town that each square is named after.

-- One row per level (8, 9, 10 digits: 1 km, 500 m, 250 m), month and grid square, made by prefix of the code. Amounts are
-- sums of the children that are known; null where none is. hidden: children without a total because it is suppressed;
-- hidden_ages: children whose ages are not in the sums (suppressed, or merged with a square outside); merged: children in
-- a group of merged cells. Detail of a group counts where the whole group lies inside the square. Shares are percent of
-- share_base, the people of the children with known ages (or of the whole group, where the square itself is merged).
create or replace table mesh_level as
with levels as (
    select unnest([8, 9, 10]) as level
),
child as (
    select
        l.level,
        c.month,
        left(c.code, l.level) as code,
        c.group_code,
        c.digits,
        c.people,
        c.young,
        c.working,
        c.old,
        c.people_hidden,
        c.ages_hidden,
        coalesce(g.whole, false) as whole,
        c.group_code is null or (
            coalesce(g.whole, false)
            and min(left(c.code, l.level)) over groups_of = max(left(c.code, l.level)) over groups_of
        ) as inside
    from mesh_count as c
    join levels as l on l.level <= c.digits
    left join mesh_group as g on g.month = c.month and g.group_code = c.group_code
    window groups_of as (partition by l.level, c.month, c.group_code)
),
judged as (
    select
        *,
        -- A cell that gave its detail away belongs to the base of its group; one with unknown ages does not.
        inside and people is not null and (group_code is not null or (young is not null and old is not null)) as based
    from child
),
summed as (
    select
        level,
        month,
        code,
        sum(people)::bigint as people,
        sum(young) filter (where inside)::bigint as young,
        sum(working) filter (where inside)::bigint as working,
        sum(old) filter (where inside)::bigint as old,
        count(*) as cells,
        count(*) filter (where people_hidden) as hidden,
        count(*) filter (where not inside or (ages_hidden and group_code is null)) as hidden_ages,
        count(group_code) as merged,
        sum(people) filter (where based)::bigint as based,
        sum(young) filter (where based)::bigint as based_young,
        sum(old) filter (where based)::bigint as based_old,
        -- At its own level a merged cell takes the share of its group.
        max(group_code) filter (where whole and not inside and digits = level) as group_code
    from judged
    group by level, month, code
)
select
    s.level,
    s.month,
    s.code,
    mesh_row(s.code) as row_step,
    mesh_column(s.code) as column_step,
    s.people,
    s.young,
    s.working,
    s.old,
    s.cells,
    s.hidden,
    s.hidden_ages,
    s.merged,
    coalesce(g.people, s.based) as share_base,
    100.0 * coalesce(g.young, s.based_young) / nullif(coalesce(g.people, s.based), 0) as share_young,
    100.0 * coalesce(g.old, s.based_old) / nullif(coalesce(g.people, s.based), 0) as share_old
from summed as s
left join mesh_group as g on g.month = s.month and g.group_code = s.group_code
order by s.level, s.month, s.code;

-- One row per grid square of any level: the nearest town point, for its name on the screen.
create or replace table mesh_place as
with squares as (
    select distinct code, level, row_step, column_step from mesh_level
),
middles as (
    select
        code,
        (row_step + case level when 8 then 4 when 9 then 2 else 1 end) / 960.0 as lat,
        100 + (column_step + case level when 8 then 4 when 9 then 2 else 1 end) / 640.0 as lon
    from squares
)
select m.code, m.lat, m.lon, arg_min(t.town, (nearness(m.lat, m.lon, t.lat, t.lon), t.town)) as town
from middles as m
left join reference_town as t on true
group by m.code, m.lat, m.lon
order by m.code;
