"""How many percent of a group lie beyond a reference value: only where neither side is a small group.

"3 % of 100 women" are three women. So the people beyond are groups like any other and go through the same control, over
both editions at once (who lies between the old and the new value is their difference). By sex and age only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from machi.store.aggregates.diet_facts import EDITIONS, READ_AS_SHARE, Facts, Reference
from machi.store.aggregates.diet_groups import members
from machi.store.aggregates.diet_people import measured
from machi.store.aggregates.disclosure import atoms, lattice, publishable, small

SHARE_COLUMNS = {
    **dict.fromkeys(("id", "source", "item", "basis", "kind"), "VARCHAR"),
    "percent": "DOUBLE",
    "less_than": "DOUBLE",
    "more_than": "DOUBLE",
}
"""``percent`` is null where it may not be shown. ``less_than`` is set where fewer than the smallest group lie beyond,
``more_than`` where fewer than that don't: "all of them" would tell of each of them."""
TABLES = ("all", "sex", "age", "sex_age")


def shares(groups: pd.DataFrame, people: pd.DataFrame, facts: Facts, least: int) -> pd.DataFrame:
    """Percent beyond, for every shown group of ``TABLES`` whose members all have a reference value."""
    rows: list[dict[str, Any]] = []
    coarse = groups[(groups["preset"] == "all") & groups["breakdown"].isin(TABLES)]
    if len(coarse):
        values = measured(people, facts)
        for item, basis, kind in dict.fromkeys((one.item, one.basis, one.kind) for one in facts.references):
            if kind in READ_AS_SHARE and (item, basis) in values:
                asked = [one for one in facts.references if (one.item, one.basis, one.kind) == (item, basis, kind)]
                rows += _of_item(coarse, people, values[item, basis], asked, least)
    return pd.DataFrame(rows, columns=list(SHARE_COLUMNS))


def _of_item(
    groups: pd.DataFrame, people: pd.DataFrame, values: np.ndarray, references: list[Reference], least: int
) -> list[dict[str, Any]]:
    states = people[["sex", "age_class"]].copy()
    editions = [edition for edition in EDITIONS if any(one.source == edition for one in references)]
    for edition in editions:
        states[edition] = beyond(people, values, [one for one in references if one.source == edition])
    labels, sizes, _who = atoms(states, ["sex", "age_class", *editions])
    labels["district"] = ""
    inside = members(groups, labels)
    asked = np.vstack([inside, *(inside * (labels[edition] == "yes").to_numpy(float) for edition in editions)])
    named = lattice(labels.drop(columns="district"))
    safe = publishable(asked, sizes, small(named, sizes, least), least)
    first, rows = references[0], []
    for nth, edition in enumerate(editions, 1):
        for at, id_ in enumerate(groups["id"]):
            everybody, part = inside[at], asked[nth * len(groups) + at]
            if ((labels[edition] == "") & (everybody > 0)).any():
                continue
            told = _told(int(everybody @ sizes), int(part @ sizes), bool(safe[nth * len(groups) + at]), least)
            facts = {"source": edition, "item": first.item, "basis": first.basis, "kind": first.kind}
            rows.append({"id": id_, **facts, **told})
    return rows


def _told(everybody: int, part: int, safe: bool, least: int) -> dict[str, float | None]:
    """A whole percent; or only that nearly nobody, or nearly everybody, lies beyond (none and all read the same)."""
    told: dict[str, float | None] = {"percent": None, "less_than": None, "more_than": None}
    if part < least:
        told["less_than"] = float(min(np.ceil(100 * least / everybody), 100))
    elif everybody - part < least:
        told["more_than"] = float(np.floor(100 * (everybody - least) / everybody))
    elif safe:
        told["percent"] = float(round(100 * part / everybody))
    return told


def beyond(people: pd.DataFrame, values: np.ndarray, references: list[Reference]) -> list[str]:
    """``yes``, ``no`` or, without a value for that sex and age, ``""``. EAR: below it; DG: outside its range."""
    by_class = {(one.sex, one.age_class): one for one in references}
    made = []
    for sex, age, value in zip(people["sex"], people["age_class"], values, strict=True):
        one = by_class.get((sex, age))
        if one is None:
            made.append("")
        else:
            out = (one.low is not None and value < one.low) or (one.high is not None and value > one.high)
            out = out or (one.strict and value == one.high)
            made.append("yes" if out else "no")
    return made
