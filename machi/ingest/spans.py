"""A time longer than a day in one cell (「8月1日～3日」), and a day in the words of a title (「令和6年4月1日現在」).

Publishers of events write both days into one column; the standard has two. Nothing is guessed: without a year on the left
a span is no span.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from machi.ingest.dates import date_
from machi.ingest.reading import Hint

_BETWEEN = re.compile(r"\s*(?:[~〜∼]|から|[-−–—―ー](?=\s*(?:[0-9]{4}|[0-9]{1,2}[月/])))\s*")
_WEEKDAY = re.compile(r"\s*\([月火水木金土日祝・、 ]+\)")
_PART = re.compile(r"(?:(?P<m>[0-9]{1,2})[月/])?(?P<d>[0-9]{1,2})日?(?:まで)?")
_IN_WORDS = re.compile(
    r"(?:(?:令和|平成)(?:元|[0-9]{1,2})年|(?<![A-Za-z])[RH][0-9]{1,2}[._-]|20[0-9]{2}年)[0-9]{1,2}(?:月|[._-])(?:[0-9]{1,2}日?)?"
)


def span(text: str) -> tuple[date, date] | None:
    """The first and the last day of a written span; what the right side leaves out it takes from the left."""
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", text).strip())
    if len(parts) != 2:
        return None
    first, written = _exact(parts[0]), _WEEKDAY.sub("", parts[1]).strip()
    if first is None:
        return None
    if part := _PART.fullmatch(written):
        month = int(part["m"] or first.month)
        written = f"{first.year + (month < first.month)}-{month:02d}-{int(part['d']):02d}"
    last = _exact(written.removesuffix("まで"))
    return (first, last) if last is not None and first <= last else None


def day_in_words(text: str) -> date | None:
    """The day that a name or a title tells in words; a month is its first day."""
    for found in _IN_WORDS.finditer(unicodedata.normalize("NFKC", text)):
        value = date_(found.group().replace("_", ".").rstrip(".-")).value
        if isinstance(value, date):
            return value
    return None


def _exact(text: str) -> date | None:
    value = date_(_WEEKDAY.sub("", text).strip(), Hint(exact_day=True)).value
    return value if isinstance(value, date) else None
