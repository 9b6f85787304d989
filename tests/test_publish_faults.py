"""Publishing while the machine fails: killed, disk full, disk broken, two at once. Old or new, whole, every time."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from machi.publish import audit
from machi.publish.commit import settle_all
from machi.publish.place import Refused
from tests.publishers import DATASET, KIND, payload, publish, published
from tests.straced import CALLS, ENV, count_calls, fail, fsync_order, publisher

ROOT = Path(__file__).resolve().parent.parent
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here (make test installs it)")
needs_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root to mount a small disk")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def strays(data: Path) -> list[str]:
    """Unfinished files, announcements, and history that nothing names."""
    found = [path for path in data.rglob("*") if path.name.startswith(".tmp-") or path.name == "pending.json"]
    return [path.relative_to(data).as_posix() for path in found]


def assert_at_rest(data: Path) -> None:
    """After the next start: nothing unfinished, the CSV is what the sidecar says, the log is whole and says the same."""
    settle_all(data)
    assert strays(data) == []
    number = published(data)
    if number:
        assert (data / KIND / f"{DATASET}.csv").read_bytes() == payload(number)
    assert audit.verify(data)[1] == []


def kill_loop(data: Path, rounds: int, seed: int) -> int:
    """Start, let it publish for a random moment, SIGKILL; returns how many kills met a publisher at work."""
    rng = random.Random(seed)
    acknowledged, interrupted = 0, 0
    for _ in range(rounds):
        child = subprocess.Popen(
            publisher(data, acknowledged + 1, 1000), cwd=ROOT, env=ENV, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        first = child.stdout.readline()
        assert first.strip().isdigit(), first
        time.sleep(rng.random() * 0.05)
        child.kill()
        told = [int(line) for line in [first, *child.stdout] if line.endswith("\n")]
        child.wait()
        seen = published(data)
        assert seen in (max(told), max(told) + 1), "an acknowledged version was lost"
        interrupted += bool(strays(data))
        assert_at_rest(data)
        assert published(data) == seen, "recovery changed what a reader had seen"
        logged = [entry["title"] for entry in audit.entries(data)]
        assert len(logged) == seen
        acknowledged = seen
    return interrupted


@pytest.mark.alone
def test_kill_9_while_publishing(data: Path) -> None:
    """50 kills; the loop proves itself by having met publishers at work."""
    assert kill_loop(data, 50, seed=1) > 10


@pytest.mark.full
@pytest.mark.alone
def test_kill_9_a_thousand_times(data: Path) -> None:
    interrupted = kill_loop(data, 1000, seed=2)
    print(f"kill -9: 1000 rounds, {interrupted} met a publisher at work, 0 torn, 0 acknowledged lost, 0 stray")
    assert interrupted > 200


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How often one publication makes each call."""
    counts = {}
    for call in CALLS:
        data = tmp_path_factory.mktemp(call) / "data"
        data.mkdir()
        subprocess.run(publisher(data, 1, 1), cwd=ROOT, env=ENV, check=True, capture_output=True)
        counts[call] = count_calls(data, call, data.parent / "strace.log")
    assert min(counts.values()) >= 2, counts
    return counts


def fail_at(folder: Path, call: str, how: str, n: int) -> str:
    """One publication whose n-th call fails; returns what a reader then sees: old or new."""
    data = folder / f"{call}-{how}-{n}"
    data.mkdir()
    publish(data, 1)
    status, output = fail(data, call, how, n)
    assert "Traceback" not in output, output
    seen = published(data)
    assert seen in (1, 2)
    assert status != 0 or seen == 2, "acknowledged, but the old version is shown"
    assert_at_rest(data)
    assert published(data) == seen, "recovery changed what a reader had seen"
    assert len(audit.entries(data)) == seen
    if seen == 1:
        publish(data, 2)
        assert_at_rest(data)
    shutil.rmtree(data)
    return "new" if seen == 2 else "old"


SLICE = [("write", "ENOSPC"), ("fsync", "EIO"), ("rename", "KILL"), ("unlink", "EIO"), ("openat", "EIO")]


