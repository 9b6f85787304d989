"""``python -m machi adopt``: make a data folder from CSVs that a city has published, whatever their layout.

Bytes are copied untouched. What the files tell is written into the sidecars, ``city.toml`` and ``reference/``;
what only a person knows (licence, as-of date) is left open and said.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from machi.errors import MachiError, Unreadable
from machi.ingest.reader import read
from machi.ingest.schema import Schemas, load_schemas
from machi.store.adopt_city import write_city
from machi.store.as_of import as_of, said_above
from machi.store.catalogue import is_csv
from machi.store.sidecar import draft
from machi.store.versions import contained, lists_apart, part_left
from machi.text import _


@dataclass(frozen=True)
class Adopted:
    """One file that found its kind. ``as_of`` None: unknown, to be asked."""

    source: Path
    kind: str
    stem: str
    payload: bytes
    frame: pd.DataFrame
    as_of: date | None
    part: str = ""


@dataclass
class Outcome:
    """What an adoption did: the files taken, those left with the reason why."""

    adopted: list[Adopted] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def adopt(
    sources: Iterable[Path],
    out: Path,
    *,
    name: str,
    code: str,
    licence: str = "",
    publisher: str = "",
    day: date | None = None,
) -> Outcome:
    """Make the data folder ``out``; ``day`` is as of when files are that don't say it themselves.

    Raises MachiError when the folder already holds files or nothing can be adopted.
    """
    if out.exists() and any(out.iterdir()):
        raise MachiError(
            _("{folder} は空ではありません。").format(folder=out), _("新しいフォルダーを指定してください。")
        )
    schemas = load_schemas()
    outcome = Outcome()
    for path in csv_files(sources):
        found = _recognised(path, schemas, {item.stem for item in outcome.adopted}, day)
        if isinstance(found, str):
            outcome.skipped.append((path.name, found))
        else:
            outcome.adopted.append(found)
    if not outcome.adopted:
        raise MachiError(
            _("使えるCSVがありませんでした。"), " ".join(f"{file}: {why}" for file, why in outcome.skipped)
        )
    _leave_parts_of_lists(outcome, schemas)
    outcome.adopted = [item for kind in schemas for item in _parted(kind, outcome.adopted, schemas)]
    for item in outcome.adopted:
        target = out / item.kind / f"{item.stem}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(item.payload)
        title = schemas[item.kind].title + (f"（{item.part}）" if item.part else "")
        facts = {"title": title, "publisher": publisher or name, "licence": licence, "as_of": item.as_of}
        draft(target, {**facts, "part": item.part or None})
    write_city(out, name, code, [(item.kind, item.frame) for item in outcome.adopted])
    return outcome


def csv_files(sources: Iterable[Path]) -> list[Path]:
    """The CSVs among files and folders (one level), in a stable order, each once."""
    found: dict[Path, None] = {}
    for source in sources:
        if source.is_dir():
            found |= dict.fromkeys(sorted(path for path in source.iterdir() if path.is_file() and is_csv(path)))
        else:
            found[source] = None
    return list(found)


def _recognised(path: Path, schemas: Schemas, taken: set[str], day: date | None) -> Adopted | str:
    """The file with its kind, or the reason why it is left out. ``day``: its as-of day where nothing tells another."""
    try:
        payload = path.read_bytes()
        ingested = read(payload, None, name=path.name)
    except (OSError, Unreadable) as error:
        return str(error)
    kind = ingested.receipt.kind
    if kind not in schemas:
        return ingested.receipt.reason
    told = said_above(payload, ingested.receipt) or day
    missing = {one.column for one in ingested.issues if one.kind == "column_missing"}
    absent = [
        column.title
        for column in schemas[kind].columns
        # A survey without a column for its day is of the day that its record will hold.
        if column.name in missing and not (column.name == "surveyed_on" and told)
    ]
    if absent:
        return _("{title}のようですが、必要な列（{columns}）がありません。").format(
            title=schemas[kind].title, columns="・".join(absent)
        )
    if ingested.frame.empty:
        return _("データの行がありません。")
    known = as_of(path.stem, kind, ingested.frame) or told
    return Adopted(path, kind, safe_stem(path.stem, taken), payload, ingested.frame, known)


def safe_stem(stem: str, taken: set[str]) -> str:
    """A file name that every system and URL bears: letters, digits, ``_``, ``-``; never one that is taken."""
    safe = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFKC", stem)).strip("_-") or "data"
    number = 2
    unique = safe
    while unique in taken:
        unique, number = f"{safe}_{number}", number + 1
    return unique


def _leave_parts_of_lists(outcome: Outcome, schemas: Schemas) -> None:
    """A file all of whose things stand in another one is left: beside the list they would be counted twice."""
    for kind in schemas:
        mine = [item for item in outcome.adopted if item.kind == kind and schemas[kind].unite == "snapshot"]
        for at, larger in contained([item.frame for item in mine]).items():
            part, whole = mine[at], mine[larger]
            why = part_left(kind, part.stem, part.source.name, part.as_of, whole.source.name, whole.as_of)
            outcome.skipped.append((part.source.name, why.sentence()))
            outcome.adopted = [item for item in outcome.adopted if item is not mine[at]]


def _parted(kind: str, adopted: list[Adopted], schemas: Schemas) -> list[Adopted]:
    """Files of one snapshot kind that list different things get a ``part``, so that they stand side by side."""
    mine = [item for item in adopted if item.kind == kind]
    if len(mine) < 2 or schemas[kind].unite == "period":
        return mine
    groups = lists_apart([item.frame for item in mine])
    if len(set(groups)) == 1:
        return mine
    return [Adopted(**{**vars(item), "part": mine[first].stem}) for item, first in zip(mine, groups, strict=True)]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``adopt SOURCE… --out FOLDER --name 市名 --code 6桁``; exit 0 all taken, 1 some left out, 2 nothing made."""
    parser = subparsers.add_parser("adopt", help=_("公開されているCSVから data フォルダーを作ります"))
    parser.add_argument("sources", nargs="+", type=Path, help=_("CSVかCSVの入ったフォルダー"))
    parser.add_argument("--out", type=Path, required=True, help=_("作るフォルダー"))
    parser.add_argument("--name", required=True, help=_("自治体の名前"))
    parser.add_argument("--code", required=True, help=_("全国地方公共団体コード（6桁）"))
    parser.add_argument("--licence", default="", help=_("利用条件（例 CC BY 4.0）"))
    parser.add_argument("--publisher", default="", help=_("公開者（なければ自治体の名前）"))
    parser.add_argument(
        "--as-of", type=_day, metavar="2026-04-01", help=_("ファイルに日付の書かれていないものの基準日（いつ時点か）")
    )
    parser.set_defaults(func=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("日付は 2026-04-01 の形で書いてください。")) from None


def run(arguments: argparse.Namespace) -> int:
    """Adopt and say what was done, what was left and what a person has to fill in."""
    given = {name: getattr(arguments, name) for name in ("name", "code", "licence", "publisher")}
    try:
        outcome = adopt(arguments.sources, arguments.out, **given, day=arguments.as_of)
    except (MachiError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for item in outcome.adopted:
        print(f"{item.kind}/{item.stem}.csv ← {item.source.name}（{len(item.frame):,}行、as_of {item.as_of or '?'}）")
    for file, why in outcome.skipped:
        print(_("見送り {file}: {why}").format(file=file, why=why))
    unknown = [f"{item.kind}/{item.stem}.toml" for item in outcome.adopted if item.as_of is None]
    if unknown:
        print(_("基準日（as_of）が分かりません。書き足してください: {files}").format(files="、".join(unknown)))
    if not arguments.licence:
        print(_("利用条件（licence）を確かめて、各 .toml に書いてください。"))
    print(_("次は MACHI_DATA={folder} python -m machi build です。").format(folder=arguments.out))
    return 1 if outcome.skipped or unknown else 0
