"""The diet survey's open tables: what may be known of groups, and nothing of anybody.

* ``diet_group``: every group of the fixed set; ``people`` (rounded) is null where it is not shown. A group of nobody
  looks the same as a group of nine.
* ``diet_cell``: statistics of the shown groups. A percentile needs ``least`` people on either side of it.
* ``diet_share``: percent of people beyond a reference value, by sex and age (``diet_shares``).
* ``diet_bin``: pairs of items in two-dimensional bins of at least ``least`` people.
* ``diet_reference``: the values of the Dietary Reference Intakes and the national targets, as they are compared with.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd

from machi.store.aggregates.aggregator import Aggregator, rounded, smallest_group
from machi.store.aggregates.diet_bins import BIN_COLUMNS, bins
from machi.store.aggregates.diet_facts import Facts, load_facts
from machi.store.aggregates.diet_groups import COLUMNS, all_groups, members, shown
from machi.store.aggregates.diet_people import measured, respondents
from machi.store.aggregates.diet_shares import SHARE_COLUMNS, shares

_KEY = dict.fromkeys(("preset", "id"), "VARCHAR")
PERCENTILES = {"p5": 5, "p25": 25, "median": 50, "p75": 75, "p95": 95}
TABLES: dict[str, dict[str, str]] = {
    "diet_group": {**dict.fromkeys(COLUMNS, "VARCHAR"), "nth": "BIGINT", "people": "BIGINT"},
    "diet_cell": {
        **_KEY,
        "item": "VARCHAR",
        "basis": "VARCHAR",
        **dict.fromkeys(("mean", "sd", *PERCENTILES), "DOUBLE"),
    },
    "diet_share": SHARE_COLUMNS,
    "diet_bin": BIN_COLUMNS,
    "diet_reference": {
        **dict.fromkeys(("source", "item", "basis", "kind", "sex", "age_class"), "VARCHAR"),
        **dict.fromkeys(("low", "high", "baseline"), "DOUBLE"),
        "strict": "BOOLEAN",
        "confidence": "VARCHAR",
    },
}


def make(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """All tables from the closed database."""
    rows = con.execute("select * exclude (id, dataset, source_row) from diet_survey").df()
    towns = con.execute("select distinct district from reference_town where district is not null order by 1").fetchall()
    return aggregate(rows, [district for (district,) in towns], smallest_group(con))


def aggregate(rows: pd.DataFrame, districts: list[str], least: int) -> dict[str, pd.DataFrame]:
    """All tables from the respondents' rows. ``districts`` are those of the city: a name that only the file knows is
    listed when its group is shown, since a hidden one would tell that somebody there answered."""
    facts = load_facts()
    people = respondents(rows, facts)
    groups = all_groups(sorted({*districts, *people["district"]}))
    safe = shown(groups, people, least)
    inside = members(groups, people).astype(bool)
    groups["people"] = [rounded(int(row.sum())) if ok else None for row, ok in zip(inside, safe, strict=True)]
    cells = _cells(groups[safe], inside[safe], people, facts, least)
    tables = {
        "diet_cell": cells,
        "diet_share": shares(groups[safe], people, facts, least),
        "diet_bin": bins(people, facts, least),
        "diet_reference": _references(facts),
    }
    open_names = {"", *districts, *groups[safe]["district"]}
    listed = groups[groups["district"].isin(open_names)]
    return {"diet_group": listed.assign(nth=range(len(listed))), **tables}


def _cells(groups: pd.DataFrame, inside: np.ndarray, people: pd.DataFrame, facts: Facts, least: int) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    if len(groups):
        values = measured(people, facts)
        table = np.column_stack(list(values.values()))
        for key, member in zip(groups[list(_KEY)].to_dict("records"), inside, strict=True):
            told = statistics(table[member], least)
            rows += [
                {**key, "item": item, "basis": basis, **one} for (item, basis), one in zip(values, told, strict=True)
            ]
    return pd.DataFrame(rows, columns=list(TABLES["diet_cell"]))


def statistics(table: np.ndarray, least: int) -> list[dict[str, float | None]]:
    """Mean, standard deviation and percentiles of each column, rounded to the digits that a questionnaire carries at most.

    The p-th percentile is given when ``least`` people lie on either side, so that it is nobody's own value nearly alone.
    """
    count = len(table)
    given = [name for name, at in PERCENTILES.items() if min(at, 100 - at) * count >= 100 * least]
    points = np.percentile(table, [PERCENTILES[name] for name in given], axis=0)
    spread = table.std(axis=0, ddof=1) if count > 1 else [None] * table.shape[1]
    made = []
    for nth, (mean, sd) in enumerate(zip(table.mean(axis=0), spread, strict=True)):
        one: dict[str, float | None] = dict.fromkeys(PERCENTILES)
        one |= {"mean": significant(mean, 4), "sd": None if sd is None else significant(sd, 3)}
        one |= {name: significant(points[at, nth], 3) for at, name in enumerate(given)}
        made.append(one)
    return made


def significant(value: float, digits: int) -> float:
    """``value`` at so many significant digits: 1843.27 → 1840 at three."""
    return float(f"{value:.{digits - 1}e}")


def _references(facts: Facts) -> pd.DataFrame:
    rows = [{**vars(one), "baseline": None} for one in facts.references]
    for one in facts.targets:
        limit = {"low": None, "high": None} | {one.side: float(one.value)}
        rows.append(
            {"source": "kenko21", "item": one.item, "basis": "day", "kind": "target", "sex": "", "age_class": ""}
            | {**limit, "baseline": float(one.baseline), "strict": False, "confidence": "B"}
        )
    return pd.DataFrame(rows, columns=list(TABLES["diet_reference"]))


DIET_SURVEY = Aggregator("diet_survey", TABLES, make, least=10)
