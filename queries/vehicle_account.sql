-- One row per part of the account: how many GPS fixes were read and left out, cells not shown (rounded), smallest group.
-- reads vehicle_account
select part, amount
from vehicle_account
order by part
