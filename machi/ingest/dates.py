"""Dates as Japanese publishers write them: ISO, slashes, 和暦, Excel serials, and what Excel abroad makes of them.

Never guesses in silence: every spelling other than ISO leaves a conversion, and a date that could be two days is an
issue unless the file itself (its name, its day, the rest of the column) decides. A month, year or fiscal year becomes
its first day, ``2月末`` the last one, and the conversion says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from machi.ingest.codes import is_municipality_code
from machi.ingest.reading import Hint, Reading, absent, fold

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_FIRST, EXCEL_LAST = 20000, 60000
"""1954-10-03 … 2064-04-08: outside these a five-digit number in a date column is more likely something else."""

FIRST_YEAR, LAST_YEAR = 1000, 2199
JAPAN = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Era:
    """``base`` + the year of the era = the Western year. Days before 明治6 are taken as written (lunar calendar)."""

    name: str
    letter: str
    base: int
    first: date
    last: date


ERAS = (
    Era("明治", "M", 1867, date(1868, 1, 25), date(1912, 7, 29)),
    Era("大正", "T", 1911, date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", "S", 1925, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", 1988, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", 2018, date(2019, 5, 1), date.max),
)
_ERA = {key: era for era in ERAS for key in (era.name, era.name[0], era.letter, era.letter.lower())}

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DASH = str.maketrans(dict.fromkeys("−‐‑‒–—―ー", "-"))
_YEAR = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr])\.?\s*(?P<n>元|[0-9]{1,2})|(?P<year>[0-9]{4}))(?![0-9])"
)
_DAY = re.compile(
    r"\s*[年./-]\s*(?P<m>[0-9]{1,2})\s*[月./-]\s*(?P<d>[0-9]{1,2})(?![0-9])(?:\s*日)?(?P<rest>.*)", re.DOTALL
)
_MONTH = re.compile(r"\s*[年./-]\s*(?P<m>[0-9]{1,2})\s*月?\s*(?P<end>末日?)?(?:現在|時点|頃|ごろ|予定|[上中下初]旬)?")
_WHOLE_YEAR = re.compile(r"\s*(?:年(?P<fiscal>度)?)?(?:現在|時点|頃|ごろ|予定)?")
_COMPACT = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_COMPACT_ERA = re.compile(r"(?P<era>[MTSHRmtshr])(?P<n>[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_SERIAL = re.compile(r"(?P<days>[2-6][0-9]{4})(?:\.[0-9]+)?")
_YEAR_LAST = re.compile(
    r"(?P<a>[0-9]{1,2})\s*[/.-]\s*(?P<b>[0-9]{1,2})\s*[/.-]\s*(?P<c>[0-9]{4}|[0-9]{1,2})(?![0-9])(?P<rest>.*)",
    re.DOTALL,
)
_NO_YEAR = re.compile(r"[0-9]{1,2}\s*(?:月\s*[0-9]{1,2}\s*日|/\s*[0-9]{1,2}(?![0-9]))")
_CLOCK = re.compile(r"[T\s]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?")
_GOES_ON = re.compile(r"\s*[~〜∼/、,;・&-]\s*(?:[0-9翌]|令和|平成|昭和|[RHS][0-9])")
_ANOTHER_DATE = re.compile(r"[0-9]\s*[月/]\s*[0-9]|[0-9]{4}\s*年")
_BRACKETS = re.compile(r"\([^()]*\)")
_MONTH_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_.]?(0[1-9]|1[0-2])(?:[-_.]?[0-3][0-9])?(?![0-9])")


WHOLE_PERIODS = ("month_only", "fiscal_year", "year_only")
"""Conversions that make a day out of a longer time."""


def date_(text: str, hint: Hint | None = None) -> Reading:
    """The day in ``text``; see the module for what leaves which conversion. ``Hint.exact_day`` refuses longer times."""
    reading = _any_date(text, hint)
    if hint is not None and hint.exact_day and reading.conversion in WHOLE_PERIODS:
        return Reading(None, problem="no_exact_day")
    return reading


def _any_date(text: str, hint: Hint | None) -> Reading:
    if _ISO.fullmatch(text):
        return _finish(_day(int(text[:4]), int(text[5:7]), int(text[8:])), "")
    folded, conversion = fold(text)
    missing = absent(folded)
    if missing is not None:
        return missing
    folded = folded.translate(_DASH)
    if _ISO.fullmatch(folded):
        return _finish(_day(int(folded[:4]), int(folded[5:7]), int(folded[8:])), conversion)
    if match := _YEAR.match(folded):
        return _year_first(match, folded[match.end() :])
    if match := _YEAR_LAST.fullmatch(folded):
        return _year_last(match, hint or Hint())
    return _rare(folded)


def date_order(texts: Iterable[str]) -> str:
    """What a whole column of dates like ``4/30/24`` says about its order: "mdy", "dmy" or "" when it doesn't say.

    For ``Hint.date_order``: one cell beyond 12 settles all the others; contradicting cells settle nothing. A first
    number beyond 31 (``64/1/8``) is no witness: it may be a year of 昭和 without its name.
    """
    orders = set()
    for text in texts:
        if match := _YEAR_LAST.fullmatch(fold(text)[0].translate(_DASH)):
            first, second, last = int(match["a"]), int(match["b"]), match["c"]
            if second > 12 and first <= 12:
                orders.add("mdy")
            elif len(last) == 4 and 12 < first <= 31 and second <= 12:
                orders.add("dmy")
    return orders.pop() if len(orders) == 1 else ""


def _year_first(match: re.Match[str], tail: str) -> Reading:
    era = _ERA[match["era"]] if match["era"] else None
    nth = match["n"]
    year = (era.base + (1 if nth == "元" else int(nth))) if era else int(match["year"])
    if era and nth in ("0", "00"):
        return Reading(None, problem="impossible_date")
    if found := _DAY.fullmatch(tail):
        day = _day(year, int(found["m"]), int(found["d"]))
        style = "wareki" if era else "kanji_date" if "月" in tail else "slash_date"
        return _with_rest(day, style, found["rest"], (day, day), era)
    if found := _MONTH.fullmatch(tail):
        first = _day(year, int(found["m"]), 1)
        last = first and first.replace(day=monthrange(first.year, first.month)[1])
        if found["end"]:
            return _finish(last, "month_end", (last, last), era)
        return _finish(first, "month_only", (first, last), era)
    if found := _WHOLE_YEAR.fullmatch(tail):
        if found["fiscal"]:
            return _finish(_day(year, 4, 1), "fiscal_year", (_day(year, 4, 1), _day(year + 1, 3, 31)), era)
        return _finish(_day(year, 1, 1), "year_only", (_day(year, 1, 1), _day(year, 12, 31)), era)
    return Reading(None, problem="not_a_date")


def _year_last(match: re.Match[str], hint: Hint) -> Reading:
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
    long_year = len(match["c"]) == 4
    year = c if long_year else _century(c)
    found = {"mdy": _day(year, a, b), "dmy": _day(year, b, a)}
    if not long_year:
        found["ymd"] = _day(_century(a), b, c)
    days = {order: day for order, day in found.items() if day is not None}
    if not days:
        return Reading(None, problem="impossible_date")
    order = _choose(days, hint, long_year)
    if not order:
        return Reading(None, problem="ambiguous_date")
    style = {"mdy": "us_date", "dmy": "day_first_date", "ymd": "short_year"}[order]
    return _with_rest(days[order], style, match["rest"], None, None)


def _choose(days: dict[str, date], hint: Hint, long_year: bool) -> str:
    """The order that the column, the file's day or the file's month asks for; month first where only habit is left."""
    if hint.date_order in days:
        return hint.date_order
    if hint.as_of is not None:
        exact = [order for order, day in days.items() if day == hint.as_of]
        if exact:
            return exact[0]
    months = _months(hint)
    wanted = {day: order for order, day in reversed(days.items()) if (day.year, day.month) in months}
    if len(wanted) == 1:
        return next(iter(wanted.values()))
    if long_year:
        # Excel in English writes the month first; nobody in Japan writes the day first of his own accord.
        return "mdy" if "mdy" in days else "dmy"
    if "mdy" in days and len(set(days.values())) == 1:
        return "mdy"
    return ""


def _months(hint: Hint) -> set[tuple[int, int]]:
    """Year and month of the file: of its day and in its name (``…_202404.csv``), not in the code before it."""
    months = {(hint.as_of.year, hint.as_of.month)} if hint.as_of else set()
    name = hint.file_name
    if is_municipality_code(name[:6]) and name[6:7] in ("_", "-"):
        name = name[6:]
    found = _MONTH_IN_NAME.findall(name)
    return months | {(int(year), int(month)) for year, month in found[-1:]}


def _rare(folded: str) -> Reading:
    if match := _COMPACT.fullmatch(folded):
        return _finish(_day(int(match["y"]), int(match["m"]), int(match["d"])), "compact_date")
    if match := _COMPACT_ERA.fullmatch(folded):
        era = _ERA[match["era"]]
        day = _day(era.base + int(match["n"]), int(match["m"]), int(match["d"])) if int(match["n"]) else None
        return _finish(day, "wareki", (day, day), era)
    if match := _SERIAL.fullmatch(folded):
        days = int(match["days"])
        if EXCEL_FIRST <= days <= EXCEL_LAST:
            return Reading(EXCEL_EPOCH + timedelta(days=days), conversion="excel_serial")
        return Reading(None, problem="not_a_date")
    if re.fullmatch(r"[0-9]{6}", folded):
        return _six_digits(folded)
    return Reading(None, problem="ambiguous_date" if _NO_YEAR.match(folded) else "not_a_date")


def _six_digits(folded: str) -> Reading:
    """``202404`` is a month; ``201204`` could also be 2020-12-04."""
    month = _day(int(folded[:4]), int(folded[4:]), 1)
    short = _day(_century(int(folded[:2])), int(folded[2:4]), int(folded[4:]))
    if month is not None and short is None:
        return Reading(month, conversion="month_only")
    return Reading(None, problem="ambiguous_date" if short else "not_a_date")


def _with_rest(
    day: date | None, style: str, rest: str, span: tuple[date | None, date | None] | None, era: Era | None
) -> Reading:
    """Finish a date that has something after it: a clock, a weekday, a remark, or a second date."""
    if day is None or not rest.strip():
        return _finish(day, style, span, era)
    if clock := _CLOCK.fullmatch(rest):
        return _finish(_in_japan(day, rest, clock["zone"]), "time_dropped")
    outside = _BRACKETS.sub("", rest)
    if _GOES_ON.match(outside) or _ANOTHER_DATE.search(outside):
        return Reading(None, problem="ambiguous_date")
    return _finish(day, "remark", span, era)


def _in_japan(day: date, rest: str, zone: str | None) -> date:
    """The day in Japan of a time with a zone: 2024-03-31T15:00Z is 1 April there."""
    if not zone:
        return day
    clock = rest.strip("T ").removesuffix(zone).partition(".")[0]
    offset = "+00:00" if zone == "Z" else zone
    hours, minutes = int(clock.split(":")[0]), int(clock.split(":")[1])
    sign = -1 if offset[0] == "-" else 1
    shift = sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=hours, minutes=minutes) - shift
    return (moment + timedelta(hours=9)).date()


def _finish(
    day: date | None, conversion: str, span: tuple[date | None, date | None] | None = None, era: Era | None = None
) -> Reading:
    if day is None:
        return Reading(None, problem="impossible_date")
    if era is not None and span is not None:
        first, last = span
        if first is None or last is None or last < era.first or first > era.last:
            conversion = "wareki_beyond_era"
    return Reading(day, conversion=conversion)


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _century(two_digits: int) -> int:
    """POSIX: 69–99 belong to the last century."""
    return two_digits + (1900 if two_digits >= 69 else 2000)
