"""From what an operator names to files that can be had: a URL, a dataset of a CKAN portal, a city's オープンデータ一覧, a folder.

Each gives ``Found`` things: where the bytes are, and what is *said* about them. Nothing about a file is guessed: where a
portal doesn't say a licence, the licence stays empty and is asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from machi.clock import JAPAN
from machi.errors import Unreadable
from machi.ingest.reader import read
from machi.ingest.schema import Schemas
from machi.publish.place import Refused
from machi.text import _


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


def by_url(url: str, facts: Mapping[str, Any], kind: str, dataset: str) -> Found:
    return Found(file_of(url), {**facts, "file_url": url}, url, kind=kind, id=dataset)


def file_of(url: str) -> str:
    """The last part of an address as a file name, for recognition only."""
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "data.csv"


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
            "as_of": day_said(row.get("file_updated_on") or row.get("updated_on")),
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


def by_folder(folder: Path, schemas: Schemas, facts: Mapping[str, Any]) -> Iterator[Found]:
    """Every CSV of a folder (for closed networks: carried there by hand), with its own sidecar where there is one.

    The folder may be another installation's ``data/``: its folders name the kinds, its history is left where it is.
    """
    if not folder.is_dir():
        raise Refused(_("フォルダー「{folder}」がありません。").format(folder=folder.name))
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() != ".csv" or hidden or path.is_symlink() or not path.is_file():
            continue
        told: dict[str, Any] = {}
        beside = path.with_suffix(".toml")
        if beside.is_file():
            try:
                told = tomllib.loads(beside.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                why = _("横の記録 {file} を読めません（{error}）。").format(file=beside.name, error=error)
                yield Found(path.name, skipped=why)
                continue
        if told.get("synthetic") is True:
            yield Found(path.name, skipped=_("合成データ（見本）です。"))
            continue
        yield Found(
            path.name,
            {**facts, **{key: told[key] for key in told if key not in ("sha256", "synthetic")}},
            path=path,
            kind=path.parent.name if path.parent != folder and path.parent.name in schemas else "",
            id=path.stem if told else "",
            sha256=str(told.get("sha256", "")),
        )


def day_said(value: object) -> date | None:
    """The day that a portal or a list writes, as a day in Japan; None where it is none."""
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
