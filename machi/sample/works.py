"""Made-up works and insights (``works.toml``): every title says 見本作品, every author 架空, and no address is given."""

from __future__ import annotations

import tomllib
from pathlib import Path

from machi.sample.inquiry import dataset_id
from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published


def works_file(settings: Settings) -> Published:
    """The list of works. One names data that no catalogue knows; the 年度 is written in four ways."""
    text = Path(__file__).with_name("works.toml").read_text(encoding="utf-8")
    rows = [
        {
            "fiscal_year": work["year"],
            "work_title": work["title"],
            "author": work["author"],
            "used_ids": "；".join(dataset_id(settings, slug) for slug in work["used"]),
            "work_kind": work["kind"],
            "url": "",
            "picture": "",
            "work_licence": work["licence"],
            "city_use": work.get("use", ""),
            "note": MARK,
        }
        for work in tomllib.loads(text)["work"]
    ]
    return Published(
        kind="work",
        stem=f"{settings.code}_work_sample",
        layout="work_own",
        rows=rows,
        title="作品・示唆",
        as_of=settings.numbers["places"]["as_of"],
        note="合成データです。作品も作者も実在しません。",
    )
