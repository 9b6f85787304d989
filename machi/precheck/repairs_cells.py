"""Repairs of single cells: text → text. What a repair does not understand stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np

from machi.export.cells import defuse
from machi.ingest.dates import date_
from machi.ingest.quantities import number
from machi.ingest.reading import EDGE
from machi.ingest.values import code, municipality_code
from machi.precheck.lexicon import fold
from machi.precheck.readable_cells import UNITS
from machi.text import _


def _trim(text: str, _number: int) -> str:
    return text.strip(EDGE)


_UNIT = re.compile(rf"\s?(?:{UNITS})$", re.IGNORECASE)


def _plain_number(text: str, _width: int) -> str:
    """``1,234人`` → ``1234``. What is no number stays as it is."""
    bare = _UNIT.sub("", fold(text))
    if not re.fullmatch(r"[-+△▲(]?[\d,.]+\)?", bare):
        return text
    value = number(bare).value
    if not isinstance(value, int | float) or not np.isfinite(value):
        return text
    return str(int(value)) if float(value).is_integer() and "." not in bare else repr(float(value))


def _iso_date(text: str, _width: int) -> str:
    """ISO, where the text names exactly one day; ``令和2年度`` becomes ``2020年度``; else unchanged."""
    if year := re.fullmatch(r"(.+年度).*", fold(text)):
        told = date_(year[1].removesuffix("度"))
        return f"{told.value.year}年度" if isinstance(told.value, date) else text
    reading = date_(text)
    exact = not reading.conversion.startswith(("month", "year", "fiscal"))
    return reading.value.isoformat() if isinstance(reading.value, date) and exact else text


def _code(text: str, _width: int) -> str:
    for parse in (municipality_code, code):
        reading = parse(text)
        if reading.value:
            return str(reading.value)
    return text


def _age_class(text: str, width: int) -> str:
    """``37`` or ``37歳`` → ``30〜39歳``."""
    found = re.fullmatch(r"(\d{1,3})\s*[歳才]?", fold(text))
    if not found:
        return text
    low = int(found[1]) // width * width
    return _("{low}〜{high}歳").format(low=low, high=low + width - 1)


def _cut_address(text: str, _width: int) -> str:
    """The address down to the name of the town: what comes from the first number on goes, a 丁目 too."""
    found = re.search(r"[0-9０-９]|[一二三四五六七八九十]+丁目|番地", text)
    return text[: found.start()].strip(EDGE) if found else text


def _guard(text: str, _width: int) -> str:
    return defuse(text)


CELLS: dict[str, Callable[[str, int], str]] = {
    "trim": _trim,
    "numbers": _plain_number,
    "dates": _iso_date,
    "codes": _code,
    "age_class": _age_class,
    "cut_address": _cut_address,
    "guard": _guard,
}
