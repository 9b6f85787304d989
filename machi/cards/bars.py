"""Bars: stacked, side by side, ranked. All stand on zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from machi.cards import theme, words
from machi.cards.axes import MAX_TEXTS, MAX_TICKS, PHONE, amount, hovers, side_by_side, text_width, values
from machi.cards.card import Chart

ROW_HEIGHT = 27
"""Height of one row of a ranked bar, px."""
EDGE = 50
"""What margins and the gallery's narrower figures take of a phone's width, px."""
TEXT_PAD = 10
"""Space on both sides of a value, px."""


def stacked_bar(
    frame: pd.DataFrame,
    x: str,
    series: Mapping[str, tuple[str, str]],
    unit: str,
    *,
    y_title: str,
    digits: int = 0,
    line: tuple[str, str] | None = None,
    x_title: str = "",
    height: int = 400,
) -> Chart:
    """Stacked bars over time or names. ``series``: column → (label, fill), from the bottom up.

    The lowest part stands on zero and can be read off the axis. With unit ``%`` the axis ends at 100; ``line``
    (column, label) then lays one more share over the bars.
    """
    names, ticks = side_by_side(frame[x])
    places = list(range(len(names)))
    data: list[dict[str, Any]] = []
    for column, (label, fill) in series.items():
        amounts = values(frame[column], digits)
        data.append(
            _bar(places, amounts, label, fill, hovers(names, amounts, label, unit, digits))
            | {
                "text": ["" if value is None else words.number(value, digits) for value in amounts],
                "textposition": "inside" if len(places) <= MAX_TEXTS else "none",
                "insidetextanchor": "middle",
                "insidetextfont": {"color": theme.text_on(fill), "size": theme.SMALL},
                "textfont": {"size": theme.SMALL},
                "textangle": 0,
            }
        )
    if line is not None:
        data.append(_overlay(places, values(frame[line[0]], digits), names, line[1], unit, digits))
    whole = {"range": [0, 100], "tickvals": [0, 25, 50, 75, 100]} if unit == "%" else {"rangemode": "tozero"}
    layout = theme.layout(
        x=x_title,
        y=words.titled(y_title, unit),
        xaxis={"tickmode": "array", **ticks},
        yaxis={"tickformat": ",", **whole},
        barmode="stack",
        uniformtext={"minsize": theme.SMALLEST, "mode": "hide"},
        bargap=0.25,
        showlegend=True,
        legend={"traceorder": "normal"},
    )
    return Chart({"data": data, "layout": layout}, height)


def grouped_bar(
    frame: pd.DataFrame,
    x: str,
    series: Mapping[str, str],
    unit: str,
    *,
    y_title: str,
    digits: int = 0,
    x_title: str = "",
    fills: tuple[str, ...] = theme.FILLS,
    height: int = 380,
) -> Chart:
    """Bars side by side over time or names. ``series``: column → label. One series has its values written on top.

    They are left out where they would run into each other on a phone: the text is never shrunk.
    """
    names, ticks = side_by_side(frame[x])
    places = list(range(len(names)))
    data = []
    for index, (column, label) in enumerate(series.items()):
        amounts = values(frame[column], digits)
        bar = _bar(places, amounts, label, fills[index % len(fills)], hovers(names, amounts, label, unit, digits))
        texts = ["" if value is None else words.number(value, digits) for value in amounts]
        if len(series) == 1 and max(map(text_width, texts), default=0) * len(texts) <= PHONE:
            bar |= {"text": texts, **_OUTSIDE}
        data.append(bar)
    layout = theme.layout(
        x=x_title,
        y=words.titled(y_title, unit),
        xaxis={"tickmode": "array", **ticks},
        yaxis={"tickformat": ",", "rangemode": "tozero"},
        barmode="group",
        bargap=0.25,
        showlegend=len(series) > 1,
    )
    return Chart({"data": data, "layout": layout}, height)


def ranked_bar(
    frame: pd.DataFrame,
    label: str,
    value: str,
    unit: str,
    *,
    x_title: str,
    digits: int = 0,
    highlight: str = "",
    fill: str = theme.SKY,
    change: bool = False,
    gap: tuple[int, str] | None = None,
) -> Chart:
    """Horizontal bars in the order of the frame, the first row on top; values beside them. Values may be negative.

    ``highlight`` names the row that takes another fill; with ``change`` losses and gains take the two hues of change.
    ``gap`` (row number, words) puts a row without a bar before that row: the figure leaves something out there.
    """
    names = [str(name) for name in values(frame[label])]
    amounts = values(frame[value], digits)
    places = [row + (gap is not None and row >= gap[0]) for row in range(len(names))]
    rows = len(names) + (gap is not None)
    signed = any(item is not None and item < 0 for item in amounts)
    fills = [theme.ORANGE if name == highlight and highlight else fill for name in names]
    if change:
        fills = [theme.CHANGE[1 if (item or 0) < 0 else 3] for item in amounts]
    texts = [("+" if (signed or change) and item and item > 0 else "") + amount(item, unit, digits) for item in amounts]
    inside, (low, high) = _beside_or_inside(amounts, texts, names)
    bar = _bar(amounts, places, "", fill, hovers(names, amounts, "", unit, digits)) | {
        "orientation": "h",
        "text": texts,
        **_OUTSIDE,
        "textposition": ["inside" if within else "outside" for within in inside],
        "insidetextanchor": "end",
        "insidetextfont": {"color": theme.text_on(fill), "size": theme.SMALL},
    }
    bar["marker"] = {**theme.outlined(fill), "color": fills}
    layout = theme.layout(
        x=words.titled(x_title, unit),
        xaxis={
            "tickformat": ",",
            "zeroline": True,
            "range": [low, high],
            "nticks": MAX_TICKS,
        },
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": [theme.escape(name) for name in names],
            "range": [rows - 0.5, -0.5],
        },
        bargap=0.3,
    )
    if gap is not None:
        layout["annotations"] = [_gap_words(*gap)]
    return Chart({"data": [bar], "layout": layout}, 96 + ROW_HEIGHT * max(rows, 1))


def _beside_or_inside(amounts: list[Any], texts: list[str], names: list[str]) -> tuple[list[bool], tuple[float, float]]:
    """Which values stand inside their bars, and the range of the axis: nothing may be cut at the width of a phone.

    A value stands beside its bar where there is room up to the edge, else inside where the bar is long enough; where
    neither is so the axis grows.
    """
    known = [item for item in amounts if item is not None]
    low, high = float(min([0, *known])), float(max([0, *known]))
    span = high - low or 1.0
    area = PHONE - EDGE - min(max(map(text_width, names), default=0), PHONE / 2)
    inside, left, right = [], 0.0, 0.0
    for item, text in zip(amounts, texts, strict=True):
        long, wide = abs(item or 0) / span * area, text_width(text) + TEXT_PAD
        room = ((item or 0) - low if (item or 0) < 0 else high - (item or 0)) / span * area
        inside.append(wide > room and long >= wide)
        if not inside[-1] and (item or 0) < 0:
            left = max(left, wide - room)
        elif not inside[-1]:
            right = max(right, wide - room)
    grown = span * area / max(area - left - right, area / 2) / area
    return inside, (low - max(left * grown, 0.04 * span if low else 0), high + max(right * grown, 0.04 * span))


def stacked_rows(
    frame: pd.DataFrame, label: str, series: Mapping[str, tuple[str, str]], unit: str, *, x_title: str, digits: int = 0
) -> Chart:
    """Parts stacked in bars that lie, for names too long to stand side by side. ``series``: column → (label, fill).

    With unit ``%`` the axis ends at 100.
    """
    names = [str(name) for name in frame[label]]
    places = list(range(len(names)))
    longest = float(frame[list(series)].sum(axis=1).max())
    whole = {"range": [0, 100], "tickvals": [0, 25, 50, 75, 100]} if unit == "%" else {"rangemode": "tozero"}
    data = [
        _bar(amounts, places, name, fill, hovers(names, amounts, name, unit, digits))
        | {"orientation": "h", "textangle": 0, "insidetextanchor": "middle"}
        | {"text": [_fitting(item, longest, digits) for item in amounts]}
        | {"textposition": "inside", "constraintext": "none"}
        | {"insidetextfont": {"color": theme.text_on(fill), "size": theme.SMALL}}
        for name, fill, amounts in ((*series[column], values(frame[column], digits)) for column in series)
    ]
    layout = theme.layout(
        x=words.titled(x_title, unit),
        xaxis={"tickformat": ",", "nticks": MAX_TICKS, **whole},
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": [theme.escape(name) for name in names],
            "range": [len(names) - 0.5, -0.5],
        },
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        legend={"traceorder": "normal"},
    )
    return Chart({"data": data, "layout": layout}, 130 + ROW_HEIGHT * max(len(names), 1))


def _fitting(item: float | None, longest: float, digits: int) -> str:
    """The number inside a part of a bar, where the part is wide enough for it on a phone."""
    text = words.number(item, digits) if item else ""
    return text if text and (item or 0) / longest * PHONE * 0.6 >= 0.85 * text_width(text) else ""


def _gap_words(row: int, text: str) -> dict[str, Any]:
    """Words across the drawing area: as a name on the axis they would take half the width of a phone."""
    return {
        "text": theme.escape(text),
        "xref": "paper",
        "x": 0.5,
        "y": row,
        "xanchor": "center",
        "showarrow": False,
        "font": {"size": theme.SMALL},
    }


_OUTSIDE: dict[str, Any] = {
    "textposition": "outside",
    "cliponaxis": False,
    "constraintext": "none",
    "textangle": 0,
    "textfont": {"size": theme.SMALL},
}
"""Values beside their bars, never shrunk or turned: Plotly would go down to 6 px in a squeezed chart."""


def _bar(x: list[Any], y: list[Any], label: str, fill: str, texts: list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": theme.escape(label),
        "x": x,
        "y": y,
        "marker": theme.outlined(fill),
        "hoverinfo": "text",
        "hovertext": texts,
    }


def _overlay(x: list[Any], y: list[Any], names: list[str], label: str, unit: str, digits: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": theme.escape(label),
        "x": x,
        "y": y,
        "line": {"color": theme.BLUE, "width": 2.5},
        "marker": {**theme.outlined("#FFFFFF", 2), "size": 9},
        "hoverinfo": "text",
        "hovertext": hovers(names, y, label, unit, digits),
    }
