"""Whatever a department drops → sheets of CSV bytes that walk in by the same door as published files.

A CSV, TSV or pasted text is one sheet with the very bytes. An Excel workbook becomes one sheet of UTF-8 text each:
dates as ISO, whole numbers without ``.0``, a line of the text for each row of the sheet, so that a row number leads
back to Excel. Only the values that Excel saved are read; nothing is calculated, fetched or run.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from machi.errors import Unreadable
from machi.ingest import cells
from machi.ingest.checks import Issue
from machi.ingest.container import HEAD_BYTES, container, unreadable
from machi.ingest.ole import OldSheet, read_old
from machi.ingest.package import NewSheet, broken, open_package
from machi.ingest.records import COLUMN_LIMIT
from machi.text import _

CELL_LIMIT = 12_000_000
"""Cells of the rectangle that a sheet spans; beyond it the workbook costs more memory than its size tells."""
SHOWN = 12
"""Row numbers or column letters that a sentence names."""
_NAMES = (".xlsx", ".xls", ".xlsm")
WORKBOOKS = ("xlsx", "xls", "encrypted")
"""What ``container`` calls an Excel workbook."""


@dataclass(frozen=True)
class Sheet:
    """One table as it can be read: ``read(sheet.data, name=sheet.name)``. ``name`` is the file's name, then the sheet's.

    ``issues`` are about the workbook (what is hidden, merged, not calculated); the reader's own come from reading.
    """

    name: str
    data: bytes = field(repr=False)
    hidden: bool = False
    issues: tuple[Issue, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """The issues as sentences in the language in force."""
        return tuple(issue.sentence() for issue in self.issues)


def tables_of(data: bytes, name: str, *, limit: int = 0) -> tuple[Sheet, ...]:
    """Every table in ``data``. Raises Unreadable, in Japanese with what to do. ``limit``: bytes allowed, 0 = any."""
    if limit and len(data) > limit:
        raise Unreadable(
            _("ファイルが大きすぎます（{size}MB。{limit}MBまで）。").format(
                size=round(len(data) / 1e6, 1), limit=round(limit / 1e6)
            ),
            _("必要な期間や列だけに分けてください。"),
            kind="too_large",
        )
    kind = container(data[:HEAD_BYTES]) if data else "empty"
    if kind in WORKBOOKS:
        return _workbook(data, name, kind)
    if kind and kind != "blank":
        raise unreadable(kind)
    return (Sheet(name, data),)


def _workbook(data: bytes, name: str, kind: str) -> tuple[Sheet, ...]:
    said: list[Issue] = []
    facts: list[OldSheet] | list[NewSheet]
    if kind == "xlsx":
        package = open_package(data)
        if package.macros:
            raise unreadable("macros")
        if "xl/workbook.xml" not in package.members:
            raise unreadable("xlsb" if "xl/workbook.bin" in package.members else "zip")
        facts, base_1904 = package.sheets, package.base_1904
        if package.links:
            said.append(Issue(0, "", "external_links"))
    else:
        book = read_old(data)
        if book.encrypted or kind == "encrypted":
            raise unreadable("encrypted")
        if book.macros:
            raise unreadable("macros")
        facts, base_1904 = book.sheets, book.base_1904
        said.append(Issue(0, "", "old_workbook"))
    if not name.casefold().endswith(_NAMES):
        said.append(Issue(0, "", "renamed_workbook", name))
    if base_1904:
        said.append(Issue(0, "", "base_1904"))
    _refuse_vast(facts)
    return _sheets(name, _child(data), facts, said)


def _refuse_vast(facts: Iterable[OldSheet | NewSheet]) -> None:
    for sheet in facts:
        if sheet.last_column > COLUMN_LIMIT:
            raise Unreadable(
                _("列が多すぎます（{count}列）。").format(count=sheet.last_column),
                _("{limit}列までに分けてください。").format(limit=COLUMN_LIMIT),
                kind="too_many_columns",
            )
        if sheet.last_row * sheet.last_column > CELL_LIMIT:
            raise Unreadable(
                _("シートが広すぎます（{rows}行×{columns}列）。").format(
                    rows=sheet.last_row, columns=sheet.last_column
                ),
                _("離れた場所にあるセルを消すか、表を「CSV UTF-8（コンマ区切り）」で保存してください。"),
                kind="too_many_cells",
            )


def _child(data: bytes) -> list[tuple[dict[str, Any], bytes]]:
    """What ``cells.py`` says of each sheet, and the sheet's text. Nothing goes through the disk."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", cells.__file__], input=data, capture_output=True, timeout=cells.SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise broken() from error
    if done.returncode == cells.PASSWORD:
        raise unreadable("encrypted")
    if done.returncode:
        raise broken()
    found = []
    stream = io.BytesIO(done.stdout)
    while line := stream.readline():
        facts = json.loads(line)
        found.append((facts, stream.read(facts["length"])))
    return found


def _sheets(
    name: str, tables: list[tuple[dict[str, Any], bytes]], facts: list[Any], said: list[Issue]
) -> tuple[Sheet, ...]:
    sheets = [said_of for said_of, _text in tables if said_of["table"]]
    hidden_names = [sheet["name"] for sheet in sheets if sheet["hidden"]]
    about_all = list(said)
    if hidden_names:
        about_all.append(Issue(0, "", "hidden_sheets", "、".join(hidden_names[:SHOWN])))
    found = []
    for at, (sheet, text) in enumerate(tables):
        if not text.strip():
            continue
        issues = [*about_all, *_about(facts[at] if at < len(facts) else NewSheet(), sheet["merged"])]
        title = name if len(sheets) == 1 else f"{name} {sheet['name']}"
        found.append(Sheet(title, text, sheet["hidden"], tuple(issues)))
    if not found:
        raise Unreadable(
            _("ブックに値の入ったシートがありません。"), _("表のあるブックか確かめてください。"), kind="blank"
        )
    return tuple(found)


def _about(facts: OldSheet | NewSheet, merged: list[Any] | None) -> list[Issue]:
    issues = []
    if facts.hidden_rows:
        issues.append(Issue(0, "", "hidden_rows", _spans(facts.hidden_rows, str)))
    if facts.hidden_columns:
        issues.append(Issue(0, "", "hidden_columns", _spans(sorted(set(facts.hidden_columns)), letters)))
    if merged:
        places = [
            f"{letters(left + 1)}{top + 1}:{letters(right + 1)}{bottom + 1}" for (top, left), (bottom, right) in merged
        ]
        issues.append(Issue(0, "", "merged_cells", "、".join(places[:SHOWN]), str(len(places))))
    unsaved = getattr(facts, "unsaved", 0)
    if unsaved:
        issues.append(Issue(0, "", "formula_without_value", str(unsaved)))
    return issues


def _spans(numbers: list[int], spoken: Any) -> str:
    """``2、5〜9``: runs of neighbours said once."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = [spoken(a) if a == b else f"{spoken(a)}〜{spoken(b)}" for a, b in spans]
    return "、".join(said[:SHOWN]) + ("…" if len(said) > SHOWN else "")


def letters(number: int) -> str:
    """The name of a column as Excel shows it: 1 → A, 28 → AB."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
