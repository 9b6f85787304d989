"""From what an operator names to files that can be had: a URL, a dataset of a CKAN portal, a city's オープンデータ一覧, a folder.

Each gives ``Found`` things: where the bytes are, and what is *said* about them. Nothing about a file is guessed: where a
portal doesn't say a licence, the licence stays empty and is asked for.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from machi.clock import JAPAN
from machi.errors import Unreadable
from machi.ingest.reader import read
from machi.ingest.schema import Schemas
from machi.publish.fetch_http import Answer, Failed, Fetcher, day_of_http
from machi.publish.place import Refused
from machi.text import _

PAGE = 1000
"""Records of one ``datastore_search`` answer."""
MOST_RECORDS = 1_000_000
SECONDS_AT_REST = 2.0


@dataclass(frozen=True)
class Found:
    """One file. ``facts`` are for the sidecar; ``url`` or ``path`` says where it is, ``datastore`` its resource in CKAN."""

    name: str
    """File name: the kind and the id are recognised from it where nobody says them."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    path: Path | None = None
    datastore: str = ""
    kind: str = ""
    id: str = ""
    columns: tuple[str, ...] = ()
    """New columns that the configuration names."""
    accepted: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Stopping findings that the configuration lets pass, with the reason."""
    sha256: str = ""
    """What the bytes must be, where a record beside the file says so."""
    skipped: str = ""
    """Why it is not fetched at all."""


def bytes_of(found: Found, fetcher: Fetcher, known: Mapping[str, str]) -> Answer:
    """The bytes of what was found. Raises Refused."""
    if found.path is not None:
        return _from_folder(found.path, found.sha256, fetcher)
    if found.datastore:
        return Answer(found.url, datastore(fetcher, found.url, found.datastore))
    return fetcher.get(found.url, known)


def _from_folder(path: Path, sha256: str, fetcher: Fetcher) -> Answer:
    """A file that somebody copies may still be growing: it must have rested for two seconds, and be what its record says."""
    unfinished = Failed(
        _("{file} はまだ書き込みの途中か、写しそこねています。").format(file=path.name),
        _("写し終わってから実行してください。"),
    )
    try:
        before = path.stat()
        if time.time() - before.st_mtime < SECONDS_AT_REST:
            fetcher.sleep(SECONDS_AT_REST)
        payload = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise Failed(_("{file} を読めません（{why}）。").format(file=path.name, why=error.strerror)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(payload) != after.st_size:
        raise unfinished
    if sha256 and hashlib.sha256(payload).hexdigest() != sha256:
        raise unfinished
    return Answer(path.name, payload)


def by_url(url: str, facts: Mapping[str, Any], kind: str, dataset: str) -> Found:
    return Found(file_of(url), {**facts, "file_url": url}, url, kind=kind, id=dataset)


def file_of(url: str) -> str:
    """The last part of an address as a file name, for recognition only."""
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "data.csv"


def action(fetcher: Fetcher, portal: str, name: str, **params: str) -> Any:
    """One call of CKAN's Action API: its ``result``. Raises Failed in words when the portal says no."""
    url = f"{portal.rstrip('/')}/api/3/action/{name}?{urlencode(params)}"
    answer = fetcher.get(url)
    try:
        told = json.loads(answer.payload or b"")
        success = told["success"] is True
    except (ValueError, KeyError, TypeError) as error:
        raise Failed(
            _("ポータルの答えが、CKANの形ではありません。"), _("ポータルのアドレスを確かめてください。")
        ) from error
    if not success:
        raise Failed(_("ポータルが「{name}」に答えませんでした。").format(name=name))
    return told["result"]


def by_ckan(fetcher: Fetcher, portal: str, ckan_id: str, resource: str = "", **more: Any) -> Found:
    """The CSV of a CKAN dataset, with what its ``package_show`` says. Raises Failed, Refused."""
    package = action(fetcher, portal, "package_show", id=ckan_id)
    chosen = _resource(package, resource)
    facts = {
        "title": package.get("title"),
        "publisher": (package.get("organization") or {}).get("title") or package.get("author"),
        "licence": package.get("license_title"),
        "licence_url": package.get("license_url"),
        "as_of": _day(chosen.get("last_modified") or package.get("metadata_modified")),
        "page": f"{portal.rstrip('/')}/dataset/{quote(str(package.get('name') or ckan_id))}",
        "ckan_id": ckan_id,
    }
    url, stored = str(chosen.get("url") or ""), bool(chosen.get("datastore_active"))
    use_store = stored and str(chosen.get("format", "")).upper() != "CSV"
    if not url and not stored:
        raise Failed(_("このリソースにはファイルのアドレスがありません。"))
    if use_store:
        facts["note"] = _("ポータルのデータストアから取り出した表です（列「_id」を除きました）。")
    else:
        facts["file_url"] = url
    name = file_of(url) if not use_store else f"{ckan_id}.csv"
    return Found(
        **{"name": name, **more},
        facts={name: value for name, value in facts.items() if value},
        url=portal if use_store else url,
        datastore=str(chosen["id"]) if use_store else "",
    )


