"""Population by town, sex and 5-year class, one file a year, adding up exactly to the calibrated city totals.

City level: the pyramid of a year lies between two given pyramids, shrunk to the year's total by largest remainder.
Town level: each town takes a share that follows its size, its growth and its lean to older or younger ages; shares are
rounded *systematically* (a running sum with one random offset per class and sex), which keeps the class's sum exact and
does not push small towns to zero as rounding to the nearest would.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor
from random import Random
from typing import Any

from machi.sample.settings import Settings, Town
from machi.sample.writing import MARK, Published

AGES = (*(f"{age}_{age + 4}" for age in range(0, 85, 5)), "85_over")
CELLS = tuple((sex, index) for index in range(len(AGES)) for sex in ("m", "f"))
BASE_YEAR = 2017
_MIDDLE_AGE = 9
"""Index of the class 45–49: towns lean around it."""
_EXCEL_EPOCH = date(1899, 12, 30)


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to ``weights`` that sum to ``total`` (largest remainder)."""
    scale = total / sum(weights)
    exact = [weight * scale for weight in weights]
    whole = [floor(value) for value in exact]
    largest = sorted(range(len(exact)), key=lambda index: (whole[index] - exact[index], index))
    for index in largest[: total - sum(whole)]:
        whole[index] += 1
    return whole


def spread(weights: Sequence[float], total: int, offset: float) -> list[int]:
    """Like ``apportion``, by systematic rounding: the expected value of each part is its exact share."""
    scale = total / sum(weights)
    running, before, parts = offset, floor(offset), []
    for weight in weights[:-1]:
        running += weight * scale
        parts.append(floor(running) - before)
        before = floor(running)
    return [*parts, total - sum(parts)]


def city_pyramid(numbers: dict[str, Any], year: int) -> list[int]:
    """People per entry of CELLS in the whole city; beyond the last given pyramid the last line goes on."""
    given = sorted(int(key) for key in numbers["pyramid"])
    end = next((index for index, known in enumerate(given[1:], 1) if year <= known), len(given) - 1)
    first, last = given[end - 1], given[end]
    share = (year - first) / (last - first)

    def at(known: int) -> list[float]:
        pyramid = numbers["pyramid"][str(known)]
        return [pyramid["men" if sex == "m" else "women"][index] for sex, index in CELLS]

    weights = [max(a + (b - a) * share, 0.0) for a, b in zip(at(first), at(last), strict=True)]
    return apportion(weights, numbers["totals"][str(year)])


class Towns:
    """The lasting traits of every town: size in the base year, yearly growth, lean, people per household."""

    def __init__(self, settings: Settings) -> None:
        self.numbers = settings.numbers["population"]
        self.towns = settings.towns
        random = settings.stream("population/towns")
        small: dict[str, int] = self.numbers.get("small", {})
        draws = {town.name: 0.2 + random.random() * random.random() * 3 for town in self.towns}
        total = self.numbers["totals"][str(BASE_YEAR)]
        share = sum(self._district(name)["share"] for name in {town.district for town in self.towns})
        self.size, self.growth, self.lean, self.household = [], [], [], []
        for town in self.towns:
            facts = self._district(town.district)
            mates = [other.name for other in self.towns if other.district == town.district and other.name not in small]
            part = draws[town.name] / sum(draws[name] for name in mates) if mates else 1.0
            self.size.append(small.get(town.name, total * facts["share"] / share * part))
            self.growth.append((facts["growth"] + random.uniform(-0.9, 0.9)) / 100)
            self.lean.append(facts["tilt"] + random.uniform(-0.35, 0.35))
            self.household.append(facts["household"] * random.uniform(0.93, 1.07))
        self.offsets = [random.random() for _cell in CELLS]

    def _district(self, name: str) -> dict[str, float]:
        districts = self.numbers["districts"]
        return districts.get(name, districts["default"])

    def year(self, year: int) -> list[list[int]]:
        """People per town (outer) and entry of CELLS (inner)."""
        city = city_pyramid(self.numbers, year)
        sizes = [size * (1 + growth) ** (year - BASE_YEAR) for size, growth in zip(self.size, self.growth, strict=True)]
        columns = []
        for (_sex, index), people, offset in zip(CELLS, city, self.offsets, strict=True):
            distance = (index - _MIDDLE_AGE) / _MIDDLE_AGE
            weights = [size * max(1 + lean * distance, 0.05) for size, lean in zip(sizes, self.lean, strict=True)]
            columns.append(spread(weights, people, offset))
        return [list(row) for row in zip(*columns, strict=True)]

    def households(self, index: int, people: int, year: int) -> int:
        """Households of a town: they shrink by 1 % a year; nobody lives in half a household."""
        persons = max(self.household[index] * 0.99 ** (year - BASE_YEAR), 1.0)
        return min(max(round(people / persons), 1), people) if people else 0


