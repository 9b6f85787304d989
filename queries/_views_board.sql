-- One row per line of the 照会票, with what オープンデータ一覧 tells of the same data (by ID, else by name): its newest
-- update and how often it is meant to come. In a public store the lines that are not 公開 hold nothing but their state.
create or replace table inquiry_item as
with told as (
    select
        id, data_name_key(title) as name_key, frequency,
        coalesce(greatest(updated_on, file_updated_on), published_on) as updated_on
    from open_data_list
),
by_id as (
    select id, max(updated_on) as updated_on, arg_max(frequency, (updated_on, frequency)) as frequency
    from told where id is not null group by id
),
by_name as (
    select name_key, max(updated_on) as updated_on, arg_max(frequency, (updated_on, frequency)) as frequency
    from told where name_key is not null group by name_key
)
select
    q.dataset, q.source_row, q.department, q.data_name, q.data_id, q.holding_format, q.personal,
    inquiry_state(q.status) as state,
    case when q.origin like '%自%' then true when q.origin like '%依頼%' then false end as self_started,
    q.reason, q.trouble, q.next_check_on,
    i.id is not null or n.name_key is not null as listed,
    case when i.id is not null then i.updated_on else n.updated_on end as updated_on,
    case when i.id is not null then i.frequency else n.frequency end as frequency
from inquiry as q
left join by_id as i on i.id = q.data_id
left join by_name as n on n.name_key = data_name_key(q.data_name)
order by q.dataset, q.source_row nulls last, state;

-- One row per work, with the number of its 年度.
create or replace table work_item as
select
    dataset, source_row, fiscal_year_of(fiscal_year) as year, work_title as title, author, used_ids,
    work_kind as kind, url, picture, work_licence as licence, city_use
from work
order by year desc nulls last, dataset, source_row;

-- One row per work and data it names.
create or replace table work_use as
select distinct dataset, source_row, year, trim(used, ' 　「」') as used
from (
    select dataset, source_row, year, unnest(regexp_split_to_array(used_ids, '[;；、,，\s　]+')) as used
    from work_item
    where used_ids is not null
)
where trim(used, ' 　「」') <> ''
order by dataset, source_row, used;