def _resource(package: Mapping[str, Any], wanted: str) -> Mapping[str, Any]:
    resources = [item for item in package.get("resources") or [] if isinstance(item, dict)]
    if wanted:
        fitting = [item for item in resources if item.get("id") == wanted]
    else:
        fitting = [item for item in resources if str(item.get("format", "")).upper() == "CSV"]
        fitting = fitting or [item for item in resources if item.get("datastore_active")]
    if len(fitting) != 1:
        names = "、".join(f"{item.get('name') or '?'}={item.get('id')}" for item in resources)
        raise Refused(
            _("どのファイルか決められません（CSVが{n}個）。").format(n=len(fitting)),
            _("--resource か sources.toml の resource で選んでください: {names}").format(names=names or _("なし")),
        )
    return fitting[0]


def datastore(fetcher: Fetcher, portal: str, resource: str) -> bytes:
    """Every record of a datastore table as CSV, page by page, without CKAN's own ``_id``."""
    text = io.StringIO()
    names: list[str] = []
    writer, offset = csv.writer(text), 0
    while True:
        result = action(
            fetcher, portal, "datastore_search", resource_id=resource, limit=str(PAGE), offset=str(offset), sort="_id"
        )
        records, total = result.get("records") or [], int(result.get("total") or 0)
        if not names:
            names = [item["id"] for item in result.get("fields") or [] if item.get("id") != "_id"]
            writer.writerow(names)
        for record in records:
            writer.writerow(["" if record.get(name) is None else record[name] for name in names])
        offset += len(records)
        if offset >= total:
            return text.getvalue().encode("utf-8")
        if not records or offset > MOST_RECORDS:
            # Fewer came than were promised: half a table must not pass for the whole.
            raise Failed(_("データストアの行が途中で終わりました（{n}行中{have}行）。").format(n=total, have=offset))


def by_list(payload: bytes, name: str, schemas: Schemas, facts: Mapping[str, Any]) -> Iterator[Found]:
    """Every file of a city's オープンデータ一覧. Raises Refused when it is none."""
    schema = schemas["open_data_list"]
    try:
        frame = read(payload, schema, name=name).frame
    except Unreadable as error:
        raise Refused(error.message, error.remedy) from error
    if "download_url" not in frame or frame.empty:
        raise Refused(_("オープンデータ一覧として読めません。"))
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        url = str(row.get("download_url") or "")
        told = {
            "title": row.get("file_title") or row.get("title"),
            "publisher": row.get("publisher"),
            "licence": row.get("file_licence"),
            "as_of": _day(row.get("file_updated_on") or row.get("updated_on")),
            "page": row.get("dataset_url"),
            "file_url": url,
        }
        yield Found(
            file_of(url) if url else str(row.get("title")),
            {**facts, **{key: value for key, value in told.items() if value}},
            url,
            skipped=_not_ours(url, str(row.get("file_format") or "")),
        )


def _not_ours(url: str, form: str) -> str:
    if not url:
        return _("ダウンロードのアドレスが一覧にありません。")
    ends = urlsplit(url).path.rsplit(".", 1)[-1].lower()
    said = form.upper() or ends.upper()
    return (
        ""
        if "CSV" in said or (not form and ends == "csv")
        else _("CSVではありません（{form}）。").format(form=said[:20])
    )


def by_folder(folder: Path, facts: Mapping[str, Any]) -> Iterator[Found]:
    """Every CSV of a folder (for closed networks: carried there by hand), with its own sidecar where there is one."""
    if not folder.is_dir():
        raise Refused(_("フォルダー「{folder}」がありません。").format(folder=folder.name))
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() != ".csv" or path.name.startswith(".") or path.is_symlink() or not path.is_file():
            continue
        told: dict[str, Any] = {}
        beside = path.with_suffix(".toml")
        if beside.is_file():
            try:
                told = tomllib.loads(beside.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                yield Found(
                    path.name,
                    skipped=_("横の記録 {file} を読めません（{error}）。").format(file=beside.name, error=error),
                )
                continue
        kept = {key: told[key] for key in told if key not in ("sha256", "synthetic")}
        stem = path.stem if told else ""
        yield Found(path.name, {**facts, **kept}, path=path, id=stem, sha256=str(told.get("sha256", "")))


def answer_facts(facts: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    """The facts, and the server's own day where nobody said one."""
    day = facts.get("as_of") or _day(day_of_http(answer.modified))
    return {**facts, "as_of": day}


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # CKAN writes UTC without saying so; the day is a day in Japan.

    if "T" not in text and " " not in text:
        return moment.date()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(JAPAN).date()
