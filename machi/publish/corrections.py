"""訂正履歴: what was changed when, out of the log of changes. No cell value, no name of a person, no reason that was typed
for the office (``--reason``); what was typed for the public (``--why``) stands as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from machi.profile import is_internal
from machi.publish.audit import entries
from machi.text import _

MOST = 200
"""Changes that are shown, the newest first; all of them stand in the log."""


@dataclass(frozen=True)
class Correction:
    """One change as the public may read it."""

    time: datetime
    title: str
    action: str
    sentence: str
    why: str
    version: str
    """The first digits of the version that was in force afterwards, "" without one; cards name the same."""


def corrections(data: Path) -> list[Correction]:
    """Newest first. A file for the office or about single persons is named on the internal profile only."""
    found, titles = [], dict[str, str]()
    for entry in entries(data):
        name = f"{entry.get('kind')}/{entry.get('id')}"
        titles[name] = str(entry.get("title") or titles.get(name, entry.get("id", "")))
        if entry.get("access") == "open" or is_internal():
            found.append(_correction(entry, titles[name]))
    return found[::-1][:MOST]


def action_word(action: str, first: bool) -> str:
    """The kind of change in one word."""
    words = {
        "publish": _("公開") if first else _("差し替え"),
        "fetch": _("公開") if first else _("取り込み"),
        "rollback": _("前の版に戻す"),
        "take-down": _("公開をやめる"),
        "replaced": _("見本を外す"),
        "erased": _("版の消去"),
    }
    return words.get(action, action)


def _correction(entry: Mapping[str, Any], title: str) -> Correction:
    return Correction(
        time=datetime.fromisoformat(str(entry["time"])),
        title=title,
        action=action_word(str(entry["action"]), bool(entry.get("first"))),
        sentence=_sentence(entry),
        why=str(entry.get("why") or ""),
        version=str(entry.get("new") or "")[:12],
    )


def _sentence(entry: Mapping[str, Any]) -> str:
    action = entry["action"]
    if action in ("publish", "fetch"):
        told = [_rows(entry)]
        for name, words in (
            ("columns_added", _("増えた列: {columns}。")),
            ("columns_removed", _("なくなった列: {columns}。")),
        ):
            if entry.get(name):
                told.append(words.format(columns="、".join(entry[name])))
        return "".join(told)
    sentences = {
        "rollback": _("前に公開していた版（第{to}版）に戻しました。").format(to=entry.get("to", "?")),
        "take-down": _("このデータの公開をやめました。"),
        "replaced": _("本物のデータに入れかえたため、合成データ（見本）を外しました。"),
        "erased": _("保管していた前の版{n}つの中身を消しました。").format(n=entry.get("versions", 0)),
    }
    return sentences.get(str(action), "")


def _rows(entry: Mapping[str, Any]) -> str:
    before, after = int(entry.get("rows_before") or 0), int(entry.get("rows_after") or 0)
    if entry.get("first") or not before:
        return _("{after:,}行を公開しました。").format(after=after)
    if before == after:
        return _("{after:,}行の中身を差し替えました（行の数は同じです）。").format(after=after)
    return _("{before:,}行から{after:,}行になりました。").format(before=before, after=after)
