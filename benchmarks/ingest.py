"""How long a large upload takes, beside the least that any reader must do with the same bytes: decode, and cut into text.

``python -m benchmarks.ingest [rows]`` prints, for a million rows of CP932 (plain and quoted) and for ten thousand: seconds
and processor seconds of reading, of reading to the first example on a shelf of its own (what a visitor waits for), and of
the bare work, their ratios, and the peak of memory up to the first example (the file itself included) as a multiple of the
file. Each file is read in a process of its own, after a small one has loaded what a running server has, so that one peak
does not hide another. Read the ratios: both sides ran in this run.
"""

from __future__ import annotations

import csv
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

import machi.cards.all  # noqa: F401 - registers every card
from machi.ingest.reader import read
from machi.own.files import open_file
from machi.own.fit import fit
from machi.own.shelf import close, own_shelf
from machi.store.database import data_folder, open_shelf
from machi.store.shelf import Shelf

HEADER = (
    "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,設置位置,電話番号,開始時間,終了時間,小児対応設備の有無"
)
PLACES = ("中央公民館", "北体育館", "東小学校", "集会所", "ふれあいセンター")


def made(rows: int, quoted: bool) -> bytes:
    """A list of places as a city would publish it, by a fixed seed."""
    rng = random.Random(1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(HEADER.split(","))
    for i in range(rows):
        where = f"見本県見本市見本町{i % 300}丁目{i % 97}番{i % 13}号"
        point = (f"{37 + rng.random():.6f}", f"{139 + rng.random():.6f}")
        phone = f"0242-{i % 100:02d}-{i % 10000:04d}"
        writer.writerow(
            [
                "072028",
                f"{i:07d}",
                f"{PLACES[i % 5]}{i}",
                where,
                *point,
                "1階入口",
                phone,
                "9:00",
                "17:00",
                "有無"[i % 2],
            ]
        )
    return out.getvalue().encode("cp932")


def timed(task: Callable[[], Any]) -> tuple[float, float]:
    """Seconds, and processor seconds of all threads."""
    started, worked = time.perf_counter(), time.process_time()
    task()
    return time.perf_counter() - started, time.process_time() - worked


def peak() -> int:
    """The most memory this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def held() -> int:
    """What this process holds now, in bytes; where no system file tells, the most it ever held."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * resource.getpagesize() if status.exists() else peak()


def first_example(data: bytes, published: Shelf) -> None:
    """From the bytes to the receipt and the first example, as the page does it for a file of unknown name."""
    file = open_file(data, "list.csv", schemas=published.schemas, city=published.city.name)
    shelf = own_shelf([file], published)
    if not fit([file], shelf).offers:
        raise SystemExit("no example fits")
    close(shelf)


def measure(path: Path) -> dict[str, float]:
    """Ours first, so that its peak is its own; then the reading alone, and the bare work."""
    published = open_shelf(data_folder())
    first_example(made(300, False), published)
    before = held()
    data = path.read_bytes()
    first = timed(lambda: first_example(data, published))
    memory = peak() - before
    ours = timed(lambda: read(data, name="072028_aed.csv"))

    decoded = timed(lambda: data.decode("cp932"))
    text = path.with_suffix(".utf8")
    text.write_bytes(data.decode("cp932").encode())
    with duckdb.connect() as base:
        cut = timed(lambda: base.execute("select * from read_csv(?, all_varchar = true)", [str(text)]).to_arrow_table())
    return {
        "megabytes": len(data) / 1e6,
        "read": ours[0],
        "bare": decoded[0] + cut[0],
        "ratio": ours[0] / (decoded[0] + cut[0]),
        "first": first[0],
        "first_ratio": first[0] / (decoded[0] + cut[0]),
        "first_processor_ratio": first[1] / (decoded[1] + cut[1]),
        "memory_of_file": memory / len(data),
    }


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for count, quoted in ((rows, False), (rows, True), (10_000, False)):
            path = Path(folder) / f"{count}-{quoted}.csv"
            path.write_bytes(made(count, quoted))
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.ingest", str(path)], capture_output=True, text=True, check=True
            )
            found = json.loads(done.stdout)
            print(
                f"{count:>9,} rows{' quoted' if quoted else '':7} {found['megabytes']:6.1f} MB  bare {found['bare']:5.2f} s"
                f"  read {found['read']:5.2f} s ({found['ratio']:.2f} x)  first example {found['first']:5.2f} s"
                f" ({found['first_ratio']:.2f} x, processor {found['first_processor_ratio']:.2f} x)"
                f"  memory {found['memory_of_file']:.1f} x file"
            )


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    if wanted.isdigit():
        main(int(wanted))
    else:
        print(json.dumps(measure(Path(wanted))))
