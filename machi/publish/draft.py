"""The sidecar of the version that is to be published: what the old one says, what the command says, never a guess."""

from __future__ import annotations

import hashlib
import tomllib
from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from machi.ingest.reader import Ingested
from machi.publish.place import Place, Refused
from machi.publish.versions import sidecar_bytes
from machi.store.adopt import as_of as day_in
from machi.store.catalogue import read_sidecar
from machi.store.sidecar import toml_lines
from machi.text import _

KEYS = (
    *("title", "publisher", "licence", "licence_url", "as_of", "sha256", "synthetic", "access", "page"),
    *("ckan_id", "file_url", "part", "note"),
)


def old_facts(place: Place) -> dict[str, Any]:
    """What the sidecar in force says; of a sample nothing is taken over."""
    text = sidecar_bytes(place)
    facts: dict[str, Any] = tomllib.loads(text.decode("utf-8")) if text else {}
    return {} if facts.get("synthetic") else facts


def draft(place: Place, payload: bytes, given: Mapping[str, Any], ingested: Ingested, file: str) -> bytes:
    """The new sidecar. Raises Refused that names what only a person knows and nobody said."""
    facts = {**old_facts(place), **{name: value for name, value in given.items() if value not in (None, "")}}
    facts |= {"sha256": hashlib.sha256(payload).hexdigest(), "synthetic": False}
    facts.setdefault("access", "open")
    if given.get("as_of") is None:
        # The old day belongs to the old bytes; it is kept only where the same bytes get new words.
        same = facts["sha256"] == old_facts(place).get("sha256")
        facts["as_of"] = facts.get("as_of") if same else day_in(Path(file).stem, place.kind, ingested)
    options = {"title": "--title", "publisher": "--publisher", "licence": "--licence", "as_of": "--as-of"}
    absent = [option for name, option in options.items() if not facts.get(name)]
    if absent:
        raise Refused(
            _("ファイルからは分からないことがあります（{options}）。").format(options=" ".join(absent)),
            _("題名・公開者・利用条件・いつ時点のデータか（2026-11-01 の形）を書いてください。"),
        )
    return toml_lines({name: facts.get(name) for name in KEYS}).encode("utf-8")


def check(place: Place, sidecar: bytes, folder: Path) -> None:
    """Read the drafted sidecar the way the store will; what the store would refuse is refused here."""
    path = folder / f"{place.id}.csv"
    path.with_suffix(".toml").write_bytes(sidecar)
    try:
        read_sidecar(path)
    except ValueError as error:
        raise Refused(_("出典の記録を作れません（{error}）。").format(error=error)) from error


def samples(data: Path, kind: str) -> tuple[str, ...]:
    """Ids of the synthetic datasets of a kind: they go when a real file comes."""
    found = []
    for path in sorted((data / kind).glob("*.toml")):
        if path.name in ("schema.toml", "reference.toml"):
            continue
        try:
            facts = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue  # a broken sidecar is told by the build; it is no sample for certain
        if facts.get("synthetic") is True:
            found.append(path.stem)
    return tuple(found)


def day_of(text: str) -> date:
    """The day of ``--as-of``. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            _("「{text}」は日付ではありません。2026-11-01 の形で書いてください。").format(text=text[:40])
        ) from error
