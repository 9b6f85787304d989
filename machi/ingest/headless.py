"""A table without a header row: its first record is read as data, and the columns are called 1列目, 2列目 …

A first row is data only where it looks like all that follow, column by column, and where no header could look so. Anything
less sure keeps its header and is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from machi.ingest.two_rows import is_value

LEAST = 3
"""Records from which the first can be compared with those below it."""
LOOK_AT = 50
ALIKE = 0.8
"""Share of a column's cells that must be of one shape."""
_INTEGER = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+|[-+]?\d+")
_DECIMAL = re.compile(r"[-+]?\d+\.\d+")
_TIME = re.compile(
    r"\d{1,4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?|\d{4}年(?:\d{1,2}月)?|\d{1,2}月\d{1,2}日"
)


def is_headless(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the record at ``at``, where a header should be, is the first row of data."""
    body = [[cell.strip() for cell in row] for row in rows[at : at + LOOK_AT] if any(cell.strip() for cell in row)]
    width = max((len(row) for row in body), default=0)
    body = [row for row in body if len(row) == width]
    if len(body) < LEAST or width < 2 or [cell.strip() for cell in rows[at]] != body[0]:
        return False
    agree = 0
    for column in zip(*body, strict=True):
        first, below = column[0], [cell for cell in column[1:] if cell]
        shapes = [_shape(cell) for cell in below]
        common = max(set(shapes), key=shapes.count, default="")
        if not below or shapes.count(common) < ALIKE * len(shapes):
            continue  # a column of many shapes tells nothing
        if first and _shape(first) != common:
            return False
        agree += bool(first) and common != "words"
    return agree > 0 and not _goes_on(body[0])


def goes_before(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a record is one of the data: of the shapes of the one below it, and as wide or with a figure where it has one."""
    filled = [(_shape(cell), _shape(under)) for cell, under in zip(row, below, strict=False) if cell.strip()]
    alike = [shape for shape, under in filled if shape == under]
    known = len(row) == len(below) or any(shape != "words" for shape in alike)
    return len(filled) > 1 and len(alike) == len(filled) and known


def names(width: int) -> list[str]:
    """What the columns are called."""
    return [f"{place}列目" for place in range(1, width + 1)]


def _shape(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip()
    if _TIME.fullmatch(text):
        return "time"
    if _DECIMAL.fullmatch(text) or _INTEGER.fullmatch(text):
        return "number"
    return "figures" if is_value(text) else "words"


def _goes_on(cells: Sequence[str]) -> bool:
    """Whether the numbers of a record go up in even steps, as ages, years and days do over columns: 0, 1, 2 or 2022, 2023."""
    texts = [unicodedata.normalize("NFKC", cell) for cell in cells]
    numbers = [int(text) for text in texts if text.isdigit()]
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) > 1 and len(steps) == 1 and steps.pop() > 0
