"""Places into maps: deck.gl layers as plain dicts. Takes rows and named geometries; never asks the store.

Every map stands on our own context (the city's grid cells as a pale shape, a few place names) and asks no other host.
Layers are drawn in order: context, names, circles, markers, scale bar.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from machi.cards.card import Map
from machi.cards.deck import ReadyDeck, basemap_credit, basemap_style, deck_json, ready_deck
from machi.cards.map_layers import Layer, Rows, circles, context, geo_markers, rgb, scale_bar, sign_markers
from machi.text import _

__all__ = [
    "ReadyDeck", "base_map", "basemap_style", "circles", "deck_json", "fit", "geo_markers", "points", "ready_deck",
    "rgb", "sign_markers", "whole_or_city",
]  # fmt: skip

WIDTH, HEIGHT = 300, 370
"""The part of the figure, px, that points are fitted into: what a phone shows of it, less a margin."""
TOOLTIP = {"text": "{n}\n{d}"}
"""As text, not HTML: names come from files."""


def fit(spots: Iterable[tuple[float, float]], fallback: Mapping[str, float], most: float = 16) -> dict[str, float]:
    """The view that shows all ``spots`` (lat, lon; degrees); ``fallback`` without any.

    Web Mercator shows 360° in 512 px at zoom 0 (deck.gl), latitude stretched by 1 / cos.
    """
    found = [(lat, lon) for lat, lon in spots if lat == lat and lon == lon]
    if not found:
        return dict(fallback)
    lats, lons = zip(*found, strict=True)
    middle = (min(lats) + max(lats)) / 2
    wide = max(max(lons) - min(lons), 1e-4) / WIDTH
    high = max(max(lats) - min(lats), 1e-4) / math.cos(math.radians(middle)) / HEIGHT
    zoom = min(most, math.log2(360 / 512 / max(wide, high)))
    return {"latitude": round(middle, 5), "longitude": round((min(lons) + max(lons)) / 2, 5), "zoom": round(zoom, 2)}


def points(frame: pd.DataFrame) -> list[tuple[float, float]]:
    """The points (lat, lon) of a frame's rows that have one."""
    there = frame[frame["lat"].notna() & frame["lon"].notna()]
    return list(zip(there["lat"].astype(float), there["lon"].astype(float), strict=True))


def whole_or_city(spots: Iterable[tuple[float, float]], city: Mapping[str, float]) -> dict[str, float]:
    """All points, unless a stray one (a slip of a digit) would make the city a dot: then the city's own view."""
    view = fit(spots, city)
    return dict(city) if view["zoom"] < city["zoom"] - 1.5 else view


def base_map(
    layers: Iterable[Layer],
    view: Mapping[str, float],
    geo: Mapping[str, Callable[[], Rows]],
    *,
    names: str = "labels",
    legend: tuple[tuple[str, str], ...] = (),
    height: int = 460,
) -> Map:
    """A map of ``layers`` on the city's own context. ``geo`` offers ``context``, ``names`` and what the layers name."""
    said = _("薄い面は市の範囲（250m区画の集まり）、地名の位置はおよそです。")
    credit = basemap_credit()
    return Map(
        layers=(*context(names), *layers, *scale_bar(view)),
        view=view,
        geo=geo,
        tooltip=TOOLTIP,
        legend=legend,
        attribution=" ".join(part for part in (credit or said, _("上が北です。")) if part),
        height=height,
    )
