"""How far a long reading is, told to whoever waits for it; whoever is told may stop it by raising."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, cast

Progress = Callable[[int, int], object]
"""``(done_bytes, total_bytes)``. An exception that it raises ends the reading and reaches the caller as it is."""
STEP = 1 << 20
"""Bytes between two calls."""


class Watched(io.RawIOBase):
    """A seekable stream that tells its progress. A file is gone through twice: to look at it, then to read it."""

    def __init__(self, stream: BinaryIO, on_progress: Progress) -> None:
        super().__init__()
        self.stream, self.on_progress = stream, on_progress
        self.total = stream.seek(0, io.SEEK_END)
        self.told = -1
        self.final = False
        stream.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        at = self.stream.tell()
        done = (self.total + at) // 2 if self.final else at // 2
        if done >= self.told + STEP or (at == self.total and done > self.told):
            self.told = done
            self.on_progress(done, self.total)
        return block

    def read1(self, size: int = -1) -> bytes:
        """As ``TextIOWrapper`` asks."""
        return self.read(size)

    def close(self) -> None:
        """The stream is the caller's: it stays open."""


def last_pass(stream: BinaryIO) -> None:
    """From here on the file is read, no longer only looked at."""
    if isinstance(stream, Watched):
        cast(Watched, stream).final = True
