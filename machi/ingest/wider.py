"""A header that is shorter than every row below it: the columns beyond it have no name, but their rows are rows.

Each row as wide as the next, so that no comma slipped in somewhere. Thousands (1,234 without quotes) make rows wider too,
and would put each figure under the wrong name: such a table is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

LEAST = 2
NEARLY_ALL = 0.9
_HEAD, _THOUSANDS = re.compile(r"\d{1,3}"), re.compile(r"\d{3}")


def width_of(rows: Sequence[Sequence[str]], named: int) -> int:
    """The number of columns that nearly all ``rows`` have beyond the ``named`` ones of the header; 0 where they don't."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    widths = Counter(map(len, filled))
    width, often = widths.most_common(1)[0] if widths else (0, 0)
    alike = [row for row in filled if len(row) == width]
    if width <= named or often < max(LEAST, NEARLY_ALL * len(filled)) or min(map(len, filled)) < named:
        return 0
    if 2 * sum(any(cell.strip() for cell in row[named:]) for row in alike) < len(alike) or _thousands(alike):
        return 0
    return width


def _thousands(rows: Sequence[Sequence[str]]) -> bool:
    """Whether two neighbours are the parts of one number in nearly every row."""
    for at in range(len(rows[0]) - 1):
        parts = sum(
            bool(_HEAD.fullmatch(row[at].strip()) and _THOUSANDS.fullmatch(row[at + 1].strip())) for row in rows
        )
        if parts >= NEARLY_ALL * len(rows):
            return True
    return False
