"""Places into maps: deck.gl layers as plain dicts. Takes rows and named geometries; never asks the store.

Every map stands on our own context (the city's grid cells as a pale shape, a few place names) and asks no other host.
Layers are drawn in order: paper, the city's shape, circles, markers, scale bar; names above markers that are many (or
they would bury the names), below markers that are few (their numbers must be read).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from machi.cards.card import Map
from machi.cards.deck import ReadyDeck, basemap_credit, basemap_style, deck_json, ready_deck
from machi.cards.map_layers import (
    METRES_A_DEGREE,
    Layer,
    Rows,
    circles,
    context,
    dots,
    geo_markers,
    place_names,
    rgb,
    scale_bar,
    sign_markers,
    signed,
)
from machi.cards.place_names import Box, apart, names_for, square
from machi.text import _

__all__ = [
    "ReadyDeck", "base_map", "basemap_style", "circles", "city_view", "deck_json", "dense", "dots", "fit",
    "geo_markers", "names_for", "near_view", "on_desk", "points", "ready_deck", "rgb", "sign_markers", "signed", "whole_on_desk",
    "whole_or_city",
]  # fmt: skip

WIDTH, HEIGHT, MARGIN = 316, 460, 28
"""The part of a figure that a phone of 390 px shows, its height, and what stays free on each side so that no marker
(radius at most 15 px) nor the scale bar at the foot is cut. Pixels."""
DESK_WIDTH, DESK_HEIGHT = 520, 620
"""What a window of 1,200 px surely shows of a figure that stands beside its legend, and its height there. Pixels."""
EDGE = 6
"""What stays free around the city's shape, which has no markers to be cut. Pixels."""
FEW_SIGNS = 60
"""So many markers above the names keep clear of them: more would leave none."""
CLOSEST = 14.5
"""Zoom for a single point: its neighbourhood, with names around it."""
TOOLTIP = {"text": "{n}\n{d}"}
"""As text, not HTML: names come from files."""


