"""A card's Plotly figure as a picture, drawn without a browser: PNG for paper and slides, SVG for layouts.

Draws what our own charts use and no more: bars, lines, marks, heatmaps, error bars, straight shapes, notes. Positions are
numbers (names get one step each, days their ordinal), so that shapes and notes fall where Plotly puts them.
matplotlib is imported on the first picture; no page waits for it.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from machi.cards import theme
from machi.cards.card import Chart
from machi.export.pdf_base import FONT, font_path, printable
from machi.export.series import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 100
SHOWN_TICKS = 8
"""Labels of a value axis that fit side by side."""
_LOCK = Lock()
"""matplotlib is not made for threads; a picture takes a third of a second."""
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
_DASHES = {"dash": "--", "dot": ":", "dashdot": "-.", "solid": "-"}


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


def chart_png(chart: Chart, width: int = 1600, height: int | None = None, scale: float = 2.0) -> bytes:
    """The figure as PNG of ``width`` × ``height`` pixels; ``scale`` is how much larger than on the screen things are."""
    return _saved(chart, "png", width, height or round(chart.height * scale), scale)


def chart_svg(chart: Chart, width: int = 900) -> bytes:
    """The figure as SVG; letters are drawn as shapes, so that it looks the same where the font is missing."""
    return _saved(chart, "svg", width, chart.height, 1.0)


def _saved(chart: Chart, form: str, width: int, height: int, scale: float) -> bytes:
    with _LOCK:
        import matplotlib
        from matplotlib.figure import Figure
        from matplotlib.font_manager import fontManager

        if not any(entry.name == FONT for entry in fontManager.ttflist):
            fontManager.addfont(str(font_path()))
        dots = DPI * scale
        with matplotlib.rc_context({"font.family": FONT, "svg.hashsalt": "machi", "axes.unicode_minus": False}):
            figure = Figure(figsize=(width / dots, height / dots), dpi=dots, layout="constrained")
            _draw(figure, chart.spec)
            buffer = io.BytesIO()
            metadata = {"Date": None} if form == "svg" else {"Software": None}
            figure.savefig(buffer, format=form, dpi=dots, facecolor="#FFFFFF", metadata=metadata)
        return buffer.getvalue()


def _draw(figure: Any, spec: dict[str, Any]) -> None:
    layout = spec["layout"]
    panels = sorted({trace.get("yaxis", "y") for trace in spec["data"]})
    made = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
    handles: dict[str, Any] = {}
    for axes, panel in zip(made, panels, strict=True):
        number = panel[1:]
        x, y = Axis(layout.get(f"xaxis{number}", {})), Axis(layout.get(f"yaxis{number}", {}))
        for axis in (x, y):
            for name in axis.spec.get("categoryarray") or ():
                axis.at(name)
        traces = [trace for trace in spec["data"] if trace.get("yaxis", "y") == panel]
        handles |= _traces(axes, traces, x, y, layout)
        _shapes(
            axes, [s for s in layout.get("shapes") or () if s.get("yref", "y").removeprefix("y") in (number, "paper")]
        )
        _notes(axes, layout.get("annotations") or () if panel == panels[0] else (), x, y)
        _axes(axes, x, y, figure.get_size_inches()[0])
    if layout.get("showlegend") and handles:
        longest = max(len(name) for name in handles) + 4
        columns = min(len(handles), max(1, int(figure.get_size_inches()[0] * 6.5 / longest)))
        place = "outside upper left"
        figure.legend(list(handles.values()), list(handles), loc=place, ncols=columns, frameon=False, fontsize=10)


def _traces(axes: Axes, traces: Sequence[dict[str, Any]], x: Axis, y: Axis, layout: dict[str, Any]) -> dict[str, Any]:
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
    inside = where == "inside"
    colour = (
        trace.get("insidetextfont", trace.get("textfont", {})).get("color", theme.INK[False])
        if inside
        else theme.INK[False]
    )
    for place, value, start, text in zip(places, values, starts, trace["text"], strict=True):
        at = start + value / 2 if inside else start + value
        side = 0 if inside else (4 if value >= 0 else -4)
        axes.annotate(
            printable(plain(text)),
            (at, place) if lying else (place, at),
            xytext=(side, 0) if lying else (0, side),
            textcoords="offset points",
            ha="center" if inside or not lying else ("left" if value >= 0 else "right"),
            va="center" if inside or lying else ("bottom" if value >= 0 else "top"),
            fontsize=9,
            color=colour,
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
            linestyle=_DASHES.get(line.get("dash", "solid"), "--"), zorder=3, clip_on=False,
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


def _shapes(axes: Axes, shapes: Sequence[dict[str, Any]]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for shape in shapes:
        line = shape.get("line", {})
        style = {"color": line.get("color", theme.OUTLINE), "linewidth": line.get("width", 1)}
        style["linestyle"] = _DASHES.get(line.get("dash", "solid"), "--")
        if shape["type"] == "line" and shape.get("yref") == "paper":
            axes.axvline(shape["x0"], zorder=3, **style)
        elif shape["type"] == "line" and shape.get("xref") == "paper":
            axes.axhline(shape["y0"], zorder=3, **style)
        elif shape["type"] == "path":
            style["edgecolor"] = style.pop("color")
            axes.add_patch(PathPatch(Path(*_steps(shape["path"])), facecolor="none", clip_on=False, **style))


def _steps(path: str) -> tuple[list[tuple[float, float]], list[int]]:
    """A path of M, L, H and V as points and matplotlib's codes."""
    at, points, codes = (0.0, 0.0), [], []
    for letter, numbers in re.findall(r"([MLHV])\s*([-\d. ]+)", path):
        given = [float(number) for number in numbers.split()]
        at = (given[0], at[1]) if letter == "H" else (at[0], given[0]) if letter == "V" else (given[0], given[1])
        points.append(at)
        codes.append(1 if letter == "M" else 2)
    return points, codes


