"""オープンデータ一覧 over what ``board.toml`` says is open, in the layout of the national standard (42 columns).

One line has no day of update at all (water quality), and 20 of the 42 columns are as empty as in published lists.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from machi.sample.inquiry import dataset_id, lines
from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published

FIRST_DAYS = 365
"""Every made-up dataset was first published a year before its newest update."""


def open_data_file(settings: Settings) -> Published:
    """One row per open dataset of the form."""
    rows = [_row(settings, department, line) for department, line in lines() if line["state"] == "公開"]
    return Published(
        kind="open_data_list",
        stem=f"{settings.code}_open_data_list_sample",
        layout="open_data_list_new",
        rows=rows,
        title="オープンデータ一覧",
        as_of=settings.numbers["places"]["as_of"],
        note="合成データです。書かれた更新日も部署も実在しません。",
    )


def _row(settings: Settings, department: str, line: dict[str, Any]) -> dict[str, Any]:
    as_of = settings.numbers["places"]["as_of"]
    days = line.get("days")
    updated = as_of - timedelta(days=days) if days is not None else None
    return {
        "municipality_code": settings.code,
        "publisher": settings.publisher_cell,
        "id": dataset_id(settings, line["id"]),
        "title": line["data"],
        "summary": f"{line['data']}（合成データ）",
        "published_on": f"{updated - timedelta(days=FIRST_DAYS):%Y-%m-%d}" if updated else "",
        "updated_on": f"{updated:%Y-%m-%d}" if updated else "",
        "frequency": line["every"],
        "contact": department,
        "remark": MARK,
        "file_title": f"{line['data']}.csv",
        "file_format": "CSV",
        "file_licence": "CC0 1.0",
        "has_api": "無",
    }
