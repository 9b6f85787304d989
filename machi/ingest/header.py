"""Finds the header row, names its generation and maps each header to a column, never by position.

Published files put titles, ``#`` metadata and instructions above the header and type rows below it. The header is the
record with the most known header names; without any, the first record as wide as the table that reads like labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from machi.ingest import estat, headless, two_rows, weather
from machi.ingest.choices import NO_HEADER
from machi.ingest.reading import EDGE
from machi.ingest.schema import Column, Schema, header_key

LOOK_AT = 40
"""Records within which a header must begin."""
WIDE = 8
"""Columns from which a wider record is no more of a table."""

RECOMMENDED, STANDARD, ENGLISH, OWN = "推奨", "標準", "標準（英語名）", "独自"

_ENGLISH = {
    header_key(name) for name in ("localgov_code", "localgov_name", "buillding_name_etc", "localGovernmentCode")
}
_STANDARD = {header_key("全国地方公共団体コード")}
_RECOMMENDED = {header_key("都道府県コード又は市区町村コード")}
_RECOMMENDED_BESIDE_NO = {header_key(name) for name in ("市区町村コード", "都道府県名", "市区町村名", "住所", "方書")}
_SPREAD = re.compile(r"[^\x00-\x7f\s](?:(?:\u3000|\s{2,})\s*[^\x00-\x7f\s])+|[^\x00-\x7f\s](?:\s+[^\x00-\x7f\s]){2,}")
"""総　　数: the signs of one word set apart to fill the cell."""
_BREAK = re.compile("[\r\n\u2028]")
_INSTRUCTION = re.compile(r"[←→↑↓※]")


@dataclass
class Header:
    """The header as found. ``cells`` has no trailing blank cell; ``width`` counts those too."""

    index: int
    """Position among the records that were looked at; -1 when the file has no record (or is headless from its first on)."""
    cells: list[str]
    width: int
    known: int
    looks_like_data: bool = False
    lower: int = -1
    """Position of the last row of the header, which is then joined to ``上段_下段``; -1 when it has one row."""
    broken: list[str] = field(default_factory=list)
    """Names that had a line break inside."""
    type_rows: list[int] = field(default_factory=list)
    """Positions of what follows the header's first row: its other rows, or the type rows (``#object_type_xsd`` …)."""
    headless: bool = False
    """There is none: ``index`` is the position before the first record of data, ``cells`` are 1列目, 2列目 …"""


def tidy(cell: str) -> str:
    """A header cell for showing: no BOM, no line breaks, no spaces around, か and its ゛ in one character."""
    plain = re.sub(r"\s*[\r\n\u2028]+\s*", "", cell.replace("\ufeff", ""))
    return unicodedata.normalize("NFC", plain.strip(EDGE))


def titles_of(cells: Sequence[str]) -> list[str]:
    """Header cells for showing, 総　数 closed up to 総数 unless another column is called that."""
    tidied = [tidy(cell) for cell in cells]
    closed = [
        "_".join("".join(part.split()) if _SPREAD.fullmatch(part) else part for part in cell.split("_"))
        for cell in tidied
    ]
    return [
        cell if cell == short or closed.count(short) > 1 else short for cell, short in zip(tidied, closed, strict=True)
    ]


def known_keys(schemas: Iterable[Schema]) -> set[str]:
    """Every folded header that any of ``schemas`` accepts."""
    return {key for schema in schemas for key in schema.by_header}


