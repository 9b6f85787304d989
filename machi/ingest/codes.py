"""Codes and telephone numbers: always text.

A leading zero is part of the code; what a spreadsheet ate is put back only where a check digit or a length proves it.
"""

from __future__ import annotations

import re
import unicodedata

from machi.ingest.reading import BLANK, EDGE, Hint, Reading, absent, clean, fold, is_dash

_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATE = re.compile(
    rf"[0-9]{{1,2}}月[0-9]{{1,2}}日|(?:19|20)[0-9]{{2}}/[0-9]{{1,2}}/[0-9]{{1,2}}|[0-9]{{1,2}}-{_MONTH_NAME}|{_MONTH_NAME}-[0-9]{{1,2}}",
    re.IGNORECASE,
)
_CODE_IN_NAME = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_PHONE_DASH = re.compile(r"[‐‑‒–—―−ー─ｰ]")
_PHONE = re.compile(r"(?<![0-9])\+?\(?[0-9][0-9() -]{5,17}[0-9](?![0-9])")


def check_digit(five: str) -> str:
    """The sixth digit of a municipality code (weights 6,5,4,3,2; remainder by 11; 総務省 全国地方公共団体コード)."""
    remainder = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True)) % 11
    return str((11 - remainder) % 10)


def is_municipality_code(six: str) -> bool:
    """Six digits, prefecture 01–47, a part that exists (000 or from 100) and a right check digit."""
    return (
        len(six) == 6
        and six.isascii()
        and six.isdigit()
        and "01" <= six[:2] <= "47"
        and (six[2:5] == "000" or six[2] != "0")
        and check_digit(six[:5]) == six[5]
    )


def municipality_code(text: str, hint: Hint | None = None) -> Reading:
    """The six-digit code. Five digits lack the check digit or have lost their zero: the check digit tells which."""
    folded, conversion = fold(text)
    missing = absent(folded)
    if missing is not None:
        return missing
    if _EXPONENT.fullmatch(folded):
        return Reading(None, problem="exponent_code")
    if re.fullmatch(r"[0-9]{1,6}\.0+", folded):
        folded, conversion = folded.partition(".")[0], "decimal_dropped"
    elif re.fullmatch(r"[0-9]{1,3},[0-9]{3}", folded):
        folded, conversion = folded.replace(",", ""), "thousands"
    if not re.fullmatch(r"[0-9]{5,6}", folded):
        return Reading(None, problem="not_a_municipality_code")
    if len(folded) == 6:
        good = is_municipality_code(folded)
        return Reading(folded, conversion=conversion) if good else Reading(None, problem="bad_check_digit")
    return _five_digits(folded, hint)


def _five_digits(five: str, hint: Hint | None) -> Reading:
    padded, extended = "0" + five, five + check_digit(five)
    lost_zero, no_check = is_municipality_code(padded), is_municipality_code(extended)
    if lost_zero and no_check:
        # 9 % of five-digit codes pass both ways (12203: 122033 without its check digit, 012203 without its zero; both
        # exist). Always taking one would file whole cities under another's code, so only the file's name decides.
        named = _CODE_IN_NAME.findall(hint.file_name) if hint is not None else []
        lost_zero, no_check = padded in named, extended in named
        if lost_zero == no_check:
            return Reading(None, problem="ambiguous_code")
    if lost_zero:
        return Reading(padded, conversion="zero_padded")
    if no_check:
        return Reading(extended, conversion="check_digit_added")
    return Reading(None, problem="bad_check_digit")


def code(text: str) -> Reading:
    """An identifier: NFKC, trimmed, kept as text. What a spreadsheet broke (``1.23E+11``, ``3月4日``) is an issue."""
    if text.isascii() and text.isdigit():
        return Reading(text)
    cleaned = clean(text)
    if not cleaned:
        return BLANK
    folded = unicodedata.normalize("NFKC", cleaned).strip(EDGE)
    if is_dash(folded):
        return Reading(None, mark="none")
    if _EXPONENT.fullmatch(folded) and "." in folded:
        return Reading(None, problem="exponent_code")
    if _DATE.fullmatch(folded):
        return Reading(None, problem="date_in_code")
    return Reading(folded, conversion="full_width" if folded != cleaned else "trimmed" if cleaned != text else "")


def phone(text: str) -> Reading:
    """A telephone number, brackets and spaces turned to ``-``. Words and an extension around it are a remark."""
    folded, conversion = fold(text)
    missing = absent(folded)
    if missing is not None:
        return missing
    plain = _PHONE_DASH.sub("-", folded)
    found = _PHONE.findall(plain)
    if not found:
        short = re.fullmatch(r"#?[0-9]{3,4}", plain)
        return Reading(plain, conversion=conversion) if short else Reading(None, problem="not_a_phone")
    number = re.sub(r"-+", "-", re.sub(r"[() ]", "-", found[0])).strip("-").replace("+81-", "+81")
    if number.startswith("+81"):
        number = "0" + number[3:].lstrip("0-")
    digits = number.replace("-", "")
    if len(found) > 1:
        conversion = "first_of_several"
    elif found[0] != plain:
        conversion = "remark"
    elif number != folded:
        conversion = "phone_form"
    if digits[0] != "0" and len(digits) in (9, 10) and not (len(digits) == 10 and digits[0] in "123"):
        number, digits, conversion = "0" + number, "0" + digits, "zero_padded"
    if digits[0] == "0" and len(digits) in (10, 11):
        return Reading(number, conversion=conversion)
    if digits[0] != "0" and 6 <= len(digits) <= 8:
        return Reading(number, conversion="no_area_code")
    return Reading(None, problem="not_a_phone")
