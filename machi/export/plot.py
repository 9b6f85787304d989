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
from threading import Lock
from typing import TYPE_CHECKING, Any

from machi.cards import theme
from machi.cards.card import Chart
from machi.export.pdf_base import FONT, font_path, printable
from machi.export.plot_traces import DASHES, Axis, traces_into
from machi.export.series import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 100
SHOWN_TICKS = 8
"""Labels of a value axis that fit side by side."""
_LOCK = Lock()
"""matplotlib is not made for threads; a picture takes a third of a second."""


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
        handles |= traces_into(axes, traces, x, y, layout)
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


def _shapes(axes: Axes, shapes: Sequence[dict[str, Any]]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for shape in shapes:
        line = shape.get("line", {})
        style = {"color": line.get("color", theme.OUTLINE), "linewidth": line.get("width", 1)}
        style["linestyle"] = DASHES.get(line.get("dash", "solid"), "--")
        if shape["type"] == "line" and shape.get("yref") == "paper":
            axes.axvline(shape["x0"], zorder=3, **style)
        elif shape["type"] == "line" and shape.get("xref") == "paper":
            axes.axhline(shape["y0"], zorder=3, **style)
        elif shape["type"] == "rect":
            fill = {"color": shape.get("fillcolor", theme.MUTED), "alpha": shape.get("opacity", 1.0), "linewidth": 0}
            if shape.get("yref") == "paper":
                axes.axvspan(shape["x0"], shape["x1"], zorder=0.5, **fill)
            else:
                axes.axhspan(shape["y0"], shape["y1"], zorder=0.5, **fill)
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
                low, high = axes.get_xlim() if axis is x else axes.get_ylim()
                # There is no half of a place: whole ticks wherever three of them fit.
                way.set_major_locator(MaxNLocator(SHOWN_TICKS, integer=abs(high - low) >= 2))
            if spec.get("showgrid") is not False:
                axes.grid(True, axis="x" if axis is x else "y", color="#E1E3E6", linewidth=0.8)
                axes.set_axisbelow(True)
