"""Where a distance is measured from: a landmark of the city, coordinates typed by hand, or the visitor's own position.

The visitor's position is used and forgotten: it stands in no title, no spelt parameter, no bound parameter shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from machi.cards.card import Ran
from machi.store.shelf import Shelf
from machi.text import _

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
    """The point asked for; without any, the city's first landmark. None when nothing usable is given."""
    if lat is not None and lon is not None:
        return Point(lat, lon, _("現在地"), own=True) if _in_japan(lat, lon) else None
    landmarks = {landmark.id: landmark for landmark in shelf.city.landmarks}
    near = near.strip() or next(iter(landmarks), "")
    if near in landmarks:
        mark = landmarks[near]
        return Point(mark.lat, mark.lon, mark.name)
    return _typed(near)


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
