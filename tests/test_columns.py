"""The short cut for plain spellings must give exactly what ``values.parse`` gives, text by text."""

from __future__ import annotations

import random

import numpy as np
import pytest

from machi.ingest.columns import read_cells
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
    "0242-11-1111",
    "03-1234-5678",
    "090-1234-5678",
    "0120-12-3456",
    "0242111111",
    "242-11-1111",
    "110",
    "A_1",
    "_",
    "4-Mar",
]
ODD += [
    "https://example.jp/a?b=1",
    "http://a",
    "https://a b",
    "https://a;https://b",
    "javascript:a",
    "https://a,b",
    "1E5",
    "1.5E5",
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


@pytest.mark.parametrize(
    "type_", ["text", "code", "integer", "number", "latitude", "longitude", "phone", "url", "minute", "flag"]
)
def test_the_short_cut_agrees_with_parse(type_: str) -> None:
    rng = random.Random(7)
    plain = [f"{rng.uniform(-5, 180):.{rng.randint(0, 9)}f}" for _ in range(300)]
    texts = [*plain, *(str(rng.randint(0, 10**15 - 1)) for _ in range(300)), *ODD]
    rows = np.arange(len(texts))
    cells = read_cells(Column("x", "x", type_), texts, rows, Hint(), Receipt())  # type: ignore[arg-type]
    marks, problems = (dict(zip(cells.texts, found, strict=True)) for found in (cells.marks, cells.problems))
    odd = {texts[at] for at in cells.odd}
    got = cells.objects()
    for index, text in enumerate(texts):
        wanted = parse(text, type_)  # type: ignore[arg-type]
        assert got[index] == wanted.value, text
        assert type(got[index]) is type(wanted.value), text
        if text in odd:
            assert (marks[text], problems[text]) == (wanted.mark, wanted.problem), text
        else:
            assert (wanted.mark, wanted.conversion, wanted.problem) == ("", "", ""), text
    assert len(odd) < len(set(texts)) or type_ in ("minute", "flag")


def test_bounds_hold_on_both_ways() -> None:
    column = Column("x", "x", "integer", minimum=10, maximum=1000)
    few = read_cells(column, ["9", "10"], np.arange(2), Hint(), Receipt())
    assert few.flag(few.problems == "out_of_range").tolist() == [True, False]
    many = read_cells(column, [str(n) for n in range(2000)], np.arange(2000), Hint(), Receipt())
    assert many.flag(many.problems == "out_of_range").sum() == 10 + 999
    assert many.array().isna().sum() == 10 + 999
    assert many.array()[500] == 500
