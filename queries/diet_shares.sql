-- One row per group and kind of reference: percent of its people beyond the value (below the EAR, outside the DG).
-- `less_than` or `more_than` stands instead where fewer than the smallest group lie beyond, or don't.
-- param item text = salt       column of the survey
-- param basis text = day       day or percent_energy
-- param source text = 2025       edition: 2025 or 2020
-- reads diet_share
select id, kind, percent, less_than, more_than
from diet_share
where item = $item and basis = $basis and source = $source
order by id, kind