def files(settings: Settings) -> list[Published]:
    """One file a year, in the layouts that a city goes through over ten years (see ``_dress``)."""
    towns = Towns(settings)
    month, day = (int(part) for part in settings.numbers["population"]["survey_month_day"].split("-"))
    random = settings.stream("population/dress")
    return [
        _dress(settings, towns, date(int(year), month, day), random)
        for year in sorted(settings.numbers["population"]["totals"])
    ]


def _dress(settings: Settings, towns: Towns, day: date, random: Random) -> Published:
    """The year's rows as its publisher wrote them: 2018 in the old layout, CP932 and 和暦; 2019 with a total row;
    2021 with Excel serials; 2023 with thousands separators and ``-`` for zero; otherwise the standard as it is."""
    year = day.year
    written = {2018: f"H{year - 1988}.{day.month}.{day.day}", 2021: str((day - _EXCEL_EPOCH).days)}.get(
        year, day.isoformat()
    )
    people = towns.year(year)
    rows = [
        _row(settings, town, written, people[i], towns.households(i, sum(people[i]), year))
        for i, town in enumerate(towns.towns)
    ]
    between = {}
    if year == 2019:
        sums = [sum(row[name] for row in rows) for name in list(rows[0]) if isinstance(rows[0][name], int)]
        between = {len(rows): f"{settings.code},,,{written},合計,{','.join(map(str, sums))},"}
    if year == 2023:
        rows = [{name: _spaced(value) for name, value in row.items()} for row in rows]
    old = year == 2018
    return Published(
        kind="population",
        stem=f"{settings.code}_population_{day:%Y%m%d}_sample",
        layout="population_old" if old else "population_new",
        rows=rows,
        title=f"地域・年齢別人口 {year}年{day.month}月{day.day}日",
        as_of=day,
        encoding="cp932" if old else random.choice(["utf-8", "utf-8-sig"]),
        note="合計だけを公表値に合わせた合成データです。町ごとの人数は実際の人数ではありません。",
        between=between,
    )


def _row(settings: Settings, town: Town, written: str, people: list[int], households: int) -> dict[str, Any]:
    men = sum(count for (sex, _index), count in zip(CELLS, people, strict=True) if sex == "m")
    return {
        "municipality_code": settings.code,
        "town_code": town.code,
        "publisher": settings.publisher_cell,
        "pref": settings.prefecture,
        "surveyed_on": written,
        "town": town.name,
        "total": sum(people),
        "men": men,
        "women": sum(people) - men,
        **{f"{sex}_{AGES[index]}": count for (sex, index), count in zip(CELLS, people, strict=True)},
        "households": households,
        "note": MARK,
    }


def _spaced(value: Any) -> Any:
    """A count as a spreadsheet's accounting format exports it: `` 1,029 `` and `` - `` for zero."""
    if not isinstance(value, int):
        return value
    return f" {value:,} " if value else " - "
