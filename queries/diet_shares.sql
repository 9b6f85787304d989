-- One row per group and kind of reference: percent of its people beyond the value (below the EAR, outside the DG).
-- `less_than` stands instead where fewer lie beyond than the smallest group that is shown.
-- param item text = salt       column of the survey
-- param basis text = day       day or percent_energy
-- param source text = 2025       edition: 2025 or 2020
-- reads diet_share
select id, kind, percent, less_than
from diet_share
where item = $item and basis = $basis and source = $source
order by id, kind
