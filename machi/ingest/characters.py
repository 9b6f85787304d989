"""Which odd characters a file holds: how many, which, and on which line the first one stands.

One look-up table over the 16-bit units of each block, so that a file without any costs two passes of numpy (0.15 s for
100 MB); only a block that holds some is looked at closer. Nothing is changed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

SHOWN = 5
"""Different characters that a sentence shows."""


def _row(lead: Iterable[int]) -> set[str]:
    """What CP932 has at these lead bytes and JIS X 0208 (plain Shift_JIS) hasn't."""
    found = set()
    for first in lead:
        for second in range(0x40, 0xFD):
            try:
                character = bytes((first, second)).decode("cp932")
                character.encode("shift_jis")
            except UnicodeDecodeError:
                continue
            except UnicodeEncodeError:
                found.add(character)
    return found


CONTROLS = {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127)}
_CLASSES: tuple[tuple[str, set[str]], ...] = (
    ("control", CONTROLS),
    ("replaced", {"\ufffd"}),
    ("private_use", {chr(code) for code in range(0xE000, 0xF900)}),
    ("platform_characters", _row([0x87])),
    ("extension_characters", _row((0xED, 0xEE, 0xFA, 0xFB, 0xFC)) - _row([0x87])),
    ("decomposed", {"\u3099", "\u309a"}),
    ("invisible_characters", {"\u00a0", "\u00ad", "\u200b", "\u2060"}),
    ("bidi_control", {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}),
    ("stray_mark", {"\ufeff"}),
    ("smart_quotes", {"\u201c"}),
    ("mojibake", set("縺繧繝\u00ef\u00c3")),
    ("formula", set("=@|")),
    ("not_cp932", set("\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3")),
)
"""``not_cp932``: what Python's cp932 makes of the unassigned bytes 80, A0, FD–FF instead of failing."""
_BIT = {name: 1 << number for number, (name, _characters) in enumerate(_CLASSES)}
_TABLE = np.zeros(65536, dtype=np.uint16)
for _name, _characters in _CLASSES:
    _TABLE[[ord(character) for character in _characters]] |= _BIT[_name]
_COUNTED = (
    *("platform_characters", "extension_characters", "private_use", "decomposed", "invisible_characters"),
    *("bidi_control", "stray_mark", "replaced"),
)
_AT_START = re.compile("(?:^|[\r\n,\t;])\u201c")
_UTF8_SEEN_AS_CP932 = re.compile("[縺繧繝][\uff61-\uff9f\u3400-\u9fff\u30fb]")
"""What CP932 makes of UTF-8 kana: one of three kanji, then a half-width kana or another kanji."""
_UTF8_SEEN_AS_LATIN = re.compile("ï¿½|(?:Ã[\x80-\xbf\u0152-\u2122].?){2}")
END = re.compile("\r\n|\r|\n")


@dataclass
class Sight:
    """One class of characters in a file."""

    line: int
    count: int = 0
    shown: list[str] = field(default_factory=list)


@dataclass
class Sights:
    """What was seen so far. ``found`` by class (see ``_CLASSES``); ``formulas`` says that a cell may hold one."""

    found: dict[str, Sight] = field(default_factory=dict)
    formulas: bool = False

    def look(self, piece: str, units: np.ndarray, lines_before: int) -> set[str]:
        """Look at a piece of text that begins after ``lines_before`` line ends; the classes that it holds."""
        flags = _TABLE.take(units, mode="clip")  # the table has every unit: no bounds to look at
        bits = int(np.bitwise_or.reduce(flags)) if len(flags) else 0
        here = {name for name, bit in _BIT.items() if bits & bit}
        self.formulas |= "formula" in here
        for name in _COUNTED:
            if name in here:
                self._count(name, units, flags, lines_before)
        if "smart_quotes" in here and (match := _AT_START.search(piece)):
            self._note("smart_quotes", lines_before + 1 + len(END.findall(piece[: match.start() + 1])), 1, ["“"])
        if "mojibake" in here:
            self._mojibake(piece, lines_before)
        return here

    def line_of(self, name: str, piece: str, lines_before: int) -> tuple[int, str]:
        """Line and character of the first of a class in ``piece``."""
        units = units_of(piece)
        at = int(np.argmax(_TABLE[units] & _BIT[name] != 0))
        return lines_before + 1 + _ends(units[:at]), chr(units[at])

    def _count(self, name: str, units: np.ndarray, flags: np.ndarray, lines_before: int) -> None:
        places = np.nonzero(flags & _BIT[name])[0]
        shown = [chr(unit) for unit in dict.fromkeys(units[places[:200]].tolist())]
        self._note(name, lines_before + 1 + _ends(units[: places[0]]), len(places), shown)

    def _note(self, name: str, line: int, count: int, shown: list[str]) -> None:
        sight = self.found.setdefault(name, Sight(line))
        sight.count += count
        sight.shown += [character for character in shown if character not in sight.shown][: SHOWN - len(sight.shown)]

    def _mojibake(self, piece: str, lines_before: int) -> None:
        """Two suspicious pairs on a line, or the Latin forms: a single 縺 is a real kanji (縺れる, 繧繝)."""
        if not (_UTF8_SEEN_AS_CP932.search(piece) or _UTF8_SEEN_AS_LATIN.search(piece)):
            return
        for number, line in enumerate(END.split(piece)):
            pairs = _UTF8_SEEN_AS_CP932.findall(line)
            latin = _UTF8_SEEN_AS_LATIN.search(line)
            if len(pairs) > 1 or latin:
                self._note("mojibake", lines_before + 1 + number, 1, [latin[0] if latin else "".join(pairs[:3])])
                return


def units_of(piece: str) -> np.ndarray:
    """The text as 16-bit units, in which all that is looked for is one unit."""
    return np.frombuffer(piece.encode("utf-16-le"), dtype="<u2")


def line_ends(units: np.ndarray, *, returns: bool) -> tuple[int, int, int]:
    """How many CRLF, lone LF and lone CR there are; a last CR counts as lone. ``returns``: there is any CR at all."""
    feeds = units == 10
    if not returns:
        return 0, int(np.count_nonzero(feeds)), 0
    at_return = units == 13
    both = int(np.count_nonzero(at_return[:-1] & feeds[1:]))
    return both, int(np.count_nonzero(feeds)) - both, int(np.count_nonzero(at_return)) - both


def _ends(units: np.ndarray) -> int:
    """Line ends among the units: LF, and CR that no LF follows (the last CR counts)."""
    feeds, returns = units == 10, units == 13
    return int(feeds.sum()) + int(returns.sum()) - int((returns[:-1] & feeds[1:]).sum())


def spoken(characters: Iterable[str]) -> str:
    """Characters for a sentence; what can't be seen or must not act is spelt as ``[U+202E]``."""
    return "、".join(visible(character) for character in characters)


_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with everything that acts, hides or has no shape spelt out, for names on a screen."""
    return _ACTING.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
