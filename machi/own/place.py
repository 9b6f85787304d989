"""Whose data a visitor's files are: the city of this server, or another one that the files themselves tell of.

A stranger's list must not be headed with this city's name, nor drawn on its ground 500 km away. Another city gets what
``adopt`` would give it: landmarks, towns and cells out of the files' own points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from machi.cards.map_layers import METRES_A_DEGREE
from machi.ingest.coordinates import fix_pair
from machi.ingest.values import latitude, longitude
from machi.own.files import OwnFile
from machi.store.adopt_city import city_facts
from machi.store.city import City, Landmark, view_of
from machi.store.reference import FILES, loaded_rows
from machi.store.shelf import Shelf
from machi.text import _

FAR_M = 30_000
"""Most points farther than this from every town of the city: the files are of somewhere else."""
FEW, MANY = 200, 5_000
READ = {"lat": latitude, "lon": longitude}
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class Where:
    """The city that is shown, and the rows of its reference tables."""

    city: City
    reference: Mapping[str, Rows]


def where(files: Sequence[OwnFile], published: Shelf) -> Where:
    """The published city unless the files say, by code, name or points, that they are of another."""
    if not _elsewhere(files, published):
        return Where(published.city, {table: loaded_rows(published.connection, table) for table in FILES.values()})
    name, code = _told(files, "publisher"), _told(files, "municipality_code")
    facts = city_facts(name, [(file.kind, _some(file.frame)) for file in files])
    marks = tuple(Landmark(f"m{n}", one.name, one.name, one.lat, one.lon) for n, one in enumerate(facts.landmarks, 1))
    points = [point for file in files for point in _points(file, MANY)]
    middle = view_of(points)
    if points and not marks:
        marks = (Landmark("m1", _("この一覧の中ほど"), "the middle", middle["latitude"], middle["longitude"]),)
    city = City(
        name or _("このまち"), name or "this city", name or _("このまち"), code=code, landmarks=marks, view=middle
    )
    reference: dict[str, Rows] = {
        "reference_town": facts.towns,
        "reference_cell": facts.cells,
        "reference_label": facts.labels,
    }
    return Where(city, reference)


def _elsewhere(files: Sequence[OwnFile], published: Shelf) -> bool:
    code, name = _told(files, "municipality_code"), _told(files, "publisher")
    if code and published.city.code:
        # The last digit only checks the others; some write five.
        return code[:5] != published.city.code[:5]
    if name:
        return not (name.endswith(published.city.name) or published.city.name.endswith(name))
    towns = [(row[2], row[3]) for row in loaded_rows(published.connection, "reference_town") if row[2] is not None]
    points = [point for file in files for point in _points(file, FEW)]
    far = [point for point in points if towns and _distance(point, towns) > FAR_M]
    return len(far) * 2 > len(points)


def _told(files: Sequence[OwnFile], column: str) -> str:
    """What most rows of the files write in a column; "" where none does."""
    cells = [file.frame[column].dropna() for file in files if column in file.frame and len(file.frame)]
    counts = pd.concat(cells).value_counts() if cells else pd.Series(dtype=object)
    return str(counts.index[0]).strip() if len(counts) else ""


def _some(frame: pd.DataFrame, most: int = MANY) -> pd.DataFrame:
    """At most about ``most`` rows, evenly out of the whole: where a city lies needs no million points."""
    return frame.iloc[:: max(1, len(frame) // most)]


def _points(file: OwnFile, most: int) -> list[tuple[float, float]]:
    """Some of the file's points: by its kind, and where it has none, by what its columns mean."""
    if {"lat", "lon"} <= set(file.frame.columns) and file.frame["lat"].dtype != object:
        return list(_some(file.frame[["lat", "lon"]], most).dropna().itertuples(index=False, name=None))
    if file.free is None:
        return []
    found: dict[str, list[float | None]] = {}
    for one in file.meanings:
        if one.meaning in ("lat", "lon") and one.meaning not in found:
            texts = _some(file.free.frame[[one.column]], most)[one.column].fillna("")
            found[one.meaning] = [READ[one.meaning](str(text)).value for text in texts]
    pairs = zip(found.get("lat", []), found.get("lon", []), strict=False)
    mended = [fix_pair(lat, lon)[:2] for lat, lon in pairs if lat is not None and lon is not None]
    return [(lat, lon) for lat, lon in mended if lat is not None and lon is not None]


def _distance(point: tuple[float, float], towns: Sequence[tuple[float, float]]) -> float:
    """Metres to the nearest town, as good as needed to tell ten kilometres from a hundred."""
    shrink = math.cos(math.radians(point[0]))
    return METRES_A_DEGREE * min(math.hypot(point[0] - lat, (point[1] - lon) * shrink) for lat, lon in towns)
