"""Checks on the distinct texts of a column that no type asks for: formulas, dates that were house numbers, odd days.

The value stays as it was read; each finding is an Issue with its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import numpy as np
import pyarrow.compute as pc

from machi.clock import fixed_today, real_today
from machi.ingest import plain
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
_LOST_ZERO = r"^\s*([0-9]{5,6}|[0-9]{2}-[0-9]{4})\s*$"
_NUMERALS = plain.first_bytes("0123456789 \t\r\n\f\v")
_SIGNS = plain.first_bytes("=@+-' \t\r\n\u3000")
_MAY_RUN = r"^[ \t\r\n\x{3000}']*([=@]|[+-](?s:.)*\|)"
_ACTIVE = re.compile(
    r"[=+@-].*\|.*!|[=+-]\s*(?:HYPERLINK|WEBSERVICE|IMPORT\w*|DDE)\s*\(|@SUM", re.IGNORECASE | re.DOTALL
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = rf"(?i)^\s*([0-9]{{1,2}}月[0-9]{{1,2}}日|(19|20)[0-9]{{2}}[/-][0-9]{{1,2}}[/-][0-9]{{1,2}}|[0-9]{{1,2}}-({_MONTHS}))\s*$"


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
        for at, text in _matching(cells, _MAY_RUN, _SIGNS):
            if kind := formula_kind(text):
                found.append(Issue(int(cells.rows[at]), column.name, kind, text))
    title = header_key(column.title)
    if title in _POSTAL_TITLES:
        for at, text in _matching(cells, _LOST_ZERO):
            digits = text.strip().replace("-", "").zfill(7)
            said = f"{digits[:3]}-{digits[3:]}"
            found.append(Issue(int(cells.rows[at]), column.name, "short_postal_code", text, said))
    if column.name in _ADDRESSES or title in _ADDRESS_TITLES:
        found += [
            Issue(int(cells.rows[at]), column.name, "date_in_address", text)
            for at, text in _matching(cells, _DATE, _NUMERALS)
        ]
    if column.type == "date":
        found += _odd_dates(cells)
    if column.name == "corporate_number":
        for at, value in enumerate(cells.objects()):
            if value is not None and not is_corporate_number(str(value)):
                found.append(Issue(int(cells.rows[at]), column.name, "bad_corporate_number", cells.text_at(at)))
    return found


def _matching(cells: Cells, pattern: str, first: np.ndarray | None = None) -> Iterator[tuple[int, str]]:
    """Positions and texts of the cells in which ``pattern`` is found; ``first``: bytes that such a text begins with."""
    if first is not None:
        places = plain.beginning(cells.source, first, pattern)
    else:
        places = np.flatnonzero(pc.match_substring_regex(cells.source, pattern).to_numpy(zero_copy_only=False))
    for at in places.tolist():
        yield at, cells.text_at(at)


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
