"""The one way in which published data changes, with one commit point.

1. what stands there goes into the history, and ``pending.json`` says what is about to happen;
2. what comes goes into the history too, whole and flushed;
3. the new sidecar is renamed over the old one: **this is the commit**, because readers take the bytes that the sidecar
   names (``machi.store.history``);
4. the CSV follows, the log gets its line, ``pending.json`` goes.
Dying before 3 leaves the old version, after 3 the new one; whoever comes next finishes or takes back (``settle``).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machi.publish import audit
from machi.publish.place import (
    Place,
    Refused,
    cannot_write,
    check_room,
    locked,
    only_internal,
    place_of,
    prepare,
)
from machi.publish.versions import (
    current_sha,
    forget_old,
    keep,
    keep_current,
    next_number,
    number_path,
    sha_in,
    sidecar_bytes,
)
from machi.store.durable import TEMPORARY, put, remove, sync_folder, write_beside, write_whole
from machi.store.history import HISTORY, kept_copy
from machi.text import _

STALE_SECONDS = 3600


@dataclass(frozen=True)
class Change:
    """What is to be published. ``base`` is the sha256 of the version that was looked at, ``""`` for "there is none"."""

    action: str
    payload: bytes
    sidecar: bytes
    base: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    """Facts for the log; no cell values."""
    replaces: tuple[str, ...] = ()
    """Ids of the same kind that go when this comes (a sample)."""


class Unfinished(Refused):
    """The new version is in force, but what follows the commit could not be done; the next command does it."""


def commit(data: Path, kind: str, dataset: str, change: Change) -> int:
    """Publish; returns the version's number. Raises Refused (nothing changed) or Unfinished (changed, see there)."""
    only_internal()
    place = place_of(data, kind, dataset)
    goes = [place_of(data, kind, other) for other in change.replaces]
    for one in (place, *goes):
        prepare(one)
    with locked([place, *goes]):
        try:
            return _commit(place, goes, change)
        except OSError as error:
            raise _stopped(place, error) from error


def _stopped(place: Place, error: OSError) -> Refused:
    """What to tell when the disk said no: the old version stands, or the new one does and the rest follows."""
    try:
        pending = _pending(place)
        committed = pending is not None and _sha(sidecar_bytes(place)) == pending["sidecar"]
        if not committed:
            _abandon(place)
    except OSError:
        committed = True  # can't even be read: no promise that the old version stands
    if not committed:
        return cannot_write(place.data, error)
    return Unfinished(
        _("公開の途中で止まりました（{why}）。新しい版が出ているかもしれません。").format(why=error.strerror),
        _("原因を直してから python -m machi versions を実行すると、続きが行われ、今の版が分かります。"),
    )


def _commit(place: Place, goes: list[Place], change: Change) -> int:
    settle(place)
    _compare(place, change.base)
    if not change.base and not change.sidecar:
        raise Refused(_("{id} は公開されていません。").format(id=place.shown))
    check_room(place.history, len(change.payload) + 2**16)
    for one in (place, *goes):
        keep_current(one)
    pending = _announcement(place, change)
    write_whole(place.pending, json.dumps(pending, ensure_ascii=False).encode())
    if change.sidecar:
        keep(place, pending["number"], change.sidecar, change.payload)
        write_whole(place.sidecar, change.sidecar)
    else:
        place.sidecar.unlink()
        sync_folder(place.sidecar.parent)
    _finish(place, pending)
    return int(pending["number"])


def _announcement(place: Place, change: Change) -> dict[str, Any]:
    new = _sha(change.payload) if change.sidecar else ""
    facts = {"action": change.action, "kind": place.kind, "id": place.id, "old": change.base, "new": new}
    return {
        "sidecar": _sha(change.sidecar),
        "new": new,
        "number": next_number(place) if new else 0,
        "replaces": list(change.replaces),
        "entry": {**change.entry, **facts, "token": _token(place), "user": audit.user()},
    }


def _compare(place: Place, base: str) -> None:
    now = current_sha(place.data, place.kind, place.id)
    if now != base:
        raise Refused(
            _("あなたが見た版は古いです（見た版 {base}、今の版 {now}）。").format(
                base=base[:12] or _("なし"), now=now[:12] or _("なし")
            ),
            _("今の版との違いをもう一度確かめてから、--base {now} で実行してください。").format(now=now[:12] or "new"),
        )


