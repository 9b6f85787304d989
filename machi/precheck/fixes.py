"""Repairs: pure functions of a sheet, each with how many cells or rows it changed. The original bytes are never touched.

``apply`` is bytes → bytes: the file is read once, the repairs run in order, the result is written as UTF-8 with BOM, CRLF,
no live formula (S59–S61). Undo is leaving a repair out and applying the rest again.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from machi.export.cells import defuse
from machi.ingest.header import unique_titles
from machi.ingest.ingested import Ingested
from machi.precheck.finding import Finding, Fix
from machi.precheck.repairs_cells import CELLS
from machi.precheck.repairs_rows import WHOLE
from machi.precheck.sheet import Sheet, read_sheet
from machi.text import _

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Step:
    """What one repair did. ``changed`` counts cells, ``rows`` and ``columns`` are before and after."""

    fix: Fix
    changed: int
    rows: tuple[int, int]
    columns: tuple[int, int]
    note: str = ""


@dataclass(frozen=True)
class Cleaned:
    """``data`` is the repaired file; ``guarded`` counts cells that got a ' in front so that no spreadsheet runs them."""

    data: bytes
    steps: tuple[Step, ...]
    guarded: int
    sheet: Sheet

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def header_row(self) -> int:
        """Line of the header in ``data``."""
        return 1 + sum(_height(cells) for _line, cells in self.sheet.above)

    def original(self, finding: Finding) -> Finding:
        """A finding about ``data`` with the line numbers and titles of the file as it was typed: so a person finds the
        cell, and so a repair that follows can be replayed from the original bytes."""
        lines = dict(zip(_lines(self.sheet).tolist(), self.sheet.lines.tolist(), strict=True))
        now = unique_titles([column.header for column in self.sheet.columns])
        titles = dict(zip(now, (column.title for column in self.sheet.columns), strict=True))

        def moved(rows: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(lines.get(row, row) for row in rows)

        fixes = tuple(
            replace(
                fix,
                column=titles.get(fix.column, fix.column),
                columns=tuple(titles.get(title, title) for title in fix.columns),
                rows=moved(fix.rows),
            )
            for fix in finding.fixes
        )
        return replace(
            finding, rows=moved(finding.rows), column=titles.get(finding.column, finding.column), fixes=fixes
        )


def _lines(sheet: Sheet) -> np.ndarray:
    """Physical line in the written file on which each row begins; a cell with line breaks is longer than a line."""
    heights = np.ones(len(sheet), dtype=np.int64)
    for column in sheet.columns:
        breaks = np.array([t.count("\n") + t.count("\r") - t.count("\r\n") for t in column.texts], dtype=np.int64)
        heights += breaks[column.codes] if len(breaks) else 0
    first = 1 + sum(_height(cells) for _line, cells in (*sheet.above, *sheet.below))
    first += _height([column.header for column in sheet.columns]) - 1
    return first + 1 + np.concatenate([[0], np.cumsum(heights)[:-1]]) if len(sheet) else heights


def _height(cells: Sequence[str]) -> int:
    return 1 + sum(text.count("\n") + text.count("\r") - text.count("\r\n") for text in cells)


def apply(data: bytes, ingested: Ingested, fixes: Sequence[Fix]) -> Cleaned:
    """The file after ``fixes``, in order. A repair whose column is gone changes nothing and says so."""
    sheet = read_sheet(data, ingested)
    steps = []
    for fix in fixes:
        before = sheet
        sheet, changed, note = _run(sheet, fix)
        sizes = (len(before), len(sheet)), (len(before.columns), len(sheet.columns))
        steps.append(Step(fix, changed, *sizes, note))
    payload, guarded = write(sheet)
    return Cleaned(payload, tuple(steps), guarded, sheet)


def write(sheet: Sheet) -> tuple[bytes, int]:
    """The sheet as a CSV for publication, and how many cells were guarded."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    guarded = 0
    columns = []
    for column in sheet.columns:
        safe, count = column.mapped(defuse)
        guarded += count
        columns.append(safe.values())
    for _line, cells in sheet.above:
        writer.writerow([defuse(cell) for cell in cells])
    writer.writerow([defuse(column.header) for column in sheet.columns])
    for _line, cells in sheet.below:
        writer.writerow([defuse(cell) for cell in cells])
    writer.writerows(zip(*columns, strict=True))
    return BOM + buffer.getvalue().encode("utf-8", "replace"), guarded


def _run(sheet: Sheet, fix: Fix) -> tuple[Sheet, int, str]:
    titles = fix.columns or ((fix.column,) if fix.column else ())
    if titles and not any(sheet.column(title) for title in titles):
        return sheet, 0, _("この列はもうありません。")
    if fix.op in CELLS:
        return _cells(sheet, titles, lambda text: CELLS[fix.op](text, fix.number))
    done, changed = WHOLE[fix.op](sheet, fix)
    return done, changed, ""


def _cells(sheet: Sheet, titles: Sequence[str], change: Callable[[str], str]) -> tuple[Sheet, int, str]:
    total = 0
    for column in sheet.columns:
        if not titles or column.title in titles:
            new, count = column.mapped(change)
            sheet, total = sheet.replaced(new), total + count
    return sheet, total, ""


OPS = frozenset({*CELLS, *WHOLE})


def label(fix: Fix) -> str:
    """The repair as words of a button."""
    return {
        "drop_column": _("列を消す"),
        "drop_rows": _("この行を消す"),
        "drop_totals": _("合計の行を消す"),
        "drop_doubles": _("重複した行を1行にする"),
        "drop_blank_rows": _("空の行を消す"),
        "one_header": _("見出しを1行目だけにする"),
        "name_headers": _("見出しに名前をつける"),
        "blank_cells": _("そのセルを空にする"),
        "fill_same": _("上の値で書く"),
        "fill_down": _("上の値で埋める"),
        "same_spelling": _("書き方をそろえる"),
        "mesh_point": _("座標を{size}四方の中心に丸める").format(size="500m" if fix.number == 9 else "250m"),
        "suppress": _("小さい数を秘匿にする（引き算で分かる所も）"),
        "aggregate": _("人数の表にまとめる"),
        "utf8": _("UTF-8に直す"),
        "trim": _("空白を消す"),
        "numbers": _("数字だけにする"),
        "dates": _("西暦の日付にする"),
        "codes": _("コードの書き方をそろえる"),
        "age_class": _("{width}歳きざみにする").format(width=fix.number),
        "cut_address": _("町名までに縮める"),
        "guard": _("式が動かない形にする"),
    }[fix.op]


def told(step: Step) -> str:
    """What the repair did, with numbers before and after."""
    column = "・".join(step.fix.columns or ((step.fix.column,) if step.fix.column else ()))
    where = _("「{column}」").format(column=column if len(column) < 40 else column[:40] + "…") if column else ""
    said = where + label(step.fix)
    if step.note:
        return f"{said}: {step.note}"
    parts = [_("{n}か所").format(n=f"{step.changed:,}")]
    if step.rows[0] != step.rows[1]:
        parts.append(_("{before}行→{after}行").format(before=f"{step.rows[0]:,}", after=f"{step.rows[1]:,}"))
    if step.columns[0] != step.columns[1]:
        parts.append(_("{before}列→{after}列").format(before=step.columns[0], after=step.columns[1]))
    return f"{said}（{'、'.join(parts)}）"


def undone(fixes: Sequence[Fix], at: int) -> tuple[Fix, ...]:
    """The list without number ``at``. Later repairs of a column that is known by its place only go too: the place may move."""
    left = fixes[:at], fixes[at + 1 :]
    if fixes[at].op in ("drop_column", "name_headers", "aggregate"):
        return (*left[0], *(fix for fix in left[1] if "列目）" not in fix.column))
    return (*left[0], *left[1])
