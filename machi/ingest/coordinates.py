"""Latitude and longitude: decimal degrees or degrees, minutes and seconds; and what is wrong with a pair.

A single cell can't know that it was swapped, so ``latitude`` accepts any degree up to 180 and ``fix_pair`` judges both.
"""

from __future__ import annotations

import re
import unicodedata

from machi.ingest.reading import EDGE, Reading, absent, clean, collapse

SOUTH, NORTH = 20.0, 46.0
WEST, EAST = 122.0, 154.0
"""Bounds that hold all of Japan (沖ノ鳥島 20.4 N … 択捉島 45.6 N; 与那国島 122.9 E … 南鳥島 154.0 E)."""

_PLAIN = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")
_DECIMAL = re.compile(
    r"(?:北緯|東経|緯度|経度|[NE])?:?\s*([-+]?[0-9]{1,3}(?:\.[0-9]+)?)\s*[°度]?\s*[NE]?", re.IGNORECASE
)
_SIGNS = (
    r"(?:北緯|東経|[NE])?\s*(?P<d>[0-9]{1,3})\s*[°度]\s*(?P<m>[0-9]{1,2}(?:\.[0-9]+)?)\s*['分]\s*"
    r"(?:(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)\s*(?:\"|''|秒))?\s*[NE]?"
)
_SEPARATED = r"(?P<d>[0-9]{2,3})(?P<sep>[.:-])(?P<m>[0-9]{1,2})(?P=sep)(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)"
_RUN_TOGETHER = r"(?P<d>[0-9]{2}|1[0-9]{2})(?P<m>[0-9]{2})(?P<s>[0-9]{2}(?:\.[0-9]+)?)"
_THOUSANDTHS = r"(?P<d>[0-9]{2}|1[0-9]{2})(?P<m>[0-9]{2})(?P<s>[0-9]{2})(?P<ms>[0-9]{3})"
"""372953612 in the accident records of the police: 37°29'53.612"."""
_DMS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (_SIGNS, _SEPARATED, _RUN_TOGETHER, _THOUSANDTHS))
# NFKC would split ″ into two ′ and make º a letter o, so these become ASCII first.
_MARKS = str.maketrans({"″": '"', "”": '"', "“": '"', "′": "'", "’": "'", "‘": "'", "º": "°", "˚": "°", "−": "-"})
_BETWEEN = re.compile(r"\s*[,、;/]\s*|\s+")
_CIRCLED = re.compile(r"[①-⑳]")
_WKT = re.compile(r"POINT\s*\(\s*(\S+)\s+(\S+)\s*\)", re.IGNORECASE)


def latitude(text: str) -> Reading:
    """Degrees north. May hold a longitude by mistake: ``fix_pair`` decides."""
    return _degrees(text)


def longitude(text: str) -> Reading:
    """Degrees east. May hold a latitude by mistake: ``fix_pair`` decides."""
    return _degrees(text)


def point(text: str) -> Reading:
    """``lat,lon`` in one cell as a tuple ``(lat, lon)``, already judged by ``fix_pair``."""
    folded = _fold(text)
    wide = "" if text.isascii() else "full_width"
    missing = absent(folded)
    if missing is not None:
        return missing
    if len(_CIRCLED.findall(text)) > 1:
        return Reading(None, problem="several_points")
    if wkt := _WKT.fullmatch(folded):
        folded = f"{wkt[2]},{wkt[1]}"
    parts = [part for part in _BETWEEN.split(folded.strip("()[]{} ")) if part]
    if len(parts) != 2:
        comma = folded.strip("()[]{} ").split(",")
        parts = comma if len(comma) == 2 else parts
    if len(parts) != 2:
        return Reading(None, problem="several_points" if len(parts) > 3 else "not_a_coordinate")
    first, second = latitude(parts[0]), longitude(parts[1])
    if first.mark and second.mark:
        return first if first.mark == second.mark else Reading(None, mark="none")
    if first.problem or second.problem:
        return Reading(None, problem=first.problem or second.problem)
    lat, lon, conversion, problem = fix_pair(first.value, second.value)
    if problem or lat is None:
        return Reading(None, problem=problem)
    return Reading((lat, lon), conversion=conversion or first.conversion or second.conversion or wide)


def fix_pair(lat: float | None, lon: float | None) -> tuple[float | None, float | None, str, str]:
    """``(lat, lon, conversion, problem)``: reversed pairs are swapped back, 0,0 and outside Japan refused."""
    if lat is None and lon is None:
        return None, None, "", ""
    if lat is None or lon is None:
        return None, None, "", "half_coordinate"
    if lat == 0 or lon == 0:
        return None, None, "", "zero_coordinate"
    if SOUTH <= lat <= NORTH and WEST <= lon <= EAST:
        return lat, lon, "", ""
    if SOUTH <= lon <= NORTH and WEST <= lat <= EAST:
        return lon, lat, "swapped", ""
    return None, None, "", "outside_japan"


def _degrees(text: str) -> Reading:
    if _PLAIN.fullmatch(text):
        return _in_range(float(text), "")
    folded = _fold(text)
    missing = absent(folded)
    if missing is not None:
        return missing
    if match := _DECIMAL.fullmatch(folded):
        return _in_range(float(match[1]), "unit" if match[1] != folded else _how_folded(text, folded))
    for pattern in _DMS:
        if match := pattern.fullmatch(folded):
            return _from_dms(match)
    problem = "out_of_range" if re.fullmatch(r"[-+]?[0-9]+(?:\.[0-9]+)?", folded) else "not_a_coordinate"
    return Reading(None, problem=problem)


def _how_folded(text: str, folded: str) -> str:
    return "" if text == folded else "trimmed" if clean(text) == folded else "full_width"


def _from_dms(match: re.Match[str]) -> Reading:
    degrees, minutes, seconds = int(match["d"]), float(match["m"]), float(match["s"] or 0)
    seconds += int(match.groupdict().get("ms") or 0) / 1000
    if minutes >= 60 or seconds >= 60:
        return Reading(None, problem="not_a_coordinate")
    # Nine decimals are 0.1 mm: enough to hide the rounding of thirds of a minute.
    return _in_range(round(degrees + minutes / 60 + seconds / 3600, 9), "dms")


def _in_range(value: float, conversion: str) -> Reading:
    if abs(value) > 180:
        return Reading(None, problem="out_of_range")
    return Reading(value, conversion=conversion)


def _fold(text: str) -> str:
    return collapse(unicodedata.normalize("NFKC", clean(text).translate(_MARKS)).strip(EDGE))
