"""Headers with a typing error, and whether values fit the column they stand under.

A guess is made only where a single edit leads to one free column of the kind, where no kind knows the header as it is,
and where the values can be read as that column; it is told in the receipt and can be undone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from machi.ingest.coordinates import EAST, NORTH, SOUTH, WEST
from machi.ingest.schema import Column, Schema, header_key
from machi.ingest.spans import span
from machi.ingest.values import parse

SAMPLE = 50
"""Values of a column that are tried."""
FITTING = 0.8
_OPPOSITES = tuple(map(set, ("男女", "緯経", "上下", "前後", "始終", "大小", "有無", "東西", "南北", "xy", "mf")))
"""One such letter for the other is another column, no slip."""


class Guess(NamedTuple):
    """The header at ``position`` is read as ``column``, because it is nearly ``header``."""

    position: int
    column: str
    header: str


def guess_headers(
    cells: Sequence[str], names: Sequence[str], schema: Schema, known: Collection[str], sample: Sequence[Sequence[str]]
) -> list[Guess]:
    """What unmapped headers most likely were meant to be. ``known``: folded headers of every kind."""
    free = [column for column in schema.columns if column.name not in names]
    claims: dict[str, list[Guess]] = {}
    for position, cell in enumerate(cells):
        key = header_key(cell)
        if not key or key in known or (position < len(names) and names[position]):
            continue
        values = [row[position] for row in sample[:SAMPLE] if position < len(row)]
        near = {column.name: header for column in free if (header := _nearest(key, column, values))}
        if len(near) == 1:
            ((name, header),) = near.items()
            claims.setdefault(name, []).append(Guess(position, name, header))
    return [rivals[0] for rivals in claims.values() if len(rivals) == 1]


def _nearest(key: str, column: Column, values: Sequence[str]) -> str:
    for header, other in zip(column.headers, column.keys, strict=True):
        if not one_edit(key, other):
            continue
        # Two characters are half a name: only values that can hardly be anything else decide then.
        if min(len(key), len(other)) > 2 or column.type in ("latitude", "longitude"):
            return header if fits(values, column) else ""
    return ""


def one_edit(first: str, second: str) -> bool:
    """One character added, lost, changed or two neighbours swapped; a digit or an opposite is no slip."""
    if first == second or abs(len(first) - len(second)) > 1 or min(len(first), len(second)) < 2:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    a, b = first[start:], second[start:]
    if len(a) == len(b):
        if a[1:] == b[1:]:
            changed = {a[0], b[0]}
            return not any(map(str.isdigit, changed)) and changed not in _OPPOSITES
        return len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[1:] == shorter and not longer[0].isdigit()


def fits(values: Sequence[str], column: Column) -> bool:
    """Whether nearly all values can be read as the column; without any value nothing speaks against it."""
    share = fitting(values, column)
    return share is None or share >= FITTING


def fitting(values: Sequence[str], column: Column) -> float | None:
    """Share of the values that can be read as the column; None when none is filled or the type takes any text."""
    filled = [value for value in values if value.strip()]
    if not filled or column.type in ("text", "code"):
        return None
    return sum(1 for value in filled if _reads(value, column)) / len(filled)


def _reads(value: str, column: Column) -> bool:
    reading = parse(value, column.type)
    if reading.problem:
        return column.name == "start_on" and span(value) is not None
    if reading.value is None or column.type not in ("latitude", "longitude"):
        return True
    # A swapped pair is repaired later, so either range will do; a year or a count won't.
    return SOUTH <= reading.value <= NORTH or WEST <= reading.value <= EAST or reading.value == 0
