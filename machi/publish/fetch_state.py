"""What the last fetch of each dataset came to, and the quarantine: files that failed the checks, kept to be looked at.

``<data>/.history/fetched.json`` and ``<data>/.history/quarantine/``. Pages may read the first; neither is ever published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from machi.clock import real_moment
from machi.publish.place import Refused, cannot_write
from machi.store.durable import remove, write_whole
from machi.store.history import HISTORY
from machi.text import _

KEPT = 20
"""Files in quarantine; the oldest go."""


def state_path(data: Path) -> Path:
    return data / HISTORY / "fetched.json"


def load_state(data: Path) -> dict[str, dict[str, str]]:
    """Dataset → what is known of its last fetch; empty when nothing can be read (then everything is fetched anew)."""
    try:
        found = json.loads(state_path(data).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): dict(facts) for name, facts in found.items() if isinstance(facts, dict)}


def note(data: Path, dataset: str, **facts: str) -> None:
    """Write down how a fetch went. A failure keeps what was known of the last good one."""
    state = load_state(data)
    state[dataset] = {**state.get(dataset, {}), "tried": real_moment().isoformat(timespec="seconds"), **facts}
    try:
        state_path(data).parent.mkdir(parents=True, exist_ok=True)
        write_whole(state_path(data), json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True).encode())
    except OSError as error:
        raise cannot_write(data, error) from error


def quarantine(data: Path, dataset: str, payload: bytes, reasons: list[str]) -> Path:
    """Keep a file that was not taken, with the reasons beside it (which hold no cell)."""
    folder = data / HISTORY / "quarantine"
    name = f"{dataset}-{hashlib.sha256(payload).hexdigest()[:12]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{name}.bin", payload)
        write_whole(folder / f"{name}.txt", ("\n".join(reasons) + "\n").encode())
        for old in sorted(folder.glob("*.bin"), key=lambda path: path.stat().st_mtime_ns)[:-KEPT]:
            remove(old)
            remove(old.with_suffix(".txt"))
    except OSError as error:
        raise cannot_write(data, error) from error
    return folder / f"{name}.bin"


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """One fetch at a time: a second one, started by a timer while the first still waits, steps back."""
    try:
        import fcntl
    except ImportError as error:
        raise Refused(_("この機械では取り込みを実行できません。"), _("Linux か macOS で実行してください。")) from error
    try:
        (data / HISTORY).mkdir(parents=True, exist_ok=True)
        stream = (data / HISTORY / "fetch.lock").open("a")
    except OSError as error:
        raise cannot_write(data, error) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(_("ほかの取り込みが実行中です。")) from error
        yield


def last_trouble(data: Path, dataset: str) -> Mapping[str, Any]:
    """``{tried, why}`` when the newest fetch of a dataset failed; empty otherwise."""
    facts = load_state(data).get(dataset, {})
    return {"tried": facts.get("tried", ""), "why": facts["why"]} if facts.get("why") else {}
