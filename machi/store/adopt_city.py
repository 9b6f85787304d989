"""What an adopted folder tells of its city: ``city.toml`` and ``reference/``, from the points in its own files.

A draft for a person to correct: towns are means of what carries their name, cells those near published places and
not the city's boundary. ``reference/CREDITS.toml`` says so.
"""

from __future__ import annotations

import csv
import math
import re
import statistics
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from machi.ingest.mesh import encode
from machi.store.sidecar import toml_lines

Frames = list[tuple[str, pd.DataFrame]]
LANDMARKS = 5
WELL_KNOWN = (
    r"(市|区|町|村)(役所|役場)(本庁舎?)?$",
    r"駅$",
    r"図書館$",
    r"(美術|博物)館$",
    r"(文化|市民)(会館|ホール)$",
)
LANDMARK_KINDS = ("public_facility", "tourism", "aed", "park", "cultural_property", "public_toilet")
_BLOCK = re.compile(r"[0-9一二三四五六七八九十]+丁目.*$|[0-9]+([-の番].*)?$")
_FAR = 3.0
"""A point this many times farther from the middle than nine in ten others is a typing error, not part of the city."""


@dataclass(frozen=True)
class Point:
    """A named published place (degrees)."""

    kind: str
    name: str
    town: str
    lat: float
    lon: float


@dataclass(frozen=True)
class CityFacts:
    """What published points tell of the city they lie in: places to start from, and the rows of ``reference/``."""

    landmarks: list[Point]
    towns: list[tuple[str, str, float, float]]
    cells: list[tuple[str]]
    labels: list[tuple[str, str, float, float, int]]


def city_facts(name: str, frames: Frames) -> CityFacts:
    """The facts of the city ``name`` from its files (kind, frame)."""
    points = _near([point for kind, frame in frames for point in _points(kind, frame, name)])
    marks, towns = landmarks(points), town_rows(points)
    labels = [(mark.name, "landmark", mark.lat, mark.lon, 1) for mark in marks]
    return CityFacts(marks, towns, [(cell,) for cell in cells(points)], [*labels, *_district_labels(towns)])


def write_city(out: Path, name: str, code: str, frames: Frames) -> None:
    """Write ``city.toml`` and ``reference/{towns,cells,places}.csv`` with their note."""
    facts = city_facts(name, frames)
    (out / "city.toml").write_text(_city_toml(name, code, facts.landmarks), encoding="utf-8")
    folder = out / "reference"
    folder.mkdir(exist_ok=True)
    _write(folder / "towns.csv", ["town", "district", "lat", "lon"], facts.towns)
    _write(folder / "cells.csv", ["code"], facts.cells)
    _write(folder / "places.csv", ["name", "kind", "lat", "lon", "rank"], facts.labels)
    note = {
        "towns": "公開CSVの町名と座標から求めた代表点（平均）です。境界ではありません。",
        "cells": "公開された場所がある1kmメッシュを250mメッシュに分けたものです。市の境界ではありません。",
        "places": "公開CSVの施設名です。",
    }
    (folder / "CREDITS.toml").write_text(toml_lines(note), encoding="utf-8")


def _points(kind: str, frame: pd.DataFrame, city: str) -> Iterable[Point]:
    if not {"lat", "lon"} <= set(frame.columns) or kind == "event":
        return
    for row in frame.dropna(subset=["lat", "lon"]).to_dict("records"):
        name = row.get("town") if kind == "population" else row.get("name")
        town = row.get("town") if isinstance(row.get("town"), str) else town_of(row.get("address"), city)
        yield Point(kind, name if isinstance(name, str) else "", town or "", float(row["lat"]), float(row["lon"]))


def town_of(address: object, city: str) -> str:
    """The town in an address: what follows the city's name, up to the block number. "" where there is none."""
    if not isinstance(address, str):
        return ""
    written = unicodedata.normalize("NFKC", address)
    tail = written.split(city)[-1].strip() if city else written.strip()
    tail = re.sub(r"^.{2,3}[都道府県]", "", tail)
    town = re.split(r"[0-9]", tail, maxsplit=1)[0].rstrip("-字の ")
    return town if 1 < len(town) <= 20 else ""


