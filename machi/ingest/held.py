"""Text that was decoded once and is kept for the second look at a file that lies in memory anyway (an upload).

Decoding CP932 twice costs a tenth of the whole reading; a published file on disk is decoded twice all the same, so that
it is never held whole.
"""

from __future__ import annotations

import ctypes
import io
import re
import sys
from collections.abc import Iterator
from typing import BinaryIO

from machi.ingest.watched import Watched

LIMIT_BYTES = 256 * 1024 * 1024
_END = re.compile("\r\n|\n|\r")


def in_memory(stream: BinaryIO) -> bool:
    """Whether the bytes of ``stream`` are held by somebody already, and few enough to hold their text too."""
    inner = stream.stream if isinstance(stream, Watched) else stream
    if not isinstance(inner, io.BytesIO):
        return False
    at = inner.tell()  # getbuffer() would tell the size too, and copy all of the bytes to do so
    size = inner.seek(0, io.SEEK_END)
    inner.seek(at)
    return size <= LIMIT_BYTES


def give_back() -> None:
    """Hand what was freed back to the system, where the C library has a call for it (glibc).

    The decoded text of a long file is twice as large as the file. Without this the process kept most of it for later, and
    the tables, which lie in memory of their own, came on top.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _letting_go(pieces: list[str]) -> Iterator[str]:
    pieces.reverse()
    while pieces:
        yield pieces.pop()


class Held:
    """The pieces as a text stream: what ``csv.reader`` and ``blocks`` ask of one, line ends untouched.

    The bytes of ``stream`` are passed over at the same pace, so that whoever watches it sees the reading go on. With
    ``last`` each piece is let go of as it is read: the text of a long file is as large as the table that is made of it.
    """

    def __init__(self, pieces: list[str], stream: BinaryIO, step: int, *, last: bool = False) -> None:
        self._left: Iterator[str] = _letting_go(pieces) if last else iter(pieces)
        self._stream, self._step = stream, step
        self._piece, self._at = "", 0

    def _following(self) -> str | None:
        """The next piece, None at the end."""
        self._stream.read(self._step)
        return next(self._left, None)

    def _more(self) -> bool:
        """Add the next piece to what is left of this one; False at the end."""
        following = self._following()
        if following is None:
            return False
        self._piece, self._at = self._piece[self._at :] + following, 0
        return True

    def read(self, size: int) -> str:
        """At most ``size`` characters, fewer only at the end."""
        parts: list[str] = []
        while len(self._piece) - self._at < size and (following := self._following()) is not None:
            parts.append(self._piece[self._at :])
            size -= len(parts[-1])
            self._piece, self._at = following, 0
        parts.append(self._piece[self._at : self._at + size])
        self._at += len(parts[-1])
        return "".join(parts)

    def readline(self) -> str:
        """The next line with its end; "" when there is none."""
        while True:
            match = _END.search(self._piece, self._at)
            whole = match is not None and (match[0] != "\r" or match.end() < len(self._piece))
            if whole or not self._more():
                break
        end = match.end() if match is not None else len(self._piece)
        found = self._piece[self._at : end]
        self._at = end
        return found

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.readline()
        if not line:
            raise StopIteration
        return line
