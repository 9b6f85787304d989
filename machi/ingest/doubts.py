"""What the reader isn't sure of, with two ways to read it side by side: the person who knows the table chooses.

Empty for nearly every file. A question is asked only where another answer would give another table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from machi.errors import Unreadable
from machi.ingest import header as heading
from machi.ingest.choices import NO_HEADER, Choices
from machi.ingest.decode import Text, decode
from machi.ingest.records import Batch, find_delimiter, rival_delimiter, scan
from machi.ingest.schema import Schemas, project_schemas

PREVIEW_ROWS = 5
PREVIEW_COLUMNS = 12
_RIVALS = {"euc_jp": "cp932", "cp932": "euc_jp", "iso2022_jp": "utf-8"}


@dataclass(frozen=True)
class Option:
    """One way to read: what to choose, and how the first rows look then (the header first)."""

    choices: Choices
    preview: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Doubt:
    """``about``: encoding | delimiter | header_row. ``options``: the reader's own guess first, then its rival."""

    about: str
    options: tuple[Option, ...]


def doubts(
    data: bytes, name: str = "", *, choices: Choices | None = None, schemas: Schemas | None = None
) -> tuple[Doubt, ...]:
    """The open questions about ``data`` that ``choices`` don't answer yet. Raises Unreadable as ``read`` does."""
    chosen = choices or Choices()
    kinds = schemas if schemas is not None else project_schemas()
    text = decode(data, chosen.encoding)
    delimiter = chosen.delimiter or find_delimiter(text)
    asked = []
    if text.doubtful and not chosen.encoding:
        ways = [replace(chosen, encoding=way) for way in (text.encoding, _RIVALS.get(text.encoding, "")) if way]
        asked.append(_doubt("encoding", data, ways, kinds))
    if not chosen.delimiter and (rival := rival_delimiter(text, delimiter)):
        ways = [replace(chosen, delimiter=way) for way in (delimiter, rival)]
        asked.append(_doubt("delimiter", data, ways, kinds))
    if not chosen.header_row:
        first = _first(text, delimiter)
        lines = heading.doubtful_lines(first.rows, first.lines, heading.known_keys(kinds.values())) if first else ()
        if lines:
            ways = [replace(chosen, header_row=line) for line in lines]
            asked.append(_doubt("header_row", data, ways, kinds))
    return tuple(doubt for doubt in asked if len(doubt.options) > 1)


def _doubt(about: str, data: bytes, ways: Sequence[Choices], kinds: Schemas) -> Doubt:
    options = []
    for way in ways:
        try:
            options.append(Option(way, _preview(data, way, kinds)))
        except Unreadable:
            continue  # a way that can't be read is no answer
    return Doubt(about, tuple(options))


def _preview(data: bytes, way: Choices, kinds: Schemas) -> tuple[tuple[str, ...], ...]:
    text = decode(data, way.encoding)
    first = _first(text, way.delimiter or find_delimiter(text))
    if first is None:
        return ()
    keys = heading.known_keys(kinds.values())
    if way.header_row == NO_HEADER:
        found = heading.find_header(first.rows, keys, NO_HEADER)
        return _cut([found.cells, *first.rows[found.index + 1 :]])
    found = heading.find_header(first.rows, keys)
    start = first.lines.index(way.header_row) if way.header_row in first.lines else max(0, found.index)
    return _cut(first.rows[start:])


def _cut(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    shown = islice((row for row in rows if any(row)), PREVIEW_ROWS)
    return tuple(tuple(cell[:80] for cell in row[:PREVIEW_COLUMNS]) for row in shown)


def _first(text: Text, delimiter: str) -> Batch | None:
    with text.open() as stream:
        return next(scan(stream, delimiter, heading.LOOK_AT + PREVIEW_ROWS), None)
