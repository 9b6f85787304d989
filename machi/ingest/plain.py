"""Which texts of a column are plain, told from their bytes: a regular expression over a million texts costs ten times more.

Exact for what it says: a text counts as plain only when ``values.parse`` gives the same (held by tests/test_columns.py).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest.reading import EDGE, INNER_BREAK, LINE_BREAK_TOKEN
from machi.ingest.values import LONGEST_URL

REGEX = {
    "integer": r"^[0-9]{1,15}$",
    "number": r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$",
    "latitude": r"^[0-9]{2}(\.[0-9]{1,15})?$",
    "longitude": r"^1[0-7][0-9](\.[0-9]{1,15})?$",
    "code": r"^[A-Za-z0-9][A-Za-z0-9_]*$",
    "phone": r"^0(?:[0-9]-[0-9]{4}|[0-9]{2}-[0-9]{3}|[0-9]{3}-[0-9]{2}|[0-9]{4}-[0-9]|[0-9]0-[0-9]{4})-[0-9]{4}$",
    "url": r"^https?://[A-Za-z0-9._~:/?#@!$&()*+=%-]{1," + str(LONGEST_URL // 4) + r"}$",
}
"""Column types with a plain spelling besides text."""
_BREAKS = tuple(text.encode() for text in (LINE_BREAK_TOKEN, INNER_BREAK))


def _table(characters: str) -> np.ndarray:
    table = np.zeros(256, dtype=bool)
    table[[ord(character) for character in characters]] = True
    return table


_DIGITS = _table("0123456789")
_DECIMAL = _table("0123456789.")
_CODE = _table("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_EDGE_FIRST = np.zeros(256, dtype=bool)
_EDGE_FIRST[[0x20, 9, 10, 11, 12, 13, 0xC2, 0xE2, 0xEF]] = True
"""First bytes of a space or of what may be one; 0xE3 (U+3000, but all kana too) is looked at closer."""
_EDGE_LAST = np.zeros(256, dtype=bool)
_EDGE_LAST[[0x20, 9, 10, 11, 12, 13, 0x80, 0xA0, 0x8B, 0x8C, 0x8D, 0xBF]] = True


def mask(type_: str, source: pa.Array) -> np.ndarray:
    """For each text whether it is plain. ``type_``: ``text`` or one of ``REGEX``."""
    data, offsets = _bytes(source)
    if type_ == "text":
        return _plain_text(source, data, offsets)
    lengths = np.diff(offsets)
    if type_ == "integer" and _DIGITS[data].all():
        return (lengths >= 1) & (lengths <= 15)
    if type_ == "code" and _CODE[data].all():
        return lengths >= 1
    if type_ in ("latitude", "longitude") and _DECIMAL[data].all():
        return _degrees(data, offsets - offsets[0], 2 if type_ == "latitude" else 3)
    return pc.match_substring_regex(source, REGEX[type_]).to_numpy(zero_copy_only=False)


def beginning(source: pa.Array, first: np.ndarray, pattern: str) -> np.ndarray:
    """Positions of the texts that match ``pattern``; only those whose first byte is in ``first`` are asked."""
    data, offsets = _bytes(source)
    if not len(data):
        return np.empty(0, dtype=np.int64)
    filled = np.flatnonzero(np.diff(offsets) > 0)
    asked = filled[first[data[offsets[:-1][filled] - offsets[0]]]]
    if not len(asked):
        return asked
    found = pc.match_substring_regex(source.take(pa.array(asked)), pattern)
    return asked[found.to_numpy(zero_copy_only=False)]


def first_bytes(characters: str) -> np.ndarray:
    """Which bytes begin one of these characters in UTF-8; for ``beginning``."""
    table = np.zeros(256, dtype=bool)
    table[[character.encode()[0] for character in characters]] = True
    return table


def _bytes(source: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of all texts, and where each begins (one more for the end)."""
    _valid, starts, content = source.buffers()
    offsets = np.frombuffer(starts, dtype=np.int64)[source.offset : source.offset + len(source) + 1]
    if content is None or not len(offsets):
        return np.empty(0, dtype=np.uint8), np.zeros(len(source) + 1, dtype=np.int64)
    return np.frombuffer(content, dtype=np.uint8)[offsets[0] : offsets[-1]], offsets


def _degrees(data: np.ndarray, starts: np.ndarray, whole: int) -> np.ndarray:
    """``whole`` digits, then nothing, or a point and 1 to 15 digits, where all bytes are digits and points."""
    lengths = np.diff(starts)
    good = (lengths == whole) | ((lengths >= whole + 2) & (lengths <= whole + 16))
    points = np.concatenate(([0], np.cumsum(data == ord("."))))
    many = points[starts[1:]] - points[starts[:-1]]
    good &= many == (lengths > whole)
    first = starts[:-1][good]
    at_point = np.minimum(first + whole, len(data) - 1)
    fits = (lengths[good] == whole) | (data[at_point] == ord("."))
    if whole == 3:  # 100 to 179
        fits &= (data[first] == ord("1")) & (data[first + 1] <= ord("7"))
    good[good] = fits
    return good


def _plain_text(source: pa.Array, data: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Not empty, no space of any kind at an end, no sign for a line break inside."""
    starts = offsets - offsets[0] if len(offsets) else offsets
    good = np.diff(starts) > 0
    if not good.any():
        return good
    first, last = starts[:-1][good], starts[1:][good] - 1
    begin, end = data[first], data[last]
    three = np.minimum(first + 2, len(data) - 1)
    wide = (begin == 0xE3) & (data[np.minimum(first + 1, len(data) - 1)] == 0x80) & (data[three] == 0x80)
    doubtful = _EDGE_FIRST[begin] | wide | _EDGE_LAST[end]
    if doubtful.any():
        asked = np.flatnonzero(good)[doubtful]
        texts = source.take(pa.array(asked))
        fine = pc.equal(pc.utf8_trim(texts, EDGE), texts).to_numpy(zero_copy_only=False)
        good[asked[~fine]] = False
    raw = data.tobytes()
    # One byte is found ten times as fast as three, and these are rare.
    if any(sign[:1] in raw and sign in raw for sign in _BREAKS):
        breaks = "|".join(sign.decode() for sign in _BREAKS)
        good &= ~pc.match_substring_regex(source, breaks).to_numpy(zero_copy_only=False)
    return good
