"""e-Stat's mesh files: two header rows (codes, then labels), and small cells whose detail went into a neighbour.

``T001141019`` means another column in each table, so a column is known by its label in the second row, never by its
code. 秘匿・合算: a cell with HTKSYORI 2 keeps its total and gives its detail to HTKSAKI, which carries HTKSYORI 1 and
names the givers in GASSAN; the detail of that cell is the whole group's (``queries/_views_mesh.sql`` dissolves groups).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from machi.ingest.checks import Issue
from machi.ingest.columns import EXAMPLES, Cells
from machi.ingest.receipt import Receipt
from machi.ingest.repairs import day_in_name
from machi.ingest.two_rows import is_value
from machi.ingest.values import Hint

KEY = "KEY_CODE"
SMALL_AREAS = "HYOSYO"
"""Its presence means a 小地域 table: there KEY_CODE is the code of a town, not of a grid square."""
GROUP_COLUMNS = ("mesh_code", "htksyori", "htksaki", "gassan")


def label_row(rows: Sequence[list[str]], index: int) -> int | None:
    """Position of the labels below the header at ``index``, none over KEY_CODE; None when that is no e-Stat header."""
    if index + 1 >= len(rows) or not rows[index] or rows[index][0].replace("\ufeff", "").strip() != KEY:
        return None
    below = rows[index + 1]
    filled = [cell for cell in below if cell]
    named = not below[0] if below else False
    return index + 1 if named and filled and not any(map(is_value, filled)) else None


def find(rows: Sequence[list[str]]) -> int | None:
    """Position of an e-Stat header among ``rows``, None when there is none."""
    return next((index for index in range(len(rows)) if label_row(rows, index) is not None), None)


def joined(codes: Sequence[str], labels: Sequence[str]) -> list[str]:
    """One header: the label where there is one, else the code (KEY_CODE … GASSAN)."""
    small = SMALL_AREAS in codes
    names = [label.strip() or code for code, label in zip(codes, [*labels, *[""] * len(codes)], strict=False)]
    return [f"{name}（小地域）" if small and name == KEY else name for name in names]


def months(cells: dict[str, Cells], rows: np.ndarray, hint: Hint, receipt: Receipt) -> np.ndarray:
    """The day of each row of a mesh table: its date, else the first of its year and month, else the file's day."""
    days = np.full(len(rows), None, dtype=object)
    if "surveyed_on" in cells:
        days = cells["surveyed_on"].objects()
    if {"year", "month"} <= set(cells):
        years, numbers = (cells[name].objects() for name in ("year", "month"))
        days = np.array(
            [
                day or (pd.Timestamp(int(y), int(m), 1).date() if y is not None and m is not None else None)
                for day, y, m in zip(days, years, numbers, strict=True)
            ],
            dtype=object,
        )
    elif "surveyed_on" not in cells and (file_day := hint.as_of or day_in_name(hint.file_name)) and len(rows):
        days = np.full(len(rows), file_day, dtype=object)
        examples = [("", file_day.isoformat(), int(row)) for row in rows[:EXAMPLES]]
        receipt.converted("surveyed_on", "from_file", len(rows), examples)
    return days


def cut_groups(table: pd.DataFrame) -> list[Issue]:
    """Groups of which a part is not in the file (a city cut out of its prefecture): they have no share.

    ``table``: ``source_row`` and ``GROUP_COLUMNS`` of the whole file.
    """
    known = set(table["mesh_code"].dropna())
    issues = []
    for row in table[table["htksyori"].fillna(0) > 0].itertuples(index=False):
        partners = members(row.gassan) if row.htksyori == 1 else [row.htksaki] if isinstance(row.htksaki, str) else []
        gone = [code for code in partners if code not in known]
        if gone:
            column = "gassan" if row.htksyori == 1 else "htksaki"
            issues.append(Issue(int(row.source_row), column, "group_cut", ";".join(gone), str(row.mesh_code)))
    return issues


def members(gassan: object) -> list[str]:
    """The codes of a ``;`` list."""
    return [code.strip() for code in gassan.split(";") if code.strip()] if isinstance(gassan, str) else []
