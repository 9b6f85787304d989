"""Times of day as minutes from 0:00 (24:00 = 1440, 25:30 = 1530), and opening hours out of prose.

Only what is clearly one time is taken. A range in a cell for one time is refused: whether the opening or the closing
was meant depends on the column, and a wrong hour sends somebody to a locked door.
"""

from __future__ import annotations

import re

from machi.ingest.reading import Reading, absent, fold

DAY = 24 * 60
LATEST = 30 * 60
"""Broadcasters and shops count the night as up to 30:00; beyond that it's a slip."""
LONGEST_PROSE = 1000

_TIME = re.compile(
    r"(?P<next>翌日?|翌朝)?\s*(?P<half>午前|午後|[ap]\.?m\.?)?\s*(?<![0-9:])(?P<hour>[0-9]{1,2})\s*"
    r"(?::\s*(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?(?![0-9:])"
    r"|時(?!間)\s*(?:(?P<minute2>[0-9]{1,2})\s*分|(?P<thirty>半))?)"
    r"(?:\s*(?P<ampm>[ap]\.?m\.?)(?![a-z]))?",
    re.IGNORECASE,
)
_REMARK = re.compile(r"[(\[【〔<《※*]|から|より|まで|ごろ|頃|以降|開|終|閉|[~〜–—―−ー-]\s*$")
_BETWEEN = re.compile(r"\s*(?:[~〜∼～–—―−‐ー-]|から|より|→)\s*")
_BRACKETS = re.compile(r"\([^()]*\)")
_HHMM = re.compile(r"[0-2][0-9][0-5][0-9]")
_FRACTION = re.compile(r"0?\.[0-9]+")
_ALL_DAY = re.compile(
    r"(?:年中無休|無休|毎日|通年|[・、,/\s])*(?:24時間|終日|常時)(?:年中無休|無休|365日|[・、,/\s])*"
    r"(?:営業|利用|使用|開放|解放|開館|開園|対応|可能?|オープン|です|。)*"
)


def minute(text: str) -> Reading:
    """One time of day. ``17:00（最終入館16:30まで）`` counts as 17:00, with the conversion "remark"."""
    folded, conversion = fold(text)
    match = _TIME.match(folded)
    if match is None:
        missing = absent(folded)
        return missing if missing is not None else _without_colon(folded)
    value = _minutes(match)
    rest = folded[match.end() :].strip()
    if value is None or (rest and not _REMARK.match(rest)):
        return Reading(None, problem="not_a_time")
    if rest:
        conversion = "remark"
    elif match["next"]:
        conversion = "next_day"
    elif match["half"] or match["ampm"]:
        conversion = "half_day"
    return Reading(value, conversion=conversion)


def hours_from_prose(text: str) -> tuple[int, int] | None:
    """Opening and closing in minutes when the prose holds exactly one range outside brackets, else None.

    A closing at or before the opening is on the next day (``22時〜2時`` = 1320, 1560; ``8:30-8:30`` = a whole day).
    """
    if len(text) > LONGEST_PROSE:
        return None
    outside = fold(text)[0]
    while (shorter := _BRACKETS.sub("", outside)) != outside:
        outside = shorter
    if _ALL_DAY.fullmatch(outside.strip()):
        return 0, DAY
    times = list(_TIME.finditer(outside))
    pairs = [
        index
        for index in range(len(times) - 1)
        if _BETWEEN.fullmatch(outside[times[index].end() : times[index + 1].start()])
    ]
    found = {_range(times[index], times[index + 1]) for index in pairs}
    return found.pop() if len(found) == 1 and pairs[0] == 0 else None


def _range(first: re.Match[str], last: re.Match[str]) -> tuple[int, int] | None:
    opening, closing = _minutes(first), _minutes(last)
    if opening is None or closing is None or opening >= DAY:
        return None
    if _half(first) and not _half(last) and not last["next"] and int(last["hour"]) <= 12:
        # 午後1時〜5時 carries on; 午前9時〜5時 could be either, so nobody is told.
        if _half(first) == "a" and closing <= opening:
            return None
        closing += DAY // 2 if _half(first) == "p" and closing < DAY // 2 else 0
    if closing <= opening:
        closing += DAY
    return opening, closing


def _half(match: re.Match[str]) -> str:
    """ "a" before noon, "p" after noon, "" when the time doesn't say."""
    word = (match["half"] or match["ampm"] or "").lower()
    return {"午前": "a", "午後": "p"}.get(word, word[:1])


def _minutes(match: re.Match[str]) -> int | None:
    hour, minutes = int(match["hour"]), int(match["minute"] or match["minute2"] or (30 if match["thirty"] else 0))
    if minutes > 59 or int(match["second"] or 0) > 59 or (match["half"] and match["ampm"]):
        return None
    half = _half(match)
    if half:
        if hour > 12 or (hour == 12 and match["half"] in ("午前", "午後")):
            return None  # 午後12時 is noon to some and midnight to others
        hour = hour % 12 + (12 if half == "p" else 0)
    value = hour * 60 + minutes
    if match["next"]:
        return value + DAY if value <= DAY // 2 else None
    return value if value <= LATEST else None


def _without_colon(folded: str) -> Reading:
    if folded == "正午":
        return Reading(DAY // 2, conversion="half_day")
    if _HHMM.fullmatch(folded) and int(folded) <= 2400:
        return Reading(int(folded[:2]) * 60 + int(folded[2:]), conversion="hhmm")
    if _FRACTION.fullmatch(folded):
        return Reading(round(float(folded) * DAY), conversion="excel_serial")
    return Reading(None, problem="not_a_time")
