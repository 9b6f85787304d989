"""How a column is made coarser, step by step: age classes, town → district → city, day → month → year → decade, bins.

Each step is a function of the cell as typed, so that a level can be made without those before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from machi.ingest.dates import date_
from machi.ingest.quantities import number
from machi.precheck.lexicon import fold
from machi.precheck.sheet import Column
from machi.text import _

ANY = "*"
Ladder = tuple[Callable[[str], str], ...]


def guess(column: Column) -> str:
    """How a column would be made coarser, by its cells."""
    filled = [fold(text) for text in column.texts if text.strip()][:200]
    if not filled:
        return "category"
    ages = "齢" in column.header or column.header.casefold() == "age"
    numbers = sum(bool(re.fullmatch(r"-?[\d,]+(\.\d+)?", text)) for text in filled)
    if ages and sum(bool(re.match(r"\d{1,3}[歳才]?$", text)) for text in filled) >= 0.8 * len(filled):
        return "age"
    if sum(isinstance(date_(text).value, date) and not text.isdigit() for text in filled) >= 0.8 * len(filled):
        return "date"
    if numbers >= 0.9 * len(filled):
        return "number"
    place = re.search(r"住所|町|地区|地域|所在地|address", column.header)
    return "place" if place else "category"


def at_level(column: Column, ladder: Ladder, level: int) -> Column:
    """The column as it reads at a level; 0 is as typed, folded."""
    if level == 0:
        return column.mapped(lambda text: fold(text))[0]
    return column.mapped(ladder[level - 1])[0]


def ladder_of(column: Column, kind: str, districts: Mapping[str, str], city: str) -> Ladder:
    """The steps of a column of ``kind``; after the last everything is the same."""
    if kind == "age":
        return (_ages(5), _ages(10), _ages(20), _anything)
    if kind == "date":
        return (_month, _year, _decade, _anything)
    if kind == "number":
        return (*_bins(column), _anything)
    if kind == "place":
        return (_town, lambda text: _district(text, districts), lambda text: city or ANY, _anything)
    return (_anything,)


def _anything(text: str) -> str:
    return ANY


def _ages(width: int) -> Callable[[str], str]:
    def change(text: str) -> str:
        found = re.match(r"(\d{1,3})", fold(text))
        if not found:
            return _("不明")
        low = int(found[1]) // width * width
        return f"{low}-{low + width - 1}"

    return change


def _day(text: str) -> date | None:
    value = date_(text).value
    return value if isinstance(value, date) else None


def _month(text: str) -> str:
    day = _day(text)
    return f"{day:%Y-%m}" if day else _("不明")


def _year(text: str) -> str:
    day = _day(text)
    return f"{day:%Y}" if day else _("不明")


def _decade(text: str) -> str:
    day = _day(text)
    return _("{year}年代").format(year=day.year // 10 * 10) if day else _("不明")


def _bins(column: Column) -> Ladder:
    """Bins of rounded width: about twenty, ten, five, two over the range."""
    values = [float(value) for text in column.texts if isinstance(value := number(text).value, int | float)]
    spread = (max(values) - min(values)) if values else 0
    widths = sorted({_round(spread / parts) for parts in (20, 10, 5, 2)}) if spread else []

    def bin_of(width: float) -> Callable[[str], str]:
        def change(text: str) -> str:
            value = number(text).value
            if not isinstance(value, int | float):
                return _("不明")
            low = np.floor(value / width) * width
            return f"{low:g}-{low + width:g}"

        return change

    return tuple(bin_of(width) for width in widths)


def _round(width: float) -> float:
    power = 10.0 ** np.floor(np.log10(width))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= width - 1e-12))


def _town(text: str) -> str:
    """An address down to its town; a name of a town stays without its 丁目."""
    plain = fold(text)
    found = re.search(r"\d|[一二三四五六七八九十]+丁目|番地", plain)
    return (plain[: found.start()] if found else plain).strip() or _("不明")


def _district(text: str, districts: Mapping[str, str]) -> str:
    """The district of the town, where the city's list knows it."""
    town = _town(text)
    if town in districts or town in districts.values():
        return districts.get(town, town)
    ends = [name for name in districts if town.endswith(name)]
    return districts[max(ends, key=len)] if ends else _("そのほかの地区")
