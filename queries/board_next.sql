-- One row per line that is not 公開 and is named: who could be asked next, the nearest 次の確認日 first.
-- param today date = today the day from which the wait is counted
-- reads inquiry_item
select
    department, data_name, state, next_check_on, date_diff('day', next_check_on, $today::date) as due_days,
    reason, trouble, holding_format, personal
from inquiry_item
where state <> '公開' and department is not null
order by next_check_on nulls last, dataset, source_row
