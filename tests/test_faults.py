"""Faults around the store and the clock (F06, F07, F08, F13, F15, F21). What publishing and fetching do is in their own tests."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from machi.__main__ import main
from machi.clock import JAPAN
from machi.publish import audit
from machi.publish.commit import settle_all
from machi.publish.place import place_of
from machi.publish.rollback_command import roll_back
from machi.publish.versions import versions
from machi.store import durable
from machi.store.building import manifest_path
from machi.store.database import _open_valid, open_shelf
from machi.store.history import named_bytes
from machi.store.manifest import read_manifest
from tests import folders
from tests.publishers import DATASET, KIND, payload, publish, published
from tests.straced import ENV, ROOT, publisher

AED = folders.AED + "".join(f"131016,{n},施設{n},35.{n:03d},139.0,有\n" for n in range(1, 40))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    return folders.folder(tmp_path)


# F06: a store that was damaged


def damage(payload: bytes, rng: random.Random) -> bytes:
    """One of the things that disks and copies do: cut, flip, zero a page, repeat a page, lose a page, add something."""
    kind, at, page = rng.randrange(6), rng.randrange(len(payload)), 4096
    changed = {
        0: payload[:at],
        1: payload[:at] + bytes([payload[at] ^ (1 << rng.randrange(8))]) + payload[at + 1 :],
        2: payload[:at] + bytes(min(page, len(payload) - at)) + payload[at + page :],
        3: payload[:at] + payload[at : at + page] + payload[at:],
        4: payload[:at] + payload[at + page :],
        5: payload + rng.randbytes(17),
    }[kind]
    # A page that was zero already is no damage.
    return changed if changed != payload else payload[:-1]


@pytest.mark.parametrize("count", [200, pytest.param(3000, marks=pytest.mark.full)])
def test_a_damaged_store_never_answers(data: Path, tmp_path: Path, count: int) -> None:
    """Hundreds of damages, no wrong answer: none of them is opened. Some are then healed by building anew."""
    folders.publish(data, "aed/999999_aed", AED)
    store = tmp_path / "store" / "store.duckdb"
    right = open_shelf(data, store).table("aed", "999999_aed").frame
    manifest = read_manifest(manifest_path(store))
    assert manifest is not None
    path = store.with_name(manifest.database)
    sound, rng = path.read_bytes(), random.Random(6)
    opened = 0
    for number in range(count):
        path.write_bytes(damage(sound, rng))
        found = _open_valid(data, store)
        opened += found is not None
        if number % (count // 2) == 0:
            assert open_shelf(data, store).table("aed", "999999_aed").frame.equals(right)
            manifest = read_manifest(manifest_path(store))
            assert manifest is not None
            path = store.with_name(manifest.database)
            sound = path.read_bytes()
    print(f"damaged stores: {count}, opened {opened}, wrong answers 0, healed 2")
    assert opened == 0
    path.write_bytes(sound)
    assert _open_valid(data, store) is not None, "the sound store must be opened, or the test shows nothing"


@pytest.mark.parametrize("count", [200])
def test_a_damaged_manifest_never_vouches(data: Path, tmp_path: Path, count: int) -> None:
    folders.publish(data, "aed/999999_aed", AED)
    store = tmp_path / "store" / "store.duckdb"
    open_shelf(data, store)
    path, rng = manifest_path(store), random.Random(7)
    sound = path.read_bytes()
    before = json.loads(sound)
    for _ in range(count):
        path.write_bytes(damage(sound, rng))
        if _open_valid(data, store) is not None:
            # What was hit was white space or an order: it still says the very same.
            assert json.loads(path.read_bytes()) == before


# F08: the CSV is replaced while somebody reads


def readers_while_swapped(data: Path, readers: int, seconds: float) -> tuple[int, int]:
    """A publisher swaps as fast as it can; readers take sidecar and bytes. Returns (reads, versions published)."""
    publish(data, 1)
    stop, reads, faults = threading.Event(), [0] * readers, []

    def read(me: int) -> None:
        while not stop.is_set():
            try:
                assert published(data)
            except AssertionError as mixed:
                faults.append(mixed)
            reads[me] += 1

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    child = subprocess.Popen(publisher(data, 2, 1_000_000), cwd=ROOT, env=ENV, stdout=subprocess.PIPE, text=True)
    time.sleep(seconds)
    child.kill()
    stop.set()
    for thread in threads:
        thread.join()
    assert child.stdout is not None
    done = len(child.stdout.read().splitlines())
    child.wait()
    assert faults == []
    settle_all(data)
    return sum(reads), done


@pytest.mark.alone
@pytest.mark.parametrize(("readers", "seconds"), [(4, 3.0), pytest.param(8, 60.0, marks=pytest.mark.full)])
def test_readers_see_old_or_new_never_both(data: Path, readers: int, seconds: float) -> None:
    reads, done = readers_while_swapped(data, readers, seconds)
    print(f"{readers} readers, {seconds:.0f} s: {reads} reads while {done} versions were published, 0 mixed")
    assert reads > 100
    assert done >= 3


def test_a_store_built_during_swaps_holds_one_version(data: Path, tmp_path: Path) -> None:
    """Through the whole road: rows, names and the sidecar's title are of one version, and none is refused meanwhile."""
    publish(data, 1)
    child = subprocess.Popen(publisher(data, 2, 1_000_000), cwd=ROOT, env=ENV, stdout=subprocess.DEVNULL)
    try:
        for _ in range(2):
            shelf = open_shelf(data, tmp_path / "store" / "store.duckdb")
            (source,) = shelf.sources("aed")
            frame = shelf.table("aed", DATASET).frame
            number = int(source.title.removeprefix("AED "))
            assert source.version == hashlib.sha256(payload(number)).hexdigest()[:12]
            assert {name.split("-")[0] for name in frame["name"]} == {f"施設{number}"}
            assert len(frame) == 200 + number % 7 + 1
            assert not [problem for problem in shelf.catalogue.all_problems if problem.code == "hash_mismatch"]
    finally:
        child.kill()
        child.wait()


