"""Counts and decimals. Strict: ``1_000``, ``0x1F``, ``1e5``, ``NaN`` are text that somebody wrote, not numbers.

A unit that would change the size of the number (千円, ha, km) is refused rather than dropped.
"""

from __future__ import annotations

import math
import re

from machi.ingest.reading import Reading, absent, fold

LARGEST_INTEGER = 2**53
"""Beyond this a spreadsheet, a browser or a float has already lost digits, so the number can't be trusted."""

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DIGITS = r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_BEFORE = r"(?P<before>約|およそ|[¥\\φ])?"
_AFTER = (
    r"(?P<after>円|人|名|世帯|戸|件|台|基|個|箇所|個所|か所|カ所|ヶ所|ケ所|ヵ所|棟|階|床|室|席|本|枚|回|日|年|歳|才|区画|冊|校|園|口|穴"
    r"|m2|m3|mm|m|平米|平方メートル|立方メートル|%)?"
)
_QUANTITY = re.compile(rf"{_BEFORE} *(?P<sign>[-+−‐‑‒–—―ー△▲]?) *{_DIGITS} *{_AFTER}", re.IGNORECASE)
_NOTED = re.compile(
    r"(?:[rp]\.? ?)?(?P<number>[-+−△▲]? ?[0-9][0-9,.]*)(?: ?(?:\*{1,3}|※ ?[0-9]?|注 ?[0-9]?)| [0-9a-z]\))?"
)
"""What yearbooks set beside a figure: r (revised), p (provisional), * and 1) (see the note)."""
_PARENTHESES = re.compile(rf"\( *{_DIGITS} *\)")
_INFINITE = re.compile(r"[-+−]?(?:inf|infinity|∞)", re.IGNORECASE)


def number(text: str) -> Reading:
    """A decimal as float."""
    digits, reading = _numeral(text)
    if not digits:
        return reading
    value = float(digits)
    return (
        Reading(None, problem="infinite") if math.isinf(value) else Reading(value + 0.0, conversion=reading.conversion)
    )


def integer(text: str) -> Reading:
    """A whole number as int; ``12.0`` is one, ``12.5`` isn't."""
    if text.isascii() and text.isdigit() and len(text) < 16:
        return Reading(int(text))
    digits, reading = _numeral(text)
    if not digits:
        return reading
    whole, _, fraction = digits.partition(".")
    if fraction.strip("0"):
        return Reading(None, problem="not_an_integer")
    significant = whole.lstrip("-0") or "0"
    # Length first: int() of a huge text is slow, and refused by Python beyond 4,300 digits.
    if len(significant) > 16 or int(significant) > LARGEST_INTEGER:
        return Reading(None, problem="out_of_range")
    value = -int(significant) if whole[:1] == "-" else int(significant)
    return Reading(value, conversion=reading.conversion or ("decimal_dropped" if fraction else ""))


def _numeral(text: str) -> tuple[str, Reading]:
    """The plain ASCII numeral in ``text`` and a Reading with the conversion; "" and the whole Reading if none."""
    if _PLAIN.fullmatch(text):
        return text, Reading(None)
    folded, conversion = fold(text)
    missing = absent(folded)
    if missing is not None:
        return "", missing
    if match := _PARENTHESES.fullmatch(folded):
        return "-" + _bare(match["digits"]), Reading(None, conversion="paren_minus")
    match = _QUANTITY.fullmatch(folded)
    if match is None and (noted := _NOTED.fullmatch(folded)) and (match := _QUANTITY.fullmatch(noted["number"])):
        conversion = "remark"
    if match is None:
        problem = "infinite" if _INFINITE.fullmatch(folded) else "not_a_number"
        return "", Reading(None, problem=problem)
    sign, digits = match["sign"], match["digits"]
    minus = "" if sign in ("", "+") else "-"
    if conversion == "remark":
        pass
    elif match["before"] or match["after"]:
        conversion = "unit"
    elif sign and sign in "△▲":
        conversion = "triangle_minus"
    elif "," in digits or " " in digits:
        conversion = "thousands"
    elif minus and sign != "-":
        conversion = "minus_sign"
    return minus + _bare(digits), Reading(None, conversion=conversion)


def _bare(digits: str) -> str:
    return digits.replace(",", "").replace(" ", "")
