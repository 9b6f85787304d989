"""What a column of numbers may be beside an amount: words in numbers, a running number, a percentage, a fraction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from machi.ingest import meaning_words as words
from machi.ingest.coordinates import EAST, NORTH, SOUTH, WEST
from machi.ingest.meaning_evidence import Evidence
from machi.ingest.meaning_values import is_fine_degree, number_in
from machi.ingest.reading import fold
from machi.text import _

if TYPE_CHECKING:
    from machi.ingest.meaning import Meaning

_CHANGED = re.compile("(?:増減|伸び|前年度?比?|比|率|割合|構成)$")
"""Ends of headers under which % may stand as well as yen."""
_CLOCK = re.compile(r"[0-2]?\d:[0-5]\d(?::[0-5]\d)?")
FEW_CODES, CODED_ROWS = 12, 10
"""Different whole numbers up to which they may stand for words, and rows from which that can be told."""


def is_percent(column: Evidence) -> bool:
    called = words.SHARE.search(column.key) and not words.NO_PERCENT.search(column.key)
    return bool(called) and not is_fraction(column)


def is_fraction(column: Evidence) -> bool:
    """0.9312 for 93.12%, as a workbook holds it under the format of a percentage: it must not be said as 0.93%."""
    values = [value for text in column.texts if (value := number_in(text)) is not None]
    return bool(values) and all(abs(value) <= 1 for value in values) and any(value % 1 for value in values)


def unit_of(column: Evidence, inside: str, *, share: bool) -> str:
    """The unit of a column of figures: its header's, else ``inside``, the one of its cells; of a ``share`` % where it is one."""
    unit = words.unit_in_header(column.header, column.key) or inside
    if share and unit not in ("%", "‰") and (inside == "%" or f"（{unit}）" not in column.header):
        unit = inside  # 利用者数_増減率 is no number of people
    if unit == "%" and is_fraction(column) and sum(len(text) > 5 for text in column.texts) > len(column.texts) / 2:
        unit = ""  # no person types 0.33209 under （％）
    return unit or ("%" if share and is_percent(column) else "")


def may_be_in(unit: str, column: Evidence) -> bool:
    """Whether figures may be in the unit of the whole table: 96.3 under （単位：千円、％） is none of the yen."""
    return not unit.endswith("円") or not (_CHANGED.search(column.key) or any("." in text for text in column.texts))


def coded(column: Evidence) -> bool:
    """Whether few whole numbers come again and again under a header that counts nothing (1 男, 2 女; 1 and 0)."""
    if column.distinct > FEW_CODES or column.filled < CODED_ROWS or words.unit_in_header(column.header, column.key):
        return False
    whole = all(text.isdigit() and len(text) <= 2 for text in map(_folded, column.texts))
    called = words.CODED.search(column.key) and column.filled >= 2 * column.distinct
    flag = set(map(_folded, column.texts)) == {"0", "1"}
    counts = words.COUNTED.search(column.key) or words.SHARE.search(column.key)
    return whole and not counts and bool(called or flag)


def _folded(text: str) -> str:
    return fold(text)[0]


def running(column: Evidence) -> bool:
    """Whether a first column counts the rows: that is no amount."""
    if (
        column.position > 1
        or words.unit_in_header(column.header, column.key)
        or column.distinct != column.filled
        or column.filled < max(3, column.rows - 3)
    ):
        return False
    numbers = [number_in(text) for text in column.texts[:50]]
    return numbers[:3] == [1, 2, 3] and all(value is not None and value == int(value) for value in numbers)


def of_some_plane(column: Evidence) -> bool:
    """Whether x and y are no degrees: 130 and 35 may be steps of a drawing. Degrees have decimals, two under a bare X."""
    exact = re.compile(r"\.\d|[°度]" if "座標" in column.key else r"\.\d\d|[°度]")
    return bool(words.FLAT.match(column.key)) and column.share("exact", lambda text: bool(exact.search(text))) < 0.5


def as_fees(found: Sequence[Meaning], columns: Sequence[Evidence]) -> list[Meaning]:
    """Round amounts of money beside classes of income are fees for one person: the classes have no sum."""
    worded = ("name", "category", "code", "text")
    keys = [column.key for one, column in zip(found, columns, strict=True) if one.meaning in worded]
    called = re.compile("") if any(map(words.CLASS.search, keys)) else words.FEE
    if called is words.FEE and not any(map(words.STEP.search, keys)):
        return list(found)
    why = _("階層ごとの、1人分の額です。足し合わせる数ではありません。")
    return [
        replace(one, unit="円/人", reason=why)
        if one.meaning == "amount"
        and one.additive
        and one.unit in ("", "円")
        and not words.PAID.search(column.key)
        and called.search(column.key)
        and _round(column)
        else one
        for one, column in zip(found, columns, strict=True)
    ]


def _round(column: Evidence) -> bool:
    values = [value for text in column.texts if (value := number_in(text)) is not None]
    return 1_000 <= max(values, default=0) < 1_000_000 and all(value % 10 == 0 for value in values)


def identifiers(column: Evidence) -> bool:
    """Ten digits or more, as many in each: ISBNs or corporate numbers. Amounts of yen are as long: their header says so.
    No amount has sixteen."""
    if words.COUNTED.search(column.key) or words.unit_in_header(column.header, column.key):
        return False
    lengths = set(map(len, column.texts))
    alike = len(lengths) == 1 and 10 <= min(lengths) <= 14
    return (alike or min(lengths) >= 16) and all(map(str.isdigit, column.texts))


def nameless_degrees(column: Evidence) -> str:
    """``lat`` or ``lon`` of a column without a name whose cells are coordinates; "" for all others."""
    if not words.NO_HEADER.match(column.key):
        return ""
    bounds = {"lat": (SOUTH, NORTH), "lon": (WEST, EAST)}
    found = (name for name, ends in bounds.items() if all(is_fine_degree(text, *ends) for text in column.texts))
    return next(found, "")


def is_clock(text: str) -> bool:
    """``7:05`` or ``16:30:00``: a time of day without its day."""
    return _CLOCK.fullmatch(fold(text)[0]) is not None


def part_of_time() -> str:
    """The reason given for an hour without its day."""
    return _("日や時刻の一部です。足し合わせる数ではありません。")


def running_number() -> str:
    """The reason given for a column that counts the rows."""
    return _("1から順に並んだ番号です。")