@needs_strace
@pytest.mark.parametrize(("call", "how"), SLICE)
def test_a_call_that_fails_leaves_old_or_new(data: Path, calls: dict[str, int], call: str, how: str) -> None:
    """F01, F02, F04: some places of each call; all of them in make test-full."""
    places = sorted({1, 2, calls[call] // 2, calls[call] - 1, calls[call]} - {0})
    seen = {n: fail_at(data, call, how, n) for n in places}
    print(f"{call} {how}: {seen}")
    assert set(seen.values()) <= {"old", "new"}


@needs_strace
@pytest.mark.full
@pytest.mark.parametrize("how", ["ENOSPC", "EIO", "EINTR", "KILL"])
@pytest.mark.parametrize("call", CALLS)
def test_every_call_that_fails_leaves_old_or_new(data: Path, calls: dict[str, int], call: str, how: str) -> None:
    seen = [fail_at(data, call, how, n) for n in range(1, calls[call] + 1)]
    print(f"{call} {how}: {len(seen)} places, old {seen.count('old')}, new {seen.count('new')}, torn 0")
    assert seen


@needs_strace
def test_data_is_on_the_disk_before_its_name_is(data: Path, tmp_path: Path) -> None:
    """F03: kill -9 does not show what a power cut does, but the order of the calls does."""
    publish(data, 1)
    order = fsync_order(data, tmp_path / "order.log")
    commit = next(n for n, line in enumerate(order) if line.startswith("rename") and f"{DATASET}.toml" in line)
    before, after = order[:commit], order[commit + 1 :]
    for name in (f"{DATASET}.toml-", "pending.json-", "000002.toml-"):
        wrote = [n for n, line in enumerate(before) if line.startswith("write") and name in line]
        flushed = [n for n, line in enumerate(before) if line.startswith("fsync") and name in line]
        assert wrote, name
        assert flushed, name
        assert max(wrote) < min(flushed), name
    history = f"/.history/{KIND}/{DATASET}>"
    assert any(line.startswith("fsync") and history in line for line in before)
    assert after[0].startswith("fsync")
    assert f"/{KIND}>" in after[0]


def small_disk(folder: Path, size: str) -> bool:
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    return done.returncode == 0


@needs_root
def test_a_full_disk_keeps_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F01 on a disk of 256 KiB that something else fills up: refused with what to do, and well again when there is room."""
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    disk = tmp_path / "disk"
    if not small_disk(disk, "256k"):
        pytest.skip("this machine lets nobody mount a disk")
    try:
        data = disk / "data"
        data.mkdir()
        publish(data, 1)
        filler = disk / "filler"
        with pytest.raises(OSError, match="No space"):
            filler.write_bytes(b"x" * 2**20)
        with pytest.raises(Refused, match="空き"):
            publish(data, 2)
        assert published(data) == 1
        monkeypatch.setattr("machi.publish.commit.check_room", lambda folder, size: None)
        with pytest.raises(Refused, match="書き込めません"):
            publish(data, 2)
        assert_at_rest(data)
        assert published(data) == 1
        filler.unlink()
        publish(data, 2)
        assert_at_rest(data)
        assert published(data) == 2
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@needs_root
def test_a_disk_that_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F14, H026: refused in words, and what was there can be read."""
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    disk = tmp_path / "disk"
    if not small_disk(disk, "1m"):
        pytest.skip("this machine lets nobody mount a disk")
    try:
        (disk / "data").mkdir()
        publish(disk / "data", 1)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(Refused, match="書き込めません"):
            publish(disk / "data", 2)
        assert published(disk / "data") == 1
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def race(data: Path, writers: int, rounds: int) -> tuple[int, int]:
    """Writers that all publish on what they saw last; returns (published, told that their version is old)."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom machi.publish.place import Refused\n"
        "from tests.publishers import publish, published\n"
        "data, me, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])\n"
        "done = old = 0\n"
        "for n in range(rounds):\n"
        "    try:\n        publish(data, me * 100000 + n)\n        done += 1\n"
        "    except Refused as refusal:\n        old += 1\n"
        "        assert '古い' in str(refusal) or '最中' in str(refusal), refusal\n"
        "    assert published(data)\n"
        "print(done, old)"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(data), str(me), str(rounds)],
            cwd=ROOT,
            env=ENV,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for me in range(1, writers + 1)
    ]
    told = [child.communicate(timeout=600) for child in children]
    assert [error for _, error in told if error] == []
    counts = [tuple(map(int, out.split())) for out, _ in told]
    return sum(done for done, _ in counts), sum(old for _, old in counts)


def assert_no_update_was_lost(data: Path, done: int) -> None:
    """As many lines in the log as successes, each built on the one before it."""
    assert_at_rest(data)
    entries = audit.entries(data)
    assert len(entries) == done
    assert [entry["old"] for entry in entries] == ["", *(entry["new"] for entry in entries[:-1])]


@pytest.mark.parametrize(("writers", "rounds"), [(2, 15), (6, 6), pytest.param(16, 200, marks=pytest.mark.full)])
def test_publishers_at_once(data: Path, writers: int, rounds: int) -> None:
    """F05: whoever saw an old version, or waited too long for the others, is told so; nobody's version vanishes."""
    done, old = race(data, writers, rounds)
    print(f"{writers} publishers × {rounds}: {done} published, {old} told that their version is old, 0 lost")
    assert done + old == writers * rounds
    assert done >= rounds
    assert_no_update_was_lost(data, done)
