"""The weather service's own downloads (気象庁 過去の気象データ): stations over elements, and marks of quality below them.

A line says when the file was made, the next names a station over each column, then come the elements (年月日, 平均気温(℃) …),
each several times over, then up to two rows that tell the value's column from those of its marks (品質情報, 均質番号) and
from the direction of a wind. No other header repeats so; read by one row it would put every figure under a wrong name.
"""

from __future__ import annotations

from collections.abc import Sequence

MADE = "ダウンロードした時刻"
TIMES = ("年月日", "年月日時", "年月", "年")
WITHIN = 6
"""Records below the first within which the elements must stand."""
MARKS = 3
"""Records below the elements that may tell a value from its marks."""


def find(rows: Sequence[Sequence[str]]) -> tuple[int, list[str], list[int]] | None:
    """Position of the elements, one name a column, and the positions of the rows below them that belong to the header."""
    if not rows or not rows[0] or not rows[0][0].replace("\ufeff", "").strip().startswith(MADE):
        return None
    at = next((at for at, row in enumerate(rows[: WITHIN + 1]) if row and row[0].strip() in TIMES), None)
    if at is None:
        return None
    last = at
    while last + 1 < min(len(rows), at + MARKS + 1) and not _cell(rows[last + 1], 0):
        last += 1
    stations = next((row for row in reversed(rows[1:at]) if any(cell.strip() for cell in row)), [])
    several = len({cell.strip() for cell in stations} - {""}) > 1
    levels = [stations] * several + list(rows[at : last + 1])
    width = len(rows[at])
    names = ["_".join(dict.fromkeys(part for row in levels if (part := _cell(row, column)))) for column in range(width)]
    return at, names, list(range(at + 1, last + 1))


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""
