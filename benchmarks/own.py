"""How long another filter takes on a visitor's own files, beside the same files published.

    python -m benchmarks.own [--changes 20] [--rows 10000,1000000]

The same bytes stand on a shelf built from a data folder and on a shelf of one's own; the same cards are made of both in
turn, each time with another value (nothing kept answers). Milliseconds of making the card: question, sentence, figure and
table; what the page adds is the same for both. The shipped files of a kind first, then a long list of AEDs. The demand is
that own files answer as fast: their median may be a quarter above the published one's, or under 60 ms, the project's budget
for a change. Exit status 1 when it is missed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import machi.cards.all  # noqa: F401 - registers every card
from benchmarks.ingest import made
from machi.cards.card import Value
from machi.cards.registry import build
from machi.own.files import Choices, open_file
from machi.own.shelf import close, own_shelf
from machi.store.database import data_folder, open_shelf
from machi.store.shelf import Shelf
from machi.store.sidecar import seal

ALLOWED, BUDGET_MS = 1.25, 60
Changes = Sequence[Mapping[str, Value]]
LONG: Mapping[str, Changes] = {
    "places_nearest": [{"n": n} for n in range(3, 11)],
    "places_map": [{"kinds": ("aed",)}, {"kinds": ()}],
    "places_counts": [{"by": "kind"}, {"kinds": ("aed",)}],
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--rows", default="10000,1000000", help="rows of the long lists, separated by commas")
    given = parser.parse_args(arguments)
    missed = False
    published = open_shelf(data_folder())
    for kind, scenarios in _shipped(published).items():
        missed |= _compare(f"shipped {kind}", published, _own(published, kind), scenarios, given.changes)
    for rows in map(int, given.rows.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            city = _with_list(Path(folder), made(rows, quoted=False))
            shelf = open_shelf(city, Path(folder) / "store" / "machi.duckdb")
            missed |= _compare(f"{rows:,} AEDs", shelf, _own(shelf, "aed"), LONG, given.changes)
            close(shelf)
    return 1 if missed else 0


def _shipped(shelf: Shelf) -> dict[str, Mapping[str, Changes]]:
    """Cards of the shipped kinds and the values that their filters take."""
    towns = [
        row[0] for row in _rows(shelf, "select distinct town from population where town <> '' order by 1 limit 20")
    ]
    categories = [
        row[0] for row in _rows(shelf, "select distinct category from event_item where category is not null order by 1")
    ]
    return {
        "population": {
            "population_pyramid": [{"town": town} for town in towns],
            "population_trend": [{"town": town} for town in towns],
            "population_towns": [{"order": order} for order in ("name", "total")],
        },
        "event": {
            "events_by_month": [{"category": category} for category in categories],
            "events_by_weekday": [{"category": category} for category in categories],
        },
        "aed": LONG,
    }


def _rows(shelf: Shelf, sql: str) -> list[tuple[str, ...]]:
    with shelf.connection.cursor() as cursor:
        return cursor.execute(sql).fetchall()


def _own(published: Shelf, kind: str) -> Shelf:
    """The published files of a kind, brought by a visitor."""
    files = [
        open_file(
            item.path.read_bytes(), item.path.name, Choices(as_of=item.as_of), schemas=published.schemas, id=f"own-{n}"
        )
        for n, item in enumerate((item for item in published.catalogue.publications if item.kind == kind), 1)
    ]
    return own_shelf(files, published)


def _with_list(folder: Path, data: bytes) -> Path:
    """The project's data folder with a long list in place of its AEDs."""
    city = folder / "data"
    shutil.copytree(data_folder(), city)
    path = next((city / "aed").glob("*.csv"))
    path.write_bytes(data)
    seal(path)
    return city


def _compare(name: str, published: Shelf, own: Shelf, scenarios: Mapping[str, Changes], changes: int) -> bool:
    """Print the medians of each card on both shelves. True when own files are slower than allowed."""
    missed = False
    for card, values in scenarios.items():
        times: tuple[list[float], list[float]] = ([], [])
        for at in range(-2, changes):
            for which, shelf in enumerate((published, own)):
                begun = time.perf_counter()
                made_of = build(shelf, card, values[at % len(values)])
                if at >= 0:
                    times[which].append((time.perf_counter() - begun) * 1000)
                if made_of.empty:
                    raise SystemExit(f"{name}: {card} {values[at % len(values)]} has nothing to show")
        there, here = (median(each) for each in times)
        missed |= here > max(ALLOWED * there, BUDGET_MS)
        print(f"{name:18} {card:18} published {there:7.1f} ms   own {here:7.1f} ms   {here / there:.2f} x", flush=True)
    close(own)
    return missed


if __name__ == "__main__":
    sys.exit(main())
