"""How often one address may ask in a minute. In memory, forgotten after a minute; nothing is written down.

A fixed window, not a bucket: what is left and when it begins anew can be told in headers that everybody understands.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

WINDOW = 60.0
DEFAULT = 300
MOST_ADDRESSES = 20_000
"""Beyond these the oldest are forgotten: a flood of addresses may not fill the memory."""


@dataclass(frozen=True)
class Allowance:
    """What one request may: ``left`` after it (negative: refused), ``reset`` seconds until the window begins anew."""

    limit: int
    left: int
    reset: int

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """As other APIs tell it."""
        return [
            (b"x-ratelimit-limit", b"%d" % self.limit),
            (b"x-ratelimit-remaining", b"%d" % max(self.left, 0)),
            (b"x-ratelimit-reset", b"%d" % self.reset),
        ]


class RateLimit:
    """Counts requests per address in windows of a minute."""

    def __init__(self, limit: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit_of_settings() if limit is None else limit
        self._clock = clock
        self._seen: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def take(self, address: str) -> Allowance:
        """Count one request of ``address``."""
        now = self._clock()
        with self._lock:
            begun, used = self._seen.get(address, (now, 0))
            if now - begun >= WINDOW:
                begun, used = now, 0
                self._seen.pop(address, None)
            self._seen[address] = (begun, used + 1)
            if len(self._seen) > MOST_ADDRESSES:
                del self._seen[next(iter(self._seen))]
        return Allowance(self.limit, self.limit - used - 1, max(1, round(WINDOW - (now - begun))))


def limit_of_settings() -> int:
    """``MACHI_API_RATE``: requests per address and minute; the default where it is no number above zero."""
    given = os.environ.get("MACHI_API_RATE", "").strip()
    return int(given) if given.isdecimal() and int(given) > 0 else DEFAULT
