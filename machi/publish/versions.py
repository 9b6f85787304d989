"""The versions of one dataset, by sequence number: never by time, because a clock may be set back.

``<data>/.history/<kind>/<id>/<number>.toml`` is the sidecar of a version as it stood; ``<sha256>.csv`` its bytes.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from machi.publish.place import Place, Refused
from machi.store.durable import remove, sync_folder, write_whole
from machi.store.history import kept_copy, named_bytes
from machi.text import _

KEPT = 20
"""Versions that are kept of a dataset; older ones are forgotten."""


@dataclass(frozen=True)
class Version:
    """One version: its sidecar's bytes, and the sha256 of its CSV."""

    number: int
    sha256: str
    sidecar: bytes
    as_of: date | None
    erased: bool
    """Its bytes were taken away with ``take-down --erase``."""


def sha_in(sidecar: bytes) -> str:
    """The sha256 that a sidecar names. Raises Refused when it can't be read."""
    try:
        return str(tomllib.loads(sidecar.decode("utf-8"))["sha256"])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise Refused(
            _("今の出典の記録（.toml）を読めません（{error}）。").format(error=error),
            _("記録を直してから、もう一度実行してください。"),
        ) from error


def sidecar_bytes(place: Place) -> bytes:
    """The sidecar in force; empty when the dataset is not published."""
    try:
        return place.sidecar.read_bytes()
    except FileNotFoundError:
        return b""


def current_sha(data: Path, kind: str, dataset: str) -> str:
    """sha256 of the version in force; empty when there is none. Raises Refused when that can't be read."""
    try:
        sidecar = sidecar_bytes(Place(data, kind, dataset))
    except OSError as error:
        raise Refused(
            _("{id} の出典の記録を読めません（{why}）。").format(id=f"{kind}/{dataset}", why=error.strerror)
        ) from error
    return sha_in(sidecar) if sidecar else ""


def versions(place: Place) -> list[Version]:
    """Every kept version, newest first."""
    found = []
    for path in place.history.glob("[0-9]*.toml"):
        payload = path.read_bytes()
        sha = sha_in(payload)
        as_of = tomllib.loads(payload.decode("utf-8")).get("as_of")
        found.append(Version(int(path.stem), sha, payload, as_of, not kept_copy(place.csv, sha).is_file()))
    return sorted(found, key=lambda version: -version.number)


def number_path(place: Place, number: int) -> Path:
    return place.history / f"{number:06d}.toml"


def next_number(place: Place) -> int:
    return max((version.number for version in versions(place)), default=0) + 1


def keep(place: Place, number: int, sidecar: bytes, payload: bytes) -> None:
    """Put a version into the history, its bytes first."""
    sha = hashlib.sha256(payload).hexdigest()
    kept = kept_copy(place.csv, sha)
    if not kept.is_file() or hashlib.sha256(kept.read_bytes()).hexdigest() != sha:
        write_whole(kept, payload)
    write_whole(number_path(place, number), sidecar)


def keep_current(place: Place) -> None:
    """Put what is published now into the history, unless its newest version is just that."""
    sidecar = sidecar_bytes(place)
    if not sidecar:
        return
    known = versions(place)
    sha = sha_in(sidecar)
    if known and known[0].sidecar == sidecar and not known[0].erased:
        return
    try:
        payload = named_bytes(place.csv, sha)
    except OSError:
        payload = None
    if payload is None:
        raise Refused(
            _("今の {id} のCSVが、出典の記録と違います。どちらが正しいか分からないため、差し替えません。").format(
                id=place.shown
            ),
            _("python -m machi seal で記録し直すか、公開したときのCSVに戻してください。"),
        )
    keep(place, next_number(place), sidecar, payload)


def forget_old(place: Place, most: int = KEPT) -> None:
    """Forget versions beyond the newest ``most``, and bytes that no version and nothing published names."""
    known = versions(place)
    for version in known[most:]:
        remove(number_path(place, version.number))
    named = {version.sha256 for version in known[:most]}
    sidecar = sidecar_bytes(place)
    if sidecar:
        named.add(sha_in(sidecar))
    for path in place.history.glob("*.csv"):
        if path.stem not in named:
            remove(path)
    sync_folder(place.history)