def settle(place: Place) -> None:
    """Finish or take back what a publisher that died left. Call with the dataset's lock held."""
    # Of this dataset: its publisher held the lock that we hold now, so it is dead.
    for path in (
        *place.sidecar.parent.glob(f"{TEMPORARY}{place.id}.*.part"),
        *place.history.glob(f"{TEMPORARY}*.part"),
    ):
        remove(path)
    pending = _pending(place)
    if pending is None:
        return
    if _sha(sidecar_bytes(place)) == pending["sidecar"]:
        _finish(place, pending)
    else:
        _abandon(place)


def _finish(place: Place, pending: Mapping[str, Any]) -> None:
    """What follows the commit. May be done twice."""
    if not pending["new"]:
        place.csv.unlink(missing_ok=True)
        sync_folder(place.csv.parent)
    elif not place.csv.is_file() or _sha(place.csv.read_bytes()) != pending["new"]:
        put(write_beside(place.csv, kept_copy(place.csv, pending["new"]).read_bytes()), place.csv)
    entry = pending["entry"]
    for other in pending["replaces"]:
        _take_away(place_of(place.data, place.kind, other), entry)
    audit.append(place.data, entry)
    place.pending.unlink(missing_ok=True)
    sync_folder(place.history)
    forget_old(place)


def _take_away(place: Place, entry: Mapping[str, Any]) -> None:
    """The part of a commit that removes what was replaced (a sample): kept in the history, named in the log."""
    sidecar = sidecar_bytes(place)
    if not sidecar and not place.csv.exists():
        return
    place.sidecar.unlink(missing_ok=True)
    sync_folder(place.sidecar.parent)
    place.csv.unlink(missing_ok=True)
    sync_folder(place.csv.parent)
    audit.append(
        place.data,
        {
            "token": f"{entry['token']}-{place.id}",
            "user": entry["user"],
            "action": "replaced",
            "kind": place.kind,
            "id": place.id,
            "title": entry.get("title", ""),
            "access": entry.get("access", "open"),
            "by": entry["id"],
            "old": sha_in(sidecar) if sidecar else "",
            "new": "",
        },
    )


def _abandon(place: Place) -> None:
    """Take back what stands before the commit: the announced version, the announcement."""
    pending = _pending(place)
    if pending is not None:
        if pending["number"]:
            remove(number_path(place, pending["number"]))
        remove(place.pending)
    try:
        forget_old(place)
    except (OSError, Refused):
        return  # the disk that refused the change refuses the cleaning too: the next command cleans


def _pending(place: Place) -> dict[str, Any] | None:
    try:
        found = json.loads(place.pending.read_bytes())
    except FileNotFoundError:
        return None
    return found if isinstance(found, dict) else None


def _sha(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest() if payload else ""


def settle_all(data: Path) -> None:
    """The sweep at the start of every command of this package: each dataset settled, no stray file left."""
    only_internal()
    for folder in sorted((data / HISTORY).glob("*/*")):
        if folder.is_dir() and not folder.parent.name.startswith("."):
            place = place_of(data, folder.parent.name, folder.name)
            prepare(place)
            others = (_pending(place) or {}).get("replaces", [])
            with locked([place, *(place_of(data, place.kind, other) for other in others)]):
                try:
                    settle(place)
                except OSError as error:
                    raise cannot_write(data, error) from error
    for path in [*data.glob(f"*/{TEMPORARY}*.part"), *data.glob(f"{HISTORY}/{TEMPORARY}*.part")]:
        if path.stat().st_mtime < time.time() - STALE_SECONDS:
            remove(path)


def erase(data: Path, kind: str, dataset: str, why: str) -> int:
    """Take the bytes of every version that is not in force away for good; returns how many. Logged. Raises Refused."""
    only_internal()
    place = place_of(data, kind, dataset)
    prepare(place)
    with locked([place]):
        try:
            settle(place)
            now = current_sha(data, kind, dataset)
            gone = [path for path in place.history.glob("*.csv") if path.stem != now]
            for path in gone:
                path.unlink()
            sync_folder(place.history)
            facts = {"action": "erased", "kind": kind, "id": dataset, "old": now, "new": now, "why": why}
            told = {"versions": len(gone), "access": "open", "title": ""}
            audit.append(data, {**told, **facts, "token": _token(place), "user": audit.user()})
        except OSError as error:
            raise cannot_write(data, error) from error
    return len(gone)


def _token(place: Place) -> str:
    return f"{place.shown}#{time.time_ns():x}"
