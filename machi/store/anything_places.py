"""Where each row of any table lies: its own coordinates, its mesh code, or the point of the town it names.

``how`` says how sure that is: ``exact`` (coordinates in the file), ``mesh`` (middle of the named square), ``town`` (the
reference point of the town, the rest of an address dropped), ``failed`` (something is written that leads nowhere, or
outside Japan), ``blank`` (nothing is written). Never a guess between two towns, never a place in another municipality.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest import mesh
from machi.ingest.coordinates import EAST, NORTH, SOUTH, WEST, fix_pair
from machi.ingest.meaning import Meaning
from machi.ingest.meaning_cells import Cells
from machi.ingest.meaning_evidence import encoded
from machi.ingest.meaning_values import is_mark
from machi.ingest.place_names import find_town, place_key
from machi.ingest.values import mesh_code, point

Spot = tuple[float, float, str, str]
"""Latitude, longitude, how, and the square where the file itself names one."""
NOWHERE = float("nan")
BLANK: Spot = (NOWHERE, NOWHERE, "blank", "")
FAILED: Spot = (NOWHERE, NOWHERE, "failed", "")
Town = tuple[str, float, float]
_PAIR = r"^(?P<lat>[0-9]{2}\.[0-9]{1,15}) ?, ?(?P<lon>1[0-9]{2}\.[0-9]{1,15})$"


@dataclass(frozen=True)
class Places:
    """One entry a row. ``texts``: what was looked up, where it is more than a pair of good coordinates."""

    lats: np.ndarray
    lons: np.ndarray
    how: np.ndarray
    cells: np.ndarray
    texts: np.ndarray

    @classmethod
    def nowhere(cls, rows: int) -> Places:
        texts = [np.full(rows, text, dtype=object) for text in ("blank", "", "")]
        return cls(np.full(rows, NOWHERE), np.full(rows, NOWHERE), *texts)

    def put(self, at: np.ndarray, spots: Sequence[Spot], texts: Sequence[str]) -> None:
        """Write the spots of the rows at these positions, but nothing over what an earlier column said."""
        lats, lons, how, cells = zip(*spots, strict=True) if spots else ((), (), (), ())
        self.lats[at], self.lons[at], self.how[at] = lats, lons, how
        self.cells[at], self.texts[at] = cells, texts


def places_of(
    frame: pd.DataFrame,
    meanings: Sequence[Meaning],
    cells: Mapping[str, Cells],
    towns: Sequence[Town],
    city: str,
) -> Places:
    """The place of each row by the surest columns, and by the next sure ones where those say nothing."""
    found = Places.nowhere(len(frame))
    by = {word: [one.column for one in meanings if one.meaning == word] for word in ("lat", "lon", "point", "mesh")}
    for lat, lon in zip(by["lat"][:1], by["lon"][:1], strict=False):
        _pairs(found, cells[lat], cells[lon])
    for column in by["point"][:1]:
        _points(found, frame[column])
    for column in by["mesh"][:1]:
        _by_text(found, frame[column], _square)
    known = {place_key(town): (lat, lon) for town, lat, lon in towns}

    def by_town(text: str) -> Spot:
        town = find_town(text, known, city)
        return (*known[town], "town", "") if town else FAILED

    named = [one.column for wanted in ("address", "town") for one in meanings if one.meaning == wanted]
    for column in named if known else ():
        _by_text(found, frame[column], by_town)
    return found


def _pairs(found: Places, north: Cells, east: Cells) -> None:
    """Latitude and longitude side by side, judged as ``fix_pair`` does: swapped pairs are put right."""
    lats, lons = (side.column("DOUBLE").to_numpy(zero_copy_only=False).copy() for side in (north, east))
    written = (north.marks == "")[north.indices] | (east.marks == "")[east.indices]
    good = (lats >= SOUTH) & (lats <= NORTH) & (lons >= WEST) & (lons <= EAST)
    swapped = (lons >= SOUTH) & (lons <= NORTH) & (lats >= WEST) & (lats <= EAST)
    lats[swapped], lons[swapped] = lons[swapped], lats[swapped]
    there = good | swapped
    found.lats[there], found.lons[there] = lats[there], lons[there]
    found.how[written] = "failed"
    found.how[there] = "exact"
    for row in np.nonzero(written & ~there)[0]:
        pair = (north.texts[int(north.indices[row])].as_py(), east.texts[int(east.indices[row])].as_py())
        found.texts[row] = ", ".join(text.strip() for text in pair)


def _points(found: Places, column: pd.Series) -> None:
    """``lat,lon`` in one cell: plain ones in one go, the others by the parser."""
    done = encoded(column)
    indices, texts = done.indices, done.texts
    open_rows = np.isin(found.how, ("blank", "failed"))
    lats, lons = np.full(len(texts), NOWHERE), np.full(len(texts), NOWHERE)
    plain = pc.match_substring_regex(texts, _PAIR).to_numpy(zero_copy_only=False) if len(texts) else np.zeros(0, bool)
    if plain.any():
        parts = pc.extract_regex(texts.filter(pa.array(plain)), _PAIR)
        lats[plain], lons[plain] = (
            pc.struct_field(parts, name).cast(pa.float64()).to_numpy(zero_copy_only=False) for name in ("lat", "lon")
        )
    good = (lats >= SOUTH) & (lats <= NORTH) & (lons >= WEST) & (lons <= EAST)
    at = np.nonzero(open_rows & good[indices])[0] if len(texts) else np.empty(0, dtype=np.int64)
    found.lats[at], found.lons[at], found.how[at] = lats[indices[at]], lons[indices[at]], "exact"
    _by_text(found, column, _point)


def _by_text(found: Places, column: pd.Series, find: Callable[[str], Spot]) -> None:
    """Each distinct text of the rows that have no place yet, once."""
    at = np.nonzero(np.isin(found.how, ("blank", "failed")))[0]
    texts = column.iloc[at].fillna("").tolist()
    known: dict[str, Spot] = {text: BLANK if is_mark(text) else find(text) for text in dict.fromkeys(texts)}
    said = np.array([known[text] != BLANK for text in texts], dtype=bool)
    if said.any():
        kept = [text for text, there in zip(texts, said, strict=True) if there]
        found.put(at[said], [known[text] for text in kept], [text.strip() for text in kept])


def _point(text: str) -> Spot:
    both = point(text).value
    lat, lon, _conversion, _problem = fix_pair(*both) if both else (None, None, "", "")
    return (lat, lon, "exact", "") if lat is not None and lon is not None else FAILED


def _square(text: str) -> Spot:
    code = mesh_code(text).value
    if not code:
        return FAILED
    return (*mesh.centre(code), "mesh", code)
