"""The traces of a Plotly figure on a matplotlib panel: bars, lines, marks with error bars, heatmaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from machi.cards import theme
from machi.export.pdf_base import printable
from machi.export.series import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKERS = {
    "diamond": "D",
    "circle": "o",
    "circle-open": "o",
    "square": "s",
    "line-ns": "|",
    "line-ew": "_",
    "x": "x",
    "triangle-up": "^",
}
DASHES = {"dash": "--", "dot": ":", "dashdot": "-.", "solid": "-"}


@dataclass
class Axis:
    """Where values of one Plotly axis lie as numbers."""

    spec: dict[str, Any]
    names: dict[str, int] = field(default_factory=dict)

    def at(self, value: Any) -> float:
        """``value`` as a number: days as ordinals, names as steps in the order they come (or the axis says)."""
        if isinstance(value, int | float):
            return float(value)
        if isinstance(value, str) and self.spec.get("type") != "category" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return float(date.fromisoformat(value).toordinal())
        return float(self.names.setdefault(str(value), len(self.names)))


def traces_into(
    axes: Axes, traces: Sequence[dict[str, Any]], x: Axis, y: Axis, layout: dict[str, Any]
) -> dict[str, Any]:
    """Draws all traces of one panel; gives legend handles by name."""
    handles: dict[str, Any] = {}
    bars = [trace for trace in traces if trace["type"] == "bar"]
    grounds: dict[tuple[float, bool], float] = {}
    for trace in traces:
        if trace["type"] == "bar":
            handle = _bars(axes, trace, x, y, layout, grounds, bars)
        elif trace["type"] == "heatmap":
            _heatmap(axes, trace, x, y)
            continue
        else:
            handle = _points(axes, trace, x, y)
        name = plain(trace.get("name", ""))
        if handle is not None and name and trace.get("showlegend") is not False:
            handles.setdefault(printable(name), handle)
    return handles


def _bars(
    axes: Axes, trace: dict[str, Any], x: Axis, y: Axis, layout: dict[str, Any],
    grounds: dict[tuple[float, bool], float], bars: Sequence[dict[str, Any]],
) -> Any:  # fmt: skip
    lying = trace.get("orientation") == "h"
    names, amounts = (trace["y"], trace["x"]) if lying else (trace["x"], trace["y"])
    places = [(y if lying else x).at(name) for name in names]
    values = [0 if value is None else value for value in amounts]
    whole = 1 - layout.get("bargap", 0.2)
    mode, starts, width = layout.get("barmode", "group"), [0.0] * len(values), whole
    if trace.get("base") is not None:
        base = trace["base"]
        starts = list(base) if isinstance(base, list) else [base] * len(values)
    elif mode in ("stack", "relative"):
        for index, (place, value) in enumerate(zip(places, values, strict=True)):
            key = (place, value < 0)
            starts[index] = grounds.get(key, 0.0)
            grounds[key] = starts[index] + value
    elif mode == "group" and len(bars) > 1:
        width = whole / len(bars)
        nth = next(index for index, bar in enumerate(bars) if bar is trace)
        places = [place - whole / 2 + width * (nth + 0.5) for place in places]
    width = trace.get("width", width)
    marker = trace.get("marker", {})
    clear = str(marker.get("color", "")).startswith("rgba(0,0,0,0")
    style = {
        "color": "none" if clear else marker.get("color", theme.SKY),
        "edgecolor": marker.get("line", {}).get("color", theme.OUTLINE),
        "linewidth": marker.get("line", {}).get("width", 1) * 0.7,
    }
    handle = (
        axes.barh(places, values, height=width, left=starts, **style)
        if lying
        else axes.bar(places, values, width=width, bottom=starts, **style)
    )
    _bar_texts(axes, trace, places, values, starts, lying)
    return handle


def _bar_texts(
    axes: Axes, trace: dict[str, Any], places: list[float], values: list[Any], starts: list[float], lying: bool
) -> None:
    where = trace.get("textposition", "none")
    if where == "none" or not trace.get("text"):
        return
    each = where if isinstance(where, list) else [where] * len(values)
    on_fill = trace.get("insidetextfont", trace.get("textfont", {})).get("color", theme.INK[False])
    at_end = trace.get("insidetextanchor") == "end"
    for place, value, start, text, side in zip(places, values, starts, trace["text"], each, strict=True):
        inside, way = side == "inside", 1 if value >= 0 else -1
        middle = inside and not at_end
        at, push = (start + value / 2, 0) if middle else (start + value, -4 * way if inside else 4 * way)
        beyond = way > 0 if not inside else way < 0
        axes.annotate(
            printable(plain(text)),
            (at, place) if lying else (place, at),
            xytext=(push, 0) if lying else (0, push),
            textcoords="offset points",
            ha="center" if middle or not lying else ("left" if beyond else "right"),
            va="center" if middle or lying else ("bottom" if beyond else "top"),
            fontsize=9,
            color=on_fill if inside else theme.INK[False],
            annotation_clip=False,
        )


def _points(axes: Axes, trace: dict[str, Any], x: Axis, y: Axis) -> Any:
    xs = [float("nan") if value is None else x.at(value) for value in trace.get("x") or [None]]
    ys = [float("nan") if value is None else y.at(value) for value in trace.get("y") or [None]]
    mode, marker, line = trace.get("mode", "lines"), trace.get("marker", {}), trace.get("line", {})
    colour = marker.get("color", line.get("color", theme.BLUE))
    edge = marker.get("line", {})
    handle: Any = None
    if "lines" in mode:
        (handle,) = axes.plot(
            xs, ys, color=line.get("color", colour), linewidth=line.get("width", 2) * 0.8,
            linestyle=DASHES.get(line.get("dash", "solid"), "--"), zorder=3, clip_on=False,
        )  # fmt: skip
    if "markers" in mode:
        symbol = str(marker.get("symbol", "circle"))
        size = marker.get("size", 7)
        size = max(size) if isinstance(size, list) else size
        face = "none" if symbol.endswith("-open") else colour
        dots = axes.scatter(
            xs, ys, s=(size * 0.75) ** 2, c=face, marker=_MARKERS.get(symbol, "o"), zorder=4, clip_on=False,
            edgecolors=None if symbol.startswith("line-") else edge.get("color", colour),
            linewidths=edge.get("width", 1) * 0.8,
        )  # fmt: skip
        handle = handle or dots
    _errors(axes, trace, xs, ys)
    if "text" in mode:
        places = trace.get("textposition", "top center")
        for index, text in enumerate(trace.get("text") or ()):
            if text:
                _beside(axes, str(text), xs[index], ys[index], places[index] if isinstance(places, list) else places)
    return handle


def _errors(axes: Axes, trace: dict[str, Any], xs: list[float], ys: list[float]) -> None:
    for name in ("error_x", "error_y"):
        error = trace.get(name)
        if error and error.get("array") is not None:
            spans = [error.get("arrayminus") or error["array"], error["array"]]
            axes.errorbar(
                xs,
                ys,
                xerr=spans if name == "error_x" else None,
                yerr=spans if name == "error_y" else None,
                fmt="none",
                zorder=2,
                ecolor=error.get("color", theme.OUTLINE),
                elinewidth=error.get("thickness", 2),
                capsize=5,
            )


def _beside(axes: Axes, text: str, x: float, y: float, place: str) -> None:
    up, side = place.split()
    lines = "\n".join(plain(line) for line in text.split("<br>"))
    axes.annotate(
        printable(lines),
        (x, y),
        xytext=({"left": -4, "right": 4}.get(side, 0), {"top": 6, "bottom": -6}.get(up, 0)),
        textcoords="offset points",
        ha={"left": "right", "right": "left"}.get(side, "center"),
        va={"top": "bottom", "bottom": "top"}.get(up, "center"),
        fontsize=10,
        annotation_clip=False,
    )


def _heatmap(axes: Axes, trace: dict[str, Any], x: Axis, y: Axis) -> None:
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    from matplotlib.patches import Rectangle

    z = trace["z"]
    xs = [x.at(value) for value in trace.get("x") or range(len(z[0]))]
    ys = [y.at(value) for value in trace.get("y") or range(len(z))]
    known = [value for row in z for value in row if value is not None]
    low, high = trace.get("zmin", min(known, default=0)), trace.get("zmax", max(known, default=1))
    stops = [(min(max(float(at), 0.0), 1.0), colour) for at, colour in trace["colorscale"]]
    ramp, scale = LinearSegmentedColormap.from_list("x", stops, N=512), Normalize(low, high if high > low else low + 1)
    texts = trace.get("text")
    for row, line in zip(ys, z, strict=True):
        for column, value in zip(xs, line, strict=True):
            if value is not None:
                fill = ramp(scale(value))
                axes.add_patch(Rectangle((column - 0.46, row - 0.46), 0.92, 0.92, facecolor=fill, linewidth=0))
                if texts and texts[ys.index(row)][xs.index(column)]:
                    dark = sum(fill[:3]) < 1.5
                    words = printable(plain(texts[ys.index(row)][xs.index(column)]))
                    ink = "#FFFFFF" if dark else theme.INK[False]
                    axes.text(column, row, words, ha="center", va="center", fontsize=9, color=ink)
    axes.set_xlim(min([*xs, axes.get_xlim()[0] + 0.5]) - 0.5, max(xs) + 0.5)
    axes.set_ylim(min(ys) - 0.5, max(ys) + 0.5)
