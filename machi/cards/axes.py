"""What all charts share: frame columns as JSON values, ticks of time axes, hover texts. Asks nothing, draws nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from unicodedata import east_asian_width

import pandas as pd

from machi.cards import theme, words
from machi.text import _

MAX_TICKS = 5
"""Labels of two lines (the year over its era) that fit side by side at a width of 390 px without touching."""
MAX_TEXTS = 14
"""Bars that still have room for their value inside."""
PHONE = 300
"""Width of the drawing area on a phone of 390 px."""
DIRECT_LABELS = 4


def values(column: pd.Series, digits: int | None = None) -> list[Any]:
    """A column as JSON values: missing → None, dates → ISO text."""
    made: list[Any] = []
    for value in column.tolist():
        if value is None or value is pd.NaT or value is pd.NA or value != value:
            made.append(None)
        elif isinstance(value, date):
            made.append(value.strftime("%Y-%m-%d"))
        else:
            made.append(value if digits is None else words.rounded(value, digits))
    return made


def amount(value: float | None, unit: str, digits: int = 0) -> str:
    """A value with its unit for a hover text; a missing one in words."""
    if not words.known(value):
        return _("数値なし")
    return words.with_unit(words.number(value, digits), unit)  # type: ignore[arg-type]


def time_axis(column: pd.Series) -> dict[str, Any]:
    """Axis for years (integers) or dates: true distances, at most ``MAX_TICKS`` labels, always one on the last."""
    moments = [value for value in values(column.drop_duplicates().sort_values()) if value is not None]
    if not moments:
        return {}
    if isinstance(moments[0], str):
        days = [date.fromisoformat(moment) for moment in moments]
        yearly = len({moment.year for moment in days}) == len(days)
        labels = [words.tick_year(moment.year) if yearly else words.tick_day(moment) for moment in days]
        places = [moment.toordinal() for moment in days]
        kind = "date"
    else:
        labels, places, kind = [words.tick_year(int(moment)) for moment in moments], moments, "linear"
    kept = spaced(places)
    pad = {} if len(moments) > 1 else _alone(moments[0])
    return {
        "type": kind,
        "tickangle": 0,
        "tickmode": "array",
        "tickvals": [moments[index] for index in kept],
        "ticktext": [labels[index] for index in kept],
        **pad,
    }


def spaced(places: Sequence[float]) -> list[int]:
    """Indices of the places to label: from the last backwards, none nearer than a ``MAX_TICKS``-th of the span."""
    gap = (places[-1] - places[0]) / MAX_TICKS
    kept = [len(places) - 1]
    for index in range(len(places) - 2, -1, -1):
        if places[kept[-1]] - places[index] >= gap:
            kept.append(index)
    return kept[::-1]


def _alone(moment: Any) -> dict[str, Any]:
    """A range around a single moment; Plotly would otherwise invent fractions of seconds."""
    if isinstance(moment, str):
        year = int(moment[:4])
        return {"range": [f"{year - 1}{moment[4:8]}15", f"{year + 1}{moment[4:8]}15"]}
    return {"range": [moment - 1, moment + 1]}


def when(value: Any) -> str:
    """A year or a day for a hover text."""
    return (
        words.day(date.fromisoformat(value), western=True) if isinstance(value, str) else words.year_label(int(value))
    )


def hovers(names: Sequence[str], y: Sequence[Any], label: str, unit: str, digits: int = 0) -> list[str]:
    """One hover text per point: series, when or where, value with unit. ``names`` are escaped here."""
    return [
        "<br>".join(part for part in (theme.escape(label), theme.escape(name), amount(value, unit, digits)) if part)
        for name, value in zip(names, y, strict=True)
    ]


def side_by_side(column: pd.Series) -> tuple[list[str], dict[str, Any]]:
    """For bars: names of the places for hover texts, and the axis. Time or text, one step each."""
    moments = values(column)
    if not moments:
        return [], {}
    if any(isinstance(value, str) for value in column.tolist()):
        labels = [wrapped(str(name), PHONE / len(moments)) for name in moments]
        return moments, {"tickvals": list(range(len(moments))), "ticktext": labels, "tickangle": 0}
    days = [date.fromisoformat(moment) if isinstance(moment, str) else date(int(moment), 12, 31) for moment in moments]
    yearly = len({moment.year for moment in days}) == len(days)
    kept = spaced(list(range(len(moments))))
    labels = [words.tick_year(days[index].year) if yearly else words.tick_day(days[index]) for index in kept]
    return [when(moment) for moment in moments], {"tickvals": kept, "ticktext": labels, "tickangle": 0}


def text_width(text: str) -> float:
    """Width in px at ``theme.SMALL``: a full-width character is one em, another about half of that."""
    return sum(theme.SMALL if east_asian_width(letter) in "WFA" else 0.56 * theme.SMALL for letter in text)


def wrapped(name: str, room: float) -> str:
    """A name in lines no wider than ``room`` px, escaped: a tilted or left-out name can't be read. Words stay whole."""
    lines: list[str] = []
    line = ""
    for part in re.findall(r"[!-~]+|.", name):
        if line and text_width(line + part) > max(room, 2 * theme.SMALL):
            lines, line = [*lines, line], ""
        line += part
    return "<br>".join(theme.escape(item) for item in (*lines, line))
