"""Two items together, as counts in two-dimensional bins: never a point per person.

A bin is shown from the smallest group up, and the people of all bins that are not shown must be that many as well, or the
total would give them away. An item stands in one pair only, so no two tables have a margin in common.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from machi.store.aggregates.aggregator import rounded
from machi.store.aggregates.diet_facts import Facts, Pair
from machi.store.aggregates.disclosure import publishable, small

BIN_COLUMNS = {
    **dict.fromkeys(("x", "y"), "VARCHAR"),
    **dict.fromkeys(("x_from", "x_to", "y_from", "y_to"), "DOUBLE"),
    "people": "BIGINT",
}
"""``people`` (rounded) is null where the bin is not shown. An outer bin has no ``from`` or no ``to``."""


def bins(people: pd.DataFrame, facts: Facts, least: int) -> pd.DataFrame:
    """Every bin of every pair whose two items the survey has."""
    rows: list[dict[str, Any]] = []
    for pair in facts.pairs:
        if {pair.x, pair.y} <= set(people.columns) and len(people) >= least:
            rows += _of_pair(people[pair.x].to_numpy(float), people[pair.y].to_numpy(float), pair, least)
    return pd.DataFrame(rows, columns=list(BIN_COLUMNS))


def _of_pair(x: np.ndarray, y: np.ndarray, pair: Pair, least: int) -> list[dict[str, Any]]:
    wide, high = len(pair.x_edges) + 1, len(pair.y_edges) + 1
    # side="right": a value on an edge belongs to the bin that begins there.
    place = np.searchsorted(pair.x_edges, x, side="right") * high + np.searchsorted(pair.y_edges, y, side="right")
    counts = np.bincount(place, minlength=wide * high)
    filled = np.flatnonzero(counts)
    one_each = np.eye(len(filled))
    order = np.argsort(-counts[filled], kind="stable")
    groups = np.vstack([np.ones(len(filled)), one_each[order]])
    safe = publishable(groups, counts[filled], small(one_each, counts[filled], least), least)[1:]
    shown = set(filled[order[safe]].tolist())
    return [
        {
            "x": pair.x,
            "y": pair.y,
            "x_from": pair.x_edges[nth // high - 1] if nth >= high else None,
            "x_to": pair.x_edges[nth // high] if nth // high < wide - 1 else None,
            "y_from": pair.y_edges[nth % high - 1] if nth % high else None,
            "y_to": pair.y_edges[nth % high] if nth % high < high - 1 else None,
            "people": rounded(int(counts[nth])) if nth in shown else None,
        }
        for nth in range(wide * high)
    ]
