"""A header that is shorter than every row below it: the columns beyond it have no name, but their rows are rows.

Each row as wide as the next, so that no comma slipped in somewhere. A header that leaves out its first name, a comma in
each address and thousands (1,234 without quotes) make rows wider too, and would put each figure under the wrong name: where
the columns beyond the header hold figures, or words stand under the name of a figure, the table is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from machi.ingest.meaning_words import COUNTED, LAT, LON, PEOPLE
from machi.ingest.schema import header_key
from machi.ingest.two_rows import is_value

LEAST = 2
NEARLY_ALL = 0.9
_HEAD, _THOUSANDS = re.compile(r"\d{1,3}"), re.compile(r"\d{3}")


def width_of(rows: Sequence[Sequence[str]], cells: Sequence[str], named: int) -> int:
    """The number of columns of nearly all ``rows`` where they are more than the ``named`` ones of the header; else 0."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    widths = Counter(map(len, filled))
    width, often = widths.most_common(1)[0] if widths else (0, 0)
    alike = [row for row in filled if len(row) == width]
    if width <= named or often < max(LEAST, NEARLY_ALL * len(filled)) or min(map(len, filled)) < named:
        return 0
    if 2 * sum(any(cell.strip() for cell in row[named:]) for row in alike) < len(alike) or _thousands(alike):
        return 0
    return 0 if _shifted(alike, cells, named) else width


def _shifted(rows: Sequence[Sequence[str]], cells: Sequence[str], named: int) -> bool:
    """Whether the cells may stand under each other's names."""
    for at, column in enumerate(zip(*rows, strict=True)):
        filled = [cell for cell in map(str.strip, column) if cell]
        figures = 2 * sum(map(is_value, filled)) > len(filled)
        if figures if at >= named else filled and not figures and at < len(cells) and _counts(header_key(cells[at])):
            return True
    return False


def _counts(key: str) -> bool:
    return any(words.search(key) for words in (COUNTED, PEOPLE, LAT, LON))


def _thousands(rows: Sequence[Sequence[str]]) -> bool:
    """Whether two neighbours are the parts of one number in nearly every row."""
    for at in range(len(rows[0]) - 1):
        parts = sum(
            bool(_HEAD.fullmatch(row[at].strip()) and _THOUSANDS.fullmatch(row[at + 1].strip())) for row in rows
        )
        if parts >= NEARLY_ALL * len(rows):
            return True
    return False