def find_header(rows: Sequence[list[str]], keys: set[str], chosen: int | None = None, header_rows: int = 0) -> Header:
    """The header among the first records of a file; ``chosen`` is the position that a person named, or ``NO_HEADER``.

    ``header_rows``: 1 or 2 as a person says, 0 = found.
    """
    looked = [(index, row) for index, row in enumerate(rows[:LOOK_AT]) if any(cell.strip() for cell in row)]
    if not looked:
        return Header(-1, [], 0, 0)
    if chosen == NO_HEADER:
        return _headless(rows, _wide(looked)[0][0])
    scores = {index: _score(row, keys) for index, row in looked}
    best = max(scores.values())
    labelled = estat.find(rows[:LOOK_AT])
    if chosen is None and (download := weather.find(rows[:LOOK_AT])) is not None:
        at, names, below = download
        return Header(at, titles_of(names), len(names), 0, lower=below[-1] if below else -1, type_rows=below)
    if chosen is not None and chosen != labelled:
        labelled = None
    index = labelled if labelled is not None else next((i for i, row in looked if _is_property(row)), None)
    doubtful = False
    index = chosen if chosen is not None else index
    if index is None and best >= 2:
        index = next(i for i, _row in looked if scores[i] == best)
        index = _words_above(looked, index, rows)
    if index is None:
        index, doubtful = _label_row(looked)
    if doubtful and header_rows != 1 and chosen is None:
        merged = (i for i, _row in looked if i <= index and two_rows.header_of(rows, i)[1] > i)
        found = next(merged, None)
        index, doubtful = (index, doubtful) if found is None else (found, False)
    if doubtful and chosen is None and headless.is_headless(rows, index):
        return _headless(rows, index)
    last = index
    if labelled is None and not _is_property(rows[index]) and header_rows != 1:
        top, last = two_rows.header_of(rows, index, asked=header_rows == 2)
        index, last = (index, last if top == index else index) if chosen is not None else (top, last)
    lower = last if last > index else -1
    raw = rows[index] if lower < 0 else two_rows.joined(rows[index : lower + 1])
    cells = titles_of(raw)
    types = _type_rows(rows, index) if lower < 0 else list(range(index + 1, lower + 1))
    if labelled is not None:
        cells, types = estat.joined(cells, [tidy(cell) for cell in rows[labelled + 1]]), [labelled + 1]
    width = len(cells)
    while cells and not cells[-1]:
        cells.pop()
    if (told := two_rows.under(cells, rows, max([index, *types]))) and header_rows != 1:
        types = [*types, max([index, *types]) + 1]
        cells = _with_units(cells, rows[types[-1]], keys) if told == "units" else cells
    broken = [tidy(cell) for cell in raw if _BREAK.search(cell.strip())]
    return Header(index, cells, width, _score(cells, keys), doubtful, lower, broken, types)


def _headless(rows: Sequence[list[str]], first: int) -> Header:
    """No header: the record at ``first`` is the first of the data, or one above it that only lacks its last cells."""
    while first and headless.goes_before(rows[first - 1], rows[first]):
        first -= 1
    width = max(len(_without_trailing(row)) for row in rows[first : first + LOOK_AT])
    return Header(first - 1, headless.names(width), width, 0, headless=True)


def _with_units(cells: Sequence[str], units: Sequence[str], keys: set[str]) -> list[str]:
    """金額 over 千円 → 金額（千円）; a header that a kind knows stays as it is."""
    told = [unit.strip().strip("()（）[]") for unit in [*units, *[""] * len(cells)]]
    return [
        f"{cell}（{unit}）" if cell and unit and header_key(cell) not in keys else cell
        for cell, unit in zip(cells, told, strict=False)
    ]


def doubtful_lines(rows: Sequence[list[str]], lines: Sequence[int], keys: set[str]) -> tuple[int, ...]:
    """Lines of two records that may both be the header (or ``NO_HEADER``), the better one first; empty without a question.

    A header of known names is no question. Otherwise there is one when what was found looks like data, or when a
    record above it is as wide and reads like labels too.
    """
    found = find_header(rows, keys)
    if found.headless:
        return (NO_HEADER, lines[found.index + 1])
    if found.index < 0 or found.known >= 2 or _is_property(rows[found.index]):
        return ()
    filled = [(at, row) for at, row in enumerate(rows[:LOOK_AT]) if sum(1 for cell in row if cell.strip()) > 1]
    if found.looks_like_data:
        rival = next((at for at, _row in filled if at > found.index), None)
        return (lines[found.index], *(() if rival is None else (lines[rival],)), NO_HEADER)
    below = next((at for at, _row in filled if at > found.index), None)
    rival = below if below is not None and _is_second_header(rows, below, found.width) else None
    return () if rival is None else (lines[found.index], lines[rival])


def _is_second_header(rows: Sequence[list[str]], at: int, width: int) -> bool:
    """Words only, as wide as the header, over columns of which one holds values: it may be the header itself."""
    cells = [cell.strip() for cell in rows[at]]
    if len(cells) != width or not all(cells) or len(set(cells)) != width or any(map(two_rows.is_value, cells)):
        return False
    body = [row for row in rows[at + 1 : at + 11] if len(row) == width and any(row)]
    return len(body) > 1 and any(all(two_rows.is_value(row[column].strip()) for row in body) for column in range(width))


def _score(row: list[str], keys: set[str]) -> int:
    """Number of different known header names."""
    return len({key for cell in row if cell.strip() and (key := header_key(cell)) in keys})


def _is_property(row: list[str]) -> bool:
    return row[0].replace("\ufeff", "").strip() == "#property" and len(row) > 1


def _words_above(looked: list[tuple[int, list[str]]], index: int, rows: Sequence[list[str]]) -> int:
    """``index``, but a row of labels above a row that holds values too: 人口 and 総数 stand in cells as well."""
    if two_rows.are_labels([cell.strip() for cell in rows[index]]):
        return index
    above, doubtful = _label_row(looked)
    return index if doubtful or above > index else above


