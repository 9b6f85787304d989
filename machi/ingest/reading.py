"""What one cell turned out to be, and the folding and the missing words that every type shares.

A cell is never an exception: it becomes a ``Reading``. Missing has four names (blank, none, unknown, suppressed) and
none of them is zero. Words that mean "missing" live here only, so that a dash means the same in a count and a date.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from machi.ingest.cells import INNER_BREAK

EDGE = " \t\r\n\f\v\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"
"""Characters that mean nothing at the ends of a cell: spaces of all widths, zero-width characters, a stray BOM."""

LINE_BREAK_TOKEN = "#nr#"
"""The standard data set's way to write a line break inside a cell."""

_NAMES = """
    trimmed line_break_token full_width thousands minus_sign triangle_minus paren_minus unit remark decimal_dropped
    wareki wareki_beyond_era excel_serial slash_date kanji_date compact_date us_date day_first_date short_year
    month_only month_end year_only fiscal_year time_dropped next_day half_day hhmm hours_prose flag_word count_as_flag
    check_digit_added zero_padded swapped dms date_span first_of_several no_area_code phone_form year_carried
"""
CONVERSIONS = frozenset(_NAMES.split())
"""Every name that ``Reading.conversion`` may carry (``hours_prose``, ``date_span`` and ``year_carried`` are the reader's)."""

_KINDS = """
    not_a_number not_an_integer infinite out_of_range spreadsheet_error not_a_date ambiguous_date impossible_date
    not_a_time not_a_flag not_a_municipality_code bad_check_digit ambiguous_code exponent_code date_in_code
    not_a_coordinate outside_japan zero_coordinate half_coordinate several_points not_a_url not_a_phone
    bad_mesh_code no_exact_day
"""
PROBLEMS = frozenset(_KINDS.split())
"""Every issue kind that ``Reading.problem`` may carry, or ``fix_pair`` give."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell's value, or why there is none. ``problem`` set means ``value`` is None; so does a ``mark``."""

    value: Any
    mark: str = ""
    conversion: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What the file and its folder say: about ambiguous dates (``4/1/24``), about the municipality.

    ``date_order`` ("mdy", "dmy", "ymd") is evidence from the whole column (``dates.date_order``) and counts most.
    """

    as_of: date | None = None
    file_name: str = ""
    date_order: str = ""
    exact_day: bool = False
    """A month or a year is no day here: what takes place "in November" doesn't take place on the 1st."""
    city: str = ""
    """Name of the municipality, where the caller knows it: a row of that name is a sum."""


BLANK = Reading(None, mark="blank")

_RUNS = re.compile(r"\s{2,}")
_DASHES = re.compile(r"[-‐‑‒–—―−ー─⁻_]{1,6}|\.{2,6}|・{2,6}")
_DOTS = re.compile(r"\.{2,6}|・{2,6}")
"""… in official statistics: the fact is not known (不詳), other than - (there is none)."""
_MARKS = {
    **dict.fromkeys(("なし", "無し", "無", "該当なし", "該当無し", "皆無"), "none"),
    **dict.fromkeys(
        (
            "不詳",
            "不明",
            "未詳",
            "未定",
            "未確認",
            "n.a.",
            "n.a",
            "n/a",
            "na",
            "unknown",
            "?",
            "??",
            "???",
            "///",
        ),
        "unknown",
    ),
    **dict.fromkeys(("秘匿", "秘", "非公開", "非公表", "x", "χ", "*", "**", "***", "****"), "suppressed"),
}
_SUPPRESSED = re.compile(r"[0-9xχ*-]*\s*\((?:秘匿?|非公[開表])\)", re.IGNORECASE)
_SHEET_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|#+)", re.IGNORECASE)


def clean(text: str) -> str:
    """Trim the ends (spaces of both widths, zero-width characters) and turn ``#nr#`` into a line break."""
    text = text.strip(EDGE)
    if INNER_BREAK in text:
        text = text.replace(INNER_BREAK, "\n").strip(EDGE)
    if LINE_BREAK_TOKEN in text:
        text = text.replace(LINE_BREAK_TOKEN, "\n").strip(EDGE)
    return text


def collapse(text: str) -> str:
    """Runs of spaces become one (a line break stays one): patterns with ``\\s*`` twice crawl over 50 kB of them."""
    return _RUNS.sub(lambda run: "\n" if "\n" in run[0] else " ", text)


def fold(text: str) -> tuple[str, str]:
    """Trimmed NFKC form for numbers, dates and codes, and the conversion that this was ("", "trimmed", "full_width").

    Text with ①, ² or ½ isn't folded: NFKC would make 5² the number 52.
    """
    cleaned = clean(text)
    conversion = "" if cleaned == text else "trimmed"
    if cleaned.isascii() or any(unicodedata.category(sign) == "No" for sign in cleaned):
        return collapse(cleaned), conversion
    folded = unicodedata.normalize("NFKC", cleaned).strip(EDGE)
    return collapse(folded), conversion if folded == cleaned else "full_width"


def is_dash(folded: str) -> bool:
    """A lone dash of any kind (or a lone ellipsis), the usual sign for "nothing here"."""
    return _DASHES.fullmatch(folded) is not None


def absent(folded: str) -> Reading | None:
    """The Reading of a cell that says it has no value (``fold`` first), or None when it may have one."""
    if not folded:
        return BLANK
    if len(folded) > 12:
        return None
    if _DOTS.fullmatch(folded):
        return Reading(None, mark="unknown")
    if _DASHES.fullmatch(folded):
        return Reading(None, mark="none")
    mark = _MARKS.get(folded.casefold(), "")
    if not mark and _SUPPRESSED.fullmatch(folded):
        mark = "suppressed"
    if mark:
        return Reading(None, mark=mark)
    if _SHEET_ERROR.fullmatch(folded):
        return Reading(None, problem="spreadsheet_error")
    return None
