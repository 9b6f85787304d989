"""The log of every change: append-only JSON lines, each with the hash of the one before. No cell value stands in it.

``hash`` is that of the line's own facts and of ``prev``; a changed byte, a line taken out or put in breaks the chain at
that line. A torn last line (the machine died while writing) was acknowledged to nobody: the next append cuts it off and
the pending change writes it again.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machi.clock import real_moment
from machi.store.durable import sync_folder
from machi.store.history import HISTORY
from machi.text import _

LOG = "audit.jsonl"


def log_path(data: Path) -> Path:
    return data / HISTORY / LOG


def user() -> str:
    """Who runs the command, as the machine knows it."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def append(data: Path, facts: Mapping[str, Any]) -> None:
    """Write one line and flush it; a line with the same ``token`` that is already there is not written twice."""
    path = log_path(data)
    with _whole_log(path):
        kept = _without_torn_end(path)
        before = list(_parsed(kept))
        if any(entry.get("token") == facts["token"] for entry in before):
            return
        last = before[-1] if before else {}
        entry = {"n": kept.count(b"\n") + 1, "time": real_moment().isoformat(timespec="seconds"), **facts}
        entry["prev"] = last.get("hash", "")
        entry["hash"] = _hash(entry)
        payload = memoryview((json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n").encode())
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o640)
        try:
            while payload:
                payload = payload[os.write(handle, payload) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(path.parent)


@contextmanager
def _whole_log(path: Path) -> Iterator[None]:
    import fcntl  # the dataset's lock was taken first, so this system has it

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _without_torn_end(path: Path) -> bytes:
    try:
        payload = path.read_bytes()
    except FileNotFoundError:
        return b""
    whole = payload[: payload.rfind(b"\n") + 1]
    if len(whole) < len(payload):
        os.truncate(path, len(whole))
    return whole


def _hash(entry: Mapping[str, Any]) -> str:
    facts = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def entries(data: Path) -> list[dict[str, Any]]:
    """Every line that can be read, oldest first."""
    try:
        return list(_parsed(log_path(data).read_bytes()))
    except OSError:
        return []


def _parsed(payload: bytes) -> Iterator[dict[str, Any]]:
    """The lines that are entries; ``verify`` tells of the others."""
    for line in payload.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


@dataclass(frozen=True)
class Fault:
    """What is wrong with the log; ``line`` 0: not a line's fault."""

    line: int
    sentence: str


def verify(data: Path) -> tuple[int, list[Fault]]:
    """The number of lines, and what is wrong with them: each line's hash, the chain, and the datasets that it speaks of."""
    path = log_path(data)
    if not path.exists():
        return 0, []
    lines = path.read_bytes().split(b"\n")
    faults: list[Fault] = []
    if lines.pop():
        faults.append(Fault(len(lines) + 1, _("{n}行目が途中で切れています。").format(n=len(lines) + 1)))
    prev, newest = "", dict[str, str]()
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            sound = entry["hash"] == _hash(entry) and entry["n"] == number
        except (ValueError, KeyError, TypeError):
            faults.append(Fault(number, _("{n}行目が記録の形ではありません。").format(n=number)))
            break
        if not sound:
            faults.append(Fault(number, _("{n}行目の中身が、書いたときと違います。").format(n=number)))
            break
        if entry["prev"] != prev:
            faults.append(Fault(number, _("{n}行目の前で、行が消されたか足されています。").format(n=number)))
            break
        prev = entry["hash"]
        newest[f"{entry['kind']}/{entry['id']}"] = entry["new"]
    return len(lines), faults or _other_than_shown(data, newest)


def _other_than_shown(data: Path, newest: Mapping[str, str]) -> list[Fault]:
    """Datasets whose present version is not the one that the log names last: the log's end was cut, or a hand changed it."""
    from machi.publish.versions import current_sha

    return [
        Fault(0, _("{id} の今の版が、記録の最後の版と違います。").format(id=name))
        for name, sha in sorted(newest.items())
        if current_sha(data, *name.split("/", 1)) != sha
    ]
