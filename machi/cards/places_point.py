"""Where a distance is measured from: a landmark of the city, coordinates typed by hand, or the visitor's own position.

The visitor's position is used and forgotten: it stands in no title, no spelt parameter, no bound parameter shown.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from machi.cards import words
from machi.cards.card import Ran
from machi.cards.map_layers import METRES_A_DEGREE
from machi.store.shelf import Shelf
from machi.text import _

TYPED = "typed"
"""What a page says when coordinates are to be typed and nothing stands there yet."""
OWN_STEP_M = 50
"""Distances from the visitor's own position are told in these steps: three exact ones give the position away."""
FAR_M = 30_000
"""Farther than this from every town and landmark is outside the city, whatever its shape."""
_PAIR = re.compile(r"^[(\[]?\s*([+-]?\d+(?:\.\d+)?)\s*[,、，\s]\s*([+-]?\d+(?:\.\d+)?)\s*[)\]]?$")
SOUTH, NORTH, WEST, EAST = 20.0, 46.0, 122.0, 154.0
"""Japan with its islands, degrees (as ingest checks coordinates)."""


@dataclass(frozen=True)
class Point:
    """A point in degrees and what it is called in a sentence. ``own`` is the visitor's position."""

    lat: float
    lon: float
    name: str
    own: bool = False


def find_point(shelf: Shelf, near: str, lat: float | None, lon: float | None) -> Point | None:
    """The point asked for; without any, the city's first landmark. None when nothing usable is given.

    Only no text at all means "any": typed text that says nothing must not be answered from somewhere else.
    """
    if lat is not None and lon is not None:
        return Point(lat, lon, _("現在地"), own=True) if _in_japan(lat, lon) else None
    landmarks = {landmark.id: landmark for landmark in shelf.city.landmarks}
    near = near.strip() if near else next(iter(landmarks), "")
    if near in landmarks:
        mark = landmarks[near]
        return Point(mark.lat, mark.lon, mark.called)
    return _typed(near)


def where_words(shelf: Shelf, near: str) -> str:
    """Why there is no point, and how to give one, with the city's own first landmark as the example."""
    if near.strip() in ("", TYPED):
        reason = _("どこから測るかが決まっていません。")
    else:
        reason = _("「{near}」を地点として読めません。").format(near=near)
    first = next(iter(shelf.city.landmarks), None)
    if first is None:
        return reason + _("緯度,経度を「35.6812,139.7671」の形で入れてください（日本の中の地点）。")
    return reason + _("目印を選ぶか、緯度,経度を「{pair}」の形で入れてください（例は{name}の位置）。").format(
        pair=f"{first.lat},{first.lon}", name=first.called
    )


def is_outside(shelf: Shelf, point: Point) -> bool:
    """Whether the point lies more than ``FAR_M`` from every town and landmark; False when none is known."""
    towns = shelf.ask("reference_towns").frame
    known = [*zip(towns["lat"], towns["lon"], strict=True), *((mark.lat, mark.lon) for mark in shelf.city.landmarks)]
    return bool(known) and min(_metres(point.lat, point.lon, lat, lon) for lat, lon in known) > FAR_M


def _metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """On a plane that touches the sphere between the points: good to 0.1 % at 30 km."""
    stretch = math.cos(math.radians((lat + other_lat) / 2))
    return METRES_A_DEGREE * math.hypot(lat - other_lat, (lon - other_lon) * stretch)


def _typed(text: str) -> Point | None:
    match = _PAIR.match(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    first, second = (float(part) for part in match.groups())
    # Longitude first is a common slip; in Japan the two can't be confused.
    lat, lon = (second, first) if first > 90 else (first, second)
    if not _in_japan(lat, lon):
        return None
    return Point(lat, lon, _("入力した地点（北緯{lat}度・東経{lon}度）").format(lat=lat, lon=lon))


def _in_japan(lat: float, lon: float) -> bool:
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def forget(ran: Ran, point: Point) -> Ran:
    """``ran`` without the visitor's position: the SQL panel and every export show what was asked, not from where."""
    if not point.own:
        return ran
    hidden: Mapping[str, Any] = {**ran.params, "lat": None, "lon": None}
    return replace(ran, params=hidden)


def without_trace(frame: pd.DataFrame, point: Point) -> pd.DataFrame:
    """``distance_m`` in whole metres; from the visitor's own position in steps of 50 m, at least one of them."""
    if point.own:
        steps = frame["distance_m"].map(lambda far: max(1.0, words.rounded(far / OWN_STEP_M, 0)), na_action="ignore")
        return frame.assign(distance_m=steps * OWN_STEP_M)
    return frame.assign(distance_m=frame["distance_m"].map(lambda far: words.rounded(far, 0), na_action="ignore"))
