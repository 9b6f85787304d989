"""A publisher under strace: which calls it makes on the data folder, and the n-th of them failing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.publishers import DATASET, KIND

ROOT = Path(__file__).resolve().parent.parent
ENV = {**os.environ, "MACHI_PROFILE": "internal", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
CALLS = ("openat", "write", "fsync", "rename", "unlink")


def publisher(data: Path, first: int, count: int) -> list[str]:
    return [sys.executable, "-m", "tests.publishers", str(data), str(first), str(count)]


def _strace(data: Path, call: str, log: str, *rules: str) -> list[str]:
    """Looks at calls of one name. Python's own start opens hundreds of files, so of those only ours are looked at."""
    history = data / ".history" / KIND / DATASET
    ours = [data / KIND, history, data / ".history", history / "pending.json", data / ".history" / "audit.jsonl"]
    ours += [data / KIND / f"{DATASET}.{end}" for end in ("csv", "toml")]
    picked = [word for path in ours for word in ("-P", str(path))] if call == "openat" else []
    return ["strace", "-f", "-qq", "-o", log, *picked, "-e", f"trace={call}", *rules]


def count_calls(data: Path, call: str, log: Path) -> int:
    """How often publishing version 2 makes the call; what it says on its standard output doesn't count."""
    done = subprocess.run(
        [*_strace(data, call, str(log)), *publisher(data, 2, 1)], cwd=ROOT, env=ENV, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return sum(1 for line in lines if re.search(rf"\b{call}\((?!1,|2,)", line))


def fail(data: Path, call: str, how: str, n: int) -> tuple[int, str]:
    """Publish version 2 with the n-th call failing; exit status and output. ``how``: an errno, or KILL."""
    fault = f"signal={how}" if how == "KILL" else f"error={how}"
    rule = ("-e", f"inject={call}:{fault}:when={n}")
    done = subprocess.run(
        [*_strace(data, call, os.devnull, *rule), *publisher(data, 2, 1)],
        cwd=ROOT,
        env=ENV,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def fsync_order(data: Path, log: Path) -> list[str]:
    """The calls of one publication in their order, as ``write fsync rename fsync …`` with what they were made on."""
    rules = ["strace", "-f", "-y", "-qq", "-o", str(log), "-e", "trace=write,fsync,rename,unlink"]
    done = subprocess.run([*rules, *publisher(data, 2, 1)], cwd=ROOT, env=ENV, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.split(maxsplit=1)[1] for line in lines if str(data) in line]
