"""Decides what each record is: data, blank, or something that stands in the file but is no data.

Nothing disappears: a record is kept, counted as blank, or set aside with an Issue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest import plain
from machi.ingest.below import ANOTHER, Below
from machi.ingest.blocks import Plain
from machi.ingest.checks import Issue
from machi.ingest.columns import as_text
from machi.ingest.header import Header, titles_of
from machi.ingest.meaning_values import MAY_BE_SUM, is_sum
from machi.ingest.receipt import Receipt
from machi.ingest.records import Batch

_NOTE_MARKS = (
    "※",
    "注",
    "（注",
    "(注",
    "〔注",
    "出典",
    "（出典",
    "出所",
    "資料：",
    "資料:",
    "資料　",
    "資料 ",
    "備考：",
    "備考:",
    "＊",
    "*",
)
_SUSPICIOUS = frozenset(mark[0] for mark in _NOTE_MARKS) | frozenset(" \t\r\n\u3000\u00a0\ufeff")
_MAY_BE_NOTE = "^[" + "".join(sorted(_SUSPICIOUS)).replace("*", r"\*") + "]"
_NOTE_BYTES = plain.first_bytes("".join(_SUSPICIOUS))
_WHO_KNOWS = re.compile(r"(?:お?問い?合わ?せ先?|出典|資料|連絡先|担当課?|データ提供|作成)[^：:]{0,6}[：:]")
FEW = 20
"""Rows above a footnote that are looked at."""
_TOTAL = re.compile(r"総数|.*(?<!主)計|.*(?:全体|全域)|[(・]*(?:うち|内)(?:外国人|日本人|男|女)(?:性|住民|人口)*\)*")
"""合計, 甲地区計, 市全体, and a part that is counted once more (うち外国人). 主計 (かずえ) is a name of towns; 内野 is none."""


_MAY_BE_TOTAL = re.compile("[総計全う内]")


def is_total(town: str) -> bool:
    """Whether the cell of an area names no area of its own but a sum over others, or a share of one.

    Not kept from call to call: the words may be a visitor's.
    """
    if not _MAY_BE_TOTAL.search(town):
        return False
    return _TOTAL.fullmatch("".join(unicodedata.normalize("NFKC", town).split())) is not None


_SUM_SIGN = re.compile(MAY_BE_SUM)


def _like_sum(label: str) -> bool:
    """``is_sum``, asked only where one of its characters stands: a million names are a million questions."""
    return len(label) < 20 and _SUM_SIGN.search(label) is not None and is_sum(label)


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
    total_at: int = -1
    whole: frozenset[str] = frozenset()
    """Names of the municipality itself: among its areas, a row of that name is its sum."""
    sums_at: tuple[int, ...] = ()
    """Positions of the labels of a table of no known kind: there sums are only pointed out, the row is kept."""
    blank_from: int = 0
    """Line of the first blank record that no data follows yet."""
    blank_here: int = 0
    inner_blanks: tuple[int, int] = (0, 0)
    """Line of the first blank record with data after it, and how many such there are."""
    like_sums: tuple[int, int, str] = (0, 0, "")
    """The same for rows that look like sums, with the label of the first."""
    noted: list[Issue] = field(default_factory=list)
    """Issues of the block of columns that was sorted last."""
    below: Below = field(default_factory=Below)
    short: tuple[int, int] = (0, 0)
    """Line and number of cells of the last record, when it was too short; else zeros."""

    def _is_sum(self, area: str) -> bool:
        return is_total(area) or area.strip() in self.whole

    def _sum_label(self, row: list[str]) -> str:
        """What makes a row of a table of no known kind look like a sum; nothing where nothing does."""
        for at in self.sums_at:
            if _like_sum(row[at]):
                return row[at].strip()
        return ""

    def sort(self, batch: Batch) -> Sorted:
        """Sort one batch and keep the account: rows_in, rows_ok, rows_reported, set_aside."""
        done = Sorted()
        width, total_at = self.header.width, self.total_at
        label = self.header.cells[0] if self.header.cells else ""
        keep_row, keep_line = done.rows.append, done.lines.append
        sums_at = self.sums_at
        below = self.below
        for at, (row, line) in enumerate(zip(batch.rows, batch.lines, strict=True)):
            # Nearly every record passes here; asking each question of each record costs a second per million.
            if (
                len(row) == width
                and (first := row[0])
                and first[0] not in _SUSPICIOUS
                and first != label
                and (total_at < 0 or not self._is_sum(row[total_at]))
                and not (sums_at and self._sum_label(row))
                and not self.blank_here
                and not below.reason
                and not below.title_at
                and (width < 2 or row[1] or row[-1])
            ):
                keep_row(row)
                keep_line(line)
            else:
                self._look_at(done, row, line, batch.rows[at + 1] if at + 1 < len(batch.rows) else ())
        if done.lines and batch.lines and done.lines[-1] == batch.lines[-1]:
            self.short = (0, 0)
        done.issues += self._swallowed(batch)
        self.receipt.rows_ok += len(done.rows)
        self.receipt.rows_in = self.receipt.rows_ok + self.receipt.rows_reported
        return done

    def sort_plain(self, block: Plain) -> Plain:
        """The same for a block of Arrow columns: only rows that may be something else are looked at one by one.

        What is kept comes back as columns, with the issues of the others in ``self.noted``.
        """
        done, columns, lines = Sorted(), [as_text(column) for column in block.columns], block.lines
        doubtful = self._doubtful(columns)
        places = np.flatnonzero(doubtful).tolist()
        asked = [(int(lines[at]), [str(column[at].as_py()) for column in columns]) for at in places]
        asked += block.odd
        good = lines[~doubtful]
        passed = 0
        for line, row in sorted(asked, key=lambda entry: entry[0]):
            upto = int(np.searchsorted(good, line))
            if upto > passed:
                self._passed()
                passed = upto
            self._look_at(done, row, line)
        if len(good) > passed:
            self._passed()
        self.noted = done.issues
        if doubtful.any():
            columns = [column.filter(pa.array(~doubtful)) for column in columns]
        if done.rows:
            order = pa.array(np.argsort(np.concatenate([good, done.lines]), kind="stable"))
            more = [as_text(cells) for cells in zip(*done.rows, strict=True)]
            columns = [pa.concat_arrays(pair).take(order) for pair in zip(columns, more, strict=True)]
            good = np.sort(np.concatenate([good, done.lines]))
        self.receipt.rows_ok += len(good)
        self.receipt.rows_in = self.receipt.rows_ok + self.receipt.rows_reported
        return Plain(columns, good, [])

    def _passed(self) -> None:
        """Data came: blank records before it stand inside the table, and the record before it wasn't the last."""
        self.short = (0, 0)
        if self.blank_here:
            self.inner_blanks = (self.inner_blanks[0] or self.blank_from, self.inner_blanks[1] + self.blank_here)
            self.blank_here = 0

    def _doubtful(self, columns: list[pa.Array]) -> np.ndarray:
        """The rows that ``sort`` would look at."""
        first = columns[0]
        found = pc.equal(first, self.header.cells[0] if self.header.cells else "").to_numpy(zero_copy_only=False)
        found = found | (pc.binary_length(first).to_numpy(zero_copy_only=False) == 0)
        found[plain.beginning(first, _NOTE_BYTES, _MAY_BE_NOTE)] = True
        if self.total_at >= 0:
            areas = columns[self.total_at].dictionary_encode()
            sums = np.array([self._is_sum(area) for area in areas.dictionary.to_pylist()], dtype=bool)
            found |= sums[areas.indices.to_numpy(zero_copy_only=False)]
        for labels in (columns[at] for at in self.sums_at):
            signs = pc.match_substring_regex(labels, _SUM_SIGN.pattern)
            for at in np.flatnonzero(signs.to_numpy(zero_copy_only=False)):
                found[at] |= _like_sum(labels[int(at)].as_py())
        return found

    def _look_at(self, done: Sorted, row: list[str], line: int, following: Sequence[str] = ()) -> None:
        if not any(cell.strip() for cell in row):
            self.receipt.set_aside["blank_row"] += 1
            self.blank_from = self.blank_from if self.blank_here else line
            self.blank_here += 1
            return
        after_blank = bool(self.blank_here)
        title_at = self.below.title_at
        fitted = self._fit(row)
        kind = "ragged" if fitted is None else self._odd(fitted)
        if kind in ("", "ragged") and (self._is_note(row) or self._is_footnote(row, done.rows[-FEW:])):
            kind = "note_row"
        elif kind in ("", "ragged"):
            ended = self.below.reason
            found = self.below.look(row, line, following, after_blank=after_blank)
            kind = found or ("note_row" if after_blank and self.below.is_note(row, following) else kind)
            if kind == ANOTHER != ended and done.lines and done.lines[-1] == title_at:
                done.lines.pop()
                self._aside(done, kind, done.rows.pop(), title_at)
        if kind == "note_row":
            self.below.title_at = line  # a note may end one table and head the next
        else:
            self._passed()
        self.short = (line, len(row)) if kind == "ragged" and len(row) < self.header.width else (0, 0)
        if fitted is not None and not kind and (named := self._sum_label(fitted)):
            first, count, label = self.like_sums
            self.like_sums = (first or line, count + 1, label or named)
        if kind:
            self._aside(done, kind, row, line)
        else:
            done.rows.append(fitted or [])
            done.lines.append(line)

    def at_end(self, *, ends_open: bool) -> list[Issue]:
        """What only the whole file tells: blank records inside the table, rows like sums, a last record cut off."""
        found = []
        if self.inner_blanks[1]:
            found.append(Issue(self.inner_blanks[0], "", "blank_rows", str(self.inner_blanks[1])))
        first, count, label = self.like_sums
        if count and count < max(2, self.receipt.rows_ok):
            found.append(Issue(first, "", "total_like", label, str(count)))
        if ends_open and self.short[0]:
            found.append(Issue(self.short[0], "", "cut_short", str(self.short[1]), str(self.header.width)))
        return found

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
        if len(cells) > 1 and titles_of(row[: len(cells)]) == cells:
            return "repeated_header"
        if self.total_at >= 0 and self._is_sum(row[self.total_at]):
            return "total_row"
        return ""

    def _is_note(self, row: list[str]) -> bool:
        if len(self.header.cells) < 2:
            return False
        first = next(cell for cell in row if cell.strip()).strip()
        return first.startswith(_NOTE_MARKS) and sum(1 for cell in row if cell.strip()) == 1

    def _is_footnote(self, row: Sequence[str], before: Sequence[Sequence[str]]) -> bool:
        """A sentence alone under rows of several cells, longer than whatever began them; or who knows more (出典：…)."""
        said = row[0].strip()
        if len(self.header.cells) < 3 or len(before) < 2 or not said or any(map(str.strip, row[1:])):
            return False
        full = all(any(map(str.strip, cells[1:])) for cells in before)
        longer = "。" in said and len(said) > 2 * max(len(cells[0]) for cells in before)
        return full and (longer or _WHO_KNOWS.match(said) is not None)

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
                if any(line.count(self.receipt.delimiter) >= wanted for line in inner):
                    found.append(Issue(batch.lines[index], "", "swallowed_rows", "", str(wanted + 1)))
        return found
