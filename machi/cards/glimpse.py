"""A chart made small for the gallery: the shape stays, what would overlap in 300 px goes."""

from __future__ import annotations

from typing import Any

from machi.cards.card import Chart

HEIGHT = 240
TICKS = 3


def glimpse(chart: Chart) -> dict[str, Any]:
    """The chart's spec without annotations and legend, and with at most three ticks on an axis that lists its ticks."""
    layout = {name: value for name, value in chart.spec["layout"].items() if name != "annotations"}
    for name in ("xaxis", "xaxis2"):
        if name in layout:
            layout[name] = _fewer(layout[name])
    return {**chart.spec, "layout": {**layout, "height": HEIGHT, "showlegend": False}}


def _fewer(axis: dict[str, Any]) -> dict[str, Any]:
    values = axis.get("tickvals")
    if values is None or len(values) <= TICKS:
        return axis
    kept = [0, len(values) // 2, len(values) - 1]
    texts = axis.get("ticktext")
    fewer = {**axis, "tickvals": [values[i] for i in kept], "tickangle": 0}
    return fewer | ({"ticktext": [texts[i] for i in kept]} if texts is not None else {})
