"""Rows of the mesh geometries (``machi.cards.mesh_layers`` says what a row is), made out of the store."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machi.cards.map_layers import Rows
from machi.cards.mesh_common import FIGURES, LEVELS, STATES, UNKNOWN, areas, months_of, square_name
from machi.cards.mesh_layers import geo_name
from machi.store.shelf import Shelf
from machi.text import _

NAMES = {geo_name(digits, figure): (digits, figure) for digits in LEVELS.values() for figure in FIGURES}
"""Every geometry: three levels, six figures."""


def rows_of(shelf: Shelf, name: str) -> Rows:
    """The rows of one of ``NAMES``, one for each square that is listed in any month."""
    digits, figure = NAMES[name]
    frame = shelf.ask("mesh_amounts", level=digits, figure=figure).frame
    if frame.empty:
        return []
    places = {day: index for index, day in enumerate(months_of(shelf).days)}
    frame = frame.assign(place=[places[day.date()] for day in pd.to_datetime(frame["month"])])
    squares = frame.drop_duplicates("code")
    made: dict[str, dict[str, Any]] = {
        code: {
            "c": code,
            "x": int(column),
            "y": int(row),
            "n": square_name(town, code),
            "a": round(area, 4),
            "properties": [UNKNOWN] * len(places),
        }
        for code, town, row, column, area in zip(
            squares["code"], squares["town"], squares["row_step"], squares["column_step"], areas(squares), strict=True
        )
    }
    share = figure.startswith("share_")
    for code, place, amount, state in zip(frame["code"], frame["place"], frame["amount"], frame["state"], strict=True):
        shown = STATES[state] if state in STATES else round(amount, 1) if share else int(amount)
        made[code]["properties"][place] = shown
    _remark(made, frame, len(places))
    return list(made.values())


def remarked(frame: pd.DataFrame) -> pd.Series:
    """Rows that need a remark: known, but without some of their squares, or only together with other squares."""
    return (frame["state"] == "known") & (frame["left_out"] > 0)


def remark(left_out: int, cells: int, merged: int) -> str:
    """The remark in the hint. A single square that is merged has the share of its group."""
    if cells == 1 and merged:
        return _("（内訳を合わせた区画）")
    return _("（秘匿などの{n}区画を除く）").format(n=left_out)


def _remark(made: dict[str, dict[str, Any]], frame: pd.DataFrame, months: int) -> None:
    """Append a remark a month to every row, where the level has any at all."""
    wanted = frame[remarked(frame)]
    if wanted.empty:
        return
    for row in made.values():
        row["properties"] += [""] * months
    for row in wanted.itertuples(index=False):
        made[row.code]["properties"][months + row.place] = remark(row.left_out, row.cells, row.merged)
