"""A table without a header row: its first record is read as data, and the columns are called 1列目, 2列目 …

A first row is data only where it looks like all that follow, column by column, and where no header could look so. Anything
less sure keeps its header and is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from machi.ingest.schema import header_key
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

_LABEL = re.compile(
    r"(?:町丁?|地区|地域|区|駅|園|校|学校|施設|品|市|市町村|都道府県|団体|路線|会場|科目|事業)?名称?|.*(?:区分|種別|種類|分類|[^特]別|番号)"
    r"|項目|内訳|科目|品目|年齢|停留所|バス停|年度?|月|日|曜日|時刻|時間帯?|町丁?目?|地区|地域|施設|学校|団体|駅|学年|会計|款|no\.?"
)
"""What the first cell of a header is called, and that of a row hardly ever."""


def is_headless(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the record at ``at``, where a header should be, is the first row of data."""
    body = [[cell.strip() for cell in row] for row in rows[at : at + LOOK_AT] if any(cell.strip() for cell in row)]
    width = max((len(row) for row in body), default=0)
    body = [row for row in body if len(row) == width]
    if len(body) < LEAST or width < 2 or [cell.strip() for cell in rows[at]] != body[0]:
        return False
    if not body[0][0] or _LABEL.fullmatch(header_key(body[0][0])):
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
    return agree > 0 and not _goes_on(body)


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


def _goes_on(body: Sequence[Sequence[str]]) -> bool:
    """Whether the numbers of the first record go up as ages, years and months do over columns: in even steps (2022, 2023), or
    (0, 15, 65; 10, 11, 12, 1) where few records below go up and down as it does."""
    numbers = _whole(body[0])
    steps = [after - before for before, after in pairwise(numbers)]
    if not steps:
        return False
    if len(set(steps)) == 1 and steps[0] > 0:
        return True
    falls = [after for before, after in pairwise(numbers) if after <= before]
    if len(steps) < 2 or len(falls) > 1 or any(after > 2 for after in falls):
        return False
    alike = sum(_ups(_whole(row)) == _ups(numbers) for row in body[1:])
    return 2 * alike < len(body) - 1


def _whole(cells: Sequence[str]) -> list[int]:
    return [int(text) for cell in cells if (text := unicodedata.normalize("NFKC", cell)).isdecimal()]


def _ups(numbers: Sequence[int]) -> list[bool]:
    return [after > before for before, after in pairwise(numbers)]
