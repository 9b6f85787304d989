"""One row per respondent, ready to be counted: sex, age class, district, the presets that keep it, and every item.

Only adults of known sex, age and district with a value for every item count: one fixed set of people for all tables,
because a mean over 98 and another over 100 of the same group would give away the two.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd

from machi.store.aggregates.diet_facts import AGES, Facts

DENSITY, SHARE, DAY = "per_1000kcal", "percent_energy", "day"
FILLED = 0.9
"""An item is used when at least this part of the respondents has a value for it."""
_SEX = {
    **dict.fromkeys(("男", "男性", "1", "m", "male"), "m"),
    **dict.fromkeys(("女", "女性", "2", "f", "female"), "f"),
}


def respondents(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """``sex`` (m/f), ``age_class``, ``district``, ``kcal``, ``eer`` (kept by that preset?), then the items a day."""
    people = pd.DataFrame(
        {
            "sex": [_SEX.get(unicodedata.normalize("NFKC", str(value)).strip().lower(), "") for value in rows["sex"]],
            "age_class": [_age_class(age) for age in rows["age"].tolist()],
            "district": rows["district"].fillna("").astype(str).tolist(),
        }
    )
    values = pd.DataFrame({name: pd.to_numeric(rows[name]) for name in facts.items if name in rows.columns})
    for name, parts in facts.sums.items():
        if set(parts) <= set(rows.columns):
            values[name] = sum((pd.to_numeric(rows[part]) for part in parts), start=0.0)
    values = values.loc[:, values.notna().mean() >= FILLED] if len(values) else values
    used = [name for name in facts.items if name in values.columns]
    people = pd.concat([people, values[used].reset_index(drop=True).astype(float)], axis=1)
    known = (people[["sex", "age_class", "district"]] != "").all(axis=1) & people[used].notna().all(axis=1)
    people = people[known & (people["energy"] > 0)].reset_index(drop=True) if "energy" in used else people.iloc[:0]
    return _with_presets(people, facts)


def _age_class(age: float) -> str:
    return next((name for name, (first, last) in AGES.items() if first <= age <= last), "")


def _with_presets(people: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    fixed, shares = facts.presets["kcal"], facts.presets["eer"]
    need = [facts.eer[key] for key in zip(people["sex"], people["age_class"], strict=True)]
    low, high = (np.array([one[nth] for one in need], dtype=float) for nth in (0, 2))
    energy = people["energy"].to_numpy(float) if "energy" in people else np.zeros(0)
    people.insert(3, "kcal", (energy >= fixed["at_least"]) & (energy < fixed["below"]))
    people.insert(4, "eer", (energy >= shares["at_least_share"] * low) & (energy < shares["below_share"] * high))
    return people


def measured(people: pd.DataFrame, facts: Facts) -> dict[tuple[str, str], np.ndarray]:
    """(item, basis) → one number per respondent: a day, per 1,000 kcal, and percent of energy where that has a sense."""
    energy = people["energy"].to_numpy(float)
    made: dict[tuple[str, str], np.ndarray] = {}
    for item in (item for item in facts.items if item in people):
        amount = people[item].to_numpy(float)
        made[item, DAY] = amount
        if item != "energy":
            made[item, DENSITY] = amount / energy * 1000
        if item in facts.kcal_per_g:
            made[item, SHARE] = amount * facts.kcal_per_g[item] / energy * 100
    return made
