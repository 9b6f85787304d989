"""Numbers and dates as words in a sentence, in the language of the request.

Rounding is 四捨五入 (half away from zero) on the decimal digits, not on the binary float: 0.25 is 0.3.
Years carry their Japanese era; the exact day decides where the era changes within a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from machi.text import _, language

ERAS = (
    (date(2019, 5, 1), "令和", 2018),
    (date(1989, 1, 8), "平成", 1988),
    (date(1926, 12, 25), "昭和", 1925),
    (date(1912, 7, 30), "大正", 1911),
    (date(1868, 1, 25), "明治", 1867),
)
"""First day, name, and the number that a year of the era is added to (standards.md 5.1)."""


def rounded(value: float, digits: int = 1) -> float:
    """``value`` rounded half away from zero at ``digits`` decimals; never negative zero."""
    made = float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))
    return made + 0.0 if made else 0.0


def number(value: float, digits: int = 0) -> str:
    """``1234`` → ``1,234``; with ``digits`` decimals."""
    return f"{rounded(value, digits):,.{digits}f}"


def known(value: object) -> bool:
    """Whether a cell of a frame holds a number (None, NaN and pandas' NA don't)."""
    return not pd.isna(value)


def people(value: float) -> str:
    """``1234`` → 「1,234人」."""
    return with_unit(number(value), _("人"))


def households(value: float) -> str:
    """``1234`` → 「1,234世帯」."""
    return _("{n}世帯").format(n=number(value))


def items(value: float) -> str:
    """``1234`` → 「1,234件」."""
    return with_unit(number(value), _("件"))


def percent(value: float, digits: int = 1) -> str:
    """A percentage (0–100) → 「41.2%」."""
    return f"{number(value, digits)}%"


def points(value: float, digits: int = 1) -> str:
    """A difference of two percentages → 「8.7ポイント」, without its sign: the sentence says which is higher."""
    return _("{n}ポイント").format(n=number(abs(value), digits))


MOST_TIED = 4
"""More equal names than these are counted instead of listed."""


def tied(names: Sequence[str], amount: str) -> str:
    """Which share one amount: 「5月の14件」, 「8月と10月で、どちらも34件」, 「1月、2月、3月で、いずれも0件」."""
    if len(names) == 1:
        return _("{name}の{n}").format(name=names[0], n=amount)
    if len(names) == 2:
        return _("{first}と{second}で、どちらも{n}").format(first=names[0], second=names[1], n=amount)
    listed = _("、").join(names[:MOST_TIED])
    if len(names) > MOST_TIED:
        return _("{names}など{count}つで、いずれも{n}").format(names=listed, count=len(names), n=amount)
    return _("{names}で、いずれも{n}").format(names=listed, n=amount)


def with_unit(value: str, unit: str) -> str:
    """「1,234台」; in English a word is set apart, and one is one: ``1,234 units``, ``1 unit``."""
    if language() != "en" or not unit or unit[0] in "%°":
        return f"{value}{unit}"
    one = "person" if unit == "people" else unit.removesuffix("s")
    return f"{value} {one if value == '1' else unit}"


def few_of_many(drawn: int, known: int, largest: bool = True) -> str:
    """Which of its series a figure shows, where it leaves some out."""
    if drawn >= known:
        return ""
    said = (
        _("{known}種類のうち多い{drawn}種類を描いています。")
        if largest
        else _("{known}種類のうち{drawn}種類を描いています。")
    )
    return said.format(known=known, drawn=drawn)


def titled(title: str, unit: str) -> str:
    """What an axis or a column counts: 「人口（人）」, in English ``Population (people)``."""
    return _("{title}（{unit}）").format(title=title, unit=unit)


def month_label(month: int) -> str:
    """「10月」; in English ``Oct``."""
    return f"{date(2000, month, 1):%b}" if language() == "en" else _("{month}月").format(month=month)


def year_month(value: date) -> str:
    """「2026年10月」; in English ``October 2026``."""
    if language() == "en":
        return f"{value:%B} {value.year}"
    return _("{year}年{month}月").format(year=value.year, month=value.month)


def month(number: int) -> str:
    """「4月」; in English ``April``."""
    return f"{date(2000, number, 1):%B}" if language() == "en" else _("{month}月").format(month=number)


def counted(name: str, n: int) -> str:
    """An entry of a list in words: 「図書館12件」."""
    return _("{name}{n}件").format(name=name, n=f"{int(n):,}")


def era_year(value: date) -> tuple[str, str]:
    """Era and year in it as text: ``("令和", "8")``, the first year ``("令和", "元")``; ``("", "")`` before 明治."""
    for first, name, base in ERAS:
        if (value.year, value.month, value.day) >= (first.year, first.month, first.day):
            year = value.year - base
            return name, "元" if year == 1 else str(year)
    return "", ""


def wareki_year(year: int) -> str:
    """``2020`` → 「令和2年」; a year of two eras has both: 「平成31年・令和元年」; empty before 明治."""
    both = dict.fromkeys((era_year(date(year, 1, 1)), era_year(date(year, 12, 31))))
    return "・".join(f"{name}{count}年" for name, count in both if name)


def year_label(year: int) -> str:
    """``2020`` → 「2020年（令和2年）」."""
    wareki = wareki_year(year)
    if language() != "ja" or not wareki:
        return _("{year}年").format(year=year)
    return f"{year}年（{wareki}）"


def fiscal_year_label(year: int) -> str:
    """年度 (April to March), named apart from 年: ``2025`` → 「2025年度（令和7年度）」."""
    name, count = era_year(date(year, 5, 1))
    if language() != "ja" or not name:
        return _("{year}年度").format(year=year)
    return f"{year}年度（{name}{count}年度）"


def fiscal_year(value: date) -> int:
    """The 年度 that a day belongs to."""
    return value.year if value.month >= 4 else value.year - 1


def day(value: date, western: bool = False) -> str:
    """「令和8年10月1日」; with ``western`` 「2026年（令和8年）10月1日」. Other languages use the western year."""
    if language() == "en":
        return f"{value.day} {value:%B} {value.year}"
    name, count = era_year(value)
    if language() == "ja-easy" or not name:
        return f"{value.year}年{value.month}月{value.day}日"
    if western:
        return f"{value.year}年（{name}{count}年）{value.month}月{value.day}日"
    return f"{name}{count}年{value.month}月{value.day}日"


def tick_year(year: int) -> str:
    """Two lines for a time axis: the western year, the era under it (``2020``, ``令和2``; 2019 is 令和元)."""
    name, count = era_year(date(year, 12, 31))
    return f"{year}<br>{name}{count}" if name and language() == "ja" else str(year)


def tick_day(value: date) -> str:
    """As ``tick_year`` for an axis whose dates share years: ``2024/1`` over ``令和6``."""
    name, count = era_year(value)
    month = f"{value.year}/{value.month}"
    return f"{month}<br>{name}{count}" if name and language() == "ja" else month
