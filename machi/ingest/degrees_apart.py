"""Degrees, minutes and seconds in columns of their own: 緯度（度）, 緯度（分）, 緯度（秒） are read as one 緯度.

Each part alone is no place and no amount. They are joined only where latitude and longitude both have their parts, and
no column holds the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest.schema import header_key

_PART = re.compile(
    r"(?:(?P<lat>緯度|北緯|lat|latitude)|(?P<lon>経度|東経|lon|lng|longitude))(?:北緯|東経)?[_ :]?"
    r"(?:(?P<d>度|d|deg|degrees?)|(?P<m>分|m|min|minutes?)|(?P<s>秒|s|sec|seconds?))"
)
NAMES = ("緯度", "経度")


@dataclass(frozen=True)
class Apart:
    """Positions of the columns of one coordinate; ``seconds`` -1 where minutes have decimals."""

    degrees: int
    minutes: int
    seconds: int = -1

    @property
    def rest(self) -> tuple[int, ...]:
        return tuple(at for at in (self.minutes, self.seconds) if at >= 0)


def find(cells: Sequence[str]) -> tuple[Apart, ...]:
    """The columns of latitude and of longitude; empty unless both have degrees and minutes, each once, and no whole."""
    parts: dict[tuple[str, str], int] = {}
    for at, cell in enumerate(cells):
        if header_key(cell) in map(header_key, NAMES):
            return ()
        if match := _PART.fullmatch(header_key(cell)):
            which = "lat" if match["lat"] else "lon"
            part = next(name for name in "dms" if match[name])
            if (which, part) in parts:
                return ()
            parts[which, part] = at
    if len(parts) not in (4, 6) or not all((which, part) in parts for which in ("lat", "lon") for part in "dm"):
        return ()
    return tuple(Apart(parts[which, "d"], parts[which, "m"], parts.get((which, "s"), -1)) for which in ("lat", "lon"))


def renamed(cells: Sequence[str], found: Sequence[Apart]) -> list[str]:
    """The header with the whole coordinate where its degrees stood."""
    names = {apart.degrees: name for apart, name in zip(found, NAMES, strict=False)}
    return [names.get(at, cell) for at, cell in enumerate(cells)]


def joined(columns: Sequence[pa.Array], found: Sequence[Apart]) -> list[pa.Array]:
    """``columns`` with 37度29分41.2秒 where the degrees stood. Degrees without minutes become 37度?分, which is told as no
    latitude: read as 37.0 they would lie up to a hundred kilometres off."""
    made = list(columns)
    for apart in found:
        degrees, minutes, *seconds = (pc.utf8_trim_whitespace(made[at]) for at in (apart.degrees, *apart.rest))
        d, m, s, nothing = (pa.scalar(sign, degrees.type) for sign in ("度", "分", "秒", ""))
        text = pc.binary_join_element_wise(degrees, d, minutes, m, nothing)
        if seconds:
            tail = pc.binary_join_element_wise(seconds[0], s, nothing)
            text = pc.binary_join_element_wise(text, pc.if_else(pc.equal(seconds[0], nothing), nothing, tail), nothing)
        without = pc.binary_join_element_wise(degrees, pa.scalar("度?分", degrees.type), nothing)
        text = pc.if_else(pc.equal(minutes, nothing), without, text)
        made[apart.degrees] = pc.if_else(pc.equal(degrees, nothing), made[apart.degrees], text)
    return made
