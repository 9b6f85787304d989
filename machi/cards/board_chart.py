"""Departments as bars that lie: long names on the left, states side by side within a bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from machi.cards import theme, words
from machi.cards.card import Chart
from machi.text import _

ROW_HEIGHT = 30


def department_bars(frame: pd.DataFrame, series: Mapping[str, tuple[str, str]]) -> Chart:
    """One bar per row of ``frame`` (column ``department``), first on top. ``series``: column → (label, fill)."""
    names = [str(name) for name in frame["department"]]
    places = list(range(len(names)))
    data = [_part(names, [int(n) for n in frame[column]], label, fill) for column, (label, fill) in series.items()]
    longest = int(frame[list(series)].sum(axis=1).max())
    layout = theme.layout(
        x=_("データ（件）"),
        xaxis={"rangemode": "tozero", "dtick": 1 if longest <= 10 else None, "tickformat": ","},
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": [theme.escape(name) for name in names],
            "range": [len(names) - 0.5, -0.5],
        },
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        legend={"traceorder": "normal"},
    )
    return Chart({"data": data, "layout": layout}, 130 + ROW_HEIGHT * max(len(names), 1))


def _part(names: list[str], counts: list[int], label: str, fill: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": theme.escape(label),
        "x": counts,
        "y": list(range(len(names))),
        "marker": theme.outlined(fill),
        "text": [str(n) if n else "" for n in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "insidetextfont": {"color": theme.text_on(fill), "size": theme.SMALL},
        "textangle": 0,
        "constraintext": "none",
        "hoverinfo": "text",
        "hovertext": [
            f"{theme.escape(name)}<br>{theme.escape(label)} {words.items(n)}"
            for name, n in zip(names, counts, strict=True)
        ],
    }
