"""Small questions about a cell that several pages ask."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd


def there(value: Any) -> bool:
    """Whether a cell says anything."""
    if value is None or value is pd.NaT or value is pd.NA:
        return False
    return not (value == "" or (isinstance(value, float) and math.isnan(value)))


def web(value: Any) -> bool:
    """Whether a cell is a link that may be offered: http or https only, never ``javascript:`` or a file path."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def clock(minutes: float) -> str:
    """Minutes from 0:00 as a time of day; past midnight it goes on counting (25:30)."""
    return f"{int(minutes) // 60}:{int(minutes) % 60:02d}"
