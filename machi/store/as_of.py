"""The day that a file describes, where its rows or its name tell it: never guessed from the file's time."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pandas as pd

_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?(?!\d)")


def as_of(stem: str, kind: str, frame: pd.DataFrame) -> date | None:
    """``stem``: the file's name without its ending. ``frame``: its rows as read by ``kind``."""
    if kind == "population":
        days = frame["surveyed_on"].dropna()
        return pd.Timestamp(days.max()).date() if len(days) else None
    if kind == "census_total":
        years = frame["year"].dropna()
        return date(int(years.max()), 10, 1) if len(years) else None
    found = _DAY.search(unicodedata.normalize("NFKC", stem))
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
