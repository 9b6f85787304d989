"""Makes ``data/reference/{towns,cells,places}.csv`` from two public files. Run once per city, by hand:

    python -m machi.sample.reference [--data data]

It reads, from the folder ``MACHI_REAL``, ``towns_geolonia-*.json`` (town points) and ``boundary_geolonia-*.json`` (the
outline, one polygon without holes) and never copies them: towns become their name and a point rounded to 4 decimals
(about 10 m), the outline becomes the codes of the 250 m cells with any part in it.
Credits: ``data/reference/CREDITS.toml``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from machi.ingest.mesh import encode
from machi.sample.writing import csv_bytes

ROOT = Path(__file__).resolve().parent.parent.parent
CITY_CENTRE = "市街地"
"""District of towns whose name carries none: in the sample city, the old town and what grew around it."""

_PREFIX = re.compile(r"^(.+?町)(?![一二三四五六七八九十]+丁目)(?=.)")
_MIN_TOWNS = 3
LAT_STEPS, LON_STEPS = 480, 320
"""250 m cells per degree (7.5 seconds of latitude, 11.25 seconds of longitude; JIS X 0410)."""

Ring = list[tuple[float, float]]


def districts(names: list[str]) -> dict[str, str]:
    """Town → district: the leading 町 of its name (一箕町大字亀賀 → 一箕町) where at least three towns share it.

    A 町 that is followed by nothing or only by a 丁目 is a town itself (旭町, 大町一丁目), so it is no district.
    """
    prefixes = {name: match.group(1) for name in names if (match := _PREFIX.match(name))}
    counts = Counter(prefixes.values())
    return {
        name: prefix if (prefix := prefixes.get(name)) and counts[prefix] >= _MIN_TOWNS else CITY_CENTRE
        for name in names
    }


def towns(source: Path) -> list[dict[str, Any]]:
    """One row per town; the rows of its 小字 are left out. Sorted by district, then name: the file is stable."""
    found = [row for row in json.loads(source.read_text(encoding="utf-8")) if not row["koaza"]]
    district = districts([row["town"] for row in found])
    rows = [
        {
            "town": row["town"],
            "district": district[row["town"]],
            "lat": round(row["lat"], 4),
            "lon": round(row["lng"], 4),
        }
        for row in found
    ]
    return sorted(rows, key=lambda row: (row["district"], row["town"]))


def ring(source: Path) -> Ring:
    """The outline as (lon, lat) pairs. Raises ValueError where it is more than one ring: the rule below assumes one."""
    (feature,) = json.loads(source.read_text(encoding="utf-8"))["features"]
    if feature["geometry"]["type"] != "Polygon" or len(feature["geometry"]["coordinates"]) != 1:
        raise ValueError(f"{source.name}: one polygon without holes expected")
    return [(lon, lat) for lon, lat in feature["geometry"]["coordinates"][0]]


def cells(outline: Ring) -> list[str]:
    """Every 250 m cell of which any part lies in the city: those that the outline crosses, and those within it."""
    scaled = [(lon * LON_STEPS, lat * LAT_STEPS) for lon, lat in outline]
    edges = list(zip(scaled, scaled[1:] + scaled[:1], strict=True))
    found = {cell for edge in edges for cell in _crossed(*edge)}
    for row in range(int(min(y for _, y in scaled)), int(max(y for _, y in scaled)) + 1):
        found |= {(column, row) for column in _inside(edges, row)}
    return sorted(encode((row + 0.5) / LAT_STEPS, (column + 0.5) / LON_STEPS, 10) for column, row in found)


def _inside(edges: list[tuple[tuple[float, float], tuple[float, float]]], row: int) -> Iterator[int]:
    """Columns whose centre lies in the polygon along the middle of one row of cells (even-odd rule)."""
    y = row + 0.5
    crossings = sorted(x1 + (y - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in edges if (y1 <= y) != (y2 <= y))
    for west, east in zip(crossings[::2], crossings[1::2], strict=True):
        yield from (column for column in range(int(west) - 1, int(east) + 2) if west <= column + 0.5 <= east)


def _crossed(a: tuple[float, float], b: tuple[float, float]) -> Iterator[tuple[int, int]]:
    columns = range(int(min(a[0], b[0])), int(max(a[0], b[0])) + 1)
    rows = range(int(min(a[1], b[1])), int(max(a[1], b[1])) + 1)
    yield from ((column, row) for column in columns for row in rows if _touches(a, b, column, row))


def _touches(a: tuple[float, float], b: tuple[float, float], column: int, row: int) -> bool:
    """Whether the segment a–b has a point in the unit square at (column, row): Liang–Barsky clipping."""
    enter, leave = 0.0, 1.0
    for start, delta, low in ((a[0], b[0] - a[0], column), (a[1], b[1] - a[1], row)):
        if delta == 0:
            if not low <= start <= low + 1:
                return False
            continue
        first, last = sorted(((low - start) / delta, (low + 1 - start) / delta))
        enter, leave = max(enter, first), min(leave, last)
    return enter <= leave


def places(town_rows: list[dict[str, Any]], city: dict[str, Any], labels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Labels for the map: landmarks (rank 1), districts at the mean of their towns (rank 2), the city's own extras."""
    rows = [
        {"name": mark["name"], "kind": "landmark", "lat": mark["lat"], "lon": mark["lon"], "rank": 1}
        for mark in city["landmarks"]
    ]
    for district in sorted({row["district"] for row in town_rows}):
        points = [(row["lat"], row["lon"]) for row in town_rows if row["district"] == district]
        lat, lon = (round(sum(values) / len(points), 4) for values in zip(*points, strict=True))
        rows.append({"name": district, "kind": "district", "lat": lat, "lon": lon, "rank": 2})
    return rows + labels


def main() -> None:
    """Write the three files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    data = parser.parse_args().data
    real = Path(os.environ.get("MACHI_REAL") or ROOT.parent / "shared" / "real")
    (town_file,), (outline_file,) = real.glob("towns_geolonia-*.json"), real.glob("boundary_geolonia-*.json")
    city = tomllib.loads((data / "city.toml").read_text(encoding="utf-8"))
    settings = tomllib.loads((data / "reference" / "sample.toml").read_text(encoding="utf-8"))
    town_rows = towns(town_file)
    tables = {
        "towns": town_rows,
        "cells": [{"code": code} for code in cells(ring(outline_file))],
        "places": places(town_rows, city, settings.get("labels", [])),
    }
    for name, rows in tables.items():
        (data / "reference" / f"{name}.csv").write_bytes(csv_bytes(list(rows[0]), rows, newline="\n"))
        print(f"reference/{name}.csv: {len(rows)}")


if __name__ == "__main__":
    main()
