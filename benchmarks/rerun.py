"""How long a filter change takes on our server, beside the same page on default Streamlit and the bare questions.

    python -m benchmarks.rerun [--changes 30]

Two servers run side by side and are asked in turn, so that whatever else the machine does hits both: ``server.py``
(imports and cards first, then ``gc.freeze()``) and ``app.py`` as Streamlit runs it by default (a collection of garbage
after every run). Each change takes another value, so that a cached card is not what is measured. The bare questions are
the SQL of the cards that the change touched, with default parameters, asked of the same store in this process.
Milliseconds from sending the change to the message that the run has finished. The budget is that of the project: the
median of our server under 60 ms. Exit status 1 when it is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.live import Filter, Live, Rerun, Visitor, running

BUDGET_MS = 60
TODAY = {"MACHI_TODAY": "2026-11-20"}


@dataclass(frozen=True)
class Scenario:
    """A page (with its query) and the label of the filter that is changed."""

    name: str
    page: str
    label: str
    query: str = ""


SCENARIOS = (
    Scenario("population: another town", "population", "地域"),
    Scenario("population, towns listed: another order", "population", "並べ方", "view=towns"),
    Scenario("places: nearest of another kind", "places", "さがすもの"),
    Scenario("events: another category", "events", "種類", "period=all"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--changes", type=int, default=30)
    changes = parser.parse_args(arguments).changes
    missed = False
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = stack.enter_context(running("server.py", logs / "ours.log", health="/healthz", env=TODAY))
        default = stack.enter_context(running("app.py", logs / "default.log", env=TODAY))
        for scenario in SCENARIOS:
            missed |= _measure(scenario, ours, default, changes)
    return 1 if missed else 0


def _measure(scenario: Scenario, ours: Live, default: Live, changes: int) -> bool:
    with Visitor(ours, scenario.page, scenario.query) as here, Visitor(default, scenario.page, scenario.query) as there:
        visitors = (here, there)
        filters = [_find(visitor.open(), scenario) for visitor in visitors]
        values = _values(filters[0], changes)
        times: tuple[list[float], list[float]] = ([], [])
        last = Rerun()
        for index, value in enumerate(values):
            for which, visitor in enumerate(visitors):
                last = visitor.change(filters[which], value)
                if last.exceptions:
                    raise RuntimeError(f"{scenario.name}: {last.exceptions}")
                if index >= len(values) - changes:
                    times[which].append(last.seconds * 1000)
    bare = _bare(last.cards)
    return _print(scenario, times, bare, last)


def _find(first: Rerun, scenario: Scenario) -> Filter:
    for found in first.filters.values():
        if found.label == scenario.label:
            return found
    labels = sorted(found.label for found in first.filters.values())
    raise RuntimeError(f"{scenario.name}: no filter 「{scenario.label}」 among {labels} {first.exceptions}")


def _values(found: Filter, changes: int) -> list[Any]:
    """Three changes to warm up, then ``changes`` more, each unlike the one before it."""
    choices = [choice for choice in found.choices if choice != found.chosen] or list(found.choices)
    spelt = [[choice] if found.kind in ("button_group", "multiselect") else choice for choice in choices]
    return [spelt[index % len(spelt)] for index in range(changes + 3)]


def _bare(cards: Sequence[str]) -> list[float]:
    """Milliseconds of the touched cards' SQL alone, ten times."""
    import ui.session  # noqa: F401  # registers every card, as the app does
    from machi.cards.registry import CARDS, build
    from machi.store.database import data_folder, open_shelf

    shelf = open_shelf(data_folder())
    questions = [ran for card in cards if card in CARDS for ran in build(shelf, card).ran]
    times = []
    for _ in range(10):
        begun = time.perf_counter()
        for ran in questions:
            with shelf.connection.cursor() as cursor:
                cursor.execute(ran.sql, dict(ran.params) or None).fetchall()
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _print(scenario: Scenario, times: tuple[list[float], list[float]], bare: list[float], last: Rerun) -> bool:
    ours, default = (median(each) for each in times)
    p95 = [quantiles(each, n=20)[-1] for each in times]
    print(f"{scenario.name}  ({len(times[0])} changes, {last.size / 1000:.0f} kB each, cards: {', '.join(last.cards)})")
    print(f"  ours              p50 {ours:7.1f} ms   p95 {p95[0]:7.1f} ms")
    print(f"  default Streamlit p50 {default:7.1f} ms   p95 {p95[1]:7.1f} ms   = {default / ours:.1f} × ours")
    print(f"  bare questions    p50 {median(bare):7.1f} ms   ours = {ours / median(bare):.1f} × the bare questions")
    missed = ours > BUDGET_MS
    print(f"  budget {BUDGET_MS} ms: {'missed' if missed else 'kept'}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main())
