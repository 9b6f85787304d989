"""How much free questions that eat processor and memory slow somebody who only looks at pages.

    python -m benchmarks.bomb [--turns 6]

One server; two visitors who send one bomb after the other to the sandbox; another who asks questions that are never
kept (each with a number of its own), in turns with and without bombs, so that whatever else the machine does hits both.
The budget is a fifth more, by the median of the turns. Exit status 1 when it is missed.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.live import running

BUDGET = 1.2
BOMBERS, VISITS = 2, 25
NUMBERS = itertools.count()
"""Never the same twice in one process: an answer that was asked for before would be a kept one."""
QUIET_SECONDS, LIT_SECONDS = 3.2, 0.5
"""A bomb that was lit must have ended, or be burning, before anybody measures."""
SETTINGS = {"MACHI_TODAY": "2026-11-20", "MACHI_API_RATE": "1000000"}
BOMBS = (
    "with recursive r as (select 1 as i union all select i + 1 from r) select max(i) from r",
    "select len(range(1, 200000000))",
    "select sum(a.people * b.people) from population_age as a, population_age as b, population_age as c",
    "select levenshtein(repeat('ab', 200000), repeat('ba', 200000))",
    "select a, b, count(*) from range(100000) as t(a), range(10000) as u(b) group by all",
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--turns", type=int, default=6)
    turns = parser.parse_args(arguments).turns
    with (
        tempfile.TemporaryDirectory() as folder,
        running("server.py", Path(folder) / "server.log", health="/healthz", env=SETTINGS) as live,
    ):
        measured = measure(live.url, turns)
    print(measured.told)
    return 1 if measured.ratio > BUDGET else 0


@dataclass
class Measured:
    """Milliseconds of each turn's median visit, and how many bombs went off."""

    calm: list[float] = field(default_factory=list)
    bombed: list[float] = field(default_factory=list)
    bombs: int = 0

    @property
    def ratio(self) -> float:
        return median(bombed / calm for calm, bombed in zip(self.calm, self.bombed, strict=True))

    @property
    def told(self) -> str:
        return (
            f"another visitor: {median(self.calm):.1f} ms calm, {median(self.bombed):.1f} ms under {self.bombs} bombs; "
            f"ratio {self.ratio:.2f}, budget {BUDGET}"
        )


def measure(url: str, turns: int) -> Measured:
    """Visits in turns without and with bombs."""
    found = Measured()
    with _bombers(url) as (lit, gone_off):
        for turn in range(turns + 1):
            for times, is_lit in ((found.calm, False), (found.bombed, True)):
                lit.set() if is_lit else lit.clear()
                time.sleep(LIT_SECONDS if is_lit else QUIET_SECONDS)
                taken = []
                for _ in range(VISITS):
                    taken.append(_visit(url, next(NUMBERS)) * 1000)
                if turn:  # the first turn warms up
                    times.append(median(taken))
        found.bombs = len(gone_off)
    return found


@contextmanager
def _bombers(url: str) -> Iterator[tuple[threading.Event, list[str]]]:
    lit, stop, gone_off = threading.Event(), threading.Event(), list[str]()

    def bomb(number: int) -> None:
        while not stop.is_set():
            if not lit.wait(0.05):
                continue
            sql = f"{BOMBS[number % len(BOMBS)]} -- {time.time_ns()}"
            number += 1
            try:
                _get(f"{url}/api/cards/explore_query.json?sql={urllib.parse.quote(sql)}")
            except urllib.error.HTTPError as refused:
                gone_off.append(refused.read().decode())

    threads = [threading.Thread(target=bomb, args=(2 * number,), daemon=True) for number in range(BOMBERS)]
    for thread in threads:
        thread.start()
    try:
        yield lit, gone_off
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _visit(url: str, number: int) -> float:
    return _get(f"{url}/api/queries/place_nearest.json?n=50&lat={37.4 + number / 1e5}&lon=139.93")


def _get(address: str) -> float:
    begun = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
