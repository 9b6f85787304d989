"""Where each row of any table lies: its own coordinates, its mesh code, or the point of the town it names.

``how`` says how sure that is: ``exact`` (coordinates in the file), ``mesh`` (middle of the named square), ``town`` (the
reference point of the town, the rest of an address dropped), ``failed`` (something is written that leads nowhere, or
outside Japan), ``blank`` (nothing is written). Never a guess between two towns, never a place in another municipality.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from machi.ingest import mesh
from machi.ingest.coordinates import fix_pair
from machi.ingest.meaning import Meaning
from machi.ingest.meaning_values import is_mark
from machi.ingest.place_names import find_town, place_key
from machi.ingest.values import latitude, longitude, mesh_code, point

Spot = tuple[float, float, str, str]
"""Latitude, longitude, how, and the square where the file itself names one."""
NOWHERE = float("nan")
BLANK: Spot = (NOWHERE, NOWHERE, "blank", "")
FAILED: Spot = (NOWHERE, NOWHERE, "failed", "")
Town = tuple[str, float, float]


@dataclass(frozen=True)
class Places:
    """One entry a row. ``texts``: what was looked up (an address, a pair of coordinates)."""

    lats: np.ndarray
    lons: np.ndarray
    how: np.ndarray
    cells: np.ndarray
    texts: list[str]


def places_of(frame: pd.DataFrame, meanings: Sequence[Meaning], towns: Sequence[Town], city: str) -> Places:
    """The place of each row by the surest columns, and by the next sure ones where those say nothing."""
    spots: list[Spot] = [BLANK] * len(frame)
    texts = [""] * len(frame)
    for columns, find in _ways(meanings, towns, city):
        cells = list(zip(*(frame[column].fillna("").tolist() for column in columns), strict=True))
        known: dict[tuple[str, ...], Spot] = {}
        for index, cell in enumerate(cells):
            if spots[index][2] not in ("blank", "failed"):
                continue
            if cell not in known:
                known[cell] = BLANK if all(is_mark(text) for text in cell) else find(cell)
            if known[cell] != BLANK:
                spots[index], texts[index] = known[cell], ", ".join(text.strip() for text in cell)
    lats, lons, how, squares = zip(*spots, strict=True) if spots else ((), (), (), ())
    return Places(
        np.array(lats, dtype=float),
        np.array(lons, dtype=float),
        np.array(how, dtype=object),
        np.array(squares, dtype="U11"),
        texts,
    )


Way = tuple[tuple[str, ...], Callable[[tuple[str, ...]], Spot]]


def _ways(meanings: Sequence[Meaning], towns: Sequence[Town], city: str) -> list[Way]:
    by = {
        meaning: [one.column for one in meanings if one.meaning == meaning]
        for meaning in ("lat", "lon", "point", "mesh")
    }
    ways: list[Way] = []
    ways += [(pair, _pair) for pair in zip(by["lat"][:1], by["lon"][:1], strict=False)]
    ways += [((column,), _point) for column in by["point"][:1]]
    ways += [((column,), _square) for column in by["mesh"][:1]]
    known = {place_key(town): (lat, lon) for town, lat, lon in towns}

    def by_town(cell: tuple[str, ...]) -> Spot:
        town = find_town(cell[0], known, city)
        return (*known[town], "town", "") if town else FAILED

    named = [one.column for wanted in ("address", "town") for one in meanings if one.meaning == wanted]
    return ways + [((column,), by_town) for column in named if known]


def _pair(cell: tuple[str, ...]) -> Spot:
    return _judged(latitude(cell[0]).value, longitude(cell[1]).value)


def _point(cell: tuple[str, ...]) -> Spot:
    found = point(cell[0]).value
    return _judged(*found) if found else FAILED


def _judged(lat: float | None, lon: float | None) -> Spot:
    lat, lon, _conversion, _problem = fix_pair(lat, lon)
    return (lat, lon, "exact", "") if lat is not None and lon is not None else FAILED


def _square(cell: tuple[str, ...]) -> Spot:
    code = mesh_code(cell[0]).value
    if not code:
        return FAILED
    return (*mesh.centre(code), "mesh", code)
