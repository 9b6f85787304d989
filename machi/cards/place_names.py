"""Which place names a map can carry: as many as don't touch, by the pixels that they take at the map's zoom.

Thinned here and not in the browser: its collision filter costs each map a second and a half where no graphics card helps.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from machi.cards import theme
from machi.cards.axes import text_width

Rows = list[dict[str, Any]]
Box = tuple[float, float, float, float]
SIZE = 12.5
"""Pixels of a letter."""
BESIDE, ABOVE = 8.0, 12.0
"""What stays free around a name: what lies below it is what the map is about. Pixels."""
EDGE = 3.0
"""What stays free between a name and the edge of the figure or a marker."""
ZOOMS = tuple(half / 2 for half in range(10, 37))
"""The steps of zoom that names are thinned for."""
NAMES = {f"labels-{zoom:g}": zoom for zoom in ZOOMS}
"""The geometry of the place names of each step."""
BUCKET = 64


def names_for(view: Mapping[str, float]) -> str:
    """The geometry whose names don't touch in this view: that of its zoom, or of the step just wider."""
    return f"labels-{max((zoom for zoom in ZOOMS if zoom <= view['zoom']), default=ZOOMS[0]):g}"


def apart(rows: Rows, zoom: float, taken: Iterable[Box] = (), frame: Box | None = None) -> Rows:
    """The rows (x, y degrees, t name; the more important first) whose names touch none before, nothing that is ``taken``
    and no edge of ``frame``. All in pixels of the world at ``zoom``.
    """
    marks, names = _Board(taken), _Board()
    kept: dict[str, dict[str, Any]] = {}
    for row in rows:
        tight, wide = _box_of(row, zoom, EDGE, EDGE), _box_of(row, zoom, BESIDE, ABOVE)
        fits = row["t"] not in kept and (frame is None or _holds(frame, tight))
        if fits and marks.free(tight) and names.free(wide):
            names.put(wide)
            kept[row["t"]] = row
    return list(kept.values())


def pixel(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Where a point lies in the world's picture: Web Mercator, 512 px at zoom 0, y downwards."""
    world = 512 * 2**zoom
    bent = math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat)))))
    return (lon + 180) / 360 * world, (1 - bent / math.pi) / 2 * world


def frame_of(view: Mapping[str, float], width: float, height: float) -> Box:
    """What a figure of this size shows of the world's picture."""
    x, y = pixel(view["longitude"], view["latitude"], view["zoom"])
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def square(lon: float, lat: float, zoom: float, radius: float) -> Box:
    """The room that a marker takes."""
    x, y = pixel(lon, lat, zoom)
    return x - radius, y - radius, x + radius, y + radius


def _box_of(row: Mapping[str, Any], zoom: float, beside: float, above: float) -> Box:
    x, y = pixel(row["x"], row["y"], zoom)
    wide, high = text_width(row["t"]) * SIZE / theme.SMALL / 2 + beside, SIZE / 2 + above
    return x - wide, y - high, x + wide, y + high


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


class _Board:
    """Boxes that are taken, found by where they lie: a city has thousands of towns."""

    def __init__(self, taken: Iterable[Box] = ()) -> None:
        self.boxes: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in taken:
            self.put(box)

    def free(self, box: Box) -> bool:
        return not any(_touch(box, other) for place in _buckets(box) for other in self.boxes.get(place, ()))

    def put(self, box: Box) -> None:
        for place in _buckets(box):
            self.boxes[place].append(box)


def _buckets(box: Box) -> Iterator[tuple[int, int]]:
    west, north, east, south = (int(edge // BUCKET) for edge in box)
    return product(range(west, east + 1), range(north, south + 1))


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
