"""A chart or a map made small for the gallery: the shape stays, what would overlap in 300 px goes."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from machi.cards import theme
from machi.cards.axes import text_width, wrapped
from machi.cards.card import Chart, Map
from machi.cards.place_names import Box, apart, frame_of, square

WIDTH, HEIGHT = 278, 240
"""Pixels of a figure in the gallery."""
LEAST_RADIUS = 2.0
"""Pixels of a marker in a small map."""
CLOSER = 1.0
"""Steps of zoom between the map of a page and the small one: half as wide, half as high."""
TICKS = 3
NAME = 8
"""Letters of a name beside a bar, of Latin ones twice as many; the bars need the rest of the width. The page has the
whole name."""
HIGH_BARS = 6
"""Up to so many bars are high enough for a name of two lines."""
BARS = 9
"""Most bars that lie: more of them would stand upon each other."""
TITLE = 150
"""Widest axis title, px: a longer one would run out of the figure. The values carry their unit, the page the title."""


def glimpse(chart: Chart) -> dict[str, Any]:
    """The chart's spec without annotations and legend, with few ticks, short labels and no long title below."""
    layout = {name: value for name, value in chart.spec["layout"].items() if name != "annotations"}
    for name in ("xaxis", "xaxis2"):
        if name in layout:
            layout[name] = _titled(_fewer(layout[name]))
    if any(trace.get("orientation") == "h" for trace in chart.spec["data"]) and "ticktext" in layout["yaxis"]:
        names = layout["yaxis"]["ticktext"]
        named = _in_two_lines(names) if len(names) <= HIGH_BARS else _shortened(names)
        layout["yaxis"] = {**layout["yaxis"], "ticktext": named}
    data = [_unnamed(trace) for trace in chart.spec["data"]]
    if first_bars(chart):
        # The axis keeps its length: a bar that is left out may be the longest.
        data = [_first(data[0])]
        ticks = {name: layout["yaxis"][name][:BARS] for name in ("tickvals", "ticktext")}
        layout["yaxis"] = {**layout["yaxis"], **ticks, "range": [BARS - 0.5, -0.5]}
    return {**chart.spec, "data": data, "layout": {**layout, "height": HEIGHT, "showlegend": False}}


def small_map(figure: Map) -> Map:
    """The map half as large, without the scale bar, which would lie on names, and with the names that fit between its
    marks and edges.
    """
    view = {**figure.view, "zoom": figure.view["zoom"] - CLOSER}
    small = replace(figure, layers=tuple(_halved(layer) for layer in figure.layers if not _is_spare(layer)))
    marks, frame = [*_marks(small, view["zoom"])], frame_of(view, WIDTH, HEIGHT)
    layers = [
        {**layer, "data": apart(_rows(figure, layer), view["zoom"], marks, frame)}
        if layer.get("id") == "context-names"
        else layer
        for layer in small.layers
    ]
    return replace(small, layers=tuple(layers), view=view, height=HEIGHT)


def _is_spare(layer: dict[str, Any]) -> bool:
    """The scale bar, and the signs in markers that are too small for them."""
    return str(layer.get("id", "")).startswith("scale-") or "sizeMinPixels" in layer


def _halved(layer: dict[str, Any]) -> dict[str, Any]:
    """Markers that are drawn larger than they are on the ground: a heap of them would hide each other."""
    if "radiusMinPixels" not in layer:
        return layer
    radius = max(layer["radiusMinPixels"] / 2, LEAST_RADIUS)
    return {**layer, "radiusMinPixels": radius, "radiusMaxPixels": radius}


def _marks(figure: Map, zoom: float) -> Iterator[Box]:
    """The room of every marker. Circles of so many metres on the ground are none: names lie on their faint filling."""
    for layer in figure.layers:
        radius = layer.get("radiusMinPixels", layer.get("getRadius") if layer.get("radiusUnits") == "pixels" else None)
        if layer.get("@@type") == "ScatterplotLayer" and radius is not None:
            yield from (square(row["x"], row["y"], zoom, radius) for row in _rows(figure, layer))


def _rows(figure: Map, layer: dict[str, Any]) -> list[dict[str, Any]]:
    data = layer["data"]
    return figure.geo[data.removeprefix("geo:")]() if isinstance(data, str) else data