def _notes(axes: Axes, notes: Sequence[dict[str, Any]], x: Axis, y: Axis) -> None:
    from matplotlib.transforms import blended_transform_factory

    anchors = {
        "left": "left",
        "right": "right",
        "middle": "center",
        "center": "center",
        "top": "top",
        "bottom": "bottom",
    }
    for note in notes:
        on_paper = [note.get("xref") == "paper", note.get("yref") == "paper"]
        transform = blended_transform_factory(
            axes.transAxes if on_paper[0] else axes.transData, axes.transAxes if on_paper[1] else axes.transData
        )
        place = (
            note["x"] if on_paper[0] else x.at(note["x"]),
            note["y"] if on_paper[1] else y.at(note["y"]),
        )
        box = (
            {"facecolor": note["bgcolor"], "edgecolor": note.get("bordercolor", "none"), "pad": 3}
            if "bgcolor" in note
            else None
        )
        axes.annotate(
            printable("\n".join(plain(line) for line in str(note["text"]).split("<br>"))),
            place,
            xycoords=transform,
            xytext=(note.get("xshift", 0) * 0.7, note.get("yshift", 0) * 0.7),
            textcoords="offset points",
            ha=anchors.get(note.get("xanchor", "center"), "center"),
            va=anchors.get(note.get("yanchor", "middle"), "center"),
            fontsize=10,
            color=(note.get("font") or {}).get("color", theme.INK[False]),
            bbox=box,
            annotation_clip=False,
            zorder=6,
        )


def _tick(label: str, room: float) -> str:
    """A tick's words: a year stays over its era, a name that was broken for a phone is broken for ``room`` letters."""
    lines = [plain(line) for line in label.split("<br>")]
    if len(lines) < 2 or re.fullmatch(r"[\d/–]+月?", lines[0]):
        return "\n".join(lines)
    return "\n".join(textwrap.wrap("".join(lines), max(2, int(room)), break_on_hyphens=False))


def _axes(axes: Axes, x: Axis, y: Axis, inches: float) -> None:
    from matplotlib.ticker import MaxNLocator, MultipleLocator

    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0, labelsize=10, colors=theme.INK[False])
    for axis, way, names in ((x, axes.xaxis, axes.set_xlim), (y, axes.yaxis, axes.set_ylim)):
        spec = axis.spec
        title = (spec.get("title") or {}).get("text", "")
        way.set_label_text(printable(plain(title)), fontsize=10)
        if spec.get("range"):
            names(*(axis.at(end) for end in spec["range"]))
        elif spec.get("rangemode") == "tozero":
            low, high = sorted(axes.get_xlim() if axis is x else axes.get_ylim())
            names(min(low, 0.0) if low < 0 else 0.0, max(high, 0.0))
        if spec.get("tickvals") is not None:
            labels = spec.get("ticktext") or [f"{value:,}" for value in spec["tickvals"]]
            room = (inches * 7.2 / max(len(labels), 1)) if axis is x else 99.0
            shown = [_tick(str(label), room) for label in labels]
            way.set_ticks([axis.at(value) for value in spec["tickvals"]], [printable(text) for text in shown])
        elif axis.names:
            way.set_ticks(list(axis.names.values()), [printable(plain(name)) for name in axis.names])
        else:
            way.set_major_formatter(lambda value, _at: f"{value:,.10g}")
            if spec.get("dtick"):
                way.set_major_locator(MultipleLocator(spec["dtick"]))
            else:
                way.set_major_locator(MaxNLocator(SHOWN_TICKS))
            if spec.get("showgrid") is not False:
                axes.grid(True, axis="x" if axis is x else "y", color="#E1E3E6", linewidth=0.8)
                axes.set_axisbelow(True)
