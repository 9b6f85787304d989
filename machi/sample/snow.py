"""Snow day by day from November to April: depth, ploughs sent out, requests of residents.

Snow falls in spells that follow the season, settles and melts; ploughs go out on fresh snow, requests follow a day
later. The winter that runs on the sample day is there as far as it has come.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random
from typing import Any

from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published


def winter(first_year: int) -> list[date]:
    """The days from 1 November to 30 April."""
    start, end = date(first_year, 11, 1), date(first_year + 1, 4, 30)
    return [start + timedelta(days=offset) for offset in range((end - start).days + 1)]


def snow_file(settings: Settings) -> Published:
    """Every winter up to the day of the file. Two blank days and one 欠測 are planted."""
    numbers, random = settings.numbers["snow"], settings.stream("snow")
    as_of: date = numbers["as_of"]
    rows: list[dict[str, Any]] = []
    for year in range(numbers["first"], as_of.year + 1):
        rows += _winter([day for day in winter(year) if day <= as_of], random, numbers)
    for day, written in numbers["planted"].items():
        next(row for row in rows if row["day"] == day)["depth_cm"] = written
    return Published(
        kind="snow",
        stem=f"{settings.code}_snow_sample",
        layout="snow_own",
        rows=rows,
        title="積雪と除雪",
        as_of=as_of,
        note="python -m machi sample が作った合成データです。実際の積雪・出動・要望ではありません。",
    )


def _winter(days: list[date], random: Random, numbers: dict[str, Any]) -> list[dict[str, Any]]:
    snowy = random.uniform(0.6, 1.45)
    depth, spell, fresh_before, rows = 0.0, 0.0, 0.0, []
    for day in days:
        # Coldest at the end of January: 88 days after 1 November.
        cold = math.exp(-((((day - date(days[0].year, 11, 1)).days - 88) / 42) ** 2))
        spell = 0.65 * spell + (random.random() < 0.28 * cold) * random.expovariate(1 / 7)
        fresh = 0.6 * spell * snowy * cold
        # Old snow settles by 7 % a day, and melts the more the less cold it is.
        depth = max(0.0, depth * 0.93 + fresh - (1 - cold) * random.uniform(1, 7))
        out = round(min(numbers["fleet"], fresh * 11 * random.uniform(0.8, 1.2))) if fresh >= 4 else 0
        requests = round((0.12 * depth + 1.5 * fresh_before) * random.uniform(0.4, 1.3) * (depth > 5))
        fresh_before = fresh
        rows.append(
            {
                "day": day.isoformat(),
                "depth_cm": round(depth),
                "vehicles_out": out,
                "requests": requests,
                "note": MARK,
            }
        )
    return rows
