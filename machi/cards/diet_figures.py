"""Figures of the diet cards: spreads without outliers, two means with their intervals, counts in bins. Asks nothing.

A hidden group keeps its row and says so there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from machi.cards import theme, words
from machi.cards.axes import PHONE, wrapped
from machi.cards.card import Chart
from machi.text import _

ROW_HEIGHT = 34


@dataclass(frozen=True)
class Mark:
    """A reference value at one row of a spread: which row, where, what it is called, what the pointer says."""

    row: int
    value: float
    name: str
    hover: str


def spread(frame: pd.DataFrame, unit: str, x_title: str, digits: int, marks: Sequence[Mark], hidden: str) -> Chart:
    """One row per group, top down: 5–95 % as a line, 25–75 % as a bar, the median as a point. No outliers.

    ``frame`` has label, shown, mean, p5 … p95; where there is no median (a small group) the mean stands instead.
    """
    rows = list(range(len(frame)))
    data = [*_whiskers(frame), _box(frame, unit, digits), _middle(frame, unit, digits), *_marks(marks)]
    told = [
        {"x": 0, "xref": "paper", "xanchor": "left", "y": row, "yref": "y", "showarrow": False}
        | {"text": theme.escape(hidden), "font": {"size": theme.SMALL}}
        for row, shown in zip(rows, frame["shown"], strict=True)
        if not shown
    ]
    values = [value for column in ("p5", "mean", "p95") for value in frame[column].dropna()]
    values += [mark.value for mark in marks]
    top = max(values, default=1.0) * 1.08
    layout = theme.layout(
        x=words.titled(x_title, unit),
        xaxis={"range": [0, top], "tickformat": ","},
        yaxis={
            "tickmode": "array",
            "tickvals": rows,
            "ticktext": [theme.escape(label) for label in frame["label"]],
            "range": [len(rows) - 0.5, -0.5],
            "zeroline": False,
        },
        annotations=told,
        showlegend=True,
        bargap=0.55,
        margin={"t": 60},
    )
    return Chart({"data": data, "layout": layout}, 150 + ROW_HEIGHT * max(len(rows), 1))


def _whiskers(frame: pd.DataFrame) -> list[dict[str, Any]]:
    x: list[float | None] = []
    y: list[float | None] = []
    for row, (low, high) in enumerate(zip(frame["p5"], frame["p95"], strict=True)):
        if words.known(low) and words.known(high):
            x += [low, high, None]
            y += [row, row, None]
    line = {"color": theme.OUTLINE, "width": 2}
    return [_trace("scatter", _("5〜95%の人の範囲"), x, y, mode="lines", line=line, hoverinfo="skip")] if x else []


def _box(frame: pd.DataFrame, unit: str, digits: int) -> dict[str, Any]:
    known = frame["p25"].notna() & frame["p75"].notna()
    rows = [row for row, ok in enumerate(known) if ok]
    low, high = frame["p25"][known].tolist(), frame["p75"][known].tolist()
    texts = [
        _("{label}<br>真ん中の半分の人: {low}〜{high}{unit}").format(
            label=theme.escape(label), low=words.number(a, digits), high=words.number(b, digits), unit=unit
        )
        for label, a, b in zip(frame["label"][known], low, high, strict=True)
    ]
    widths = [b - a for a, b in zip(low, high, strict=True)]
    box = _trace("bar", _("真ん中の半分の人（25〜75%）"), widths, rows, hoverinfo="text", hovertext=texts)
    return box | {"base": low, "orientation": "h", "marker": theme.outlined(theme.SKY)}


def _middle(frame: pd.DataFrame, unit: str, digits: int) -> dict[str, Any]:
    x, y, texts = [], [], []
    for row, one in enumerate(frame.to_dict("records")):
        value = one["median"] if words.known(one["median"]) else one["mean"]
        if words.known(value):
            name = _("中央値") if words.known(one["median"]) else _("平均（人数が少なく、中央値は出しません）")
            x.append(value)
            y.append(row)
            texts.append(f"{theme.escape(one['label'])}<br>{name}: {words.number(value, digits)}{unit}")
    # No line colour: on the dark page that would turn into the sky blue of the bar it stands on.
    marker = {"symbol": "diamond", "size": 11, "color": theme.AMOUNT[-1], "line": {"color": "#FFFFFF", "width": 1.5}}
    return _trace(
        "scatter", _("中央値（少人数は平均）"), x, y, mode="markers", marker=marker, hoverinfo="text", hovertext=texts
    )


def _marks(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    colours = (theme.BROWN, theme.PURPLE, theme.DEEP_BLUE)
    made = []
    for nth, name in enumerate(dict.fromkeys(mark.name for mark in marks)):
        mine = [mark for mark in marks if mark.name == name]
        colour = colours[nth % len(colours)]
        marker = {"symbol": "line-ns", "size": 20, "color": colour, "line": {"color": colour, "width": 3}}
        x, y = [mark.value for mark in mine], [mark.row for mark in mine]
        texts = [theme.escape(mark.hover) for mark in mine]
        made.append(_trace("scatter", name, x, y, mode="markers", marker=marker, hoverinfo="text", hovertext=texts))
    return made


def intervals(frame: pd.DataFrame, unit: str, x_title: str, digits: int) -> Chart:
    """One row per group: its mean and the 95 % interval. ``frame`` has label, mean, low, high."""
    rows = list(range(len(frame)))
    texts = [
        _("{label}<br>平均 {mean}{unit}（95%信頼区間 {low}〜{high}）").format(
            label=theme.escape(one["label"]),
            mean=words.number(one["mean"], digits),
            low=words.number(one["low"], digits),
            high=words.number(one["high"], digits),
            unit=unit,
        )
        for one in frame.to_dict("records")
    ]
    data = _trace("scatter", _("平均と95%信頼区間"), frame["mean"].tolist(), rows, mode="markers", hoverinfo="text")
    data |= {
        "hovertext": texts,
        "marker": {"symbol": "diamond", "size": 13, "color": theme.BLUE},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": (frame["high"] - frame["mean"]).tolist(),
            "arrayminus": (frame["mean"] - frame["low"]).tolist(),
            "color": theme.OUTLINE,
            "thickness": 3,
            "width": 8,
        },
    }
    layout = theme.layout(
        x=words.titled(x_title, unit),
        xaxis={"tickformat": ","},
        yaxis={
            "tickmode": "array",
            "tickvals": rows,
            "ticktext": [theme.escape(label) for label in frame["label"]],
            "range": [len(rows) - 0.4, -0.6],
            "zeroline": False,
        },
    )
    return Chart({"data": [data], "layout": layout}, 240)


def bin_map(
    counts: list[list[float | None]], x: list[str], y: list[str], x_title: str, y_title: str, hidden: str
) -> Chart:
    """Counts in bins, rows of ``y`` from below; a bin that is not shown is grey, whether it is empty or small."""
    shown = [
        [
            f"{theme.escape(x[at])}、{theme.escape(y[row])}<br>"
            + (hidden if n is None else _("約{n}人").format(n=int(n)))
            for at, n in enumerate(line)
        ]
        for row, line in enumerate(counts)
    ]
    grey = [[1 if n is None else None for n in line] for line in counts]
    scale = [[nth / (len(theme.AMOUNT) - 1), colour] for nth, colour in enumerate(theme.AMOUNT)]
    places = {"x": list(range(len(x))), "y": list(range(len(y)))}
    common = {"type": "heatmap", **places, "xgap": 2, "ygap": 2, "hoverinfo": "text", "hovertext": shown}
    data = [
        {**common, "z": grey, "colorscale": [[0, theme.MUTED], [1, theme.MUTED]], "showscale": False, "zmin": 0}
        | {"text": [["×" if n else "" for n in line] for line in grey], "texttemplate": "%{text}", "zmax": 1},
        # Every bin carries its number: a colour bar would only take a phone's width.
        {**common, "z": counts, "colorscale": scale, "zmin": 0, "showscale": False}
        | {"text": [["" if n is None else str(int(n)) for n in line] for line in counts], "texttemplate": "%{text}"},
    ]
    across = [wrapped(label, 0.8 * PHONE / len(x)) for label in x]
    axis = {"tickmode": "array", "showgrid": False, "zeroline": False}
    layout = theme.layout(
        x=x_title,
        y=y_title,
        xaxis={**axis, "tickvals": places["x"], "ticktext": across},
        yaxis={**axis, "tickvals": places["y"], "ticktext": [theme.escape(label) for label in y]},
    )
    return Chart({"data": data, "layout": layout}, 470)


def _trace(kind: str, name: str, x: list[Any], y: list[Any], **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": theme.escape(name), "x": x, "y": y, **more}
