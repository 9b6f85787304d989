"""What stretch of time a cell or a header means: a 年度 (April to March), a calendar year, a month or a day.

A 年度 and a 年 of the same number are different things (令和2年度 ends in 2021), so a period always says which it is.
Numbers alone are periods only where the column's title says so: 2018 may also be a count of people.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from machi.ingest.dates import date_
from machi.ingest.reading import absent, fold

PeriodType = Literal["fiscal_year", "year", "month", "day"]
FISCAL_START = 4
"""April: 地方自治法 第208条 (会計年度は毎年4月1日から翌年3月31日まで)."""
FIRST_YEAR, LAST_YEAR = 1868, 2100

_BRACKETS = re.compile(r"[（(\[【][^()（）\[\]【】]*[)）\]】]")
_YEAR = r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s*\.?\s*(?:元|\d{1,2})|\d{4})"
_FISCAL = re.compile(rf"(?P<year>{_YEAR})\s*年?度(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_FY = re.compile(r"FY\s*(?P<year>\d{4})", re.IGNORECASE)
_WHOLE = re.compile(rf"(?P<year>{_YEAR})\s*年?", re.IGNORECASE)
_MONTH = re.compile(rf"{_YEAR}\s*[年./-]\s*\d{{1,2}}\s*(?:月(?:中|分)?)?", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_UNFINISHED = re.compile(
    r"途中|見込|速報|暫定|上半期|下半期|前期|後期|四半期|まで|現在|\d\s*月?\s*[~〜～∼-]\s*\d{1,2}\s*月"
)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day. ``part`` means that the text itself says that not all of it is counted."""

    type: PeriodType
    start: date
    end: date
    part: bool = False

    @property
    def year(self) -> int:
        """The year by which the period is called; of a 年度 the one in which it begins."""
        return self.start.year


def fiscal_year(year: int, part: bool = False) -> Period:
    """The 年度 that begins in April of ``year``."""
    return Period("fiscal_year", date(year, FISCAL_START, 1), date(year + 1, FISCAL_START - 1, 31), part)


def read_period(text: str, *, fiscal: bool = False, bare: bool = False) -> Period | None:
    """The period that ``text`` names, None when it names none.

    ``bare``: the title says that this is time, so numbers alone (``2018``, ``201804``, an Excel serial) count too.
    ``fiscal``: it says 年度, so a year alone is one.
    """
    folded, _conversion = fold(text)
    if not folded or absent(folded) is not None or not any(sign.isdigit() or sign == "元" for sign in folded):
        return None
    if _DIGITS.fullmatch(folded) and not bare:
        return None
    plain = _BRACKETS.sub("", folded).strip()
    part = bool(_UNFINISHED.search(folded[len(plain) :] if folded.startswith(plain) else folded))
    if match := _FISCAL.fullmatch(plain):
        year = _year(match["year"])
        return fiscal_year(year, part or bool(match["rest"].strip())) if year else None
    if match := _FY.fullmatch(plain):
        return fiscal_year(int(match["year"]), part)
    if match := _WHOLE.fullmatch(plain):
        year = _year(match["year"])
        if not year:
            return None
        return fiscal_year(year, part) if fiscal else Period("year", date(year, 1, 1), date(year, 12, 31), part)
    day = date_(plain).value
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    if _MONTH.fullmatch(plain) or re.fullmatch(r"\d{6}", plain):
        return month(day.year, day.month, part)
    return Period("day", day, day, part)


def month(year: int, number: int, part: bool = False) -> Period:
    """A calendar month."""
    return Period("month", date(year, number, 1), date(year, number, monthrange(year, number)[1]), part)


def month_of_fiscal_year(period: Period, number: int) -> Period:
    """The month ``number`` of a year or of a 年度, where January to March lie in the next calendar year."""
    later = period.type == "fiscal_year" and number < FISCAL_START
    return month(period.year + later, number, period.part)


def _year(text: str) -> int:
    """``令和2`` or ``2020`` as a Western year; 0 when it is none."""
    day = date_(text).value
    return day.year if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else 0
