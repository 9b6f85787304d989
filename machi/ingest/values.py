"""Text of a cell → ``Reading``, by column type. Nothing else in the project turns published text into values.

The rules of each family live beside it (``quantities``, ``dates``, ``hours``, ``coordinates``, ``codes``); the names
below are all that a caller needs. Pure functions: the reader calls ``parse`` once per distinct text of a column.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from machi.ingest.codes import check_digit, code, municipality_code, phone
from machi.ingest.coordinates import fix_pair, latitude, longitude, point
from machi.ingest.dates import date_, date_order
from machi.ingest.hours import hours_from_prose, minute
from machi.ingest.mesh import is_valid
from machi.ingest.quantities import integer, number
from machi.ingest.reading import BLANK, CONVERSIONS, INNER_BREAK, PROBLEMS, Hint, Reading, absent, clean, fold, is_dash
from machi.ingest.schema import ColumnType

__all__ = [
    "CONVERSIONS",
    "PROBLEMS",
    "Hint",
    "Reading",
    "check_digit",
    "circle",
    "clean",
    "code",
    "date_",
    "date_order",
    "fix_pair",
    "flag",
    "hours_from_prose",
    "integer",
    "latitude",
    "longitude",
    "mesh_code",
    "minute",
    "municipality_code",
    "number",
    "parse",
    "phone",
    "point",
    "text",
    "url",
]

_PLAIN_FLAGS = {"有": True, "無": False, "1": True, "0": False, "true": True, "false": False}
_FLAG_WORDS = {
    **dict.fromkeys(
        (
            "有り",
            "あり",
            "有る",
            "ある",
            "○",
            "〇",
            "◯",
            "◎",
            "●",
            "⭕",
            "o",
            "yes",
            "y",
            "はい",
            "可",
            "可能",
            "該当",
            "対応",
            "設置",
            "済",
        ),
        True,
    ),
    **dict.fromkeys(
        (
            "無し",
            "なし",
            "無い",
            "ない",
            "×",
            "✕",
            "✖",
            "✗",
            "❌",
            "x",
            "no",
            "n",
            "いいえ",
            "不可",
            "非該当",
            "非対応",
            "未設置",
            "未",
        ),
        False,
    ),
}
_FLAG_REMARK = re.compile(r"(有り?|あり|無し?|なし|○|〇|◯|×)\s*[(\[【※:、,;\n].*", re.DOTALL)
_CIRCLES = {True: "○", False: "×"}
_CONDITIONS = ("△", "▲", "条件付き", "条件付", "条件つき", "一部", "一部可")
_CIRCLE_REMARK = re.compile(r"(○|〇|◯|◎|△|▲|×)\s*[(\[【※:、,;\n].*", re.DOTALL)
LONGEST_URL = 4000
_URL = re.compile(r"https?://[^\s<>\"`\\\x00-\x1f\x7f]+", re.IGNORECASE)
_URL_ALONE = re.compile(r"(?<!\S)" + _URL.pattern + r"(?!\S)", re.IGNORECASE)
_URL_BETWEEN = re.compile(r"[\s;、,]+(?=https?://)", re.IGNORECASE)


def text(cell: str) -> Reading:
    """Text as written: outer spaces go, ``#nr#`` becomes a line break, all else stays (①, ``-``, ``NA``)."""
    cleaned = clean(cell)
    if not cleaned:
        return BLANK
    if cleaned in (cell, cell.replace(INNER_BREAK, "\n")):
        return Reading(cleaned)
    return Reading(cleaned, conversion="line_break_token" if "#nr#" in cell else "trimmed")


