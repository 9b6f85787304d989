-- One row per line of the 照会票 that is named, in its order, with the days since the data was last updated.
-- param department text =       only this department; empty means all
-- param state text =       only this state (公開, 検討中, あとで); empty means all
-- param self_started flag = 0 only what departments opened on their own
-- param today date = today the day from which ages are counted
-- reads inquiry_item
select
    department, data_name, state, self_started, holding_format, personal, frequency, updated_on,
    date_diff('day', updated_on, $today::date) as age_days, reason, trouble, next_check_on, data_id, listed
from inquiry_item
where
    department is not null
    and ($department = '' or department = $department)
    and ($state = '' or state = $state)
    and (not $self_started or (state = '公開' and self_started))
order by dataset, source_row
