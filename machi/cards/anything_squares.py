"""Grid squares of any table's rows as one map layer: geometry and colour travel with the card, for no other map has them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from machi.cards import maps, mesh_classes
from machi.cards.card import Map
from machi.cards.geo import extent, offered
from machi.cards.map_layers import METRES_A_DEGREE, Layer, rgb
from machi.ingest import mesh
from machi.store.shelf import Answer, Shelf
from machi.text import _

BOX = "@@=[[b[0],b[1]],[b[2],b[1]],[b[2],b[3]],[b[0],b[3]]]"
MOST_SQUARES = 3_000
"""More are a carpet in which no square is told from its neighbour, and megabytes to a browser."""
FAR = 2_000
"""Metres beyond the edge of a square within which a town's point still says where the square is."""
QUANTILES = (0.4, 0.6, 0.8, 0.95)


def finest(ask: Callable[[int], Answer], levels: Sequence[int]) -> tuple[Answer, int]:
    """The first of ``levels`` (digits of a code, the finest first) that gives few enough squares, else the last."""
    for digits in levels[:-1]:
        answer = ask(digits)
        if len(answer.frame) <= MOST_SQUARES:
            return answer, digits
    return ask(levels[-1]), levels[-1]


def side(digits: int) -> str:
    """The side of a square in words."""
    return {6: _("10km"), 8: _("1km"), 9: _("500m"), 10: _("250m")}[digits]


def near(shelf: Shelf, codes: Sequence[str]) -> str:
    """The town at the one square that holds most, in brackets; empty for several such squares and far from any town."""
    towns = shelf.ask("reference_towns").frame
    if len(codes) != 1 or towns.empty:
        return ""
    box = mesh.bounds(codes[0])
    lat, lon = (box.south + box.north) / 2, (box.west + box.east) / 2
    high = (towns["lat"] - lat) * METRES_A_DEGREE
    wide = (towns["lon"] - lon) * METRES_A_DEGREE * math.cos(math.radians(lat))
    metres = (high**2 + wide**2) ** 0.5
    reach = FAR + (box.north - box.south) * METRES_A_DEGREE / 2
    town = towns["town"].iloc[int(metres.argmin())] if metres.min() <= reach else ""
    return _("（{town}のあたり）").format(town=town) if town else ""


def squares_map(shelf: Shelf, frame: pd.DataFrame, unit: str) -> Map:
    """``frame``: code, value (above zero), said. Classes by rounded quantiles; a square of zero is white."""
    positive = frame.loc[frame["value"] > 0, "value"]
    scale = _scale(positive, unit)
    rows: list[dict[str, Any]] = []
    spots: list[tuple[float, float]] = []
    for code, value, said in zip(frame["code"], frame["value"], frame["said"], strict=True):
        box = mesh.bounds(code)
        spots.append(((box.south + box.north) / 2, (box.west + box.east) / 2))
        fill = mesh_classes.ZERO if value == 0 else scale.colours[scale.index(value)]
        rows.append(
            {
                "b": [round(side, 6) for side in (box.west, box.south, box.east, box.north)],
                "f": rgb(fill, mesh_classes.ALPHA),
                "n": _("区画 {code}").format(code=code),
                "d": said,
            }
        )
    layer: Layer = {
        "@@type": "PolygonLayer",
        "id": "squares",
        "data": rows,
        "getPolygon": BOX,
        "getFillColor": "@@=f",
        "stroked": True,
        "getLineColor": rgb("#5F6B75", 120),
        "getLineWidth": 0.5,
        "lineWidthUnits": "pixels",
        "pickable": True,
        "autoHighlight": True,
    }
    legend = tuple(zip(scale.labels, scale.colours, strict=True))
    return with_names(shelf, [layer], spots, legend)


def _scale(positive: pd.Series, unit: str) -> mesh_classes.Scale:
    """Whole numbers in classes like 「10〜29」; measured values in ranges, which leave nothing between two classes."""
    bounds = [float(positive.quantile(at)) for at in QUANTILES] if len(positive) else []
    if len(positive) and (positive != positive.round()).any():
        return mesh_classes.measures(bounds, unit)
    least, most = (float(positive.min()), float(positive.max())) if len(positive) else (1.0, 1.0)
    return mesh_classes.amounts(bounds, unit, least, most)


def with_names(
    shelf: Shelf, layers: list[Layer], spots: list[tuple[float, float]], legend: tuple[tuple[str, str], ...]
) -> Map:
    """The layers on the city's ground, the names above them, with all ``spots`` in sight."""
    view = view_of(shelf, spots)
    corners = extent(shelf)
    # Nearer than the city: the points stand in a part of it.
    whole = bool(corners) and view["zoom"] <= maps.fit(corners, view, margin=maps.EDGE)["zoom"]
    inside = [spot for spot in spots if corners and _within(corners, spot)]
    wide = maps.whole_on_desk(corners, view, inside) if whole and 2 * len(inside) >= len(spots) else {}
    return maps.base_map(layers, view, offered(shelf), legend=legend, names_above=True, wide=wide)


def view_of(shelf: Shelf, spots: list[tuple[float, float]]) -> dict[str, float]:
    """All points; where a stray one would make the rest a dot, the middle of them."""
    city = shelf.city.view
    corners = extent(shelf)
    inside = corners and sum(_within(corners, spot) for spot in spots) >= 0.5 * len(spots)
    if inside:
        return maps.near_view(corners, [spot for spot in spots if _within(corners, spot)], city)
    whole = maps.fit(spots, city)
    dense = maps.dense(spots, city)
    return whole if whole["zoom"] > dense["zoom"] - 2.5 else dense


def _within(corners: list[tuple[float, float]], spot: tuple[float, float]) -> bool:
    (south, west), (north, east) = corners
    return south <= spot[0] <= north and west <= spot[1] <= east
