"""The mesh at two sizes: a step of the month slider on the shipped data, and a box out of a national mesh.

    python -m benchmarks.mesh [--steps 30] [--cells 1000000]

The step is timed on a live server over its WebSocket, from sending the slider's value to the message that the run has
finished, and its bytes are counted: budgets 60 ms (median) and 10 kB for the map, the sentence, the legend and all other
text; all that a step sends (slider and buttons too) is printed beside it. The national mesh is synthetic: whole first-level
meshes of 102,400 squares, three age classes, loaded into the store's own tables on disk, sorted by code. The question is
the one that the cards ask (``mesh_amounts`` with a box of about a city), beside the bare query over the same table;
budget 100 ms. Exit status 1 when a budget is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.live import Visitor, running
from machi.ingest.schema import load_schemas
from machi.store.catalogue import Catalogue
from machi.store.city import City
from machi.store.load import set_up
from machi.store.queries import Library
from machi.store.shelf import Shelf
from machi.store.tables import create_tables

STEP_MS, STEP_KB, BOX_MS = 60, 10, 100
SHOWN = ("deck_gl_json_chart", "heading", "markdown")
"""What a reader sees change. ``markdown`` is the legend and every caption."""
FIRST_MESHES = ("5339", "5340", "5438", "5439", "5538", "5539", "5638", "5639", "5738", "5739")
BOX = {"south": 36.0512, "north": 36.1512, "west": 139.1012, "east": 139.2512}
BARE = """
select code, people
from mesh_level
where level = 10 and month = date '2020-10-01'
    and row_step + 2 > 36.0512 * 960 and row_step < 36.1512 * 960
    and column_step + 2 > 39.1012 * 640 and column_step < 39.2512 * 640
order by code
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--cells", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        missed = _slider(folder, given.steps)
        missed |= _box(folder, given.cells)
    return 1 if missed else 0


def _slider(folder: Path, steps: int) -> bool:
    with (
        running("server.py", folder / "server.log", health="/healthz", env={"MACHI_TODAY": "2026-11-20"}) as live,
        Visitor(live, "population_map") as visitor,
    ):
        first = visitor.open()
        slider = next(found for found in first.filters.values() if found.kind == "slider")
        names = slider.choices[-2::-1]
        times, sizes, shown = [], [], []
        for step in range(steps + 3):
            done = visitor.change(slider, [names[step % len(names)]])
            if done.exceptions or not any("mesh_map" in card for card in done.cards):
                raise RuntimeError(f"mesh slider: {done}")
            if step >= 3:
                times.append(done.seconds * 1000)
                sizes.append(done.size / 1000)
                shown.append(sum(done.by_kind.get(kind, 0) for kind in SHOWN) / 1000)
    print(f"month slider: p50 {median(times):.1f} ms over {steps} steps (budget {STEP_MS} ms)")
    print(f"  map, sentence, legend, notes: {median(shown):.1f} kB (budget {STEP_KB} kB); all: {median(sizes):.1f} kB")
    return median(times) > STEP_MS or median(shown) > STEP_KB or min(shown) == 0


def _box(folder: Path, cells: int) -> bool:
    begun = time.perf_counter()
    path = folder / "national.duckdb"
    count = _fill(path, cells)
    print(f"national mesh: {count:,} squares × 3 classes, loaded and summed in {time.perf_counter() - begun:.1f} s")
    with duckdb.connect(str(path), read_only=True) as con:
        shelf = Shelf(con, Catalogue(), City.unknown(), load_schemas(), Library(), date(2026, 11, 20), "")
        asked = _timed(lambda: len(shelf.ask("mesh_amounts", months=("2020-10-01",), **BOX).frame))
        bare = _timed(lambda: len(con.execute(BARE).fetchall()))
    print(f"  box of {asked[1]:,} squares: {asked[0]:.1f} ms (budget {BOX_MS} ms)")
    print(f"  bare query: {bare[0]:.1f} ms, {bare[1]:,} squares; ours = {asked[0] / bare[0]:.1f} × the bare query")
    return asked[0] > BOX_MS or asked[1] != bare[1]


def _fill(path: Path, cells: int) -> int:
    """A store on disk with about ``cells`` squares in whole first-level meshes."""
    meshes = list(FIRST_MESHES[: max(1, min(len(FIRST_MESHES), round(cells / 102_400)))])
    with duckdb.connect(str(path)) as con:
        create_tables(con, load_schemas())
        con.execute(
            """
            insert into mesh_population by name
            select
                'national' as dataset,
                row_number() over () as source_row,
                concat(first, p, q, r, s, h, k) as mesh_code,
                date '2020-10-01' as surveyed_on,
                hash(first, p, q, r, s, h, k, 1) % 40 as young,
                hash(first, p, q, r, s, h, k, 2) % 200 as working,
                hash(first, p, q, r, s, h, k, 3) % 120 as old
            from (select unnest($meshes) as first),
                range(8) as _p(p), range(8) as _q(q), range(10) as _r(r), range(10) as _s(s),
                range(1, 5) as _h(h), range(1, 5) as _k(k)
            order by mesh_code
            """,
            {"meshes": meshes},
        )
        set_up(con, Library())
        con.execute("checkpoint")
        ((count,),) = con.execute("select count(*) from mesh_level where level = 10").fetchall()
    return int(count)


def _timed(ask: Callable[[], int]) -> tuple[float, int]:
    """Median milliseconds of fifteen asks after two to warm up, and the rows given."""
    times = []
    for turn in range(17):
        begun = time.perf_counter()
        rows = ask()
        if turn >= 2:
            times.append((time.perf_counter() - begun) * 1000)
    return median(times), rows


if __name__ == "__main__":
    sys.exit(main())