def flag(cell: str) -> Reading:
    """Yes or no. △ (partly) is neither: unknown. A count from 2 up means "there is one" and leaves a conversion.

    なし and 無 are a clear no; a dash isn't, it may be "doesn't apply". ASCII ``x`` and ``o`` are × and ○ in haste.
    """
    folded, conversion = fold(cell)
    key = folded.casefold()
    if key in _PLAIN_FLAGS:
        return Reading(_PLAIN_FLAGS[key], conversion=conversion)
    if key in _FLAG_WORDS:
        return Reading(_FLAG_WORDS[key], conversion="flag_word")
    if key in ("△", "▲"):
        return Reading(None, mark="unknown")
    missing = absent(folded)
    if missing is not None:
        return missing
    if match := _FLAG_REMARK.fullmatch(folded):
        word = match[1]
        return Reading(_PLAIN_FLAGS[word] if word in _PLAIN_FLAGS else _FLAG_WORDS[word], conversion="remark")
    count = integer(folded)
    if count.value is None or count.value < 0:
        return Reading(None, problem="not_a_flag")
    return Reading(count.value > 0, conversion="count_as_flag")


def circle(cell: str) -> Reading:
    """Yes, on a condition, or no, as the signs ○, △, ×: evacuation lists mark each hazard so (1 or ○ is yes).

    A yes with a remark behind it (○（2階以上）) is a condition. A number above 1 is a code nobody has explained: an issue.
    """
    folded, conversion = fold(cell)
    key = folded.casefold()
    if key in _CONDITIONS:
        return Reading("△", conversion=conversion if key == "△" else "flag_word")
    if key in _PLAIN_FLAGS:
        return Reading(_CIRCLES[_PLAIN_FLAGS[key]], conversion=conversion)
    if key in _FLAG_WORDS:
        sign = _CIRCLES[_FLAG_WORDS[key]]
        return Reading(sign, conversion=conversion if key == sign else "flag_word")
    missing = absent(folded)
    if missing is not None:
        return missing
    if match := _CIRCLE_REMARK.fullmatch(folded):
        return Reading("×" if match[1] == "×" else "△", conversion="remark")
    return Reading(None, problem="not_a_flag")


def url(cell: str) -> Reading:
    """An http(s) address; anything else (``javascript:``, a file path, prose) is an issue and never a link."""
    cleaned = clean(cell)
    if not cleaned:
        return BLANK
    if len(cleaned) > LONGEST_URL:
        return Reading(None, problem="not_a_url")
    if _URL.fullmatch(cleaned):
        parts = _URL_BETWEEN.split(cleaned)
        several = len(parts) > 1
        return Reading(parts[0], conversion="first_of_several" if several else "" if cleaned == cell else "trimmed")
    parts = _URL_BETWEEN.split(cleaned)
    if len(parts) > 1 and all(_URL.fullmatch(part) for part in parts):
        return Reading(parts[0], conversion="first_of_several")
    folded = fold(cell)[0]
    if is_dash(folded) or folded in ("なし", "無し", "無"):
        return Reading(None, mark="none")
    if folded != cleaned and _URL.fullmatch(folded):
        return Reading(folded, conversion="full_width")
    # A name and then the address on its own line. Never one that is glued to other text: javascript:f('https://…')
    standing = _URL_ALONE.findall(cleaned)
    if standing:
        return Reading(standing[0], conversion="remark" if len(standing) == 1 else "first_of_several")
    return Reading(None, problem="not_a_url")


def mesh_code(cell: str) -> Reading:
    """A grid square code (JIS X 0410). The integrated 2 km code (nine digits ending in 5) is none of the levels used."""
    folded, conversion = fold(cell)
    missing = absent(folded)
    if missing is not None:
        return missing
    return Reading(folded, conversion=conversion) if is_valid(folded) else Reading(None, problem="bad_mesh_code")


_PARSERS: dict[str, Callable[[str], Reading]] = {
    "text": text,
    "code": code,
    "mesh_code": mesh_code,
    "integer": integer,
    "number": number,
    "minute": minute,
    "flag": flag,
    "circle": circle,
    "latitude": latitude,
    "longitude": longitude,
    "point": point,
    "url": url,
    "phone": phone,
}


def parse(cell: str, type_: ColumnType, hint: Hint | None = None) -> Reading:
    """Read one cell as ``type_``. Never raises for any text."""
    if type_ == "date":
        return date_(cell, hint)
    if type_ == "municipality_code":
        return municipality_code(cell, hint)
    return _PARSERS[type_](cell)
