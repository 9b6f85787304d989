"""A year as a calendar: weeks across, weekdays down, one panel per half year so that a phone shows cells, not hairs.

Three things that look alike in a careless calendar are told apart: a day with events (filled by class), a day of the
list without one (pale), and a day that the list doesn't cover (a dot, no cell). Takes a frame, asks nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from machi.cards import theme, words
from machi.cards.card import Chart
from machi.text import _

PALE = "#F2F0EB"
SCALE = theme.AMOUNT[1:]
"""Without the lightest: next to it a day with one event would look like a day without."""
HEIGHT = 420
Day = tuple[date, int | None, str, str]
"""Day, events (None: outside the list), name of the holiday or "", hover text."""


def calendar_heatmap(days: Sequence[Day], weekday_names: Sequence[str], unit: str) -> Chart:
    """``days``: every day of one year in order. ``unit`` follows the numbers of the legend."""
    year = days[0][0].year
    classes = count_classes(max((count for _day, count, _name, _text in days if count), default=0))
    fills = [PALE, *spread(len(classes))]
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    halves = [days[: (date(year, 7, 1) - date(year, 1, 1)).days], days[(date(year, 7, 1) - date(year, 1, 1)).days :]]
    for index, half in enumerate(halves):
        number = "" if index == 0 else "2"
        data += _panel(half, classes, fills, number)
        shapes += _month_borders(half, number)
        axes |= _axes(half, weekday_names, number, (0.56, 1.0) if index == 0 else (0.0, 0.44))
    data += _legend(classes, fills, unit, days)
    # Below the panels: above them stand the months, and on a phone the legend has two lines.
    legend = {"font": {"size": theme.SMALL}, "itemdoubleclick": False, "y": -0.03, "yanchor": "top"}
    layout = theme.layout(**axes, shapes=shapes, showlegend=True, legend=legend)
    return Chart({"data": data, "layout": layout}, HEIGHT)


def count_classes(largest: int) -> list[tuple[int, int]]:
    """At most four classes of equal width from 1 to ``largest``, both ends counted in."""
    if largest <= 0:
        return []
    width = math.ceil(largest / len(SCALE))
    return [(low, low + width - 1) for low in range(1, largest + 1, width)]


def spread(count: int) -> list[str]:
    """``count`` of the colours for amounts, from light to dark, the darkest always last."""
    if count <= 1:
        return [SCALE[-2]] * count
    return [SCALE[round(index * (len(SCALE) - 1) / (count - 1))] for index in range(count)]


def _place(day: date, first: date) -> tuple[int, int]:
    """Column (week from the first one, Monday to Sunday) and row (0 Monday) of a day."""
    return ((day - first).days + first.weekday()) // 7, day.weekday()


def _panel(half: Sequence[Day], classes: list[tuple[int, int]], fills: list[str], number: str) -> list[dict[str, Any]]:
    first = half[0][0]
    weeks = _place(half[-1][0], first)[0] + 1
    z: list[list[int | None]] = [[None] * weeks for _row in range(7)]
    texts = [[""] * weeks for _row in range(7)]
    for day, count, _name, text in half:
        week, row = _place(day, first)
        texts[row][week] = theme.escape(text)
        if count is not None:
            z[row][week] = next((i for i, (low, high) in enumerate(classes, 1) if low <= count <= high), 0)
    axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "showlegend": False, "hoverinfo": "text"}
    steps = [[(index + end) / len(fills), fill] for index, fill in enumerate(fills) for end in (0, 1)]
    heat = {"type": "heatmap", "z": z, "hovertext": texts, "colorscale": steps, "zmin": -0.5, "zmax": len(fills) - 0.5}
    cells = {**heat, **axes, "showscale": False, "xgap": 2, "ygap": 2, "hoverongaps": False}
    outside = [(*_place(day, first), text) for day, count, _name, text in half if count is None]
    marked = [(*_place(day, first), text) for day, _count, name, text in half if name]
    return [cells, _marks(outside, _DOT, axes), _marks(marked, _DIAMOND, axes)]


_DOT = {"symbol": "circle", "size": 3, "color": theme.OUTLINE}
_DIAMOND = {"symbol": "diamond", "size": 7, **theme.outlined("#FFFFFF", 1.5)}


def _marks(points: list[tuple[int, int, str]], marker: dict[str, Any], axes: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [week for week, _row, _text in points],
        "y": [row for _week, row, _text in points],
        "hovertext": [theme.escape(text) for _week, _row, text in points],
        "marker": marker,
        **axes,
    }


def _month_borders(half: Sequence[Day], number: str) -> list[dict[str, Any]]:
    """A stepped line before the first day of each month but the panel's first."""
    first = half[0][0]
    shapes = []
    for day, _count, _name, _text in half[1:]:
        if day.day == 1:
            week, row = _place(day, first)
            step = f"M {week + 0.5} -0.5 V {row - 0.5} H {week - 0.5}" if row else f"M {week - 0.5} -0.5"
            path = f"{step} V 6.5"
            line = {"color": theme.OUTLINE, "width": 1}
            shapes.append({"type": "path", "path": path, "line": line, "xref": f"x{number}", "yref": f"y{number}"})
    return shapes


def _axes(
    half: Sequence[Day], weekday_names: Sequence[str], number: str, domain: tuple[float, float]
) -> dict[str, Any]:
    first = half[0][0]
    months = [day for day, _count, _name, _text in half if day.day == 1]
    plain = {
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"size": theme.SMALL},
    }
    weeks = _place(half[-1][0], first)[0] + 1
    return {
        f"xaxis{number}": {
            **plain,
            "side": "top",
            "anchor": f"y{number}",
            "range": [-0.6, weeks - 0.4],
            "tickmode": "array",
            # Two weeks in: the label stands over the middle of its month.
            "tickvals": [_place(day + timedelta(14), first)[0] for day in months],
            "ticktext": [words.month_label(day.month) for day in months],
            "ticks": "",
        },
        f"yaxis{number}": {
            **plain,
            "domain": list(domain),
            "anchor": f"x{number}",
            "range": [6.6, -0.6],
            "tickmode": "array",
            "tickvals": [0, 2, 4, 6],
            "ticktext": [weekday_names[index] for index in (0, 2, 4, 6)],
        },
    }


def _legend(classes: list[tuple[int, int]], fills: list[str], unit: str, days: Sequence[Day]) -> list[dict[str, Any]]:
    """Entries without points: the classes as ranges, and the two marks where they occur."""
    spans = ["0", *(f"{low}" if low == high else f"{low}–{high}" for low, high in classes)]
    names = [words.with_unit(span, unit) for span in spans]
    entries = [
        (name, {"symbol": "square", "size": 12, **theme.outlined(fill)})
        for name, fill in zip(names, fills, strict=True)
    ]
    if any(name for _day, _count, name, _text in days):
        entries.append((_("祝日"), _DIAMOND))
    if any(count is None for _day, count, _name, _text in days):
        entries.append((_("一覧の期間の外"), {**_DOT, "size": 6}))
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [None],
            "y": [None],
            "name": name,
            "marker": marker,
            "hoverinfo": "skip",
        }
        for name, marker in entries
    ]
