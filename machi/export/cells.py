"""One cell of an exported table: typed value → text, without waking a formula and without changing a number.

Rules of ``defuse``: first character ``=`` ``@`` TAB CR NUL, always a ``'`` in front; ``+`` or ``-``, only when the cell
is not a plain number. A blanket prefix would corrupt "-5" and "+81242391111"; none would add +81-242-39-1111 up.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from machi.cards.card import TableColumn
from machi.text import N_, _

MARK_WORDS = {"none": N_("該当なし"), "unknown": N_("不詳"), "suppressed": N_("秘匿")}
"""Why a cell has no value. The first is not 「なし」, which would read like the flag 無."""

_PLAIN_NUMBER = re.compile(r"[+-](?=[.\d])(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d+)?%?")
_LIVE = ("=", "@", "\t", "\r", "\0")


def defuse(text: str) -> str:
    """``text`` such that no spreadsheet runs it (see the module). A lone ``-`` is how publishers write "none"."""
    if text.startswith(_LIVE):
        return "'" + text
    if text[:1] in ("+", "-") and text != "-" and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def plain_values(column: pd.Series) -> list[Any]:
    """The column as Python's own values (numpy's are unwrapped); every kind of missing is None."""
    values = (value.item() if isinstance(value, np.generic) else value for value in column.tolist())
    return [None if _is_missing(value) else value for value in values]


def spell(value: Any, column: TableColumn) -> str:
    """One value as text, before ``defuse``: ISO dates, HH:MM, 有/無, numbers unrounded, blank for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("有") if value else _("無")
    if isinstance(value, datetime):
        return value.date().isoformat() if column.format == "date" else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if column.format == "minute" and isinstance(value, int | float):
        return f"{int(value) // 60:02d}:{int(value) % 60:02d}"
    if isinstance(value, float):
        # A whole number that became a float only because its column has gaps is written as the whole number it is.
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)


def json_value(value: Any, column: TableColumn) -> Any:
    """One value for JSON: numbers and booleans as such, days and times spelt, infinities (no JSON number) as null."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        if value.is_integer() and column.format in ("integer", "year"):
            return int(value)
    if value is None or (isinstance(value, bool | int | float) and column.format != "minute"):
        return value
    return spell(value, column)


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))
