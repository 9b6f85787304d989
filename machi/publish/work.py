"""One publication from bytes to commit, shared by ``publish`` (a person's file) and ``fetch`` (a portal's)."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from machi.errors import BadSettings, Unreadable
from machi.ingest.schema import Schemas
from machi.publish.commit import Change, commit
from machi.publish.draft import check, draft, old_facts, samples
from machi.publish.finding import Allowed
from machi.publish.gate import Judged, examine
from machi.publish.place import Place, Refused
from machi.publish.said import said_findings
from machi.publish.versions import current_sha, sidecar_bytes
from machi.store.city import load_city
from machi.store.history import named_bytes
from machi.text import _


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to be published."""

    payload: bytes
    file: str
    given: Mapping[str, Any] = field(default_factory=dict)
    """Facts for the sidecar."""
    allowed: Allowed = field(default_factory=Allowed)
    action: str = "publish"
    why: str = ""
    """Public: stands in 訂正履歴."""
    keep_samples: bool = False


@dataclass(frozen=True)
class Ready:
    """Judged and drafted; ``publish`` does it unless something stops it."""

    place: Place
    wanted: Wanted
    base: str
    judged: Judged
    sidecar: bytes
    replaces: tuple[str, ...]
    unchanged: bool = False

    @property
    def stops(self) -> bool:
        return bool(self.judged.stops(self.wanted.allowed))


def prepare_work(place: Place, schemas: Schemas, wanted: Wanted) -> Ready:
    """Look at everything without changing anything. Raises Refused."""
    if place.kind not in schemas:
        raise Refused(
            _("「{kind}」という種類はありません。").format(kind=place.kind),
            _("使える種類: {kinds}").format(kinds="、".join(sorted(schemas))),
        )
    base = current_sha(place.data, place.kind, place.id)
    judged = examine(
        wanted.payload, schemas[place.kind], wanted.file, _published(place, base), wanted.allowed, _city(place.data)
    )
    gone = () if wanted.keep_samples else tuple(one for one in samples(place.data, place.kind) if one != place.id)
    if judged.ingested is None:
        return Ready(place, wanted, base, judged, b"", gone)
    try:
        sidecar = draft(place, wanted.payload, wanted.given, judged.ingested, wanted.file)
    except Unreadable as error:
        raise Refused(str(error)) from error
    with tempfile.TemporaryDirectory() as folder:
        check(place, sidecar, Path(folder))
    facts = tomllib.loads(sidecar.decode("utf-8"))
    said = said_findings(place, wanted.payload, facts, wanted.allowed, by_hand=wanted.action == "publish")
    judged = replace(judged, findings=(*judged.findings, *said))
    now = sidecar_bytes(place)
    same = bool(now) and tomllib.loads(now.decode("utf-8")) == facts
    return Ready(place, wanted, base, judged, sidecar, gone, unchanged=same)


def _city(data: Path) -> str:
    try:
        return load_city(data).name
    except BadSettings:
        return ""  # told by the build; the examination then can't say what is outside of the city


def _published(place: Place, base: str) -> bytes | None:
    """The bytes in force; None without any, and for a sample, which is no measure for a real file."""
    if not base or not old_facts(place):
        return None
    try:
        return named_bytes(place.csv, base)
    except OSError:
        return None


def publish(ready: Ready, base: str) -> int:
    """Commit on the version that was seen; returns the number. Raises Refused."""
    title = str(tomllib.loads(ready.sidecar.decode("utf-8"))["title"])
    access = str(tomllib.loads(ready.sidecar.decode("utf-8")).get("access", "open"))
    overrides = [{"column": name, "reason": why} for name, why in sorted(ready.wanted.allowed.columns.items())]
    overrides += [{"finding": key, "reason": why} for key, why in sorted(ready.wanted.allowed.overrides.items())]
    entry = {
        **ready.judged.entry(),
        "title": title,
        "access": access,
        "file": ready.wanted.file,
        "why": ready.wanted.why,
        "overrides": overrides,
        "accepted": sorted(ready.wanted.allowed.accepted),
        "first": not base,
    }
    change = Change(ready.wanted.action, ready.wanted.payload, ready.sidecar, base, entry, ready.replaces)
    return commit(ready.place.data, ready.place.kind, ready.place.id, change)
