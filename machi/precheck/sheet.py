"""The file as typed: every cell as text, by column, each distinct text held once, with the line where its record begins.

The reader's frame has values; a check before publication must see what will really be published: the cells of rows that
were set aside, text above the header, columns nobody mapped. A column of a million cells costs four bytes a cell.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from machi.ingest.decode import decode
from machi.ingest.header import tidy, unique_titles
from machi.ingest.ingested import Ingested
from machi.ingest.records import scan


@dataclass(frozen=True)
class Column:
    """``texts[codes[i]]`` is the cell of row ``i``. ``name`` is the schema's column, "" where the kind knows none."""

    title: str
    header: str
    name: str
    texts: tuple[str, ...]
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def values(self) -> list[str]:
        """Every cell in order."""
        return [self.texts[code] for code in self.codes.tolist()]

    def counts(self) -> np.ndarray:
        """How many rows have each distinct text."""
        return np.bincount(self.codes, minlength=len(self.texts))

    def mapped(self, change: Callable[[str], str]) -> tuple[Column, int]:
        """The column with ``change`` done to every text, and how many cells became different."""
        texts = tuple(change(text) for text in self.texts)
        moved = np.array([new != old for new, old in zip(texts, self.texts, strict=True)], dtype=bool)
        return replace(self, texts=texts), int(self.counts()[moved].sum()) if len(moved) else 0

    def where(self, test: Callable[[str], object]) -> np.ndarray:
        """A flag for each row whose text passes ``test``; each distinct text is tested once."""
        flags = np.array([bool(test(text)) for text in self.texts], dtype=bool)
        return flags[self.codes] if len(flags) else np.zeros(len(self.codes), dtype=bool)

    def with_values(self, values: Iterable[str]) -> Column:
        """The same column with other cells."""
        return column_of(self.title, self.header, self.name, values)


def column_of(title: str, header: str, name: str, values: Iterable[str]) -> Column:
    """A column out of its cells."""
    index: dict[str, int] = {}
    codes = array("i", (index.setdefault(value, len(index)) for value in values))
    return Column(title, header, name, tuple(index), np.array(codes, dtype=np.int32))


@dataclass(frozen=True)
class Sheet:
    """See the module. ``aside`` names rows that the reader took for no data (line → total_row, note_row …)."""

    columns: tuple[Column, ...]
    lines: np.ndarray
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    below: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Type rows and the second row of a heading, between header and data."""
    aside: dict[int, str] = field(default_factory=dict)
    blank_rows: tuple[int, ...] = ()
    ragged: tuple[int, ...] = ()
    """Rows with another number of cells than the header (short ones stand padded)."""
    header_row: int = 1

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, title: str) -> Column | None:
        return next((column for column in self.columns if column.title == title), None)

    def named(self, name: str) -> Column | None:
        """The column that the kind calls ``name``."""
        return next((column for column in self.columns if column.name == name), None)

    def rows(self, flags: np.ndarray) -> list[int]:
        """Line numbers of the flagged rows."""
        return [int(line) for line in self.lines[flags]]

    def data(self) -> np.ndarray:
        """A flag for each row that is data (not a total, a note, a repeated header)."""
        if not self.aside:
            return np.ones(len(self.lines), dtype=bool)
        return ~np.isin(self.lines, np.array(list(self.aside), dtype=np.int64))

    def picked(self, keep: np.ndarray) -> Sheet:
        """Only the flagged rows."""
        gone = {int(line) for line in self.lines[~keep]}
        return replace(
            self,
            columns=tuple(replace(column, codes=column.codes[keep]) for column in self.columns),
            lines=self.lines[keep],
            aside={line: kind for line, kind in self.aside.items() if line not in gone},
            ragged=tuple(line for line in self.ragged if line not in gone),
        )

    def replaced(self, column: Column) -> Sheet:
        """With one column in another's place (same title)."""
        return replace(self, columns=tuple(column if old.title == column.title else old for old in self.columns))

    def records(self) -> Iterator[tuple[str, ...]]:
        """Every row as cells."""
        return zip(*(column.values() for column in self.columns), strict=True)


class _Building:
    """Columns while they grow, a record at a time."""

    def __init__(self, width: int) -> None:
        self.index: list[dict[str, int]] = [{} for _ in range(width)]
        self.codes: list[array[int]] = [array("i") for _ in range(width)]
        self.lines: list[int] = []

    def add(self, row: Sequence[str], line: int) -> None:
        while len(self.index) < len(row):
            self.index.append({"": 0})
            self.codes.append(array("i", [0] * len(self.lines)))
        for at, (index, codes) in enumerate(zip(self.index, self.codes, strict=True)):
            text = row[at] if at < len(row) else ""
            codes.append(index.setdefault(text, len(index)))
        self.lines.append(line)


def read_sheet(data: bytes, ingested: Ingested) -> Sheet:
    """All cells of ``data``, laid out as ``ingested`` found the table. Raises Unreadable as the reader does."""
    receipt = ingested.receipt
    skip = int(receipt.set_aside.get("type_row", 0))
    above: list[tuple[int, tuple[str, ...]]] = []
    below: list[tuple[int, tuple[str, ...]]] = []
    header: list[str] | None = None
    building = _Building(0)
    begin = int(ingested.frame["source_row"].min()) if not receipt.header_row and len(ingested.frame) else 0
    blank: list[int] = []
    with decode(data).open() as stream:
        for batch in scan(stream, receipt.delimiter):
            for row, line in zip(batch.rows, batch.lines, strict=True):
                filled = any(cell.strip() for cell in row)
                if header is None and begin and line >= begin:  # a table without a header begins with its first row
                    header = list(receipt.columns)
                    building = _Building(len(header))
                    building.add(_fitted(row, len(header)), line)
                elif header is None and line == receipt.header_row:
                    header = _header(row)
                    building = _Building(len(header))
                elif header is None:
                    above += [(line, tuple(row))] if filled else []
                elif skip > 0:
                    below.append((line, tuple(row)))
                    skip -= 1
                elif not filled:
                    blank.append(line)
                else:
                    building.add(_fitted(row, len(header)), line)
    aside = _aside(ingested, building.lines)
    ragged = tuple(issue.row for issue in ingested.issues if issue.kind == "ragged")
    columns = _columns(header or [], building, dict(receipt.columns) if ingested.schema.kind else {})
    lines = np.array(building.lines, dtype=np.int64)
    return Sheet(columns, lines, tuple(above), tuple(below), aside, tuple(blank), ragged, receipt.header_row)


def _header(row: list[str]) -> list[str]:
    """Heading cells; empty ones at the end go, as long as nothing stands under them (then the rows are wider)."""
    cells = [tidy(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _fitted(row: list[str], width: int) -> list[str]:
    """The row without empty cells beyond the header."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _columns(header: list[str], building: _Building, names: dict[str, str]) -> tuple[Column, ...]:
    cells = header + [""] * (len(building.index) - len(header))
    titles = unique_titles(cells)
    return tuple(
        Column(title, cell, names.get(title, ""), tuple(index), np.array(codes, dtype=np.int32))
        for title, cell, index, codes in zip(titles, cells, building.index, building.codes, strict=True)
    )


def _aside(ingested: Ingested, lines: Sequence[int]) -> dict[int, str]:
    kinds = {
        issue.row: issue.kind for issue in ingested.issues if issue.row and not issue.column and issue.kind in _ASIDE
    }
    return {line: kinds[line] for line in lines if line in kinds}


_ASIDE = {"total_row", "note_row", "repeated_header", "subtotal_row", "relisted", "second_table"}
