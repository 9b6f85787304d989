"""The layers of our maps as plain deck.gl dicts: context, names, markers, circles, scale bar.

Markers have the colour of their kind inside a dark outline, and a sign in them that says the same without colour.
Rows have one-letter keys: x, y (degrees), n name, d detail, t the sign of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from machi.cards import theme
from machi.cards.place_names import SIZE

Layer = dict[str, Any]
Rows = list[dict[str, Any]]
PAGE, GROUND, EDGE, NAME, INK = "#FBFBFA", "#ECEAE4", "#A5A9AD", "#3A3F45", "#1A1A1A"
EVERYWHERE = [60.0, -60.0, 240.0, 80.0]
"""West, south, east, north of the paper that maps are drawn on: no view of a Japanese city gets beyond it."""
RADII = ((60, 7.5), (200, 6.0), (600, 4.5))
"""Up to so many markers, so many pixels of radius; ``LEAST_RADIUS`` beyond: a heap of circles hides the town."""
LEAST_RADIUS = 3.0
LEGIBLE = 6.0
"""Pixels of radius from which a sign inside a marker can be read."""
CROWD, CROWDED = 600, 4.0
"""With more markers of all kinds than this, none is larger than so many pixels until one zooms in."""
MOST_SIGNS = 300
"""Of one kind: more markers than this are dots without a sign, and the legend says so."""
METRES_A_DEGREE = 111_195
"""Of latitude, on the sphere of 6371008.8 m that distances are measured on."""


def rgb(colour: str, alpha: int = 255) -> list[int]:
    """``#FF4B00`` → deck.gl's ``[255, 75, 0, alpha]``."""
    return [*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), alpha]


def context() -> list[Layer]:
    """Paper and the city's shape: what everything else lies on."""
    box = "@@=[[b[0],b[1]],[b[2],b[1]],[b[2],b[3]],[b[0],b[3]]]"
    plain = {"@@type": "PolygonLayer", "data": "geo:context", "getPolygon": box, "pickable": False}
    # Paper of our own: black names and the scale bar can't be seen on the page of the dark theme.
    paper = {**plain, "id": "context-page", "data": [{"b": EVERYWHERE}], "stroked": False, "getFillColor": rgb(PAGE)}
    # The edge is the same rectangles drawn thicker below the opaque ground: no outline has to be computed.
    edge = {**plain, "id": "context-edge", "filled": False, "stroked": True, "getLineColor": rgb(EDGE)}
    edge |= {"getLineWidth": 3, "lineWidthUnits": "pixels"}
    ground = {**plain, "id": "context-ground", "stroked": False, "getFillColor": rgb(GROUND)}
    return [paper, edge, ground]


def place_names(names: str) -> Layer:
    """The names of ``geo:<names>``, legible on anything by their pale outline."""
    return {**_text("context-names", f"geo:{names}", "@@=t", NAME, SIZE), **_halo("#FFFFFF")}


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
    # The outline eats into the glyph: a low cutoff gives the strokes back (looked at with Noto Sans CJK).
    settings = {"sdf": True, "fontSize": 64, "buffer": 12, "radius": 14, "cutoff": 0.18, "smoothing": 0.12}
    return {"fontSettings": settings, "outlineWidth": 3, "outlineColor": rgb(colour)}


def marker_radius(places: int, crowd: int = 0) -> float:
    """Pixels of radius over a whole city for one of ``places`` markers of a kind, among ``crowd`` on the map."""
    own = next((radius for most, radius in RADII if places <= most), LEAST_RADIUS)
    return min(own, CROWDED) if crowd > CROWD else own


def signed(places: int) -> bool:
    """Whether the markers of a kind that has so many carry a sign."""
    return places <= MOST_SIGNS


def geo_markers(kind: str, colour: str, sign: str, places: int, data: Any = None, *, crowd: int = 0) -> list[Layer]:
    """Markers of one kind: a filled circle, dark outline, and its sign unless there are too many (``signed``).

    ``data`` defaults to ``geo:place-<kind>``; ``crowd`` is the number of markers of all kinds. Over a whole city a
    marker is small, nearer it grows: else the middle of the town is one heap.
    """
    data = f"geo:place-{kind}" if data is None else data
    radius = marker_radius(places, crowd)
    circle = _circle(f"place-{kind}", data, colour) | {"radiusUnits": "meters", "radiusMaxPixels": 9}
    if not signed(places):
        return [circle | {"getRadius": 35, "radiusMinPixels": radius, "getLineWidth": 0.8}]
    legible = radius >= LEGIBLE
    circle |= {"getRadius": 16 * radius if legible else 45, "radiusMinPixels": radius}
    circle |= {} if legible else {"getLineWidth": 0.8, "getLineColor": rgb(INK, 150)}
    size = 12 if len(sign) == 1 else 9.5
    text = _text(f"sign-{kind}", data, f"@@='{sign}'", theme.text_on(colour), size)
    text |= {"fontWeight": "bold", "sizeUnits": "meters", "sizeMaxPixels": size}
    text |= {"getSize": 21 * radius if legible else 58, "sizeMinPixels": size * radius / 8.5 if legible else 0}
    return [circle, text]


