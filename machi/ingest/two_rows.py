"""A header of two rows, as Excel's merged cells leave it: joined to ``上段_下段``, shown in the receipt, never silent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_VALUE = re.compile(r"[-+]?[\d.,/:年月日\s-]+|https?://.*")


def is_value(cell: str) -> bool:
    """A number, a date or an address of the web."""
    return _VALUE.fullmatch(unicodedata.normalize("NFKC", cell)) is not None


def lower_row(rows: Sequence[Sequence[str]], index: int, *, asked: bool = False) -> int:
    """Position of the second row of a header that begins at ``index``; -1 when it has one row only.

    The upper row has gaps (Excel's merged cells) that the lower one fills with words, the lower one's gaps stand under
    names, and values follow. ``asked``: a person says that there are two rows.
    """
    if index < 0 or index + 1 >= len(rows):
        return -1
    upper, lower = _even(rows[index], rows[index + 1])
    if asked:
        return index + 1
    gaps = [at for at, (above, below) in enumerate(zip(upper, lower, strict=True)) if below and not above]
    open_ends = [at for at, (above, below) in enumerate(zip(upper, lower, strict=True)) if not below and not above]
    named = [cell for cell in lower if cell]
    if not gaps or len([cell for cell in upper if cell]) < 2 or len(named) < 2 or any(map(is_value, named)):
        return -1
    complete = len(named) == len(lower) == len(set(named))
    if any(at < max(gaps) for at in open_ends) or not any(any(upper[:at]) for at in gaps) or (complete and upper[0]):
        return -1  # a title and its unit over a complete header are no upper row: a title stands in the first cell
    body = [row for row in rows[index + 2 : index + 12] if any(cell.strip() for cell in row)]
    filled = any(len(row) > at and is_value(row[at].strip()) for row in body for at in gaps)
    return index + 1 if filled else -1


def upper_row(rows: Sequence[Sequence[str]], index: int) -> int:
    """Position of the row above a header at ``index`` that names its groups; ``index`` itself when there is none."""
    if index < 1 or lower_row(rows, index - 1) != index:
        return index
    return index - 1


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """``上段_下段``: an upper name reaches over the gaps to its right as far as the lower row has names."""
    above, below = _even(upper, lower)
    names, group = [], ""
    for top, bottom in zip(above, below, strict=True):
        group = top if top else (group if bottom else "")
        names.append(f"{group}_{bottom}" if group and bottom and group != bottom else bottom or top)
        if top and not bottom:
            group = ""
    return names


def _even(upper: Sequence[str], lower: Sequence[str]) -> tuple[list[str], list[str]]:
    width = max(len(upper), len(lower))
    clean = [
        [unicodedata.normalize("NFC", cell.replace("\ufeff", "")).strip() for cell in row] for row in (upper, lower)
    ]
    above, below = ([*row, *[""] * (width - len(row))] for row in clean)
    return above, below
