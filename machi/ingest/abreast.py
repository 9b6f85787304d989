"""One long table that was printed in several columns of a page: 町名,世帯,人口,,町名,世帯,人口 is read as 町名,世帯,人口.

Each record becomes as many rows as there are tables abreast. A row is called by its line and, from the second table on, by
lines that follow the file's last one: ``source_row`` stays one row's own, and ``Receipt.line_of`` gives the line back.

Every reading of a file decides here, whatever kind it is read as: what the receipt counts is what the cards count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from machi.ingest import meaning_words
from machi.ingest.header import Header
from machi.ingest.meaning_values import is_sum
from machi.ingest.records import Batch
from machi.ingest.schema import header_key
from machi.ingest.two_rows import is_value
from machi.text import _

OWN_LABELS = 0.8
"""Share of the first cells that are no other row's: the tables go on from each other, they don't say more of the same."""
_AREA = re.compile(r"町|字|丁目|地区|地域|行政区|自治会|市区町村|都道府県|town|area|district")
"""What lists go on about in the next column of the page. Of two teams or shops, each may stand beside its rival."""

_ABOUT = re.compile(r"[(（【]*(?:単位|資料|出典|出所|作成|※|注).*|.*(?:現在|課|係)[)）】]*")
"""What stands above a table at its right, and names none."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Abreast:
    """``starts``: where each table begins. ``span``: lines of the file; 0 until it is known."""

    starts: tuple[int, ...]
    width: int
    span: int = 0
    against: str = ""
    """Why they may be no parts of one list, and are left as they are written."""

    def cut(self, batch: Batch) -> Batch:
        """The rows of the first table, then those of the second … A part without any value is no row."""
        rows, lines = [], []
        for nth, start in enumerate(self.starts):
            for row, line in zip(batch.rows, batch.lines, strict=True):
                part = [*row[start : start + self.width]]
                # What stands between the tables or beyond the last one makes the row too wide: told, never lost.
                part += [cell for cell in row[start + self.width : self._next(nth, len(row))] if cell.strip()]
                if any(cell.strip() for cell in part):
                    rows.append(part)  # a line that ends within a table is too short: told, not filled up
                    lines.append(line + nth * self.span)
                elif not nth and not any(cell.strip() for cell in row):
                    rows.append([])
                    lines.append(line)
        return Batch(rows, lines, batch.end)

    def _next(self, nth: int, end: int) -> int:
        return self.starts[nth + 1] if nth + 1 < len(self.starts) else end


def find(header: Header, body: Sequence[Sequence[str]], above: Sequence[Sequence[str]] = ()) -> Abreast | None:
    """The tables under a header that repeats itself; None where it doesn't, or where they are surely no parts of one.

    ``above``: the rows over the header, which may give each table a name of its own.
    """
    keys = [header_key(cell) for cell in header.cells]
    if header.lower >= 0 or header.type_rows or len(keys) < 4 or not keys[0] or keys.count(keys[0]) < 2:
        return None
    starts = tuple(at for at, key in enumerate(keys) if key == keys[0])
    block = keys[: starts[1]]
    while not block[-1]:
        block.pop()
    width = len(block)
    tables = [keys[start : start + width] for start in starts]
    between = set(range(len(keys))) - {start + at for start in starts for at in range(width)}
    if width < 2 or len(set(block)) < width or any(table != block for table in tables):
        return None
    if any(keys[at] or any(len(row) > at and row[at].strip() for row in body) for at in between):
        return None
    if not _goes_on(starts, width, body, keys[0]):
        return None
    found = Abreast(starts, width)
    return replace(found, against=_against(found, keys, body, above))


def _against(found: Abreast, keys: Sequence[str], body: Sequence[Sequence[str]], above: Sequence[Sequence[str]]) -> str:
    starts, width, first = found.starts, found.width, keys[0]
    for row in above:
        over = [row[start:end] for start, end in zip(starts, [*starts[1:], len(row)], strict=True)]
        named = [text for cells in over if (text := " ".join(cell.strip() for cell in cells if cell.strip()))]
        if len(set(map(header_key, named))) > 1 and len({_ABOUT.fullmatch(text) is None for text in named}) == 1:
            return _("上の行の「{names}」が表ごとに違う").format(names=_("」「").join(named))
    if _same_whole(found, keys, body):
        return _("どの表も合計が同じで、1つの全体を別々に分けたものかもしれない")
    if width == 2 and len(starts) == 2 and not (_AREA.search(first) or _timed(first)):
        return _("1つの一覧の続きか、左右で組になった表か、見出しからは分からない")
    return ""


def _same_whole(found: Abreast, keys: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether each table comes to the same sums, or its shares to 100 %: men and women beside ages, revenue beside spending."""
    same = []
    for at in range(1, found.width):
        parts = []
        for start in found.starts:
            rows = [row for row in body if len(row) > start + at and not is_sum(row[start].strip())]
            cells = [unicodedata.normalize("NFKC", row[start + at]).replace(",", "").strip(" %") for row in rows]
            parts.append(sorted(float(cell) for cell in cells if _NUMBER.fullmatch(cell)))
        sums = [sum(part) for part in parts]
        if meaning_words.SHARE.search(keys[at]) and all(len(part) > 1 and abs(sum(part) - 100) < 1 for part in parts):
            return True
        if any(parts) and any(part != parts[0] for part in parts):
            same.append(max(sums) - min(sums) < 1e-6 * max(1, *sums))
    return bool(same) and all(same)


def _goes_on(starts: Sequence[int], width: int, body: Sequence[Sequence[str]], first: str) -> bool:
    """Whether every table names its own rows, with a number beside each name."""
    labels = [row[start].strip() for start in starts for row in body if len(row) > start and row[start].strip()]
    numbered = _timed(first) or meaning_words.CODE.search(first) is not None
    if len(labels) < 3 or len(set(labels)) < OWN_LABELS * len(labels) or (any(map(is_value, labels)) and not numbered):
        return False
    return all(
        any(len(row) > at and is_value(row[at].strip()) for at in range(start + 1, start + width) for row in body)
        for start in starts
    )


def _timed(first: str) -> bool:
    return bool(meaning_words.TIME.search(first) or meaning_words.MONTH_NUMBER.match(first))


def header_of(header: Header, found: Abreast) -> Header:
    """The header of one of the tables."""
    return replace(header, cells=header.cells[: found.width], width=found.width)