def dots(kind: str, colour: str, data: Any = None, radius: float = 2.5) -> Layer:
    """Markers of one kind as dots that hide nothing of what is drawn around them."""
    circle = _circle(f"place-{kind}", f"geo:place-{kind}" if data is None else data, colour)
    return circle | {"getRadius": radius, "getLineWidth": 0.8}


def sign_markers(layer_id: str, rows: Rows, colour: str) -> list[Layer]:
    """Few markers that carry a sign of their own each (``t``: a rank, a letter). Rows: x, y, t, n, d.

    Rows on one point become one marker with the signs joined (``2・3``), or they would hide each other.
    """
    merged = _merged(rows)
    widest = max((len(str(row["t"])) for row in merged), default=1)
    circle = _circle(layer_id, merged, colour) | {"getRadius": 11 if widest < 3 else 15}
    text = _text(f"{layer_id}-sign", merged, "@@=t", theme.text_on(colour), 13 if widest < 3 else 12)
    return [circle, text | {"fontWeight": "bold"}]


def _merged(rows: Rows) -> Rows:
    spots: dict[tuple[float, float], Rows] = {}
    for row in rows:
        spots.setdefault((row["x"], row["y"]), []).append(row)
    return [
        {
            **group[0],
            "t": "・".join(row["t"] for row in group) if len(group) < 3 else f"{group[0]['t']}～",
            "n": "\n".join(dict.fromkeys(row["n"] for row in group)),
            "d": "\n".join(row["d"] for row in group),
        }
        for group in spots.values()
    ]


def _circle(layer_id: str, data: Any, colour: str) -> Layer:
    return {
        "@@type": "ScatterplotLayer",
        "id": layer_id,
        "data": data,
        "getPosition": "@@=[x,y]",
        "getFillColor": rgb(colour, 240),
        "stroked": True,
        "getLineColor": rgb(INK),
        "getLineWidth": 1.2,
        "lineWidthUnits": "pixels",
        "radiusUnits": "pixels",
        "getRadius": 9,
        "pickable": True,
        "autoHighlight": True,
    }


def circles(layer_id: str, data: Any, colour: str, radius_m: float) -> Layer:
    """Circles of a straight-line radius (metres on the ground) around each point.

    The filling is faint, so that names stay legible and overlaps show; the outline carries the shape.
    """
    return {
        "@@type": "ScatterplotLayer",
        "id": layer_id,
        "data": data,
        "getPosition": "@@=[x,y]",
        "radiusUnits": "meters",
        "getRadius": radius_m,
        "getFillColor": rgb(colour, 56),
        "stroked": True,
        "getLineColor": rgb(INK, 200),
        "getLineWidth": 1.2,
        "lineWidthUnits": "pixels",
        "pickable": False,
    }


def scale_bar(view: Mapping[str, float], width: float, height: float) -> list[Layer]:
    """A bar of a round length on the ground, at the lower left of a first view of this size."""
    degrees_a_pixel = 360 / 512 / 2 ** view["zoom"]
    shrink = math.cos(math.radians(view["latitude"]))
    length = round_length(90 * degrees_a_pixel * METRES_A_DEGREE * shrink)
    west = view["longitude"] - (width / 2 + 2) * degrees_a_pixel
    south = view["latitude"] - (height / 2 - 25) * degrees_a_pixel * shrink
    east = west + length / METRES_A_DEGREE / shrink
    said = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    place = {"x": round((west + east) / 2, 6), "y": round(south, 6), "t": said}
    bar = {
        "@@type": "PathLayer",
        "id": "scale-bar",
        "data": [{"p": [[round(west, 6), round(south, 6)], [round(east, 6), round(south, 6)]]}],
        "getPath": "@@=p",
        "getColor": rgb(INK),
        "getWidth": 3,
        "widthUnits": "pixels",
        "pickable": False,
    }
    label = {**_text("scale-text", [place], "@@=t", INK, 12), **_halo("#FFFFFF"), "getPixelOffset": [0, -11]}
    return [bar, label]


def round_length(metres: float) -> int:
    """The largest of 1, 2, 5 × 10ⁿ metres that is not longer than ``metres`` (at least 10 m)."""
    power = 10 ** max(1, math.floor(math.log10(max(metres, 10))))
    return int(max(step * power for step in (1, 2, 5) if step == 1 or step * power <= metres))
