"""Lines over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from machi.cards import theme, words
from machi.cards.axes import DIRECT_LABELS, amount, hovers, time_axis, values, when
from machi.cards.card import Chart


def line_chart(
    frame: pd.DataFrame,
    x: str,
    series: Mapping[str, str],
    unit: str,
    *,
    y_title: str,
    x_title: str = "",
    points: Mapping[str, tuple[pd.DataFrame, str, str]] | None = None,
    digits: int = 0,
    zero: bool = False,
    height: int = 380,
) -> Chart:
    """Lines over time. ``series``: column → label.

    ``points``: label → (frame, x column, y column), drawn as separate marks without a line: another source that
    must not be read as part of a series (census beside register).
    """
    moments = values(frame[x])
    data = [
        _line(moments, values(frame[column]), label, unit, digits, theme.LINES[index % len(theme.LINES)])
        for index, (column, label) in enumerate(series.items())
    ]
    extra = [
        _marks(values(other[column]), values(other[value]), label, unit, digits)
        for label, (other, column, value) in (points or {}).items()
    ]
    everywhere = pd.concat([frame[x], *(other[column] for other, column, _value in (points or {}).values())])
    many = len(series) + len(extra) > DIRECT_LABELS
    layout = theme.layout(
        x=x_title,
        y=words.titled(y_title, unit),
        xaxis=time_axis(everywhere),
        yaxis={"tickformat": f",.{digits}f" if digits > 1 else ",", **_span([*data, *extra], zero)},
        showlegend=many,
    )
    if not many:
        layout["annotations"] = [*(_end_labels(data) if len(data) > 1 else ()), *_start_labels(extra)]
    if len(data) == 1:
        _label_ends(data[0], unit, digits, named=bool(extra) and not many)
    return Chart({"data": [*data, *extra], "layout": layout}, height)


def _line(x: list[Any], y: list[Any], label: str, unit: str, digits: int, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": theme.escape(label),
        "x": x,
        "y": y,
        "line": {"color": colour, "width": 2.5},
        "marker": {"color": colour, "size": 7},
        "connectgaps": False,
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": hovers([when(moment) for moment in x], y, label, unit, digits),
    }


def _marks(x: list[Any], y: list[Any], label: str, unit: str, digits: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": theme.escape(label),
        "x": x,
        "y": y,
        "marker": {**theme.outlined(theme.ORANGE, 1.5), "size": 12, "symbol": "diamond"},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": hovers([when(moment) for moment in x], y, label, unit, digits),
    }


def _end_labels(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names at the line ends: above the upper lines, below the lowest, so that two close ends stay apart."""
    ends = []
    for trace in data:
        known = [(x, y) for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None]
        if known:
            ends.append((*known[-1], trace["name"]))
    lowest = min((y for _x, y, _name in ends), default=None)
    return [
        {
            "x": x,
            "y": y,
            "text": name,
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "top" if y == lowest else "bottom",
            "yshift": -8 if y == lowest else 8,
        }
        for x, y, name in ends
    ]


def _span(traces: list[dict[str, Any]], zero: bool) -> dict[str, Any]:
    """Room above and below for the labels; from zero where the sizes of two lines are compared."""
    known = [value for trace in traces for value in trace["y"] if value is not None]
    if known and not any(known):
        return {"range": [0, 1], "dtick": 1}
    if zero or not known:
        return {"rangemode": "tozero"}
    room = 0.16 * (max(known) - min(known)) or 1
    return {"range": [max(0, min(known) - room) if min(known) >= 0 else min(known) - room, max(known) + room]}


def starts_at_zero(chart: Chart) -> bool:
    """Whether the value axis begins at zero; where it doesn't, the card says so in its notes."""
    axis = chart.spec["layout"]["yaxis"]
    return axis.get("rangemode") == "tozero" or bool(axis["range"][0] <= 0)


def _start_labels(extra: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The name of each set of marks beside its first mark."""
    return [
        {
            "x": trace["x"][0],
            "y": trace["y"][0],
            "text": trace["name"],
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 10,
        }
        for trace in extra
        if trace["x"] and trace["y"][0] is not None
    ]


def _label_ends(trace: dict[str, Any], unit: str, digits: int, named: bool) -> None:
    """Write the first and the last value beside their points, and the name where other marks stand by."""
    known = [index for index, value in enumerate(trace["y"]) if value is not None]
    texts, places = [""] * len(trace["y"]), ["top center"] * len(trace["y"])
    if known:
        falls = trace["y"][known[-1]] < trace["y"][known[0]]
        for index, side in ((known[0], "right"), (known[-1], "left")):
            texts[index] = amount(trace["y"][index], unit, digits)
            above = falls == (side == "right")
            places[index] = f"{'top' if above else 'bottom'} {side}"
    if known and named:
        texts[known[0]] = f"{trace['name']}<br>{texts[known[0]]}"
    if len(known) == 1:
        places[known[0]] = "top center"
    trace |= {"mode": "lines+markers+text", "text": texts, "textposition": places}
