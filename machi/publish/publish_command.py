"""``python -m machi publish FILE --kind K [--base SHA]``: look first, then publish on the version that was looked at.

Without ``--base`` nothing is changed: the findings are told, and the command that would publish. Exit status: 0 published
(or nothing to do, or looked at and clear), 1 something stops it, 2 it could not be done.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from machi.errors import Unreadable
from machi.ingest.causes import cause
from machi.ingest.reader import read
from machi.ingest.schema import Schemas, load_schemas
from machi.publish.commit import settle_all
from machi.publish.draft import day_of
from machi.publish.finding import Allowed
from machi.publish.place import Place, Refused, only_internal, place_of
from machi.publish.work import Ready, Wanted, prepare_work, publish
from machi.store.adopt import safe_stem
from machi.store.database import data_folder
from machi.text import _

DONE, STOPPED = 0, 1
MOST_BYTES = 200 * 2**20
SHORTEST_BASE = 12
"""Hex digits of a hash that name a version; cards show as many."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``publish``; see the module for the exit status."""
    parser = subparsers.add_parser("publish", help=_("CSVを確かめて、公開中のデータと差し替えます（庁内用）"))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--kind", default="", help=_("データの種類（data/ の下のフォルダーの名前）"))
    parser.add_argument("--id", default="", help=_("データのID（なければファイルの名前から）"))
    parser.add_argument(
        "--base", default="", help=_("あなたが確かめた、公開中の版（sha256 の12文字以上。はじめてなら new）")
    )
    parser.add_argument("--allow-column", action="append", default=[], metavar="NAME", help=_("公開してよい新しい列"))
    parser.add_argument("--reason", action="append", default=[], help=_("その列を公開してよい理由（列と同じ順に）"))
    parser.add_argument("--drop-column", action="append", default=[], metavar="NAME", help=_("なくしてよい列"))
    parser.add_argument(
        "--override",
        action="append",
        default=[],
        nargs=2,
        metavar=("FINDING", "REASON"),
        help=_("止まった検査の結果を、理由を書いて通します（マイナンバーは通せません）"),
    )
    parser.add_argument("--accept", action="append", default=[], metavar="CODE", help=_("読んで承知した注意"))
    for name in ("title", "publisher", "licence", "licence-url", "page", "note", "part"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--access", choices=("open", "internal", "aggregate"), default="")
    parser.add_argument("--as-of", type=day_of, metavar="DATE", help=_("いつ時点のデータか（2026-11-01）"))
    parser.add_argument("--why", default="", help=_("訂正履歴に出す、変えた理由"))
    parser.add_argument("--keep-samples", action="store_true", help=_("同じ種類の見本を残します"))
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Look, tell, and publish where a base was given and nothing stops it."""
    only_internal()
    data = data_folder()
    settle_all(data)
    schemas = load_schemas(data)
    payload = _bytes(arguments.file)
    place = place_of(
        data, arguments.kind or _kind(payload, arguments.file), arguments.id or safe_stem(arguments.file.stem, set())
    )
    wanted = Wanted(
        payload,
        arguments.file.name,
        _given(arguments),
        _allowed(arguments),
        "publish",
        arguments.why,
        arguments.keep_samples,
    )
    ready = prepare_work(place, schemas, wanted)
    print("\n".join(_told(ready, schemas)))
    if ready.unchanged:
        print(_("変更なし。公開中の版と同じ中身なので、何もしません。"))
        return DONE
    if ready.stops:
        print(_("公開していません。公開中のデータはそのままです。"))
        return STOPPED
    if not arguments.base:
        print(
            _("まだ公開していません。公開するには、同じ命令に --base {base} を足してください。").format(
                base=ready.base[:SHORTEST_BASE] or "new"
            )
        )
        return DONE
    number = publish(ready, _base(arguments.base, ready.base))
    print(
        _("公開しました: {id} 第{n}版。戻すときは {command}").format(id=place.shown, n=number, command=_rollback(place))
    )
    return DONE


def _bytes(path: Path) -> bytes:
    """The file, read once: what is judged is what is published."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(
                _("{file} は大きすぎます（上限 {most}MB）。").format(file=path.name, most=MOST_BYTES // 2**20)
            )
        return path.read_bytes()
    except OSError as error:
        raise Refused(_("{file} を読めません（{why}）。").format(file=path.name, why=cause(error))) from error


def _kind(payload: bytes, path: Path) -> str:
    try:
        kind = read(payload, None, name=path.name).receipt.kind
    except Unreadable as error:
        raise Refused(error.message, error.remedy) from error
    if not kind:
        raise Refused(_("データの種類が分かりません。"), _("--kind で指定してください。"))
    return kind


def _given(arguments: argparse.Namespace) -> dict[str, object]:
    names = ("title", "publisher", "licence", "licence_url", "page", "note", "part", "access", "as_of")
    return {name: getattr(arguments, name) for name in names}


def _allowed(arguments: argparse.Namespace) -> Allowed:
    names, reasons = arguments.allow_column, [text.strip() for text in arguments.reason]
    if len(names) != len(reasons) or not all(reasons):
        raise Refused(
            _("--allow-column には、列ごとに --reason（公開してよい理由）が要ります。"),
            _('--allow-column "備考" --reason "個人の情報を含まないことを確かめた" のように書いてください。'),
        )
    overrides = {key: why.strip() for key, why in arguments.override if why.strip()}
    columns = dict(zip(names, reasons, strict=True))
    return Allowed(columns, frozenset(arguments.drop_column), frozenset(arguments.accept), overrides)


def _base(given: str, now: str) -> str:
    """The whole hash for what was typed. What doesn't begin the version in force is passed on: the commit refuses it."""
    if given == "new":
        return ""
    typed = given.lower()
    return now if len(typed) >= SHORTEST_BASE and now.startswith(typed) else typed


def _told(ready: Ready, schemas: Schemas) -> list[str]:
    receipt = ready.judged.ingested.receipt if ready.judged.ingested else None
    lines = [
        _("{file} → {id}（{title}）").format(
            file=ready.wanted.file, id=ready.place.shown, title=schemas[ready.place.kind].title
        )
    ]
    if receipt:
        lines.append(
            _("  行: {rows_in:,} = 読めた {ok:,} + 除いた {aside:,}。公開中の版: {base}").format(
                rows_in=receipt.rows_in,
                ok=receipt.rows_ok,
                aside=receipt.rows_reported,
                base=ready.base[:SHORTEST_BASE] or _("なし"),
            )
        )
    stops = ready.judged.stops(ready.wanted.allowed)
    for finding in ready.judged.findings:
        mark = _("止める") if finding in stops else _("承知済み") if finding.severity == "warn" else _("確認")
        lift = f"  → {finding.lift}" if finding in stops and finding.lift else ""
        lines.append(f"  [{mark}] {finding.sentence}{lift}")
    if ready.replaces and not ready.unchanged and not stops:
        lines.append(_("  公開すると、見本 {ids} を外します。").format(ids="、".join(ready.replaces)))
    return lines


def _rollback(place: Place) -> str:
    return shlex.join(["python", "-m", "machi", "rollback", "--kind", place.kind, "--id", place.id])
