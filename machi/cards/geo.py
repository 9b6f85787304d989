"""Named geometries of a shelf as short JSON rows: the city's shape, its place names, the markers of a kind.

The same rows travel by URL (``/geo/<name>.json``, fetched once and kept by the browser) or inline where the app has no
routes. Keys are one letter long, coordinates rounded to 6 decimals (0.1 m): a thousand markers are then about 100 kB.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from machi.cards import mesh_geo
from machi.cards.place_kinds import KINDS
from machi.cards.place_names import NAMES, apart
from machi.ingest import mesh
from machi.store.shelf import Shelf

Rows = list[dict[str, Any]]


def geo_names() -> tuple[str, ...]:
    """Every name that can be asked for."""
    return ("context", *NAMES, *(f"place-{kind}" for kind in KINDS), *mesh_geo.NAMES)


def geo_rows(shelf: Shelf, name: str) -> Rows:
    """The rows of a named geometry. Raises KeyError on a name that is none of ``geo_names``."""
    if name not in geo_names():
        raise KeyError(name)
    if name == "context":
        return context(shelf)
    if name in NAMES:
        found: Rows = shelf.once(name, lambda: apart(_labels(shelf), NAMES[name]))
        return found
    if name in mesh_geo.NAMES:
        return mesh_geo.rows_of(shelf, name)
    frame = shelf.ask("place_markers", kind=name.removeprefix("place-")).frame
    return list(frame.to_dict("records"))


def geo_bytes(shelf: Shelf, name: str) -> bytes:
    """``geo_rows`` as compact UTF-8 JSON."""
    return json.dumps(geo_rows(shelf, name), ensure_ascii=False, separators=(",", ":")).encode()


def offered(shelf: Shelf, *names: str) -> dict[str, Callable[[], Rows]]:
    """``Map.geo``: the city's shape, its place names at every zoom, and these names. Made only when the app has no routes
    and must send them inline.
    """
    return {name: lambda name=name: geo_rows(shelf, name) for name in ("context", *NAMES, *names)}  # type: ignore[misc]


def context(shelf: Shelf) -> Rows:
    """The city's shape as few rectangles: 250 m cells in a row of the grid joined from west to east.

    One row is ``{"b": [west, south, east, north]}``. Rectangles instead of one dissolved outline: no polygon union is
    needed, and holes and islands come out right by themselves. Every map needs them, so a shelf keeps them.
    """
    found: Rows = shelf.once("context", lambda: _runs(shelf))
    return found


def _runs(shelf: Shelf) -> Rows:
    cells = sorted(_box(code) for code in shelf.ask("reference_cells").frame["code"] if mesh.is_valid(code))
    rows: dict[float, list[list[float]]] = {}
    for south, west, north, east in cells:
        runs = rows.setdefault(south, [])
        if runs and abs(runs[-1][2] - west) < 1e-6:
            runs[-1][2] = east
        else:
            runs.append([west, south, east, north])
    return [{"b": run} for runs in rows.values() for run in runs]


def extent(shelf: Shelf) -> list[tuple[float, float]]:
    """The south-west and north-east corner (lat, lon) of the city's cells; empty without cells."""
    boxes = [row["b"] for row in context(shelf)]
    if not boxes:
        return []
    west, south = (min(box[at] for box in boxes) for at in (0, 1))
    east, north = (max(box[at] for box in boxes) for at in (2, 3))
    return [(south, west), (north, east)]


def _box(code: str) -> tuple[float, float, float, float]:
    south, west, north, east = mesh.bounds(code)
    return round(south, 6), round(west, 6), round(north, 6), round(east, 6)


def _labels(shelf: Shelf) -> Rows:
    """Every place name, the more important first: the city's own labels, landmarks, districts (middle of their towns),
    then towns. ``k`` tells what it is.
    """
    towns = shelf.ask("reference_towns").frame
    own = shelf.ask("reference_labels").frame
    places = [(row.lon, row.lat, row.name, row.kind) for row in own.itertuples(index=False)]
    places += [(mark.lon, mark.lat, mark.name, "landmark") for mark in shelf.city.landmarks]
    districts = towns[towns["district"] != ""].groupby("district", sort=True)[["lat", "lon"]].mean()
    places += [(row.lon, row.lat, str(name), "district") for name, row in districts.iterrows()]
    places += [(row.lon, row.lat, row.town, "town") for row in towns.itertuples() if row.town]
    return [
        {"x": round(float(lon), 5), "y": round(float(lat), 5), "t": name, "k": what}
        for lon, lat, name, what in places
        if lon == lon and lat == lat
    ]
