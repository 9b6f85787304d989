"""How far a reading is: bytes that tell how much of them has gone through the reader."""

from __future__ import annotations

import io
from collections.abc import Callable

Progress = Callable[[float], object]
"""Told the part that is done, 0–1."""


class Counted(io.BytesIO):
    """Tells at every hundredth of the two readings of a file (what it is, then its records)."""

    def __init__(self, data: bytes, tell: Progress) -> None:
        super().__init__(data)
        self._all, self._tell, self._done, self._told = 2 * len(data) or 1, tell, 0, 0

    def read(self, size: int | None = -1, /) -> bytes:
        return self._count(super().read(size))

    def read1(self, size: int | None = -1, /) -> bytes:
        return self._count(super().read1(-1 if size is None else size))

    def _count(self, block: bytes) -> bytes:
        self._done += len(block)
        percent = min(100, 100 * self._done // self._all)
        if percent > self._told:
            self._told = percent
            self._tell(percent / 100)
        return block
