"""Batches of records to typed pieces: the first records settle how to read, then each piece is typed and checked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from machi.errors import Unreadable
from machi.ingest import estat, repairs, table_checks
from machi.ingest import header as heading
from machi.ingest.checks import Issue
from machi.ingest.choices import FREE, Choices
from machi.ingest.columns import Cells, cell_issues, kept_marks, nothing, read_cells, typed
from machi.ingest.container import unreadable
from machi.ingest.decode import Text
from machi.ingest.ingested import Ingested, marks_frame
from machi.ingest.receipt import Receipt
from machi.ingest.recognise import Recognition, recognise
from machi.ingest.records import COLUMN_LIMIT, Batch, spoken_delimiter
from machi.ingest.schema import Column, Schema, Schemas
from machi.ingest.sorting import Sorter, is_total
from machi.ingest.values import Hint, date_order
from machi.text import _

UNCHOSEN = Choices()


class Pieces:
    """One reading: what the first records settle (header, kind, columns), and the running account."""

    def __init__(
        self,
        text: Text,
        delimiter: str,
        first: Batch,
        schema: Schema | None,
        name: str,
        hint: Hint,
        kinds: Schemas,
        choices: Choices = UNCHOSEN,
    ) -> None:
        known = heading.known_keys([schema] if schema is not None else kinds.values())
        self.choices = choices
        self.header = heading.find_header(first.rows, known, _chosen_index(first, choices.header_row))
        if self.header.index < 0:
            raise unreadable("blank")
        if self.header.width > COLUMN_LIMIT:
            raise Unreadable(
                _("列が多すぎます（{count}列）。").format(count=self.header.width),
                _("{limit}列までに分けてください。").format(limit=COLUMN_LIMIT),
                kind="too_many_columns",
                row=first.lines[self.header.index],
            )
        self.text = text
        self.hint = replace(hint, file_name=hint.file_name or name)
        self.receipt = Receipt(name=name, encoding=text.encoding, delimiter=delimiter)
        self.receipt.header_row = first.lines[self.header.index]
        self.receipt.generation = heading.generation(self.header.cells)
        self.inner_newlines = [0, 0, 0]
        self.issues = self._about_header()
        self._set_aside_around(first)
        self.blank = self._blank_positions(first)
        said = Recognition(schema.kind, 1.0, _("種類を指定して読みました。")) if schema is not None else None
        if said is None and choices.kind == FREE:
            said = Recognition("", 0.0, _("種類を決めずに読みました。"))
        said = said or recognise(self.header.cells, name, kinds)
        self.receipt.kind, self.receipt.confidence, self.receipt.reason = said
        self.schema, self.names = self._settle(schema or kinds.get(said.kind))
        titles = heading.unique_titles(self.header.cells)
        self._obey(titles)
        self.receipt.columns = dict(zip(titles, self.names, strict=False))
        self.mapped = frozenset(self.names) - {""}
        self.sorter = Sorter(self.header, self.receipt, delimiter, self._total_position(first), self._own_names(first))
        self.whole = table_checks.Whole(self.schema)
        self.headless: dict[int, tuple[int, int]] = {}
        self.orders: dict[str, str] = {}

    def _about_header(self) -> list[Issue]:
        cells, row = self.header.cells, self.receipt.header_row
        issues = [Issue(0, cells[at], "duplicate_header", cells[at]) for at in heading.repeated(cells)]
        issues += [Issue(0, cell, "header_note", cell) for cell in cells if heading.is_instruction(cell)]
        if self.header.looks_like_data:
            issues.append(Issue(0, "", "header_like_data", str(row)))
        return issues

    def _set_aside_around(self, first: Batch) -> None:
        above = sum(1 for row in first.rows[: self.header.index] if any(cell.strip() for cell in row))
        for reason, count in (("above_header", above), ("type_row", len(self.header.type_rows))):
            if count:
                self.receipt.set_aside[reason] = count

    def body(self, first: Batch) -> Batch:
        """The first batch without all that stands around the header."""
        start = (self.header.type_rows or [self.header.index])[-1] + 1
        return Batch(first.rows[start:], first.lines[start:], first.end)

    def _blank_positions(self, first: Batch) -> frozenset[int]:
        """Positions without any value in the first batch."""
        filled: set[int] = set()
        width = self.header.width
        for row in self.body(first).rows:
            if len(filled) == width:
                break
            filled.update(at for at, cell in enumerate(row[:width]) if cell and at not in filled and cell.strip())
        return frozenset(range(width)) - filled

    def _settle(self, schema: Schema | None) -> tuple[Schema, list[str]]:
        """The schema to read by and, for each position up to the header's width, the column's name."""
        cells = self.header.cells + [""] * (self.header.width - len(self.header.cells))
        if schema is not None:
            return schema, heading.map_headers(cells, schema, self.blank)
        names = [f"c{at}" if cell or at - 1 not in self.blank else "" for at, cell in enumerate(cells, 1)]
        titles = heading.unique_titles(cells)
        columns = tuple(Column(name, title) for name, title in zip(names, titles, strict=True) if name)
        free = Schema(kind="", title=self.receipt.name or _("名前のない表"), subject="", columns=columns)
        return free, names

    def _obey(self, titles: list[str]) -> None:
        """Columns as a person mapped them: the named header takes the column, and whoever had it gives way."""
        for title, name in self.choices.columns.items():
            if title not in titles or (name and not self.schema.kind):
                # A recipe of last year may name a header that is gone (whoever replays it reports the drift), and a
                # free reading has no named columns, only some that are left out.
                continue
            if name and name not in self.schema.by_name:
                raise Unreadable(
                    _("「{title}」に選ばれた列「{name}」はありません。").format(title=title, name=name),
                    _("列を選び直してください。"),
                    kind="bad_choice",
                )
            if name and name in self.names:
                self.names[self.names.index(name)] = ""
            self.names[titles.index(title)] = name

    def _total_position(self, first: Batch) -> int:
        """Where 合計 may stand: only in population files, and not when every row is a total (a city's own series)."""
        if self.schema.kind != "population" or "town" not in self.names:
            return -1
        at = self.names.index("town")
        towns = {row[at].strip() for row in self.body(first).rows if len(row) > at and any(row)}
        own = self._own_names(first)
        return at if any(town and town not in own and not is_total(town) for town in towns) else -1

    def _own_names(self, first: Batch) -> frozenset[str]:
        """What the municipality itself is called: by the caller, and in the file's own column for it."""
        names = {self.hint.city}
        if "city" in self.names:
            at = self.names.index("city")
            names |= {row[at].strip() for row in self.body(first).rows if len(row) > at}
        return frozenset(names - {""})

    def piece(self, batch: Batch) -> Ingested:
        """Sort, type and check one batch."""
        self._count_inner_newlines(batch)
        done = self.sorter.sort(batch)
        rows = np.array(done.lines, dtype=np.int64)
        columns: list[tuple[str, ...]] = [()] * self.header.width
        if done.rows:
            columns = list(zip(*done.rows, strict=True))
        self._watch_headless(columns, rows)
        cells = self._read_columns(columns, rows)
        issues = done.issues + [issue for found in cells.values() for issue in cell_issues(found)]
        frame, more = self._frame(cells, rows)
        issues += more
        self.whole.remember(frame, self.mapped)
        marks = [mark for found in cells.values() for mark in kept_marks(found)]
        return Ingested(frame, issues, self.receipt, marks_frame(marks), self.schema)

    def _read_columns(self, columns: list[tuple[str, ...]], rows: np.ndarray) -> dict[str, Cells]:
        found = {}
        for at, name in enumerate(self.names):
            if not name:
                continue
            column, hint = self.schema.by_name[name], self.hint
            if column.type == "date":
                if name not in self.orders:
                    self.orders[name] = hint.date_order or date_order(dict.fromkeys(columns[at]))
                exact = self.schema.kind == "event" and name in ("start_on", "end_on")
                hint = replace(hint, date_order=self.orders[name], exact_day=exact)
            found[name] = read_cells(column, columns[at], rows, hint, self.receipt)
        return found

    def _frame(self, cells: dict[str, Cells], rows: np.ndarray) -> tuple[pd.DataFrame, list[Issue]]:
        """The typed table of one batch after the repairs that need several cells, and what was found on the way."""
        names = {column.name for column in self.schema.table_columns}
        made: dict[str, Any] = {}
        issues: list[Issue] = []
        if {"lat", "lon"} <= names:
            point = next((cells[c.name] for c in self.schema.columns if c.type == "point" and c.name in cells), None)
            made["lat"], made["lon"], found = repairs.points(cells, point, rows, self.receipt)
            issues += found
        if {"open_minute", "close_minute"} <= names:
            opening, closing, found = repairs.hours(cells, rows, self.receipt)
            made["open_minute"], made["close_minute"] = (_minutes(value) for value in (opening, closing))
            issues += found
        filled = frozenset[str]()
        if self.schema.kind == "population":
            days = repairs.survey_day(cells.get("surveyed_on"), rows, self.hint, self.receipt)
            made["surveyed_on"] = typed(days, "date")
            filled = frozenset({"surveyed_on"}) if all(day is not None for day in days) else filled
            issues += table_checks.sums(cells, rows)
        if self.schema.kind == "mesh_population":
            made["surveyed_on"] = typed(estat.months(cells, rows, self.hint, self.receipt), "date")
        issues += table_checks.required(cells, self.schema, filled)
        data: dict[str, Any] = {"source_row": rows}
        for column in self.schema.table_columns:
            if column.name in made:
                data[column.name] = made[column.name]
            elif column.name in cells:
                data[column.name] = cells[column.name].array()
            else:
                data[column.name] = nothing(column.type, len(rows))
        return pd.DataFrame(data), issues

    def _watch_headless(self, columns: list[tuple[str, ...]], rows: np.ndarray) -> None:
        """Remember values under a blank header: (first row, how many)."""
        cells = self.header.cells
        for at in range(self.header.width):
            if at < len(cells) and cells[at]:
                continue
            filled = [index for index, cell in enumerate(columns[at]) if cell.strip()]
            if filled:
                row, count = self.headless.get(at, (int(rows[filled[0]]), 0))
                self.headless[at] = (row, count + len(filled))

    def _count_inner_newlines(self, batch: Batch) -> None:
        """Line breaks inside cells are no line ends; only records longer than a line are looked at."""
        if not batch.rows or batch.end - batch.lines[0] + 1 == len(batch.rows):
            return
        starts = np.array([*batch.lines, batch.end + 1])
        for index in np.nonzero(np.diff(starts) > 1)[0]:
            for cell in batch.rows[index]:
                crlf = cell.count("\r\n")
                for at, count in enumerate((crlf, cell.count("\n") - crlf, cell.count("\r") - crlf)):
                    self.inner_newlines[at] += count

    def end(self) -> Ingested:
        """What can be said only now: line ends, headerless columns, duplicates, required columns, no rows at all."""
        text, receipt = self.text, self.receipt
        ends = {
            name: total - inner
            for name, total, inner in zip(
                ("CRLF", "LF", "CR"), (text.crlf, text.lf, text.cr), self.inner_newlines, strict=True
            )
        }
        used = sorted((name for name in ends if ends[name] > 0), key=lambda name: -ends[name])
        receipt.newline = "+".join(used)
        issues = list(self.issues)
        if len(used) > 1:
            issues.append(Issue(0, "", "mixed_newlines", "、".join(f"{name} {ends[name]}" for name in used)))
        if receipt.delimiter != ",":
            issues.append(Issue(0, "", "delimiter", spoken_delimiter(receipt.delimiter)))
        if text.doubtful:
            issues.append(Issue(0, "", "encoding_doubtful", text.encoding))
        if text.replaced_line:
            issues.append(Issue(0, "", "replacement_character", str(text.replaced_line)))
        empty = sum(1 for at in range(self.header.width) if at >= len(self.header.cells) and at not in self.headless)
        if empty:
            receipt.set_aside["blank_column"] = empty
        for at, (row, _count) in self.headless.items():
            issues.append(Issue(0, "", "blank_header", _("{at}列目、{row}行目から").format(at=at + 1, row=row)))
        issues += self._missing_columns()
        if not receipt.rows_ok:
            issues.append(Issue(0, "", "no_rows"))
        issues += self.whole.issues()
        nobody = np.empty(0, dtype=np.int64)
        data = {"source_row": nobody} | {c.name: nothing(c.type, 0) for c in self.schema.table_columns}
        return Ingested(pd.DataFrame(data), issues, receipt, marks_frame([]), self.schema)

    def _missing_columns(self) -> list[Issue]:
        filled = self.receipt.conversions.get("surveyed_on", {})
        return [
            Issue(0, column.name, "column_missing")
            for column in self.schema.columns
            if column.required
            and column.name not in self.mapped
            and not ("from_file" in filled and column.type == "date")
        ]


def _chosen_index(first: Batch, line: int) -> int | None:
    """Position of the record that begins on the chosen line; None when none was chosen."""
    if not line:
        return None
    if line not in first.lines or not any(first.rows[first.lines.index(line)]):
        raise Unreadable(
            _("{line}行目から始まる見出しはありません。").format(line=line),
            _("見出しの行を選び直してください。"),
            kind="bad_choice",
        )
    return first.lines.index(line)


def _minutes(values: np.ndarray) -> Any:
    missing = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(missing, 0, values).astype("int32"), missing)
