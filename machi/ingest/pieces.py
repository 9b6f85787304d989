"""Batches of records to typed pieces, each typed and checked, and what can be said only at the end of the file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest import degrees_apart, estat, repairs, table_checks, text_checks
from machi.ingest.blocks import Plain
from machi.ingest.carried import carried
from machi.ingest.characters import spoken
from machi.ingest.checks import Issue
from machi.ingest.columns import Cells, as_text, cell_issues, kept_marks, nothing, read_cells, typed
from machi.ingest.decode import Text
from machi.ingest.ingested import Ingested, marks_frame
from machi.ingest.opening import Opening
from machi.ingest.receipt import EXAMPLES
from machi.ingest.records import Batch, spoken_delimiter
from machi.ingest.sorting import Sorted, Sorter
from machi.ingest.values import date_order
from machi.text import _


class Pieces:
    """One reading that was opened, and its running account."""

    def __init__(self, opening: Opening) -> None:
        self.text, self.hint, self.receipt = opening.text, opening.hint, opening.receipt
        self.header, self.schema, self.names = opening.header, opening.schema, opening.names
        self.issues, self.abreast, self.apart = opening.issues, opening.abreast, opening.apart
        self.mapped = frozenset(self.names) - {""}
        self.sorter = Sorter(self.header, self.receipt, opening.total_at, opening.own_names)
        self.sorter.sums_at = opening.labels_at
        self.sorter.below.numbers_at = opening.numbers_at
        self.sorter.below.figures_first = opening.figures_first
        self.whole = table_checks.Whole(self.schema)
        self.inner_newlines = [0, 0, 0]
        self.headless: dict[int, tuple[int, int]] = {}
        self.orders: dict[str, str] = {}

    def piece(self, batch: Batch | Plain) -> Ingested:
        """Sort, type and check one batch of records or one block of columns."""
        if isinstance(batch, Plain) and self.abreast is not None:
            batch = batch.records()
        if isinstance(batch, Plain):
            block = self.sorter.sort_plain(batch)
            return self._typed(block.columns, block.lines, self.sorter.noted)
        self._count_inner_newlines(batch)
        done = self.sorter.sort(self.abreast.cut(batch) if self.abreast is not None else batch)
        self._carry_years(done)
        columns = [as_text(cells) for cells in zip(*done.rows, strict=True)] or [as_text(())] * self.header.width
        return self._typed(columns, np.array(done.lines, dtype=np.int64), done.issues)

    def _carry_years(self, done: Sorted) -> None:
        """A year that is written where it changes only is read in every row, and counted."""
        found = carried(done.rows, self.header.cells)
        if found is None:
            return
        named = self.names[found.at] if found.at < len(self.names) else ""
        examples = [(done.rows[at][found.at], found.texts[at], done.lines[at]) for at in found.changed[:EXAMPLES]]
        for row, text in zip(done.rows, found.texts, strict=True):
            row[found.at] = text
        if named:
            self.receipt.converted(named, "year_carried", len(found.changed), examples)

    def _typed(self, columns: list[pa.Array], rows: np.ndarray, noted: list[Issue]) -> Ingested:
        columns = degrees_apart.joined(columns, self.apart) if self.apart else columns
        self._watch_headless(columns, rows)
        cells = self._read_columns(columns, rows)
        issues = noted + [issue for found in cells.values() for issue in cell_issues(found)]
        formulas = self.text.sights.formulas
        issues += [issue for found in cells.values() for issue in text_checks.look(found, formulas=formulas)]
        frame, more = self._frame(cells, rows)
        issues += more
        self.whole.remember(frame, self.mapped)
        self.whole.remember_rows(columns, rows, self.mapped)
        self.whole.remember_decimals(cells, frame)
        marks = [mark for found in cells.values() for mark in kept_marks(found)]
        return Ingested(frame, self._on_lines(issues), self.receipt, marks_frame(marks), self.schema)

    def _on_lines(self, issues: list[Issue]) -> list[Issue]:
        """The issues on the lines of the file, where rows of tables abreast have numbers of their own."""
        return [replace(issue, row=self.receipt.line_of(issue.row)) for issue in issues] if self.abreast else issues

    def _read_columns(self, columns: list[pa.Array], rows: np.ndarray) -> dict[str, Cells]:
        found = {}
        for at, name in enumerate(self.names):
            if not name:
                continue
            column, hint = self.schema.by_name[name], self.hint
            if column.type == "date":
                if name not in self.orders:
                    self.orders[name] = hint.date_order or date_order(columns[at].unique().to_pylist())
                exact = self.schema.kind == "event" and name in ("start_on", "end_on")
                hint = replace(hint, date_order=self.orders[name], exact_day=exact)
            found[name] = read_cells(column, columns[at], rows, hint, self.receipt)
        if self.schema.kind == "event":
            repairs.event_spans(found, self.schema, self.receipt)
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
        absent: dict[str, Any] = {}
        for column in self.schema.table_columns:
            if column.name in made:
                data[column.name] = made[column.name]
            elif column.name in cells:
                data[column.name] = cells[column.name].array()
            else:  # one column without values serves all of its type
                if column.type not in absent:
                    absent[column.type] = nothing(column.type, len(rows))
                data[column.name] = absent[column.type]
        return pd.DataFrame(data, copy=False), issues

    def _watch_headless(self, columns: list[pa.Array], rows: np.ndarray) -> None:
        """Remember values under a blank header: (first row, how many)."""
        cells = self.header.cells
        for at in range(self.header.width):
            if at < len(cells) and cells[at]:
                continue
            trimmed = pc.utf8_trim_whitespace(columns[at])
            filled = np.flatnonzero(pc.not_equal(trimmed, "").to_numpy(zero_copy_only=False))
            if len(filled):
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
        natural = receipt.delimiter == "\t" and (
            text.encoding.startswith("utf-16") or receipt.name.endswith((".tsv", ".txt"))
        )
        if receipt.delimiter != "," and not natural:
            issues.append(Issue(0, "", "delimiter", spoken_delimiter(receipt.delimiter)))
        issues += self.sorter.at_end(ends_open=text.ends_open)
        if text.doubtful:
            issues.append(Issue(0, "", "encoding_doubtful", text.encoding))
        issues += _odd_characters(text)
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
        return Ingested(pd.DataFrame(data), self._on_lines(issues), receipt, marks_frame([]), self.schema)

    def _missing_columns(self) -> list[Issue]:
        filled = self.receipt.conversions.get("surveyed_on", {})
        return [
            Issue(0, column.name, "column_missing")
            for column in self.schema.columns
            if column.required
            and column.name not in self.mapped
            and not ("from_file" in filled and column.type == "date")
        ]


def _odd_characters(text: Text) -> list[Issue]:
    """One issue for each class of odd characters, on the line of the first."""
    issues = []
    for name, sight in text.sights.found.items():
        if name == "replaced":
            issues.append(Issue(0, "", "replacement_character", str(sight.line)))
        else:
            issues.append(Issue(sight.line, "", name, spoken(sight.shown), str(sight.count)))
    return issues


def _minutes(values: np.ndarray) -> Any:
    missing = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(missing, 0, values).astype("int32"), missing)
