"""Grid squares of JIS X 0410 (標準地域メッシュ): point → code, code → rectangle.

Everything counts in the finest step, 1/960° of latitude (3.75″) by 1/640° of longitude (5.625″), so that a corner
belongs to exactly one cell at every level and codes of different levels nest as text prefixes. Levels by number of
digits: 4 (80 km), 6 (10 km), 8 (1 km), 9 (1/2), 10 (1/4), 11 (1/8). The integrated 2 km (nine digits ending in 5) and
5 km (seven digits) codes aren't levels here. The system is cut to Japan: 20–46° N, 122–154° E.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

DIGITS = (4, 6, 8, 9, 10, 11)
STEPS_LAT = 960
"""Steps in one degree of latitude."""
STEPS_LON = 640
"""Steps in one degree of longitude."""
SIDE = {4: 640, 6: 80, 8: 8, 9: 4, 10: 2, 11: 1}
"""Side of a cell in steps, by number of digits."""

EPSILON = 1e-7
"""In steps, about a hundredth of a millimetre: a corner such as 37.4875 may sit just under itself as a float."""

GRS80_A = 6378.137
"""Semi-major axis in km."""
GRS80_E2 = (2 - 1 / 298.257222101) / 298.257222101
"""First eccentricity squared, f(2 − f)."""

LATS_JAPAN = range(30, 69)
LONS_JAPAN = range(22, 54)
"""First and second pair of digits that lie on Japan."""
_SPELT = re.compile("[0-9]{4}(?:[0-7]{2}(?:[0-9]{2}[1-4]{0,3})?)?")


class Bounds(NamedTuple):
    """Rectangle in degrees; the south and west sides belong to the cell, the others to its neighbours."""

    south: float
    west: float
    north: float
    east: float


def encode(lat: float, lon: float, digits: int) -> str:
    """The code of the cell that holds the point. Raises ValueError outside Japan's rectangle or for another level."""
    _require_level(digits)
    code = str(encode_many([lat], [lon], digits)[0])
    if not code:
        raise ValueError(f"no grid square at {lat}, {lon}")
    return code


def encode_many(
    lats: Sequence[float] | NDArray[np.float64], lons: Sequence[float] | NDArray[np.float64], digits: int
) -> NDArray[np.str_]:
    """Codes of many points as an array of text; "" where a point is NaN or outside Japan's rectangle."""
    found = encode_column(lats, lons, digits).fill_null("").to_numpy(zero_copy_only=False)
    return found.astype(str) if len(found) else np.empty(0, dtype=str)


def encode_column(
    lats: Sequence[float] | NDArray[np.float64], lons: Sequence[float] | NDArray[np.float64], digits: int
) -> pa.StringArray:
    """The same as an Arrow column, null where ``encode_many`` has "": a million in a tenth of a second."""
    _require_level(digits)
    north = np.asarray(lats, dtype=float) * STEPS_LAT + EPSILON
    east = (np.asarray(lons, dtype=float) - 100) * STEPS_LON + EPSILON
    inside = (north >= LATS_JAPAN.start * 640) & (north < LATS_JAPAN.stop * 640)
    inside &= (east >= LONS_JAPAN.start * 640) & (east < LONS_JAPAN.stop * 640)
    i = np.floor(np.where(inside, north, 0)).astype(np.int64)
    j = np.floor(np.where(inside, east, 0)).astype(np.int64)
    code = i // 640 * 100 + j // 640
    if digits >= 6:
        code = code * 100 + i % 640 // 80 * 10 + j % 640 // 80
    if digits >= 8:
        code = code * 100 + i % 80 // 8 * 10 + j % 80 // 8
    for bit in range(2, 10 - digits, -1) if digits > 8 else ():
        code = code * 10 + 1 + 2 * (i >> bit & 1) + (j >> bit & 1)
    return pc.cast(pa.array(code, mask=~inside), pa.string())


def bounds(code: str) -> Bounds:
    """The rectangle of a code. Raises ValueError when it isn't one (also outside Japan: the system ends there)."""
    south, west = _corner(code)
    side = SIDE[len(code)]
    return Bounds(
        south / STEPS_LAT, 100 + west / STEPS_LON, (south + side) / STEPS_LAT, 100 + (west + side) / STEPS_LON
    )


def centre(code: str) -> tuple[float, float]:
    """Latitude and longitude of the middle. Also the safe point to encode again."""
    south, west = _corner(code)
    half = SIDE[len(code)] / 2
    return (south + half) / STEPS_LAT, 100 + (west + half) / STEPS_LON


def parent(code: str, digits: int) -> str:
    """The code of the larger cell with ``digits`` digits that holds ``code`` (or ``code`` itself)."""
    _require_level(digits)
    if not is_valid(code) or digits > len(code):
        raise ValueError(f"{code!r} has no parent of {digits} digits")
    return code[:digits]


def is_valid(code: str) -> bool:
    """Whether ``code`` is a grid square in Japan of a level above. A nine-digit code ending in 5 is 2 km, not 1/2."""
    return _SPELT.fullmatch(code) is not None and int(code[:2]) in LATS_JAPAN and int(code[2:4]) in LONS_JAPAN


def area_km2(code: str) -> float:
    """True area on the GRS80 ellipsoid, in km².

    Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), eq. 3-12: a zone between two
    parallels has the area a² Δλ (q₂ − q₁) / 2.
    """
    rectangle = bounds(code)
    width = math.radians(SIDE[len(code)] / STEPS_LON)
    return GRS80_A**2 * width * (_authalic_q(rectangle.north) - _authalic_q(rectangle.south)) / 2


def _authalic_q(lat: float) -> float:
    sine, e = math.sin(math.radians(lat)), math.sqrt(GRS80_E2)
    return (1 - GRS80_E2) * (sine / (1 - GRS80_E2 * sine**2) + math.atanh(e * sine) / e)


def _corner(code: str) -> tuple[int, int]:
    """South-west corner in steps from the equator and from 100° E."""
    if not is_valid(code):
        raise ValueError(f"{code!r} is not a grid square code")
    i, j = int(code[:2]) * 640, int(code[2:4]) * 640
    if len(code) >= 6:
        i, j = i + int(code[4]) * 80, j + int(code[5]) * 80
    if len(code) >= 8:
        i, j = i + int(code[6]) * 8, j + int(code[7]) * 8
    for place, digit in enumerate(code[8:]):
        half = 4 >> place
        i, j = i + (int(digit) - 1 >> 1) * half, j + (int(digit) - 1 & 1) * half
    return i, j


def _require_level(digits: int) -> None:
    if digits not in SIDE:
        raise ValueError(f"grid squares have {', '.join(map(str, DIGITS))} digits, not {digits}")
