-- One row per statistic that can be drawn: its key (a kind, or the dataset's id) and a dataset it is in.
-- reads statistic, waste
select dataset as topic, dataset, 'statistic' as kind
from statistic
where start_on is not null
group by dataset
union all
select 'waste' as topic, min(dataset) as dataset, 'waste' as kind
from waste
where fiscal_year is not null
having count(*) > 0
order by kind desc, topic
