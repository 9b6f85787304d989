"""The fixed set of groups that the survey is published for, and which of them may be: nobody can ask for others.

Seven cross-classifications of sex, age class and district (never all three at once) × three presets of who is left out.
They are one problem of disclosure together: the people whom a preset removes are the difference of two tables.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from machi.store.aggregates.diet_facts import AGES, SEXES
from machi.store.aggregates.disclosure import Rows, atoms, lattice, publishable, small

LABELS = ("sex", "age_class", "district")
PRESETS = ("all", "kcal", "eer")
COARSE = ((), ("sex",), ("age_class",), ("sex", "age_class"), ("district",))
FINE = (("sex", "district"), ("age_class", "district"))
COLUMNS = ("preset", "id", "breakdown", *LABELS)


def breakdown(dimensions: tuple[str, ...]) -> str:
    """``("sex", "age_class")`` → ``sex_age``; no dimension → ``all``."""
    return "_".join(name.removesuffix("_class") for name in dimensions) or "all"


def all_groups(districts: list[str]) -> pd.DataFrame:
    """One row per group of the set, in order of worth: coarse before fine, everybody before the presets.

    ``id`` spells the group within its preset: ``""`` everybody, ``f``, ``30-49``, ``f_30-49``, a district's name …
    """
    values = {"sex": list(SEXES), "age_class": list(AGES), "district": districts}
    rows = [
        {"preset": preset, "id": "_".join(wanted), "breakdown": breakdown(by)} | dict(zip(by, wanted, strict=True))
        for tables in (COARSE, FINE)
        for preset in PRESETS
        for by in tables
        for wanted in product(*(values[name] for name in by))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).fillna("")


def members(groups: pd.DataFrame, people: pd.DataFrame) -> Rows:
    """One row per group, one column per row of ``people`` (respondents or atoms): 1 where it belongs to the group."""
    rows = np.ones((len(groups), len(people)), dtype=bool)
    for nth, group in enumerate(groups.to_dict("records")):
        if group["preset"] != "all":
            rows[nth] &= people[group["preset"]].to_numpy(bool)
        for name in LABELS:
            if group[name]:
                rows[nth] &= (people[name] == group[name]).to_numpy()
    return rows.astype(float)


def shown(groups: pd.DataFrame, people: pd.DataFrame, least: int) -> np.ndarray:
    """Which groups may be published together. Within a table the big ones first: a small one then hides the smallest."""
    if people.empty:
        return np.zeros(len(groups), dtype=bool)
    labels, sizes, _who = atoms(people, [*LABELS, "kcal", "eer"])
    rows = members(groups, labels)
    tables = pd.factorize(groups["preset"] + groups["breakdown"])[0]
    order = np.lexsort((-(rows @ sizes), tables))
    safe = np.zeros(len(groups), dtype=bool)
    safe[order] = publishable(rows[order], sizes, small(lattice(labels), sizes, least), least)
    return safe
