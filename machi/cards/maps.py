"""Places into maps: deck.gl layers as plain dicts. Takes rows and named geometries; never asks the store.

Every map stands on our own context (the city's grid cells as a pale shape, a few place names) and asks no other host.
Markers have the colour of their kind inside a dark outline, and a sign in them that says the same without colour.
Layers are drawn in order: context, names, circles, markers, scale bar.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from machi.cards import theme
from machi.cards.card import Map
from machi.cards.deck import ReadyDeck, basemap_credit, basemap_style, deck_json, ready_deck
from machi.text import _

__all__ = [
    "ReadyDeck", "base_map", "basemap_style", "circles", "deck_json", "fit", "geo_markers", "ready_deck",
    "sign_markers",
]  # fmt: skip

Layer = dict[str, Any]
Rows = list[dict[str, Any]]
GROUND, EDGE, NAME = "#ECEAE4", "#A5A9AD", "#4A4F55"
DENSE = 200
"""More markers than this are drawn small until one zooms in: signs would lie on each other."""
METRES_A_DEGREE = 111_195
"""Of latitude, on the sphere of 6371008.8 m that distances are measured on."""
WIDTH, HEIGHT = 360, 400
"""The part of the figure, px, that points are fitted into: what a phone shows of it."""
TOOLTIP = {"text": "{n}\n{d}"}
"""As text, not HTML: names come from files."""


def rgb(colour: str, alpha: int = 255) -> list[int]:
    """``#FF4B00`` → deck.gl's ``[255, 75, 0, alpha]``."""
    return [*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), alpha]


def fit(points: Iterable[tuple[float, float]], fallback: Mapping[str, float], most: float = 16) -> dict[str, float]:
    """The view that shows all ``points`` (lat, lon; degrees); ``fallback`` without any.

    Web Mercator shows 360° in 512 px at zoom 0 (deck.gl), latitude stretched by 1 / cos.
    """
    found = [(lat, lon) for lat, lon in points if lat == lat and lon == lon]
    if not found:
        return dict(fallback)
    lats, lons = zip(*found, strict=True)
    middle = (min(lats) + max(lats)) / 2
    wide = max(max(lons) - min(lons), 1e-4) / WIDTH
    high = max(max(lats) - min(lats), 1e-4) / math.cos(math.radians(middle)) / HEIGHT
    zoom = min(most, math.log2(360 / 512 / max(wide, high)))
    return {"latitude": round(middle, 5), "longitude": round((min(lons) + max(lons)) / 2, 5), "zoom": round(zoom, 2)}


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
        layers=(*_context(names), *layers, *_scale_bar(view)),
        view=view,
        geo=geo,
        tooltip=TOOLTIP,
        legend=legend,
        attribution=" ".join(part for part in (credit or said, _("上が北です。")) if part),
        height=height,
    )


def _context(names: str) -> list[Layer]:
    box = "@@=[[b[0],b[1]],[b[2],b[1]],[b[2],b[3]],[b[0],b[3]]]"
    plain = {"@@type": "PolygonLayer", "data": "geo:context", "getPolygon": box, "pickable": False}
    # The edge is the same rectangles drawn thicker below the opaque ground: no outline has to be computed.
    edge = {**plain, "id": "context-edge", "filled": False, "stroked": True, "getLineColor": rgb(EDGE)}
    edge |= {"getLineWidth": 3, "lineWidthUnits": "pixels"}
    ground = {**plain, "id": "context-ground", "stroked": False, "getFillColor": rgb(GROUND)}
    return [edge, ground, {**_text("context-names", f"geo:{names}", "@@=t", NAME, 12.5), **_halo("#FFFFFF")}]


def _text(layer_id: str, data: Any, text: str, colour: str, size: float) -> Layer:
    # characterSet "auto" and the font are what Japanese needs: deck.gl's own atlas holds ASCII only.
    return {
        "@@type": "TextLayer",
        "id": layer_id,
        "data": data,
        "getPosition": "@@=[x,y]",
        "getText": text,
        "getColor": rgb(colour),
        "getSize": size,
        "sizeUnits": "pixels",
        "characterSet": "auto",
        "fontFamily": theme.FONT,
        "getTextAnchor": "middle",
        "getAlignmentBaseline": "center",
        "pickable": False,
    }