def fit(
    spots: Iterable[tuple[float, float]],
    fallback: Mapping[str, float],
    most: float = 16,
    *,
    margin: int = MARGIN,
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> dict[str, float]:
    """The view that shows all ``spots`` (lat, lon; degrees) with ``margin`` px around them; ``fallback`` without any.

    Web Mercator shows 360° in 512 px at zoom 0 (deck.gl), latitude stretched by 1 / cos.
    """
    found = [(lat, lon) for lat, lon in spots if lat == lat and lon == lon]
    if not found:
        return dict(fallback)
    lats, lons = zip(*found, strict=True)
    middle = (min(lats) + max(lats)) / 2
    wide = max(max(lons) - min(lons), 1e-4) / (size[0] - 2 * margin)
    high = max(max(lats) - min(lats), 1e-4) / math.cos(math.radians(middle)) / (size[1] - 2 * margin)
    zoom = min(most, math.log2(360 / 512 / max(wide, high)))
    return {"latitude": round(middle, 5), "longitude": round((min(lons) + max(lons)) / 2, 5), "zoom": round(zoom, 2)}


def points(frame: pd.DataFrame) -> list[tuple[float, float]]:
    """The points (lat, lon) of a frame's rows that have one."""
    there = frame[frame["lat"].notna() & frame["lon"].notna()]
    return list(zip(there["lat"].astype(float), there["lon"].astype(float), strict=True))


def dense(
    spots: Iterable[tuple[float, float]], fallback: Mapping[str, float], radius_m: float = 0, least_px: float = 9
) -> dict[str, float]:
    """The view on the middle 80 % of ``spots`` each way, near enough to see circles of ``radius_m`` as circles.

    The rest is a drag away; with it in sight, a city with a few far villages shows dots only.
    """
    found = [(lat, lon) for lat, lon in spots if lat == lat and lon == lon]
    if not found:
        return dict(fallback)
    lats, lons = (sorted(values) for values in zip(*found, strict=True))
    cut = len(found) // 10
    kept = slice(cut, len(found) - cut)
    middle = lats[len(lats) // 2], lons[len(lons) // 2]
    view = fit(zip(lats[kept], lons[kept], strict=True), fallback, most=15)
    if radius_m <= 0:
        return view
    metres_a_pixel = radius_m / least_px
    nearest = math.log2(360 / 512 * METRES_A_DEGREE * math.cos(math.radians(middle[0])) / metres_a_pixel)
    if view["zoom"] >= nearest:
        return view
    return {"latitude": round(middle[0], 5), "longitude": round(middle[1], 5), "zoom": round(nearest, 2)}


def city_view(
    corners: Iterable[tuple[float, float]], spots: Iterable[tuple[float, float]], fallback: Mapping[str, float]
) -> dict[str, float]:
    """The city's whole shape (``corners`` of its extent) and all points, unless a stray one would make it a dot."""
    shape = list(corners)
    if not shape:
        return whole_or_city(spots, fallback)
    found = list(spots)
    whole, beyond = fit(shape, fallback, margin=EDGE), whole_or_city([*shape, *found], fit(shape, fallback))
    return beyond if not _holds(whole, found) and _holds(beyond, found) else whole


def near_view(
    corners: Iterable[tuple[float, float]], spots: Iterable[tuple[float, float]], fallback: Mapping[str, float]
) -> dict[str, float]:
    """The city's shape and all points; only the points, where they stand in a small part of it and would be a heap."""
    found = list(spots)
    whole = city_view(corners, found, fallback)
    close = fit(found, whole, most=CLOSEST)
    return close if close["zoom"] >= whole["zoom"] + 1 else whole


def _holds(view: Mapping[str, float], spots: Iterable[tuple[float, float]]) -> bool:
    """Whether a phone shows all points in this view, with their markers."""
    pixels = 512 / 360 * 2 ** view["zoom"]
    high = pixels / math.cos(math.radians(view["latitude"]))
    wide_most, high_most = WIDTH / 2 - MARGIN / 2, HEIGHT / 2 - MARGIN / 2
    return all(
        abs(lon - view["longitude"]) * pixels <= wide_most and abs(lat - view["latitude"]) * high <= high_most
        for lat, lon in spots
        if lat == lat and lon == lon
    )


def whole_on_desk(
    corners: Iterable[tuple[float, float]], view: Mapping[str, float], spots: Iterable[tuple[float, float]]
) -> dict[str, float]:
    """A desk has room for the city's whole shape; empty where ``spots`` lie beyond it: then the same part, larger."""
    shape = list(corners)
    if not shape:
        return {}
    (south, west), (north, east) = shape
    inside = all(south <= lat <= north and west <= lon <= east for lat, lon in spots)
    return fit(shape, view, margin=EDGE, size=(DESK_WIDTH, DESK_HEIGHT)) if inside else {}


def on_desk(figure: Map) -> Map:
    """The map for the larger frame of a desk: its ``wide`` view or the same part larger, with the names and the scale bar
    of that view.
    """
    larger = math.log2(min(DESK_WIDTH / WIDTH, DESK_HEIGHT / HEIGHT))
    view = dict(figure.wide) or {**figure.view, "zoom": round(figure.view["zoom"] + larger, 2)}
    bar = {layer["id"]: layer for layer in scale_bar(view, DESK_WIDTH, DESK_HEIGHT)}
    layers = (bar.get(str(layer.get("id")), layer) for layer in figure.layers)
    named = (
        {**layer, "data": f"geo:{names_for(view)}"} if layer.get("id") == "context-names" else layer for layer in layers
    )
    return replace(figure, layers=tuple(named), view=view, height=DESK_HEIGHT)


def whole_or_city(spots: Iterable[tuple[float, float]], city: Mapping[str, float]) -> dict[str, float]:
    """All points, unless a stray one (a slip of a digit) would make the city a dot: then the city's own view."""
    view = fit(spots, city)
    return dict(city) if view["zoom"] < city["zoom"] - 1.5 else view


def _signs(layers: Iterable[Layer], zoom: float) -> Iterator[Box]:
    """The room of the markers that travel with the map."""
    for layer in layers:
        if (
            layer["@@type"] == "ScatterplotLayer"
            and layer["radiusUnits"] == "pixels"
            and isinstance(layer["data"], list)
        ):
            yield from (square(row["x"], row["y"], zoom, layer["getRadius"]) for row in layer["data"])


def base_map(
    layers: Iterable[Layer],
    view: Mapping[str, float],
    geo: Mapping[str, Callable[[], Rows]],
    *,
    legend: tuple[tuple[str, str], ...] = (),
    height: int = HEIGHT,
    names_above: bool = False,
    wide: Mapping[str, float] | None = None,
) -> Map:
    """A map of ``layers`` on the city's own context. ``geo`` offers ``context``, ``names_for(view)`` and what
    the layers name.
    """
    drawn, names = list(layers), names_for(view)
    named = [place_names(names)]
    marks = [] if names_above else [*_signs(drawn, view["zoom"])]
    if 0 < len(marks) <= FEW_SIGNS and names in geo:
        named = [{**named[0], "data": apart(geo[names](), view["zoom"], marks)}]
    drawn = drawn + named if names_above else named + drawn
    said = _("薄い面は市のおよその範囲（区画の集まり）、地名の位置もおよそです。")
    credit = basemap_credit()
    return Map(
        layers=(*context(), *drawn, *scale_bar(view, WIDTH, HEIGHT)),
        view=view,
        geo=geo,
        tooltip=TOOLTIP,
        legend=legend,
        attribution=" ".join(part for part in (credit or said, _("上が北です。")) if part),
        height=height,
        wide=wide or {},
    )
