"""Waste by fiscal year and category, the plan's targets beside it, and one cross table (library loans).

The amounts begin at the given grams a person and day and follow a yearly drift; the year that runs on the sample day is
there in part, as publishers give it. Plan and targets are made up and say so in their name.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published

_ERAS = ((2019, "令和", 2018), (1989, "平成", 1988))
_NOTE = "python -m machi sample が作った合成データです。実際の量・目標・計画ではありません。"


def fiscal_label(year: int) -> str:
    """``2019`` → 令和元年度 (the year that a 年度 begins in; 2019 is called 令和元年度 by most cities)."""
    name, base = next((name, base) for first, name, base in _ERAS if year >= first)
    return f"{name}{'元' if year - base == 1 else year - base}年度"


def days_of(year: int, as_of: date) -> int:
    """Days of the 年度 that begins in ``year``, up to ``as_of``: 365 or 366 when it is over."""
    return (min(date(year + 1, 3, 31), as_of) - date(year, 4, 1)).days + 1


def files(settings: Settings) -> list[Published]:
    """The amounts, the plan's targets, and the cross table."""
    return [_amounts(settings), _plan(settings), _library(settings)]


def _amounts(settings: Settings) -> Published:
    numbers, random = settings.numbers["waste"], settings.stream("waste")
    people = settings.numbers["population"]["totals"]
    as_of: date = numbers["as_of"]
    years = [year for year in sorted(int(key) for key in people) if date(year, 4, 1) <= as_of]
    rows = []
    for nth, year in enumerate(years):
        for name, grams, drift in numbers["categories"]:
            daily = grams * (1 + drift / 100) ** nth * random.uniform(0.985, 1.015)
            tonnes = daily * people[str(year)] * days_of(year, as_of) / 1e6
            rows.append(
                {
                    "fiscal_year": fiscal_label(year),
                    "category": name,
                    "tonnes": f"{tonnes:,.1f}" if year % 2 else f"{tonnes:.1f}",
                    "population": people[str(year)],
                    "note": MARK,
                }
            )
    return Published(
        kind="waste",
        stem=f"{settings.code}_waste_sample",
        layout="waste_own",
        rows=rows,
        title="ごみの量",
        as_of=as_of,
        encoding="cp932",
        note=_NOTE,
    )


def _plan(settings: Settings) -> Published:
    numbers = settings.numbers["waste"]
    rows = [
        {"fiscal_year": fiscal_label(int(year)), "target_g": grams, "plan": numbers["plan"], "note": MARK}
        for year, grams in sorted(numbers["targets"].items())
    ]
    return Published(
        kind="waste_plan",
        stem=f"{settings.code}_waste_plan_sample",
        layout="waste_plan_own",
        rows=rows,
        title="ごみ減量の目標",
        as_of=numbers["as_of"],
        note=_NOTE,
    )


def _library(settings: Settings) -> Published:
    """Years as columns, as many offices keep their tables; the running year says up to when it counts."""
    numbers, random = settings.numbers["library"], settings.stream("library")
    as_of: date = numbers["as_of"]
    rows: list[dict[str, Any]] = []
    for name, loans, drift in numbers["branches"]:
        row: dict[str, Any] = {"項目": "貸出冊数", "区分": name, "単位": "冊", "備考": MARK}
        for nth, year in enumerate(range(numbers["first"], as_of.year + 1)):
            share = days_of(year, as_of) / 365
            closed = 0.62 if year == 2020 else 1.0
            count = round(loans * (1 + drift / 100) ** nth * closed * min(share, 1.0) * random.uniform(0.97, 1.03))
            row[_heading(year, as_of)] = f"{count:,}"
        rows.append(row)
    return Published(
        kind="statistic",
        stem=f"{settings.code}_statistic_library_sample",
        layout="library_cross",
        rows=rows,
        title="図書館の貸出冊数",
        as_of=as_of,
        part="library",
        encoding="utf-8-sig",
        note="python -m machi sample が作った合成データです。実在の図書館の数ではありません。",
    )


def _heading(year: int, as_of: date) -> str:
    return fiscal_label(year) + (f"（{as_of.month}月まで）" if as_of < date(year + 1, 3, 31) else "")
