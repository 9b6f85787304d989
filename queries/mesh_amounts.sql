-- One row per grid square and month: one figure, and where it is missing why (state: known, hidden, merged, few, unknown).
-- param level integer = 10       digits of the code: 8 (1 km), 9 (500 m), 10 (250 m)
-- param figure text = people       people, young, working, old, share_young or share_old (percent)
-- param months list =       only these months (2026-10-01); empty means all
-- param floor integer = 10       fewest people for whom a share is given
-- param south number =       box in degrees; empty means everywhere
-- param north number =       its northern side
-- param west number =       its western side
-- param east number =       its eastern side
-- reads mesh_level, mesh_place
with figured as (
    select
        code,
        month,
        row_step,
        column_step,
        case $figure
            when 'young' then young
            when 'working' then working
            when 'old' then old
            when 'share_young' then case when share_base >= greatest($floor, 1) then share_young end
            when 'share_old' then case when share_base >= greatest($floor, 1) then share_old end
            else people
        end as amount,
        starts_with($figure, 'share_') and share_base < greatest($floor, 1) as few,
        case when $figure = 'people' then hidden else hidden_ages end as left_out,
        merged,
        cells
    from mesh_level
    where level = $level
        and (len($months) = 0 or month in (select cast(unnest($months) as date)))
        -- A cell of 8, 9 or 10 digits is 8, 4 or 2 steps wide; its corner is the south-west one.
        and ($south is null or row_step + power(2, 11 - $level) > $south * 960)
        and ($north is null or row_step < $north * 960)
        and ($west is null or column_step + power(2, 11 - $level) > ($west - 100) * 640)
        and ($east is null or column_step < ($east - 100) * 640)
)

select
    f.code,
    p.town,
    f.month,
    f.row_step,
    f.column_step,
    f.amount,
    case
        when f.amount is not null then 'known'
        when f.few then 'few'
        when f.merged > 0 then 'merged'
        when f.left_out > 0 then 'hidden'
        else 'unknown'
    end as state,
    f.left_out,
    f.merged,
    f.cells
from figured as f
left join mesh_place as p on p.code = f.code
order by f.code, f.month
