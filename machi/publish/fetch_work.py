"""One fetched file: had, judged like a person's file, and swapped in, or quarantined while the last good copy stays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from machi.errors import MachiError, Unreadable
from machi.ingest.reader import read
from machi.ingest.schema import Schemas
from machi.publish.fetch_bytes import answer_facts, bytes_of
from machi.publish.fetch_find import Found
from machi.publish.fetch_http import Fetcher
from machi.publish.fetch_state import load_state, note, quarantine
from machi.publish.finding import Allowed
from machi.publish.gate import NOTICE
from machi.publish.place import Place, Refused, place_of
from machi.publish.work import Ready, Wanted, prepare_work, publish
from machi.store.adopt import safe_stem
from machi.text import _

USUAL = frozenset((NOTICE, "order"))
"""Warnings that need no person here: the file is already public where it comes from."""


@dataclass(frozen=True)
class Outcome:
    """What came of one file. ``state``: new, changed, same, held (quarantined), skipped, failed."""

    name: str
    state: str
    dataset: str = ""
    rows: int = 0
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    accepted: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    check_only: bool = False
    keep_samples: bool = False


def take(data: Path, schemas: Schemas, fetcher: Fetcher, found: Found, options: Options) -> Outcome:
    """Never raises for what is wrong with one file: the others go on."""
    if found.skipped:
        return Outcome(found.name, "skipped", told=(found.skipped,))
    known = load_state(data).get(f"{found.kind}/{found.id}", {}) if found.id else {}
    same_place = known.get("url") == found.url
    try:
        answer = bytes_of(found, fetcher, known if same_place else {})
        if answer.payload is None:
            if not options.check_only:
                note(data, f"{found.kind}/{found.id}", why="")
            return Outcome(
                found.name, "same", f"{found.kind}/{found.id}", told=(_("元のファイルは変わっていません。"),)
            )
    except Refused as refusal:
        return _failed(data, found, refusal, options)
    place: Place | None = None
    try:
        place = _place(data, schemas, found, answer.payload)
        ready = prepare_work(place, schemas, _wanted(found, answer_facts(found.facts, answer), answer.payload, options))
        outcome = _outcome(data, found, ready, options)
    except Refused as refusal:
        if not options.check_only:
            quarantine(
                data, place.id if place else safe_stem(Path(found.name).stem, set()), answer.payload, [str(refusal)]
            )
        return _failed(data, found, refusal, options)
    if not options.check_only:
        kept = {"url": found.url, "etag": answer.etag, "modified": answer.modified}
        kept |= {"sha256": hashlib.sha256(answer.payload).hexdigest()}
        good = outcome.state != "held"
        note(data, place.shown, **(kept if good else {}), why="" if good else outcome.told[0])
    return outcome


def _place(data: Path, schemas: Schemas, found: Found, payload: bytes) -> Place:
    kind = found.kind
    if not kind:
        try:
            kind = read(payload, None, name=found.name, schemas=schemas).receipt.kind
        except Unreadable as error:
            raise Refused(error.message, error.remedy) from error
    if kind not in schemas:
        raise Refused(
            _("どの種類のデータか、見出しから分かりません。"), _("--kind で指定するか、schema.toml を作ってください。")
        )
    return place_of(data, kind, found.id or safe_stem(Path(found.name).stem, set()))


def _wanted(found: Found, facts: dict[str, object], payload: bytes, options: Options) -> Wanted:
    reason = _("設定ファイルで名前を書いて許した列")
    columns = dict.fromkeys((*found.columns, *options.columns), reason)
    accepted = USUAL | options.accepted | set(found.accepted)
    allowed = Allowed(columns, accepted=frozenset(accepted), overrides=found.overrides, first_is_open=True)
    return Wanted(payload, found.name, facts, allowed, "fetch", keep_samples=options.keep_samples)


def _outcome(data: Path, found: Found, ready: Ready, options: Options) -> Outcome:
    allowed = ready.wanted.allowed
    rows = len(ready.judged.ingested.frame) if ready.judged.ingested else 0
    told = tuple(finding.sentence for finding in ready.judged.findings)
    if ready.unchanged:
        return Outcome(found.name, "same", ready.place.shown, rows)
    if ready.stops:
        stops = ready.judged.stops(allowed)
        lifts = dict.fromkeys(finding.lift for finding in stops if finding.lift)
        reasons = [
            *(finding.sentence for finding in stops),
            *(_("続けるには {option}").format(option=o) for o in lifts),
        ]
        if not options.check_only:
            quarantine(data, ready.place.id, ready.wanted.payload, reasons)
        return Outcome(found.name, "held", ready.place.shown, rows, tuple(reasons))
    state = "changed" if ready.base else "new"
    if ready.replaces:
        told = (*told, _("見本 {ids} を外します。").format(ids="、".join(ready.replaces)))
    if not options.check_only:
        publish(ready, ready.base)
    return Outcome(found.name, state, ready.place.shown, rows, told)


def _failed(data: Path, found: Found, problem: MachiError, options: Options) -> Outcome:
    if found.id and not options.check_only:
        note(data, f"{found.kind}/{found.id}", why=str(problem))
    return Outcome(found.name, "failed", f"{found.kind}/{found.id}" if found.id else "", told=(str(problem),))


def words(outcomes: Iterable[Outcome]) -> list[str]:
    """The report, a line for each file: what was read, what not, and why."""
    states = {
        "new": _("読みました"),
        "changed": _("差し替えました"),
        "same": _("変わりなし"),
        "held": _("保留（公開中の版はそのまま）"),
        "skipped": _("対象外"),
        "failed": _("読めません（公開中の版はそのまま）"),
    }
    lines = []
    for outcome in outcomes:
        rows = _("、{n:,}行").format(n=outcome.rows) if outcome.rows else ""
        where = f" → {outcome.dataset}" if outcome.dataset else ""
        lines.append(f"[{states[outcome.state]}] {outcome.name}{where}{rows}")
        lines += [f"    {text}" for text in outcome.told]
    return lines
