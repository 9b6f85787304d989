"""A header of two or three rows, as Excel leaves merged cells: joined to ``上段_下段``, shown in the receipt, never silent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from machi.ingest.meaning_words import UNITS

MOST_LEVELS = 3
_VALUE = re.compile(r"(?=.*[\d-])[-+]?[\d.,/:年月日\s-]+|https?://.*")
_HEADING = re.compile(r"\d{1,4}(?:年|月)|(?:19|20)\d\d")
"""4月, 1年 (a school year), 2024年 and 2024 stand over columns as well as in cells."""
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z .,&/()%-]{2,}")
_ALSO_WORDS = frozenset("日年本校園点問品社便曲")
"""Units that a cell of words may hold too: 日 under 曜日."""
_ABOUT_TABLE = re.compile(r"[(（]*単位\s*[:：]?.*|.{4,20}現在[)）]?")


def is_value(cell: str) -> bool:
    """A number, a date or an address of the web."""
    return _VALUE.fullmatch(unicodedata.normalize("NFKC", cell)) is not None


def are_labels(cells: Sequence[str]) -> bool:
    """Whether the filled cells of a record can all be headers: words, or times of which none is said twice."""
    values = [text for cell in cells if is_value(text := unicodedata.normalize("NFKC", cell))]
    return all(map(_HEADING.fullmatch, values)) and len(set(values)) == len(values)


def header_of(rows: Sequence[Sequence[str]], index: int, *, asked: bool = False) -> tuple[int, int]:
    """Positions of the first and the last row of the header that has a row at ``index``.

    The rows above have gaps (Excel's merged cells) that those below fill with words, and values follow. ``asked``: a
    person says that there are two rows, the first at ``index``.
    """
    if asked and index + 1 < len(rows):
        return index, index + 1
    for top in range(max(index - MOST_LEVELS + 1, 0), index + 1):
        for count in range(MOST_LEVELS, index - top, -1):
            if count > 1 and _belong(rows, top, count):
                return top, top + count - 1
    return index, index


def _belong(rows: Sequence[Sequence[str]], top: int, count: int) -> bool:
    """Whether the ``count`` rows from ``top`` on are one header."""
    body = [row for row in rows[top + count : top + count + 10] if any(cell.strip() for cell in row)]
    levels = _even(rows[top : top + count])
    if len(levels) < count or not body:
        return False
    upper, lower = levels[0], levels[-1]
    named = [cell for cell in lower if cell]
    if len([cell for cell in upper if cell and not _ABOUT_TABLE.fullmatch(cell)]) < 2 or len(named) < 2:
        return False
    if not all(are_labels(level) for level in levels[1:]):
        return False
    complete = len(named) == len(lower) == len(set(named))
    if complete and upper[0]:
        return False  # a title and its unit over a complete header are no upper row: a title stands in the first cell
    filled = False
    for above in range(1, count):
        gaps = [at for at, cell in enumerate(levels[above]) if cell and not any(level[at] for level in levels[:above])]
        reached = [at for at in gaps if any(levels[above - 1][:at])]
        if not reached or not any(any(upper[:at]) for at in gaps):
            return False
        filled = any(len(row) > at and is_value(row[at].strip()) for row in body for at in gaps)
    last = max(at for at, cell in enumerate(lower) if cell)
    open_ends = [at for at in range(last) if not any(level[at] for level in levels)]
    return filled and not any(
        _holds_values(body, at) or not any(len(row) > at and row[at] for row in body) for at in open_ends
    )


def _holds_values(body: Sequence[Sequence[str]], at: int) -> bool:
    return any(len(row) > at and row[at].strip() and is_value(row[at].strip()) for row in body)


def under(cells: Sequence[str], rows: Sequence[Sequence[str]], last: int) -> str:
    """What the row below a header that ends at ``last`` is, when it belongs to it: ``units``, ``numbers`` (1), (2) …, or
    ``english`` names below Japanese ones; "" for a row of data."""
    if last + 2 >= len(rows):
        return ""
    row, after = ([unicodedata.normalize("NFKC", cell).strip() for cell in rows[at]] for at in (last + 1, last + 2))
    filled = [at for at, cell in enumerate(row[: len(cells)]) if cell]
    if not filled or any(row[len(cells) :]) or not any(at < len(after) and is_value(after[at]) for at in filled):
        return ""
    if all(row[at].strip("()[]") in UNITS for at in filled):
        return "units" if any(row[at].strip("()[]") not in _ALSO_WORDS for at in filled) else ""
    if len(filled) >= 0.6 * len(cells) and len(filled) > 1:
        if [row[at] for at in filled] == [f"({number})" for number in range(1, len(filled) + 1)]:
            return "numbers"
        japanese = sum(1 for at in filled if not cells[at].isascii()) > len(filled) / 2
        if japanese and all(_ENGLISH.fullmatch(row[at]) for at in filled):
            return "english"
    return ""


def joined(levels: Sequence[Sequence[str]]) -> list[str]:
    """``上段_下段``: a name reaches over the gaps to its right as far as there are names below it."""
    even = _even(levels)
    groups = [""] * len(even)
    names = []
    for column in zip(*even, strict=True):
        for depth, cell in enumerate(column):
            below = any(column[depth + 1 :])
            if cell:
                groups[depth:] = [cell if below else "", *[""] * (len(even) - depth - 1)]
            elif not below:
                groups[depth] = ""
        told = [cell or group for cell, group in zip(column, groups, strict=True)]
        lowest = max((depth for depth, cell in enumerate(column) if cell), default=-1)
        names.append("_".join(dict.fromkeys(name for name in told[: lowest + 1] if name)))
    return names


def _even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    clean = [[unicodedata.normalize("NFC", cell.replace("\ufeff", "")).strip() for cell in row] for row in rows]
    return [[*row, *[""] * (width - len(row))] for row in clean]
