"""The day that a file describes, where its rows or its name tell it: never guessed from the file's time."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pandas as pd

from machi.ingest.container import HEAD_BYTES
from machi.ingest.dates import date_
from machi.ingest.reading import Hint
from machi.ingest.receipt import Receipt

_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?(?!\d)")

_WRITTEN = re.compile(
    r"(?:令和|平成|[RH])\s*(?:\d{1,2}|元)\s*[年.]\s*\d{1,2}\s*[月.]\s*\d{1,2}\s*日?|20\d\d[年/.-]\s*\d{1,2}[月/.-]\s*\d{1,2}日?"
)


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


def said_above(table: bytes, receipt: Receipt) -> date | None:
    """The day that a title row above the header tells: 「令和8年10月1日現在」."""
    head = (
        table[:HEAD_BYTES].decode(receipt.encoding or "utf-8", "ignore").splitlines()[: max(receipt.header_row - 1, 0)]
    )
    for line in head:
        for found in _WRITTEN.finditer(unicodedata.normalize("NFKC", line)):
            value = date_(found.group(), Hint()).value
            if isinstance(value, date):
                return value
    return None
