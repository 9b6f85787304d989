"""Colours, type and the chart skeleton: the one place that decides how a figure looks. Asks nothing, draws nothing.

Colours are the Color Universal Design set (ver. 4). On white only the four of ``LINES`` reach 4.5:1, so they alone draw
text and thin lines; the bright ones are fills, always inside ``OUTLINE`` (5.5:1 on white, 3.5:1 on the dark page).

A card's figure has no font colour, grid colour or background: whoever shows it knows the page's ground and calls
``painted`` for it. Left to itself ``st.plotly_chart(theme="streamlit")`` writes ticks in #808495, 3.7:1 on white.
Colours ``#000001``-``#000040`` are Streamlit's placeholders: never use them.
"""

from __future__ import annotations

import html
from typing import Any

FONT = "'Hiragino Sans', 'Yu Gothic UI', Meiryo, 'Noto Sans JP', sans-serif"
FONT_SIZE = 14
SMALL = 13
"""Tick and hover text, px."""
SMALLEST = 12
"""Text that doesn't fit at this size is left out, not shrunk."""

BLUE, BROWN, PURPLE, DEEP_BLUE = "#005AFF", "#804000", "#990099", "#0072B2"
LINES = (BLUE, BROWN, PURPLE, DEEP_BLUE)
"""Text and thin lines. Blue and purple are the pair that is confused most, so brown stands between them."""

SKY, ORANGE, GREEN, YELLOW, PINK, RED = "#4DC4FF", "#F6AA00", "#03AF7A", "#FFF100", "#FF8082", "#FF4B00"
FILLS = (SKY, ORANGE, GREEN, BROWN, YELLOW, BLUE)
"""Areas, in the order of the easy 6-set; draw each with ``outlined``."""

OUTLINE = "#5F6B75"
MUTED = "#C8C8CB"
CLEAR = "rgba(0,0,0,0)"

MEN, WOMEN = GREEN, ORANGE
YOUNG, WORKING, OLD = SKY, MUTED, BROWN
ON_FILL = {BROWN: "#FFFFFF", BLUE: "#FFFFFF", PURPLE: "#FFFFFF", DEEP_BLUE: "#FFFFFF"}
"""Text that stands *inside* a fill has the fill for its ground, whatever the page's theme; others take black."""

AMOUNT = ("#E3F1FC", "#A9D3F2", "#63AEDF", "#2A80BC", "#0B4F86")
"""One hue, light to dark, for amounts (maps and heatmaps)."""
CHANGE = ("#8C510A", "#D8A65C", "#F2F0EB", "#7FB8DE", "#1F6FA8")
"""Two hues with a neutral middle at zero, for change: brown less, blue more."""

INK = {False: "#2B2F38", True: "#E8EBF0"}
"""Text of a figure on the light (#FFFFFF) and the dark page (#12161C): 13:1 and 15:1."""
_DARK = {BLUE: "#4DC4FF", BROWN: "#F6AA00", PURPLE: "#C9ACE6", DEEP_BLUE: "#77D9A8"}

_MODEBAR = [
    "zoom", "pan", "select", "lasso", "zoomin", "zoomout", "autoscale", "resetscale", "toimage", "hoverclosest",
    "hovercompare", "togglespikelines",
]  # fmt: skip


def escape(text: object) -> str:
    """Text for a chart: Plotly reads a subset of HTML (``<b>``, ``<a href>``), so names carry no tags."""
    return html.escape(str(text), quote=False)


def text_on(fill: str) -> str:
    """The colour of text that stands inside ``fill``."""
    return ON_FILL.get(fill, "#111111")


def outlined(fill: str, width: float = 1) -> dict[str, Any]:
    """A Plotly marker: ``fill`` with the dark outline that bright colours need on white."""
    return {"color": fill, "line": {"color": OUTLINE, "width": width}}


