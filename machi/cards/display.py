"""A card's table as people read it: Japanese headings with units, numbers with thousands, times as 9:00, unknown as 記載なし.

The table on screen, in print and for a screen reader is this one, without the columns marked ``screen=False``; files
for machines have all columns and keep the typed values (``machi.export.tables``).
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from machi.cards import words
from machi.cards.card import TableColumn
from machi.text import _


def heading(column: TableColumn) -> str:
    """Heading of a column: title, and the unit in brackets where there is one."""
    return words.titled(column.title, column.unit) if column.unit else column.title


def show_value(value: Any, column: TableColumn) -> str:
    """One cell as text. A missing value is 「記載なし」 in words, 「―」 among numbers: never zero."""
    numeric = column.format not in ("text", "date", "minute")
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "―" if numeric or column.format in ("date", "minute") else _("記載なし")
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return _("有") if value else _("無")
    if column.format == "integer":
        return f"{round(value):,}"
    if column.format in ("decimal1", "percent1"):
        return f"{value:,.1f}" + ("%" if column.format == "percent1" else "")
    if column.format in ("decimal2", "decimal3"):
        return f"{value:,.{column.format[-1]}f}"
    if column.format == "metre":
        return f"{round(value):,}"
    if column.format == "year":
        return str(int(value))
    if column.format == "minute":
        return f"{int(value) // 60}:{int(value) % 60:02d}"
    if column.format == "date":
        return f"{value:%Y-%m-%d}"
    text = str(value)
    return text if text else _("記載なし")


def readable(frame: pd.DataFrame, columns: tuple[TableColumn, ...]) -> pd.DataFrame:
    """The frame with only the card's columns for the screen, every cell as shown, headings as shown."""
    shown = [column for column in columns if column.screen]
    return pd.DataFrame(
        {heading(column): [show_value(value, column) for value in frame[column.name]] for column in shown},
        dtype=object,
    )
