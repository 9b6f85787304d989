"""People by 250 m grid square, three age classes and month, adding up to the same people as the population by town.

Each October's towns (``machi.sample.population``) are laid over the squares around their points, near squares taking
more; between two Octobers the people move along a straight line. Every class is rounded systematically along the codes,
so that its city total is exact in every month. Squares with one to four people are 秘匿: all three classes say ``*``.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from math import cos, exp, hypot, radians
from random import Random
from typing import Any

from machi.ingest.mesh import centre
from machi.sample.population import CELLS, Towns, spread
from machi.sample.settings import Settings, Town
from machi.sample.writing import MARK, Published

CLASSES = {"young": range(0, 3), "working": range(3, 13), "old": range(13, 18)}
"""Indices of the 5-year classes 0–14, 15–64, 65 and over."""
KM_A_DEGREE = 111.195
REACH_KM = 3.0
"""Beyond this a town's point says nothing about a square."""

Share = dict[str, float]


class Squares:
    """Which squares are lived in, and how much of each town lies in which."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.numbers = settings.numbers["mesh_population"]
        self.towns = settings.towns
        middles = {code: centre(code) for code in sorted(settings.cells)}
        random = settings.stream("mesh_population/squares")
        charm = {code: random.lognormvariate(0, self.numbers["unevenness"]) for code in middles}
        people = [sum(row) for row in Towns(settings).year(max(self._octobers()))]
        shares = [self._around(town, middles, charm) for town in self.towns]
        weight: Share = dict.fromkeys(middles, 0.0)
        for share, count in zip(shares, people, strict=True):
            for code, part in share.items():
                weight[code] += part * count
        self.codes = sorted(sorted(weight, key=lambda code: (-weight[code], code))[: self.numbers["squares"]])
        thin = {code: self._thinness(random) for code in self.codes}
        self.growth = {code: self._yearly(random) for code in self.codes}
        self.shares = [self._kept(share, thin, town) for share, town in zip(shares, self.towns, strict=True)]
        self.offsets = {name: random.random() for name in CLASSES}
        self._known: dict[int, list[list[int]]] = {}

    def _octobers(self) -> list[int]:
        return sorted(int(year) for year in self.settings.numbers["population"]["totals"])

    def _around(self, town: Town, middles: dict[str, tuple[float, float]], charm: Share) -> Share:
        """Share of a town in each square: falls off from its point, slower in thinly settled districts."""
        scale = self.numbers["scale_km"].get(town.district, self.numbers["scale_km"]["default"])
        shrink = cos(radians(town.lat))
        found: Share = {}
        for code, (lat, lon) in middles.items():
            away = hypot(lat - town.lat, (lon - town.lon) * shrink) * KM_A_DEGREE
            if away < REACH_KM:
                found[code] = charm[code] * exp(-((away / scale) ** 2))
        total = sum(found.values())
        return {code: value / total for code, value in found.items() if total}

    def _thinness(self, random: Random) -> float:
        """1 for most squares; some hold a few houses only (a field, a slope, a factory ground)."""
        return random.uniform(0.02, 0.25) if random.random() < self.numbers["thin"] else 1.0

    def _yearly(self, random: Random) -> float:
        """How a square grows beside its town: mostly as the town does, here and there a new estate."""
        return random.gauss(0.0, 0.012) + (random.uniform(0.05, 0.2) if random.random() < self.numbers["new"] else 0.0)

    def _kept(self, share: Share, thin: Share, town: Town) -> Share:
        """The share over the squares that are lived in; a town without any goes to its nearest."""
        kept = {code: value * thin[code] for code, value in share.items() if code in thin}
        total = sum(kept.values())
        if total > 0:
            return {code: value / total for code, value in kept.items()}
        lat, lon = town.lat, town.lon
        return {min(self.codes, key=lambda code: hypot(centre(code)[0] - lat, centre(code)[1] - lon)): 1.0}

    def month(self, day: date) -> dict[str, list[int]]:
        """People per class, in the order of ``codes``."""
        years = self._octobers()
        last = min(max(bisect_right(years, day.year if day.month >= 10 else day.year - 1), 1), len(years) - 1)
        before, after = years[last - 1], years[last]
        done = ((day.year - before) * 12 + day.month - 10) / ((after - before) * 12)
        first, second = self._towns(before), self._towns(after)
        made = {}
        for name in CLASSES:
            weight: Share = dict.fromkeys(self.codes, 0.0)
            total = 0.0
            for share, old, new in zip(self.shares, first[name], second[name], strict=True):
                people = old + (new - old) * done
                total += people
                for code, part in share.items():
                    weight[code] += part * people
            years_on = day.year + day.month / 12 - years[0]
            grown = [people * (1 + self.growth[code]) ** years_on for code, people in weight.items()]
            made[name] = spread(grown, round(total), self.offsets[name])
        return made

    def _towns(self, year: int) -> dict[str, list[int]]:
        if year not in self._known:
            self._known[year] = Towns(self.settings).year(year)
        return {
            name: [
                sum(count for (_sex, age), count in zip(CELLS, row, strict=True) if age in ages)
                for row in self._known[year]
            ]
            for name, ages in CLASSES.items()
        }


def files(settings: Settings) -> list[Published]:
    """One file for each half year, in the columns of a city's older mesh interface, CP932."""
    if "mesh_population" not in settings.numbers:
        return []
    squares = Squares(settings)
    months = _months(settings)
    halves = [months[start : start + 6] for start in range(0, len(months), 6)]
    return [_file(settings, squares, half) for half in halves]


def _months(settings: Settings) -> list[date]:
    last: date = settings.numbers["mesh_population"]["last"]
    count = settings.numbers["mesh_population"]["months"]
    steps = range(last.year * 12 + last.month - count, last.year * 12 + last.month)
    return [date(step // 12, step % 12 + 1, 1) for step in steps]


def _file(settings: Settings, squares: Squares, half: list[date]) -> Published:
    hidden_below = settings.numbers["mesh_population"]["hidden_below"]
    rows = []
    for day in half:
        people = squares.month(day)
        for code, *counts in zip(squares.codes, *people.values(), strict=True):
            rows.append(_row(code, day, dict(zip(CLASSES, counts, strict=True)), hidden_below))
    first, last = half[0], half[-1]
    return Published(
        kind="mesh_population",
        stem=f"{settings.code}_mesh_population_{first:%Y%m}_{last:%Y%m}_sample",
        layout="mesh_population_city",
        rows=rows,
        title=f"250mメッシュ人口 {first.year}年{first.month}月〜{last.year}年{last.month}月",
        as_of=last,
        encoding="cp932",
        note="町ごとの人口の見本を、町の点のまわりの区画に分けた合成データです。区画ごとの人数は実際の人数ではありません。",
    )


def _row(code: str, day: date, people: dict[str, int], hidden_below: int) -> dict[str, Any]:
    hidden = 0 < sum(people.values()) < hidden_below
    return {
        "mesh_code": code,
        "year": day.year,
        "month": day.month,
        **(dict.fromkeys(people, "*") if hidden else people),
        "note": MARK,
    }
