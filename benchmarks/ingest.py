"""How long a large upload takes, beside the least that any reader must do with the same bytes: decode, and cut into text.

``python -m benchmarks.ingest [rows]`` prints, for a million rows of CP932 (plain, quoted and of no known kind) and for ten
thousand: seconds and processor seconds of reading, of reading to the receipt and the first example on a shelf of its own
(what a visitor waits for; the page then adds the other examples one by one), of those others, and of the bare work, their
ratios, and the peak of memory up to the first example (the file itself included) as a multiple of the file. Ours and the
bare work have a process each for each file, after a small file has loaded what a running server has: so neither works in
memory that the other made the system hand out, and one peak does not hide another. Read the ratios: both ran in this run.
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
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

import machi.cards.all  # noqa: F401 - registers every card
from machi.ingest.reader import read
from machi.own.files import open_file
from machi.own.fit import Offer, offers
from machi.own.shelf import close, own_shelf
from machi.store.database import data_folder, open_shelf
from machi.store.shelf import Shelf

HEADER = (
    "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,設置位置,電話番号,開始時間,終了時間,小児対応設備の有無"
)
PLACES = ("中央公民館", "北体育館", "東小学校", "集会所", "ふれあいセンター")


FREE_HEADER = "受付番号,受付日,区分,地区,品目,件数,重さ（kg）,緯度,経度,処理にかかった日数,備考"
ITEMS = ("タンス", "自転車", "布団", "冷蔵庫", "机", "いす", "本棚")


def made_free(rows: int) -> bytes:
    """A table of no known kind with as many cells: days, words, numbers, points and remarks, some of them empty."""
    rng = random.Random(2)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FREE_HEADER.split(","))
    first = date(2019, 4, 1)
    for i in range(rows):
        day = first + timedelta(days=i % 2000)
        point = (f"{37 + rng.random():.6f}", f"{139 + rng.random():.6f}")
        remark = f"戸別収集、{i % 9 + 1}階から運び出し（{i % 50}番の車）" if i % 3 else ""
        writer.writerow(
            [
                f"R{i:07d}",
                f"{day:%Y/%m/%d}",
                ("持込", "戸別", "臨時")[i % 3],
                f"見本町{i % 300}丁目",
                ITEMS[i % 7],
                i % 11 + 1,
                f"{rng.random() * 90:.1f}",
                *point,
                i % 20,
                remark,
            ]
        )
    return out.getvalue().encode("cp932")


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


def first_example(data: bytes, published: Shelf) -> Iterator[Offer]:
    """From the bytes to the receipt and the first example, as the page does it for a file of unknown name.

    The examples that are still to be made.
    """
    file = open_file(data, "list.csv", schemas=published.schemas, city=published.city.name)
    shelf = own_shelf([file], published)
    coming = offers([file], shelf)
    if next(coming, None) is None:
        raise SystemExit("no example fits")
    yield from coming
    close(shelf)


def ours(path: Path) -> dict[str, float]:
    """What this project takes: to the first example, for the others, and for the reading alone."""
    published = open_shelf(data_folder())
    list(first_example(made(300, False), published))
    list(first_example(made_free(300), published))
    before = held()
    data = path.read_bytes()
    coming = first_example(data, published)
    first = timed(lambda: next(coming, None))
    memory = peak() - before
    others = timed(lambda: list(coming))
    reading = timed(lambda: read(data, name="list.csv"))
    return {
        "megabytes": len(data) / 1e6,
        "read": reading[0],
        "read_processor": reading[1],
        "first": first[0],
        "first_processor": first[1],
        "others": others[0],
        "others_processor": others[1],
        "memory_of_file": memory / len(data),
    }


def bare(path: Path) -> dict[str, float]:
    """The least that anybody must do: decode the bytes, and cut the text by DuckDB."""
    text = path.with_suffix(".utf8")
    text.write_bytes(made(300, False).decode("cp932").encode())
    _cut(text)
    data = path.read_bytes()
    decoded = timed(lambda: data.decode("cp932"))
    text.write_bytes(data.decode("cp932").encode())
    cut = timed(lambda: _cut(text))
    return {"bare": decoded[0] + cut[0], "bare_processor": decoded[1] + cut[1]}


def _cut(text: Path) -> None:
    with duckdb.connect() as base:
        base.sql("select * from read_csv(?, all_varchar = true)", params=[str(text)]).to_arrow_table()


SIDES = {"ours": ours, "bare": bare}


def _run(side: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ingest", side, str(path)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def main(rows: int) -> None:
    files = {
        f"{rows:,} rows": lambda: made(rows, False),
        f"{rows:,} rows quoted": lambda: made(rows, True),
        f"{rows:,} rows of no known kind": lambda: made_free(rows),
        "10,000 rows": lambda: made(10_000, False),
        "10,000 rows of no known kind": lambda: made_free(10_000),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        for name, make in files.items():
            path.write_bytes(make())
            found = _run("ours", path) | _run("bare", path)
            clock, work = found["bare"], found["bare_processor"]
            print(
                f"{name:30} {found['megabytes']:6.1f} MB  bare {clock:5.2f} s  read {found['read']:5.2f} s"
                f" ({found['read'] / clock:.2f} x, processor {found['read_processor'] / work:.2f} x)"
                f"  first example {found['first']:5.2f} s, processor {found['first_processor']:5.2f} s"
                f" ({found['first'] / clock:.2f} x, processor {found['first_processor'] / work:.2f} x)"
                f"  the others {found['others']:5.2f} s, processor {found['others_processor']:5.2f} s"
                f"  memory {found['memory_of_file']:.1f} x file",
                flush=True,
            )


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    if wanted.isdigit():
        main(int(wanted))
    else:
        print(json.dumps(SIDES[wanted](Path(sys.argv[2]))))
