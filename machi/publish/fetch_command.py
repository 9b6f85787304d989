"""``python -m machi fetch``: real files from a portal, an address, a city's list or a folder, in the place of the samples.

Exit status: 0 everything read or unchanged, 1 something was held, skipped or failed, 2 nothing could be begun.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from machi.errors import BadSettings
from machi.ingest.causes import cause
from machi.ingest.schema import Schemas, load_schemas
from machi.publish.commit import settle_all
from machi.publish.draft import day_of
from machi.publish.fetch_ckan import by_ckan
from machi.publish.fetch_find import Found, by_folder, by_list, by_url, file_of
from machi.publish.fetch_http import Fetcher, Limits
from machi.publish.fetch_rules import Rules
from machi.publish.fetch_sources import FILE, Sources, find, load_sources
from machi.publish.fetch_state import only_one
from machi.publish.fetch_work import Options, Outcome, take, words
from machi.publish.place import Refused, only_internal
from machi.store.city import load_city
from machi.store.database import data_folder
from machi.text import _

DONE, PARTLY = 0, 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``fetch``; see the module for the exit status."""
    parser = subparsers.add_parser("fetch", help=_("公開されているデータを取り込みます（庁内用）"))
    parser.add_argument("ids", nargs="*", metavar="ID", help=_("sources.toml に書いたデータのID（なければ全部）"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", default="", help=_("CSVのアドレス"))
    where.add_argument("--ckan", default="", metavar="DATASET", help=_("CKANのデータセットID（--portal と一緒に）"))
    where.add_argument(
        "--list",
        default="",
        help=_("オープンデータ一覧（CSVのアドレスかファイル）の全部"),
    )
    where.add_argument("--folder", type=Path, help=_("CSVのフォルダー（ネットワークのない所で）"))
    parser.add_argument("--portal", default="", help=_("CKANのアドレスか sources.toml の portals の名前"))
    for name in ("resource", "kind", "id", "title", "publisher", "licence"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--as-of", type=day_of, metavar="DATE")
    parser.add_argument("--allow-host", action="append", default=[], metavar="HOST")
    parser.add_argument("--allow-column", action="append", default=[], metavar="NAME")
    parser.add_argument("--accept", action="append", default=[], metavar="CODE")
    parser.add_argument("--keep-samples", action="store_true")
    parser.add_argument("--check", action="store_true", help=_("確かめるだけで、何も差し替えません"))
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Fetch and report."""
    only_internal()
    data = data_folder()
    sources = load_sources(data)
    with only_one(data):
        settle_all(data)
        fetcher = Fetcher(_rules(arguments, sources), Limits(pause=sources.pause_seconds))
        outcomes = list(fetch(arguments, data, sources, fetcher))
    if arguments.json:
        print(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        print("\n".join([*words(outcomes), _summary(outcomes)]))
    return DONE if all(outcome.state in ("new", "changed", "same") for outcome in outcomes) else PARTLY


def fetch(arguments: argparse.Namespace, data: Path, sources: Sources, fetcher: Fetcher) -> Iterator[Outcome]:
    """Each file in turn; a portal that does not answer costs its own datasets only."""
    schemas = load_schemas(data)
    accepted = frozenset(arguments.accept)
    options = Options(accepted, tuple(arguments.allow_column), arguments.check, arguments.keep_samples)
    for found in _found(arguments, data, sources, fetcher, schemas):
        yield found if isinstance(found, Outcome) else take(data, schemas, fetcher, found, options)


def _found(
    arguments: argparse.Namespace, data: Path, sources: Sources, fetcher: Fetcher, schemas: Schemas
) -> Iterable[Found | Outcome]:
    facts = {
        name: getattr(arguments, name)
        for name in ("title", "publisher", "licence", "as_of")
        if getattr(arguments, name)
    }
    if arguments.url:
        return [by_url(arguments.url, _with_publisher(facts, data), arguments.kind, arguments.id)]
    if arguments.ckan:
        found = by_ckan(
            fetcher,
            _portal(arguments, sources),
            arguments.ckan,
            arguments.resource,
            kind=arguments.kind,
            id=arguments.id,
        )
        return [Found(**{**vars(found), "facts": {**found.facts, **facts}})]
    if arguments.list:
        return by_list(
            _list_bytes(arguments.list, fetcher), file_of(arguments.list), schemas, _with_publisher(facts, data)
        )
    if arguments.folder:
        return by_folder(arguments.folder, schemas, _with_publisher(facts, data))
    return _configured(arguments.ids, sources, fetcher)


def _configured(ids: list[str], sources: Sources, fetcher: Fetcher) -> Iterator[Found | Outcome]:
    known = {str(item["id"]) for item in sources.datasets}
    if not sources.datasets or set(ids) - known:
        raise BadSettings(
            _("{file} に書かれていません（{ids}）。").format(
                file=FILE, ids="、".join(sorted(set(ids) - known)) or "[[dataset]]"
            ),
            _("書かれているID: {ids}").format(ids="、".join(sorted(known)) or _("なし")),
        )
    for item in sources.datasets:
        if not ids or item["id"] in ids:
            try:
                yield find(item, sources, fetcher)
            except Refused as refusal:
                yield Outcome(str(item["id"]), "failed", f"{item['kind']}/{item['id']}", told=(str(refusal),))


def _rules(arguments: argparse.Namespace, sources: Sources) -> Rules:
    """What the operator typed is allowed, and what stands in the file."""
    rules = sources.rules.also(
        arguments.url, arguments.list if "://" in arguments.list else "", _portal(arguments, sources)
    )
    return Rules(rules.hosts | set(arguments.allow_host), rules.closed_hosts)


def _portal(arguments: argparse.Namespace, sources: Sources) -> str:
    if not arguments.ckan:
        return ""
    named = arguments.portal or next(iter(sources.portals), "")
    portal = sources.portals.get(named, named)
    if not portal:
        raise Refused(_("どのポータルか分かりません。"), _("--portal https://… で指定してください。"))
    return portal


def _list_bytes(where: str, fetcher: Fetcher) -> bytes:
    if "://" in where:
        return fetcher.get(where).payload or b""
    try:
        return Path(where).read_bytes()
    except OSError as error:
        raise Refused(_("{file} を読めません（{why}）。").format(file=Path(where).name, why=cause(error))) from error


def _with_publisher(facts: dict[str, Any], data: Path) -> dict[str, Any]:
    """Where nobody says whose the file is, it is the city's whose folder this is."""
    try:
        return {"publisher": load_city(data).name, **facts}
    except BadSettings:
        return facts


def _summary(outcomes: list[Outcome]) -> str:
    read = sum(outcome.state in ("new", "changed") for outcome in outcomes)
    same = sum(outcome.state == "same" for outcome in outcomes)
    return _("{all}件のうち、読んだもの{read}件、変わりなし{same}件、読まなかったもの{left}件。").format(
        all=len(outcomes), read=read, same=same, left=len(outcomes) - read - same
    )