def legend_of(chart: Chart) -> list[tuple[str, str]]:
    """Name (escaped for plotly) and colour of each series, for the words that stand in for the chart's own legend."""
    if not chart.spec["layout"].get("showlegend"):
        return []
    drawn = [trace for trace in chart.spec["data"] if trace.get("name") and trace.get("showlegend", True)]
    found = [(html.unescape(trace["name"]), _colour(trace)) for trace in drawn]
    return [(name, colour) for name, colour in found if colour not in ("", "#FFFFFF")]


def _colour(trace: dict[str, Any]) -> str:
    for part in (trace.get("line"), trace.get("marker")):
        colour = (part or {}).get("color")
        if isinstance(colour, str) and colour.startswith("#"):
            return colour
    return ""


def first_bars(chart: Chart) -> int:
    """How many of a chart's lying bars the gallery shows; 0 where it shows all. One who looks has to be told."""
    data = chart.spec["data"]
    lying = len(data) == 1 and data[0].get("type") == "bar" and data[0].get("orientation") == "h"
    return BARS if lying and len(data[0]["y"]) > BARS and "ticktext" in chart.spec["layout"]["yaxis"] else 0


def _first(trace: dict[str, Any]) -> dict[str, Any]:
    """The first bars: of every list that has one entry a bar."""
    bars = len(trace["y"])
    marker = {name: _cut(value, bars) for name, value in trace.get("marker", {}).items()}
    return {**{name: _cut(value, bars) for name, value in trace.items()}, "marker": marker}


def _cut(value: Any, bars: int) -> Any:
    return value[:BARS] if isinstance(value, list) and len(value) == bars else value


def _shortened(names: Sequence[str]) -> list[str]:
    """Cut at the end; in the middle, where names that begin alike would become one."""
    plain = [html.unescape(name) for name in names]
    ended = [_ended(name) for name in plain]
    twins = {name for name in ended if ended.count(name) > 1}
    return [
        theme.escape(f"{name[: NAME - 4]}…{name[-3:]}" if short in twins and short != name else short)
        for name, short in zip(plain, ended, strict=True)
    ]


def _in_two_lines(names: Sequence[str]) -> list[str]:
    """Names as long as two lines hold; longer ones are cut."""
    made = [wrapped(html.unescape(name), text_width("国" * NAME)) for name in names]
    return [line if line.count("<br>") < 2 else short for line, short in zip(made, _shortened(names), strict=True)]


def _ended(name: str) -> str:
    room = text_width("国" * NAME)
    if text_width(name) <= room:
        return name
    return next(name[:at].rstrip() + "…" for at in range(len(name), -1, -1) if text_width(name[:at] + "国") <= room)


def _unnamed(trace: dict[str, Any]) -> dict[str, Any]:
    """A line whose points carry values only: the name of the series above a value would run out of the figure."""
    texts = trace.get("text")
    if trace.get("type") != "scatter" or not isinstance(texts, list):
        return trace
    return {**trace, "text": [text.split("<br>")[-1] if isinstance(text, str) else text for text in texts]}


def _titled(axis: dict[str, Any]) -> dict[str, Any]:
    text = (axis.get("title") or {}).get("text", "")
    return {**axis, "title": {**axis["title"], "text": ""}} if text_width(text) > TITLE else axis


def _fewer(axis: dict[str, Any]) -> dict[str, Any]:
    """At most three ticks; the middle one only where it stands clear of both ends."""
    values = axis.get("tickvals")
    if values is None:
        return {**axis, "nticks": TICKS}
    if len(values) <= TICKS and not _dates(values):
        return axis
    places = [_place(value) for value in values]
    first, last = 0, len(values) - 1
    if last > 3 and places[first] == -places[last]:
        first, last = 1, last - 1  # A pyramid: labels of its outermost ticks would be cut at the edges.
    middle, reach = (places[first] + places[last]) / 2, (places[last] - places[first]) / 6
    nearest = min(range(first, last + 1), key=lambda index: abs(places[index] - middle))
    kept = sorted({first, last} | ({nearest} if abs(places[nearest] - middle) <= reach else set()))
    texts = axis.get("ticktext")
    fewer = {**axis, "tickvals": [values[i] for i in kept], "tickangle": 0}
    return fewer | ({"ticktext": [texts[i] for i in kept]} if texts is not None else {})


def _dates(values: Sequence[Any]) -> bool:
    return any(isinstance(value, str) for value in values)


def _place(value: Any) -> float:
    return date.fromisoformat(value).toordinal() if isinstance(value, str) else float(value)
