"""CKAN's Action API: a dataset's file with what its ``package_show`` says, or the rows of its datastore as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from machi.publish.fetch_find import Found, day_said, file_of
from machi.publish.fetch_http import Failed, Fetcher
from machi.publish.place import Refused
from machi.text import _

PAGE = 1000
"""Records of one ``datastore_search`` answer."""
MOST_RECORDS = 1_000_000


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
        "as_of": day_said(chosen.get("last_modified") or package.get("metadata_modified")),
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