def district_of(town: str) -> str:
    """A town without its block (錦町１丁目 → 錦町)."""
    return _BLOCK.sub("", unicodedata.normalize("NFKC", town)).strip() or town


def _near(points: list[Point]) -> list[Point]:
    if len(points) < 10:
        return points
    lat, lon = (statistics.median(getattr(point, axis) for point in points) for axis in ("lat", "lon"))
    stretch = math.cos(math.radians(lat))
    away = [math.hypot(point.lat - lat, (point.lon - lon) * stretch) for point in points]
    limit = _FAR * sorted(away)[len(away) * 9 // 10]
    return [point for point, distance in zip(points, away, strict=True) if distance <= limit]


def landmarks(points: list[Point]) -> list[Point]:
    """A few places to start from: well-known ones first, then the first of each list; none beside another."""
    named = [point for kind in LANDMARK_KINDS for point in points if point.kind == kind and point.name]
    ordered = sorted(named, key=lambda point: _fame(point.name))
    chosen: list[Point] = []
    for point in ordered:
        if len(chosen) < LANDMARKS and all(_apart(point, other) for other in chosen):
            chosen.append(point)
    return chosen


def _apart(one: Point, other: Point) -> bool:
    """At least about 500 m between two landmarks: one station has many names."""
    return math.hypot(one.lat - other.lat, one.lon - other.lon) > 0.005


def _fame(name: str) -> int:
    return next((rank for rank, form in enumerate(WELL_KNOWN) if re.search(form, name)), len(WELL_KNOWN))


def town_rows(points: list[Point]) -> list[tuple[str, str, float, float]]:
    """Towns with their mean point: from the population file where it carries points, else from addresses."""
    population = [point for point in points if point.kind == "population"]
    by_town: dict[str, list[Point]] = {}
    spelling: dict[str, str] = {}
    for point in population or points:
        if point.town:
            # One town, two spellings: 三ケ名, 三ヶ名. The first one met stays.
            town = spelling.setdefault(point.town.replace("ケ", "ヶ"), point.town)
            by_town.setdefault(town, []).append(point)
    return [
        (town, district_of(town), *_mean((one.lat, one.lon) for one in here)) for town, here in sorted(by_town.items())
    ]


def _mean(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    lats, lons = zip(*points, strict=True)
    return round(statistics.fmean(lats), 4), round(statistics.fmean(lons), 4)


def _district_labels(towns: list[tuple[str, str, float, float]]) -> list[tuple[str, str, float, float, int]]:
    """A label for every district of at least three towns."""
    groups: dict[str, list[tuple[float, float]]] = {}
    for _town, district, lat, lon in towns:
        groups.setdefault(district, []).append((lat, lon))
    return [(name, "district", *_mean(here), 2) for name, here in sorted(groups.items()) if len(here) >= 3]


def cells(points: list[Point]) -> list[str]:
    """The 250 m cells (10 digits) of every 1 km cell (8 digits) that holds a point."""
    kilometres = {encode(point.lat, point.lon, 8) for point in points}
    return sorted(f"{code}{half}{quarter}" for code in kilometres for half in "1234" for quarter in "1234")


def _city_toml(name: str, code: str, marks: list[Point]) -> str:
    head = toml_lines({"name": name, "name_en": name, "name_easy": name, "prefecture": "", "code": code})
    contact = "\n[contact]\n" + toml_lines({"department": name, "mail": "", "form_url": ""})
    blocks = [
        "\n[[landmarks]]\n" + toml_lines({"id": f"m{n}", "name": mark.name, "lat": mark.lat, "lon": mark.lon})
        for n, mark in enumerate(marks, start=1)
    ]
    return head + contact + "".join(blocks)


def _write(path: Path, header: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