def test_the_original_is_given_whole_between_the_two_renames(data: Path) -> None:
    """The moment after the commit, before the CSV follows: the history has the bytes, and a reader gets them."""
    publish(data, 1)
    publish(data, 2)
    csv = data / KIND / f"{DATASET}.csv"
    sha = hashlib.sha256(payload(2)).hexdigest()
    csv.write_bytes(payload(1))
    assert named_bytes(csv, sha) == payload(2)
    csv.unlink()
    assert named_bytes(csv, sha) == payload(2)
    (data / ".history" / KIND / DATASET / f"{sha}.csv").unlink()
    with pytest.raises(FileNotFoundError):
        named_bytes(csv, sha)
    csv.write_bytes(payload(1))
    assert named_bytes(csv, sha) is None


# F13: clocks


def test_versions_keep_their_order_when_the_clock_goes_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = datetime(2026, 11, 20, 12, tzinfo=JAPAN)
    for number, shift in enumerate((0, -400, 30, -1), start=1):
        moment = day + timedelta(days=shift)
        monkeypatch.setattr(audit, "real_moment", lambda moment=moment: moment)
        publish(data, number)
    assert [version.number for version in versions(place_of(data, KIND, DATASET))] == [4, 3, 2, 1]
    assert audit.verify(data) == (4, [])
    roll_back(place_of(data, KIND, DATASET), 0, "")
    assert published(data) == 3


