"""Checks on the distinct texts of a column that no type asks for: formulas, dates that were house numbers, odd days.

The value stays as it was read; each finding is an Issue with its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from machi.clock import fixed_today, real_today
from machi.ingest.checks import Issue
from machi.ingest.columns import Cells
from machi.ingest.schema import header_key
from machi.text import _

YEARS_AHEAD = 1
"""A day may be planned, and a clock may be wrong; a survey beyond the next year is a typing error."""
OLDEST = date(1900, 12, 31)
"""Excel's first year: its empty dates fall there. The day of a founding may be older, so this only asks to look."""
_PLANNED = frozenset(("start_on", "end_on", "apply_from", "apply_until", "next_check_on", "fiscal_year"))
"""Columns in which the future is the point."""
_OLD = frozenset(("designated_on",))
_ADDRESSES = frozenset(("address", "lot"))
_ADDRESS_TITLES = frozenset(map(header_key, ("住所", "所在地", "番地", "地番", "所在地_連結表記", "address")))
_POSTAL_TITLES = frozenset(map(header_key, ("郵便番号", "郵便", "〒", "postal code", "zip", "zip code", "postalCode")))
_LOST_ZERO = re.compile(r"[0-9]{5,6}|[0-9]{2}-[0-9]{4}")
_ACTIVE = re.compile(
    r"[=+@-].*\|.*!|[=+-]\s*(?:HYPERLINK|WEBSERVICE|IMPORT\w*|DDE)\s*\(|@SUM", re.IGNORECASE | re.DOTALL
)
_DATE = re.compile(
    r"\d{1,2}月\d{1,2}日|(?:19|20)\d\d[/-]\d{1,2}[/-]\d{1,2}|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.I,
)


def formula_kind(text: str) -> str:
    """``formula`` for what runs or fetches something when opened, ``formula_like`` for other ``=`` and ``@``, or ""."""
    start = text.lstrip(" \t\r\n\u3000'")
    if not start or start[0] not in "=@+-":
        return ""
    if _ACTIVE.match(start):
        return "formula"
    return "formula_like" if start[0] in "=@" and len(start) > 1 else ""


def look(cells: Cells, *, formulas: bool) -> list[Issue]:
    """What is odd about the texts of one column. ``formulas``: the file holds a sign that a formula needs."""
    column, found = cells.column, []
    if formulas and column.type not in ("url", "phone"):
        for kind in ("formula", "formula_like"):
            found += _rows(cells, (formula_kind(str(text)) == kind for text in cells.texts), kind)
    title = header_key(column.title)
    if title in _POSTAL_TITLES:
        found += _short_postal_codes(cells)
    if column.name in _ADDRESSES or title in _ADDRESS_TITLES:
        found += _rows(
            cells, (_DATE.fullmatch(str(text).strip()) is not None for text in cells.texts), "date_in_address"
        )
    if column.type == "date":
        found += _odd_dates(cells)
    if column.name == "corporate_number":
        bad = (value is not None and not is_corporate_number(str(value)) for value in cells.values)
        found += _rows(cells, bad, "bad_corporate_number")
    return found


def _short_postal_codes(cells: Cells) -> list[Issue]:
    """Postal codes of which a spreadsheet ate the zeros in front (北海道, 青森 and 岩手 begin so)."""
    short = np.fromiter((_LOST_ZERO.fullmatch(str(text).strip()) is not None for text in cells.texts), dtype=bool)
    found = []
    for at in cells.has(short):
        text = cells.text_at(int(at))
        digits = text.strip().replace("-", "").zfill(7)
        found.append(
            Issue(int(cells.rows[at]), cells.column.name, "short_postal_code", text, f"{digits[:3]}-{digits[3:]}")
        )
    return found


def is_corporate_number(text: str) -> bool:
    """13 digits of which the first is 9 − (Σ digit × 1, 2, 1, 2 … from the right, modulo 9)."""
    if not (len(text) == 13 and text.isascii() and text.isdigit()):
        return False
    total = sum(int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(text[1:])))
    return int(text[0]) == 9 - total % 9


def _odd_dates(cells: Cells) -> list[Issue]:
    found = []
    name = cells.column.name
    last = date((fixed_today() or real_today()).year + YEARS_AHEAD, 12, 31)
    if name not in _PLANNED:
        future = (isinstance(value, date) and value > last for value in cells.values)
        found += _rows(cells, future, "odd_date", lambda: _("{year}年より後").format(year=last.year))
    if name not in _OLD:
        past = (isinstance(value, date) and value <= OLDEST for value in cells.values)
        found += _rows(cells, past, "odd_date", lambda: _("1900年以前"))
    return found


def _rows(cells: Cells, flags: Iterable[bool], kind: str, expected: Callable[[], str] = str) -> list[Issue]:
    odd = np.fromiter(flags, dtype=bool, count=len(cells.texts))
    return [
        Issue(int(cells.rows[at]), cells.column.name, kind, cells.text_at(int(at)), expected()) for at in cells.has(odd)
    ]