def _halo(colour: str) -> Layer:
    return {"fontSettings": {"sdf": True, "fontSize": 48, "buffer": 8}, "outlineWidth": 3, "outlineColor": rgb(colour)}


def geo_markers(kind: str, colour: str, sign: str, places: int, data: Any = None) -> list[Layer]:
    """Markers of one kind: a filled circle, dark outline, its sign. ``data`` defaults to ``geo:place-<kind>``."""
    data = f"geo:place-{kind}" if data is None else data
    circle = _circle(f"place-{kind}", data, colour)
    text = _text(f"sign-{kind}", data, f"@@='{sign}'", theme.text_on(colour), 12 if len(sign) == 1 else 9.5)
    text["fontWeight"] = "bold"
    if places > DENSE:
        circle |= {"radiusUnits": "meters", "getRadius": 35, "radiusMinPixels": 3, "radiusMaxPixels": 9}
        text |= {"sizeUnits": "meters", "getSize": 45, "sizeMinPixels": 0, "sizeMaxPixels": 12}
    return [circle, text]


def sign_markers(layer_id: str, rows: Rows, colour: str) -> list[Layer]:
    """Few markers that carry a sign of their own each (``t``: a rank, a letter). Rows: x, y, t, n, d."""
    circle = _circle(layer_id, rows, colour) | {"getRadius": 11}
    text = _text(f"{layer_id}-sign", rows, "@@=t", theme.text_on(colour), 13)
    return [circle, text | {"fontWeight": "bold"}]


def _circle(layer_id: str, data: Any, colour: str) -> Layer:
    return {
        "@@type": "ScatterplotLayer",
        "id": layer_id,
        "data": data,
        "getPosition": "@@=[x,y]",
        "getFillColor": rgb(colour, 240),
        "stroked": True,
        "getLineColor": rgb("#1A1A1A"),
        "getLineWidth": 1.2,
        "lineWidthUnits": "pixels",
        "radiusUnits": "pixels",
        "getRadius": 9,
        "pickable": True,
        "autoHighlight": True,
    }


def circles(layer_id: str, data: Any, colour: str, radius_m: float) -> Layer:
    """Circles of a straight-line radius (metres on the ground) around each point, faint so that names stay legible."""
    return {
        "@@type": "ScatterplotLayer",
        "id": layer_id,
        "data": data,
        "getPosition": "@@=[x,y]",
        "radiusUnits": "meters",
        "getRadius": radius_m,
        "getFillColor": rgb(colour, 46),
        "stroked": True,
        "getLineColor": rgb("#1A1A1A", 150),
        "getLineWidth": 1,
        "lineWidthUnits": "pixels",
        "pickable": False,
    }


def _scale_bar(view: Mapping[str, float]) -> list[Layer]:
    """A bar of a round length on the ground, at the lower left of what a phone shows of the first view."""
    degrees_a_pixel = 360 / 512 / 2 ** view["zoom"]
    shrink = math.cos(math.radians(view["latitude"]))
    length = _round_length(90 * degrees_a_pixel * METRES_A_DEGREE * shrink)
    west = view["longitude"] - 160 * degrees_a_pixel
    south = view["latitude"] - 205 * degrees_a_pixel * shrink
    east = west + length / METRES_A_DEGREE / shrink
    said = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    place = {"x": round((west + east) / 2, 6), "y": round(south, 6), "t": said}
    bar = {
        "@@type": "PathLayer",
        "id": "scale-bar",
        "data": [{"p": [[round(west, 6), round(south, 6)], [round(east, 6), round(south, 6)]]}],
        "getPath": "@@=p",
        "getColor": rgb("#1A1A1A"),
        "getWidth": 3,
        "widthUnits": "pixels",
        "pickable": False,
    }
    label = {**_text("scale-text", [place], "@@=t", "#1A1A1A", 12), **_halo("#FFFFFF"), "getPixelOffset": [0, -11]}
    return [bar, label]


def _round_length(metres: float) -> int:
    """The largest of 1, 2, 5 × 10ⁿ metres that is not longer than ``metres`` (at least 10 m)."""
    power = 10 ** max(1, math.floor(math.log10(max(metres, 10))))
    return int(max(step * power for step in (1, 2, 5) if step == 1 or step * power <= metres))
