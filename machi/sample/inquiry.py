"""The answers of made-up departments to the 照会票: the rows of ``board.toml`` with their days counted from the as-of date.

One 次の確認日 is prose (年度末ごろ) and one state is 公開予定, as people write them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published


@cache
def departments() -> list[dict[str, Any]]:
    """The made-up departments with their lines."""
    text = Path(__file__).with_name("board.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["department"])


def lines() -> Iterator[tuple[str, dict[str, Any]]]:
    """(department, line) in the order of the form."""
    for department in departments():
        for line in department["line"]:
            yield department["name"], line


def dataset_id(settings: Settings, slug: str) -> str:
    """The ID under which a sample dataset is published."""
    return f"{settings.code}_{slug}_sample" if slug else ""


def inquiry_file(settings: Settings) -> Published:
    """The returned form, saved from Excel (CP932)."""
    as_of = settings.numbers["places"]["as_of"]
    rows = [
        {
            "department": department,
            "data_name": line["data"],
            "data_id": dataset_id(settings, line.get("id", "")),
            "holding_format": line["held"],
            "personal": line.get("personal", "無"),
            "status": line["state"],
            "origin": line.get("origin", ""),
            "reason": line.get("reason", ""),
            "trouble": line.get("trouble", ""),
            "next_check_on": _next(as_of, line.get("next", "")),
            "note": MARK,
        }
        for department, line in lines()
    ]
    return Published(
        kind="inquiry",
        stem=f"{settings.code}_inquiry_sample",
        layout="inquiry_form",
        rows=rows,
        title="庁内照会票",
        as_of=as_of,
        encoding="cp932",
        access="internal",
        note="合成データです。部署もデータも実在しません。",
    )


def _next(as_of: date, when: int | str) -> str:
    return f"{as_of + timedelta(days=when):%Y/%m/%d}" if isinstance(when, int) else when
