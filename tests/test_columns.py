"""The short cut for plain spellings must give exactly what ``values.parse`` gives, text by text."""

from __future__ import annotations

import random

import numpy as np
import pytest

from machi.ingest.columns import MANY, read_cells
from machi.ingest.receipt import Receipt
from machi.ingest.schema import Column
from machi.ingest.values import Hint, parse

ODD = [
    "",
    " ",
    "-",
    "不詳",
    "X",
    "1,234",
    "１２",
    " 7",
    "7 ",
    "007",
    "1e5",
    "-3",
    "+3",
    ".5",
    "5.",
    "0",
    "00",
    "999",
    "180.5",
]
ODD += [
    "179.99",
    "37.123456789012345",
    "139.123456789012345678",
    "a#nr#b",
    "\u200bx",
    "①",
    "3月4日",
    "12\n",
    "٣",
    "1_000",
]


@pytest.mark.parametrize("type_", ["text", "code", "integer", "number", "latitude", "longitude"])
def test_the_short_cut_agrees_with_parse(type_: str) -> None:
    rng = random.Random(7)
    plain = [f"{rng.uniform(-5, 180):.{rng.randint(0, 9)}f}" for _ in range(MANY)]
    texts = [*plain, *(str(rng.randint(0, 10**15 - 1)) for _ in range(MANY)), *ODD]
    rows = np.arange(len(texts))
    cells = read_cells(Column("x", "x", type_), texts, rows, Hint(), Receipt())  # type: ignore[arg-type]
    for index, text in enumerate(texts):
        code = cells.codes[index]
        wanted = parse(text, type_)  # type: ignore[arg-type]
        assert (cells.values[code], cells.marks[code], cells.problems[code]) == (
            wanted.value,
            wanted.mark,
            wanted.problem,
        ), text
        assert type(cells.values[code]) is type(wanted.value), text


def test_bounds_hold_on_both_ways() -> None:
    column = Column("x", "x", "integer", minimum=10, maximum=1000)
    few = read_cells(column, ["9", "10"], np.arange(2), Hint(), Receipt())
    assert few.problems[few.codes].tolist() == ["out_of_range", ""]
    many = read_cells(column, [str(n) for n in range(2000)], np.arange(2000), Hint(), Receipt())
    assert (many.problems[many.codes] == "out_of_range").sum() == 10 + 999
