"""What stands below a table in the same sheet: another table under a header of its own, or rows that are counted again.

Both would be read into the columns above them, and sums would count twice. They are set aside, each row with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from machi.ingest.meaning_values import is_mark
from machi.ingest.periods import read_period
from machi.ingest.two_rows import are_labels, is_value

AGAIN, ANOTHER = "relisted", "second_table"
LONGEST_TIME = 15
"""Characters of a time: 令和5年4月1日現在 is one, 令和5年度の行政資料集 … a title that begins with one."""
_AGAIN = re.compile(r"[(\[]?再掲[)\]]?")
_VERSION = re.compile(r"v(?:er)?(?:sion)?[. ]*\d[\d.]*|第?\d[\d.]*版", re.IGNORECASE)


@dataclass
class Below:
    """Asked for each record that may be more than data. ``numbers_at``: positions of the columns of numbers."""

    numbers_at: frozenset[int] = frozenset()
    figures_first: bool = False
    """Whether each row begins with a number or a time."""
    reason: str = ""
    """Why all that follows is set aside; "" while the table goes on."""
    title_at: int = 0
    """Line of a record with one filled cell, when it was the last."""
    again_at: int = -1
    """Position of the word that says so, when the rows that are counted again end with the next word there."""

    def look(self, row: Sequence[str], line: int, following: Sequence[str], *, after_blank: bool) -> str:
        """The reason to set ``row`` aside, "" for data. ``after_blank``: the record before it was blank."""
        cells = [cell.strip() for cell in row]
        filled = [at for at, cell in enumerate(cells) if cell]
        title_at, self.title_at = self.title_at, line if len(filled) == 1 else 0
        if self.reason == AGAIN and (after_blank or (self.again_at in filled and not _again(cells[self.again_at]))):
            self.reason = ""
        if not self.reason and _again(cells[filled[0]]):
            self.reason, self.again_at = AGAIN, filled[0] if len(filled) > 1 else -1
        elif self.reason != ANOTHER and (after_blank or title_at) and self._is_header(cells, following):
            self.reason = ANOTHER
        return self.reason

    def is_note(self, row: Sequence[str], following: Sequence[str]) -> bool:
        """Whether a record after a blank one says what the table is (令和5年度行政資料集 below the years): words where each row
        begins with a figure, and nothing beside them but a version. Over a record they are the title of what follows."""
        first, *others = (cell.strip() for cell in row)
        if not self.figures_first or is_mark(first) or _is_figure(first):
            return False
        if not any(others) and sum(1 for cell in following if cell.strip()) > 1:
            return False
        return all(not cell or _VERSION.fullmatch(unicodedata.normalize("NFKC", cell)) for cell in others)

    def _is_header(self, cells: Sequence[str], following: Sequence[str]) -> bool:
        """Words where numbers stood until now, and numbers again below them."""
        named = [cell for cell in cells if cell]
        if len(named) < 2 or len(set(named)) < len(named) or not are_labels(named) or any(map(is_mark, named)):
            return False
        over = [at for at in self.numbers_at if at < len(cells) and cells[at] and not is_value(cells[at])]
        return any(at < len(following) and is_value(following[at].strip()) for at in over)


def _again(cell: str) -> bool:
    return _AGAIN.fullmatch("".join(unicodedata.normalize("NFKC", cell).split())) is not None


def _is_figure(cell: str) -> bool:
    return is_value(cell) or (len(cell) <= LONGEST_TIME and read_period(cell, bare=True) is not None)


def begins_with_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether nearly all rows down to the first blank one begin with a number or a time."""
    upper = takewhile(lambda row: any(map(str.strip, row)), rows)
    first = [row[0].strip() for row in upper if row[0].strip()]
    return bool(first) and sum(map(_is_figure, first)) >= 0.7 * len(first)


def number_positions(rows: Sequence[Sequence[str]], width: int) -> frozenset[int]:
    """The columns of which most filled cells are numbers."""
    found = []
    for at in range(width):
        filled = [row[at].strip() for row in rows if len(row) > at and row[at].strip()]
        if filled and sum(map(is_value, filled)) >= 0.7 * len(filled):
            found.append(at)
    return frozenset(found)