def test_the_time_zone_of_the_machine_changes_nothing(data: Path, tmp_path: Path) -> None:
    """UTC, and a place where it is tomorrow already: the same day, the same answers."""
    folders.publish(data, "aed/999999_aed", AED)
    folders.publish(data, "event/999999_event", folders.EVENT + "1,祭,2026-11-20,2026-11-21,無料,,35,139\n")
    program = (
        "from pathlib import Path; import sys; from machi.store.database import open_shelf\n"
        "shelf = open_shelf(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(shelf.today, shelf.ask('event_list').frame.to_csv(), shelf.table('aed', '999999_aed').frame.to_csv())"
    )
    answers = []
    for zone in ("UTC", "Pacific/Kiritimati"):
        command = [sys.executable, "-c", program, str(data), str(tmp_path / "store" / "store.duckdb")]
        env = {**os.environ, "TZ": zone}
        answers.append(subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout)
    assert len(set(answers)) == 1
    assert "祭" in answers[0]


# F15: too little memory


def build_with(data: Path, store: Path, megabytes: int) -> tuple[int, str]:
    import resource  # Windows has none, and skips this test

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))

    done = subprocess.run(
        [sys.executable, "-m", "machi", "build", "--data", str(data), "--store", str(store)],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limit,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
@pytest.mark.parametrize(
    "sizes", [(500, 3000), pytest.param(tuple(range(300, 2050, 50)), marks=pytest.mark.full)], ids=["few", "all"]
)
def test_a_build_that_runs_out_of_memory_leaves_the_old_store(
    data: Path, tmp_path: Path, sizes: tuple[int, ...]
) -> None:
    folders.publish(data, "aed/999999_aed", AED)
    store = tmp_path / "store" / "store.duckdb"
    open_shelf(data, store)
    came = {}
    for megabytes in sizes:
        status, _told = build_with(data, store, megabytes)
        came[megabytes] = status
        manifest = read_manifest(manifest_path(store))
        assert manifest is not None
        assert _open_valid(data, store) is not None, f"{megabytes} MB left a store that can't be opened"
    print(f"builds under a limit of memory (MB → exit status): {came}")
    assert came[max(sizes)] == 0 or max(sizes) < 3000


@pytest.mark.parametrize("error", [MemoryError(), pa.lib.ArrowMemoryError("malloc"), duckdb.OutOfMemoryException("x")])
def test_a_build_without_memory_says_so(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fails(*words: object) -> None:
        raise error

    monkeypatch.setattr("machi.store.build_command.build", fails)
    assert main(["build", "--data", str(data), "--store", str(tmp_path / "x.duckdb")]) == 2
    assert "メモリーが足りない" in capsys.readouterr().err


# F21: Windows refuses to replace a file that somebody reads


def refusing(times: int, real: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
    left = [times]

    def replace(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise PermissionError(13, "being used by another process")
        real(source, target)

    return replace


@pytest.mark.parametrize(("times", "works"), [(0, True), (3, True), (9, True), (10, False)])
def test_a_replace_that_is_refused_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, works: bool
) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    monkeypatch.setattr(durable.os, "replace", refusing(times, os.replace))
    monkeypatch.setattr(durable.time, "sleep", lambda seconds: None)
    if works:
        durable.write_whole(path, b"new")
    else:
        with pytest.raises(PermissionError):
            durable.write_whole(path, b"new")
    assert path.read_bytes() == (b"new" if works else b"old")
    assert [other.name for other in tmp_path.iterdir()] == ["a.toml"]


# F07: the place of the store can't be written


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root to mount a disk that can only be read")
def test_a_store_on_a_disk_that_can_only_be_read(data: Path, tmp_path: Path) -> None:
    folders.publish(data, "aed/999999_aed", AED)
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        shelf = open_shelf(data, disk / "store.duckdb")
        assert len(shelf.table("aed", "999999_aed").frame) == 39
        assert [problem.code for problem in shelf.catalogue.all_problems if problem.code == "in_memory"] == [
            "in_memory"
        ]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_store_on_a_full_disk(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.publish(data, "aed/999999_aed", AED)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10})())
    shelf = open_shelf(data, tmp_path / "store" / "store.duckdb")
    assert len(shelf.table("aed", "999999_aed").frame) == 39
    assert "in_memory" in [problem.code for problem in shelf.catalogue.all_problems]
