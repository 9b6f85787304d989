-- One row per value of the Dietary Reference Intakes for an item, by kind, sex and age class.
-- param item text = salt       column of the survey
-- param basis text = day       day or percent_energy
-- param source text = 2025       edition: 2025 or 2020
-- reads diet_reference
select kind, sex, age_class, low, high, strict, confidence
from diet_reference
where item = $item and basis = $basis and source = $source
order by kind, sex desc, age_class
