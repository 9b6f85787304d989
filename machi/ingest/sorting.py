"""Decides what each record is: data, blank, or something that stands in the file but is no data.

Nothing disappears: a record is kept, counted as blank, or set aside with an Issue.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from machi.ingest.checks import Issue
from machi.ingest.header import Header, tidy
from machi.ingest.receipt import Receipt
from machi.ingest.records import Batch

_NOTE_MARKS = ("※", "注", "（注", "(注", "出典", "資料：", "資料:", "＊", "*")
_SUSPICIOUS = frozenset(mark[0] for mark in _NOTE_MARKS) | frozenset(" \t\r\n\u3000\u00a0\ufeff")
_TOTAL = re.compile(r"総数|.*(?<!主)計|.*(?:全体|全域)|[(・]*(?:うち|内)(?:外国人|日本人|男|女)(?:性|住民|人口)*\)*")
"""合計, 甲地区計, 市全体, and a part that is counted once more (うち外国人). 主計 (かずえ) is a name of towns; 内野 is none."""


@lru_cache(maxsize=4096)
def is_total(town: str) -> bool:
    """Whether the cell of an area names no area of its own but a sum over others, or a share of one."""
    return _TOTAL.fullmatch("".join(unicodedata.normalize("NFKC", town).split())) is not None


@dataclass
class Sorted:
    """Data records, each exactly as wide as the header row, with the physical line on which each begins."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


@dataclass
class Sorter:
    """Sorts batch after batch. ``total_at`` is the position of the column that may hold 合計, or -1."""

    header: Header
    receipt: Receipt
    delimiter: str
    total_at: int = -1
    whole: frozenset[str] = frozenset()
    """Names of the municipality itself: among its areas, a row of that name is its sum."""

    def _is_sum(self, area: str) -> bool:
        return is_total(area) or area.strip() in self.whole

    def sort(self, batch: Batch) -> Sorted:
        """Sort one batch and keep the account: rows_in, rows_ok, rows_reported, set_aside."""
        done = Sorted()
        width, total_at = self.header.width, self.total_at
        label = self.header.cells[0] if self.header.cells else ""
        keep_row, keep_line = done.rows.append, done.lines.append
        for row, line in zip(batch.rows, batch.lines, strict=True):
            # Nearly every record passes here; asking each question of each record costs a second per million.
            if (
                len(row) == width
                and (first := row[0])
                and first[0] not in _SUSPICIOUS
                and first != label
                and (total_at < 0 or not self._is_sum(row[total_at]))
            ):
                keep_row(row)
                keep_line(line)
            else:
                self._look_at(done, row, line)
        done.issues += self._swallowed(batch)
        self.receipt.rows_ok += len(done.rows)
        self.receipt.rows_in = self.receipt.rows_ok + self.receipt.rows_reported
        return done

    def _look_at(self, done: Sorted, row: list[str], line: int) -> None:
        if not any(cell.strip() for cell in row):
            self.receipt.set_aside["blank_row"] += 1
            return
        fitted = self._fit(row)
        kind = "ragged" if fitted is None else self._odd(fitted)
        if kind in ("", "ragged") and self._is_note(row):
            kind = "note_row"
        if kind:
            self._aside(done, kind, row, line)
        else:
            done.rows.append(fitted or [])
            done.lines.append(line)

    def _fit(self, row: list[str]) -> list[str] | None:
        """The row at the header's width, when only empty cells are too many or stand under no header; else None."""
        width, named = self.header.width, len(self.header.cells)
        if len(row) == width:
            return row
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            self.receipt.set_aside["trailing_cells"] += 1
            return row[:width]
        return row + [""] * (width - len(row)) if named <= len(row) < width else None

    def _odd(self, row: list[str]) -> str:
        cells = self.header.cells
        if len(cells) > 1 and row[0].strip() == cells[0] and [tidy(cell) for cell in row[: len(cells)]] == cells:
            return "repeated_header"
        if self.total_at >= 0 and self._is_sum(row[self.total_at]):
            return "total_row"
        return ""

    def _is_note(self, row: list[str]) -> bool:
        if len(self.header.cells) < 2:
            return False
        first = next(cell for cell in row if cell.strip()).strip()
        return first.startswith(_NOTE_MARKS) and sum(1 for cell in row if cell.strip()) == 1

    def _aside(self, done: Sorted, kind: str, row: list[str], line: int) -> None:
        if kind == "ragged":
            value = str(len(row))
        elif kind == "total_row":
            value = row[self.total_at].strip()
        else:
            value = next(cell.strip() for cell in row if cell.strip())
        done.issues.append(Issue(line, "", kind, value, str(self.header.width) if kind == "ragged" else ""))
        self.receipt.rows_reported += 1
        self.receipt.set_aside[kind] += 1

    def _swallowed(self, batch: Batch) -> list[Issue]:
        """Cells with line breaks in which a line has as many fields as the header: an unclosed quote does that."""
        wanted = len(self.header.cells) - 1
        if wanted < 2 or not batch.rows or batch.end - batch.lines[0] + 1 == len(batch.rows):
            return []
        found = []
        for index, row in enumerate(batch.rows):
            end = batch.lines[index + 1] if index + 1 < len(batch.lines) else batch.end + 1
            if end - batch.lines[index] > 1:
                inner = (line for cell in row if "\n" in cell for line in cell.split("\n")[1:])
                if any(line.count(self.delimiter) >= wanted for line in inner):
                    found.append(Issue(batch.lines[index], "", "swallowed_rows", "", str(wanted + 1)))
        return found
