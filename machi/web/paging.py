"""Pages of a long list: ``?page=2&per_page=100``, with the address of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Links = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """Page ``number`` (from 1) of ``size`` items."""

    number: int
    size: int
    usual: int

    @property
    def first(self) -> int:
        """Index of its first item."""
        return (self.number - 1) * self.size

    def links(self, address: str, total: int, query: str = "") -> Links:
        """``prev`` and ``next`` as far as there are such pages; ``query`` (already encoded) is kept."""
        size = "" if self.size == self.usual else f"&per_page={self.size}"
        kept = f"{query}&" if query else ""
        found = []
        if self.number > 1:
            found.append(("prev", f"{address}?{kept}page={self.number - 1}{size}"))
        if self.first + self.size < total:
            found.append(("next", f"{address}?{kept}page={self.number + 1}{size}"))
        return tuple(found)


def page_of(query: Mapping[str, str], usual: int, most: int) -> Page:
    """The page that an address asks for; what is no number, or out of range, means the usual or the nearest."""

    def whole(name: str, default: int) -> int:
        text = query.get(name, "")
        return int(text) if text.isdecimal() and len(text) < 9 else default

    return Page(max(1, whole("page", 1)), min(most, max(1, whole("per_page", usual))), usual)
