-- Population by grid square: the published rows, their groups of merged small cells, and the same people at every level.

-- Corner of a grid square in steps (1/960° of latitude, 1/640° of longitude from 100° E) out of its code (JIS X 0410).
create or replace macro digit_at(code, place) as coalesce(try_cast(substr(code, place, 1) as integer), 0);
create or replace macro mesh_row(code) as
    digit_at(code, 1) * 6400 + digit_at(code, 2) * 640 + digit_at(code, 5) * 80 + digit_at(code, 7) * 8
    + case when digit_at(code, 9) > 2 then 4 else 0 end
    + case when digit_at(code, 10) > 2 then 2 else 0 end
    + case when digit_at(code, 11) > 2 then 1 else 0 end;
create or replace macro mesh_column(code) as
    digit_at(code, 3) * 6400 + digit_at(code, 4) * 640 + digit_at(code, 6) * 80 + digit_at(code, 8) * 8
    + case when digit_at(code, 9) in (2, 4) then 4 else 0 end
    + case when digit_at(code, 10) in (2, 4) then 2 else 0 end
    + case when digit_at(code, 11) in (2, 4) then 1 else 0 end;

-- A dash is zero only where the total and the other classes prove it (never in a cell that carries a group's detail).
create or replace macro or_proved(people, dash, total, one, other, treatment) as
    coalesce(people, case when dash and treatment is distinct from 1 and total = coalesce(one, 0) + coalesce(other, 0) then 0 end);

-- One row per month and published grid square. Of a month only the finest level counts: 500 m beside 250 m would count
-- everybody twice. group_code: the cell whose detail is also this one's (秘匿・合算); null where a cell stands alone.
create or replace table mesh_count as
with marked as (
    select
        dataset,
        source_row,
        bool_or(mark = 'suppressed' and column_name <> 'total') as ages_hidden,
        bool_or(mark = 'suppressed' and column_name = 'total') as total_hidden,
        bool_or(mark = 'none' and column_name = 'young') as young_dash,
        bool_or(mark = 'none' and column_name = 'working') as working_dash,
        bool_or(mark = 'none' and column_name = 'old') as old_dash
    from missing
    where kind = 'mesh_population' and column_name in ('young', 'working', 'old', 'total')
    group by dataset, source_row
),
proved as (
    select
        cast(date_trunc('month', m.surveyed_on) as date) as month,
        m.mesh_code as code,
        length(m.mesh_code) as digits,
        m.total,
        or_proved(m.young, k.young_dash, m.total, m.working, m.old, m.htksyori) as young,
        or_proved(m.working, k.working_dash, m.total, m.young, m.old, m.htksyori) as working,
        or_proved(m.old, k.old_dash, m.total, m.young, m.working, m.htksyori) as old,
        coalesce(k.ages_hidden, false) as ages_hidden,
        coalesce(k.total_hidden, false) as total_hidden,
        case m.htksyori when 1 then m.mesh_code when 2 then m.htksaki end as group_code,
        case when m.htksyori = 1 then m.gassan end as gassan
    from mesh_population as m
    left join marked as k on k.dataset = m.dataset and k.source_row = m.source_row
    where m.mesh_code is not null and m.surveyed_on is not null
    qualify digits = max(digits) over (partition by month)
)
select
    month,
    code,
    digits,
    -- Parts of one cell (a border cell in the packages of two prefectures) are added, and unknown if one part is.
    case when bool_and(coalesce(total, young + working + old) is not null) then sum(coalesce(total, young + working + old))::bigint end as people,
    case when bool_and(young is not null) then sum(young)::bigint end as young,
    case when bool_and(working is not null) then sum(working)::bigint end as working,
    case when bool_and(old is not null) then sum(old)::bigint end as old,
    bool_or(total_hidden or (total is null and ages_hidden)) as people_hidden,
    bool_or(ages_hidden) as ages_hidden,
    max(group_code) as group_code,
    string_agg(gassan, ';' order by gassan) as gassan
from proved
group by month, code, digits
order by month, code;

-- One row per month and group of merged cells. whole: every cell that the file names is there, so that detail and total
-- speak of the same people; only then the group has a share.
create or replace table mesh_group as
with given as (
    select month, code as group_code, unnest(string_split(gassan, ';')) as member
    from mesh_count
    where gassan is not null
),
absent as (
    select g.month, g.group_code, count(*) as cells
    from given as g
    left join mesh_count as c on c.month = g.month and c.code = trim(g.member)
    where trim(g.member) <> '' and c.code is null
    group by g.month, g.group_code
)
select
    m.month,
    m.group_code,
    count(*) as cells,
    sum(m.people)::bigint as people,
    max(m.young) filter (where m.code = m.group_code) as young,
    max(m.working) filter (where m.code = m.group_code) as working,
    max(m.old) filter (where m.code = m.group_code) as old,
    bool_or(m.code = m.group_code) and any_value(a.cells) is null and count(m.people) = count(*) as whole
from mesh_count as m
left join absent as a on a.month = m.month and a.group_code = m.group_code
where m.group_code is not null
group by m.month, m.group_code
order by m.month, m.group_code;