def layout(title: str = "", x: str = "", y: str = "", **over: Any) -> dict[str, Any]:
    """The chart skeleton. ``x`` and ``y`` are axis titles with their unit; ``over`` replaces or, for dicts, extends it.

    Axes don't zoom, so that a finger on a phone scrolls the page; fullscreen is the only button left.
    """
    axis = {"automargin": True, "fixedrange": True, "tickangle": 0, "tickfont": {"size": SMALL}}
    made: dict[str, Any] = {
        "font": {"family": FONT, "size": FONT_SIZE},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "separators": ".,",
        "margin": {"l": 8, "r": 16, "t": 36 if title else 20, "b": 8, "pad": 4},
        "xaxis": {**axis, "title": {"text": escape(x), "standoff": 10}},
        "yaxis": {**axis, "title": {"text": escape(y), "standoff": 12}},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "xanchor": "left", "x": 0, "itemclick": False},
        "hoverlabel": {"font": {"family": FONT, "size": SMALL}, "align": "left"},
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
        "modebar": {"remove": _MODEBAR},
    }
    if title:
        made["title"] = {"text": escape(title), "font": {"size": FONT_SIZE}}
    for name, value in over.items():
        made[name] = {**made[name], **value} if isinstance(value, dict) and name in made else value
    return made


def painted(spec: dict[str, Any], dark: bool) -> dict[str, Any]:
    """The figure for the page it stands on: text in the page's ink, on the dark page also lines that are seen there.

    ``spec`` stays as it is. Text inside a fill or a box keeps its colour, it has its own ground.
    """
    made, ink = for_dark(spec) if dark else spec, INK[dark]
    layout = {**made["layout"], "font": _inked(made["layout"].get("font"), ink)}
    for name, value in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            layout[name] = {**value, "tickfont": _inked(value.get("tickfont"), ink), "title": _titled(value, ink)}
        elif name == "coloraxis" and "colorbar" in value:
            layout[name] = {**value, "colorbar": _bar_inked(value["colorbar"], ink)}
    layout["legend"] = {**layout.get("legend", {}), "font": _inked(layout.get("legend", {}).get("font"), ink)}
    if "title" in layout:
        layout["title"] = _titled(layout, ink)
    if "annotations" in layout:
        layout["annotations"] = [{**note, "font": _inked(note.get("font"), ink)} for note in layout["annotations"]]
    return {**made, "data": [_trace_inked(trace, ink) for trace in made["data"]], "layout": layout}


def _inked(font: dict[str, Any] | None, ink: str) -> dict[str, Any]:
    """A font in ``ink`` unless it has a colour of its own."""
    return {"color": ink, **(font or {})}


def _titled(owner: dict[str, Any], ink: str) -> dict[str, Any]:
    title = owner.get("title") or {}
    title = {"text": title} if isinstance(title, str) else title
    return {**title, "font": _inked(title.get("font"), ink)}


def _bar_inked(bar: dict[str, Any], ink: str) -> dict[str, Any]:
    return {**bar, "tickfont": _inked(bar.get("tickfont"), ink), "title": _titled(bar, ink)}


def _trace_inked(trace: dict[str, Any], ink: str) -> dict[str, Any]:
    """Values beside bars and points, and the words of a colour bar, in the page's ink."""
    made = dict(trace)
    if trace.get("type") in ("bar", "scatter") and "text" in trace:
        made["textfont"] = _inked(trace.get("textfont"), ink)
    if "colorbar" in trace:
        made["colorbar"] = _bar_inked(trace["colorbar"], ink)
    if "colorbar" in trace.get("marker", {}):
        made["marker"] = {**trace["marker"], "colorbar": _bar_inked(trace["marker"]["colorbar"], ink)}
    return made


def for_dark(spec: dict[str, Any]) -> dict[str, Any]:
    """The same figure for the dark page: line colours changed for ones that reach 4.5:1 there. ``spec`` stays as it is.

    Fills of bars keep their colour: the outline carries the contrast, and text inside a fill was chosen for it.
    """
    return {**spec, "data": [_repaint(trace) for trace in spec["data"]]}


def _repaint(trace: dict[str, Any]) -> dict[str, Any]:
    made = dict(trace)
    if "line" in made:
        made["line"] = _swap(made["line"])
    if "marker" in made:
        marker = made["marker"] if trace.get("type") == "bar" else _swap(made["marker"])
        made["marker"] = {**marker, "line": _swap(marker["line"])} if "line" in marker else marker
    return made


def _swap(style: dict[str, Any]) -> dict[str, Any]:
    colour = style.get("color")
    return {**style, "color": _DARK.get(colour, colour)} if isinstance(colour, str) else style
