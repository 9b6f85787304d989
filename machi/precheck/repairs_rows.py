"""Repairs that need the whole sheet: columns and rows that go, headings, neighbours, coordinates, hidden counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from machi.ingest.mesh import centre, encode
from machi.ingest.values import latitude, longitude
from machi.precheck import small
from machi.precheck.finding import Fix
from machi.precheck.readable import labelled_totals
from machi.precheck.readable_cells import spellings
from machi.precheck.sheet import Column, Sheet, column_of
from machi.text import _


def _drop_column(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    gone = set(fix.columns or (fix.column,))
    if all(column.title in gone for column in sheet.columns):
        return sheet, 0  # a table without columns is no table
    lost = [column for column in sheet.columns if column.title in gone]
    changed = sum(int(column.where(str.strip).sum()) for column in lost)
    done = replace(sheet, columns=tuple(c for c in sheet.columns if c.title not in gone), below=())
    # A row of totals whose word 合計 stood in the column that goes would pass as data: it goes along.
    nameless = set(labelled_totals(sheet)) - set(labelled_totals(done))
    if nameless:
        done = done.picked(~np.isin(done.lines, np.array(sorted(nameless), dtype=np.int64)))
    return done, changed


def _drop_rows(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    keep = ~np.isin(sheet.lines, np.array(fix.rows, dtype=np.int64))
    return sheet.picked(keep), int((~keep).sum())


def _drop_totals(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    return _drop_rows(sheet, Fix("drop_rows", rows=tuple(sorted(_totals(sheet)))))


def _totals(sheet: Sheet) -> set[int]:
    """Lines of the rows of totals: those that the reader knew, else those that say so in their first cells."""
    aside = {line for line, kind in sheet.aside.items() if kind in ("total_row", "subtotal_row")}
    return aside or set(labelled_totals(sheet))


def _drop_doubles(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    seen: set[tuple[str, ...]] = set()
    keep = np.ones(len(sheet), dtype=bool)
    for at, record in enumerate(sheet.records()):
        keep[at] = record not in seen
        seen.add(record)
    return sheet.picked(keep), int((~keep).sum())


def _drop_blank_rows(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    """Empty rows are never written; here they are counted as mended."""
    return replace(sheet, blank_rows=()), len(sheet.blank_rows)


def _one_header(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    """Nothing above or between: a second row of the heading joins the first where it says more."""
    changed = len(sheet.above) + len(sheet.below)
    types = [cells for _line, cells in sheet.below if not cells[0].startswith("#")]
    columns = []
    for at, column in enumerate(sheet.columns):
        more = " ".join(
            tail for cells in types if at < len(cells) and (tail := cells[at].strip()) and tail not in column.header
        )
        columns.append(replace(column, header=f"{column.header}_{more}".strip("_") if more else column.header))
    return replace(sheet, above=(), below=(), columns=tuple(columns)), changed


def _name_headers(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    """Each heading once: blank and repeated ones get their place in the name."""
    columns = tuple(
        replace(column, header=column.title.replace("（", "_").replace("）", "")) if _unclear(sheet, at) else column
        for at, column in enumerate(sheet.columns)
    )
    changed = sum(new.header != old.header for new, old in zip(columns, sheet.columns, strict=True))
    return replace(sheet, columns=columns), changed


def _unclear(sheet: Sheet, at: int) -> bool:
    header = sheet.columns[at].header
    return not header or header in [column.header for column in sheet.columns[:at]]


def _blank_cells(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    column = sheet.column(fix.column)
    if column is None:
        return sheet, 0
    chosen = np.isin(sheet.lines, np.array(fix.rows, dtype=np.int64))
    cells = ["" if gone else text for text, gone in zip(column.values(), chosen.tolist(), strict=True)]
    return sheet.replaced(column.with_values(cells)), int((chosen & column.where(str.strip)).sum())


def _fill(sheet: Sheet, fix: Fix, test: Callable[[str], bool]) -> tuple[Sheet, int]:
    total = 0
    for title in fix.columns or (fix.column,):
        column = sheet.column(title)
        if column is None:
            continue
        cells, last = [], ""
        for text in column.values():
            total += bool(test(text) and last)
            last = last if test(text) and last else text
            cells.append(last)
        sheet = sheet.replaced(column.with_values(cells))
    return sheet, total


def _fill_same(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    return _fill(sheet, fix, lambda text: text.strip() in ("同上", "〃", "々", "″", "同じ", '"', "''"))


def _fill_down(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    return _fill(sheet, fix, lambda text: not text.strip())


def _same_spelling(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    total = 0
    for title in fix.columns or (fix.column,):
        column = sheet.column(title)
        if column is None:
            continue
        best = spellings(column)
        moved = np.isin(column.codes, list(best))
        texts = tuple(column.texts[best.get(at, at)] for at in range(len(column.texts)))
        sheet, total = sheet.replaced(replace(column, texts=texts)), total + int(moved.sum())
    return sheet, total


def _mesh_point(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    """Coordinates to the middle of their grid square: 9 digits are 500 m, 10 digits 250 m."""
    lat, lon = _pair(sheet)
    if lat is None or lon is None:
        return sheet, 0
    digits = fix.number or 10
    made, changed = [], 0
    for north, east in zip(lat.values(), lon.values(), strict=True):
        y, x = latitude(north).value, longitude(east).value
        if y is None or x is None:
            made.append((north, east))
            continue
        y, x = centre(encode(y, x, digits))
        made.append((f"{y:.6f}", f"{x:.6f}"))
        changed += 1
    return sheet.replaced(lat.with_values(y for y, _x in made)).replaced(lon.with_values(x for _y, x in made)), changed


def _pair(sheet: Sheet) -> tuple[Column | None, Column | None]:
    def find(name: str, word: str, english: str) -> Column | None:
        return sheet.named(name) or next(
            (c for c in sheet.columns if word in c.header or c.header.casefold() in (name, english)), None
        )

    return find("lat", "緯度", "latitude"), find("lon", "経度", "longitude")


def _suppress(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    titles = fix.columns or (fix.column,)
    done, first, partners = small.suppressed(sheet, titles, max(small.LEAST, fix.number))
    return done, first + partners


def _aggregate(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    """One row for each combination of ``fix.columns`` with the number of rows; small counts are hidden."""
    keys = [column for title in fix.columns if (column := sheet.column(title)) is not None]
    data = sheet.picked(sheet.data())
    groups: dict[tuple[str, ...], int] = {}
    for record in zip(*(replace(key, codes=key.codes[sheet.data()]).values() for key in keys), strict=True):
        groups[record] = groups.get(record, 0) + 1
    least = max(small.LEAST, fix.number)
    ordered = sorted(groups)
    columns = [column_of(key.title, key.header, "", (record[at] for record in ordered)) for at, key in enumerate(keys)]
    said = [str(groups[record]) if groups[record] >= least else small.WORD for record in ordered]
    counted = _("人数")
    columns.append(column_of(counted, counted, "", said))
    lines = np.arange(2, len(ordered) + 2, dtype=np.int64)
    return Sheet(tuple(columns), lines, header_row=1), len(data)


def _nothing(sheet: Sheet, fix: Fix) -> tuple[Sheet, int]:
    """UTF-8, commas, CRLF: writing does that by itself."""
    return sheet, 0


WHOLE: dict[str, Callable[[Sheet, Fix], tuple[Sheet, int]]] = {
    "drop_column": _drop_column,
    "drop_rows": _drop_rows,
    "drop_totals": _drop_totals,
    "drop_doubles": _drop_doubles,
    "drop_blank_rows": _drop_blank_rows,
    "one_header": _one_header,
    "name_headers": _name_headers,
    "blank_cells": _blank_cells,
    "fill_same": _fill_same,
    "fill_down": _fill_down,
    "same_spelling": _same_spelling,
    "mesh_point": _mesh_point,
    "suppress": _suppress,
    "aggregate": _aggregate,
    "utf8": _nothing,
}
