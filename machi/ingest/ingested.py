"""What one reading gives: the typed table, what is wrong with it, and the account of every record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from machi.ingest.checks import Issue
from machi.ingest.receipt import Receipt
from machi.ingest.schema import Schema


@dataclass
class Ingested:
    """A piece, or the whole of a file. ``receipt`` of a piece is the running one, complete with the last piece.

    ``frame``: ``source_row`` and ``schema.table_columns``. ``marks``: ``(source_row, column_name, mark)`` for each cell
    that said none, unknown or suppressed.
    """

    frame: pd.DataFrame
    issues: list[Issue]
    receipt: Receipt
    marks: pd.DataFrame
    schema: Schema


def marks_frame(marks: list[tuple[int, str, str]]) -> pd.DataFrame:
    """``Ingested.marks`` of rows ``(source_row, column_name, mark)``."""
    rows, columns, names = zip(*marks, strict=True) if marks else ((), (), ())
    return pd.DataFrame(
        {
            "source_row": np.array(rows, dtype=np.int64),
            "column_name": pd.array(list(columns), dtype="str"),
            "mark": pd.array(list(names), dtype="str"),
        }
    )