def _label_row(looked: list[tuple[int, list[str]]]) -> tuple[int, bool]:
    """First record of the usual width whose cells read like labels; else the first of that width, as doubtful."""
    wide = _wide(looked)
    repeated_too = []
    for index, row in wide:
        filled = [cell for cell in row if cell]
        if len(filled) >= max(1, 0.6 * len(row)) and two_rows.are_labels(filled):
            if len(set(filled)) == len(filled):
                return index, False
            repeated_too.append(index)
    if repeated_too and repeated_too[0] == wide[0][0]:
        return repeated_too[0], False
    return wide[0][0], True


def _wide(looked: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The records of the usual width that are mostly filled."""
    trimmed = [(index, _without_trailing(row)) for index, row in looked]
    widths = Counter(len(row) for _index, row in trimmed)
    # Pairs of a name and its content above a table are many lines, but narrow.
    usual = max(widths, key=lambda width: (widths[width] * min(width, WIDE), width))
    wide = [(index, row) for index, row in trimmed if len(row) >= usual and not row[0].startswith("#")] or trimmed
    return [(index, row) for index, row in wide if sum(map(bool, row)) >= max(1, 0.6 * len(row))] or wide


def _without_trailing(row: Sequence[str]) -> list[str]:
    """Trimmed cells up to the last filled one: a comma too many at each line's end is no column."""
    cells = [cell.strip() for cell in row]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _type_rows(rows: Sequence[list[str]], header: int) -> list[int]:
    found = []
    for index in range(header + 1, min(len(rows), header + 6)):
        if not (rows[index] and re.match(r"#[A-Za-z_]", rows[index][0])):
            break
        found.append(index)
    return found


def generation(headers: Iterable[str]) -> str:
    """推奨 | 標準 | 標準（英語名） | 独自, by the names that only that generation uses (standards 10)."""
    keys = {header_key(header) for header in headers}
    if keys & _ENGLISH:
        return ENGLISH
    if keys & _STANDARD:
        return STANDARD
    if keys & _RECOMMENDED or ("no" in keys and keys & _RECOMMENDED_BESIDE_NO):
        return RECOMMENDED
    return OWN


def is_instruction(cell: str) -> bool:
    """True for a note to the person who fills in the table, standing where a header should be."""
    return bool(_INSTRUCTION.match(cell))


def map_headers(
    cells: Sequence[str], schema: Schema, blank: frozenset[int] | set[int] = frozenset(), *, joined: bool = False
) -> list[str]:
    """For each header cell the column name, or "". One header a column: the earlier in the column's list wins.

    ``blank`` are positions without any value in the file's first part: they give way to a rival that has values
    (高松市 writes an empty ``identification`` beside ``#property``). ``joined``: ``上段_下段``, so either part may be known.
    """
    claims: dict[str, list[tuple[bool, int, int]]] = {}
    seen: set[str] = set()
    for position, cell in enumerate(cells):
        column = schema.by_header.get(header_key(cell))
        if column is None and joined and "_" in cell:
            known = (schema.by_header.get(header_key(part)) for part in reversed(cell.split("_")) if part)
            column = next((part for part in known if part is not None), None)
        if column is None or not header_key(cell) or own_key(cell) in seen:
            continue
        seen.add(own_key(cell))
        claims.setdefault(column.name, []).append((position in blank, _rank(column, cell), position))
    names = [""] * len(cells)
    for name, rivals in claims.items():
        names[min(rivals)[2]] = name
    return names


def own_key(cell: str) -> str:
    """``header_key``, but CKAN's ``_id`` is no second spelling of ``ID``."""
    return "_" * cell.startswith("_") + header_key(cell)


def _rank(column: Column, cell: str) -> int:
    own = [own_key(header) for header in column.headers]
    return own.index(own_key(cell)) if own_key(cell) in own else len(own)


def unique_titles(cells: Sequence[str]) -> list[str]:
    """Titles by which a receipt can name every position: blanks and repeats get their place."""
    titles: list[str] = []
    for position, cell in enumerate(cells, 1):
        title = cell or f"（{position}列目）"
        titles.append(title if title not in titles else f"{title}（{position}列目）")
    return titles


def repeated(cells: Sequence[str]) -> list[int]:
    """Positions whose header has already been used further left (after folding)."""
    seen: set[str] = set()
    again = []
    for position, cell in enumerate(cells):
        key = own_key(cell)
        if key and key in seen:
            again.append(position)
        seen.add(key)
    return again
