"""Sums that only their figures tell; counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from machi.ingest.summed import sum_rows
from tests.anything import anything_shelf

INDUSTRY = """産業,事業所数,従業者数
全産業,600,6000
農林漁業,20,200
第2次産業,180,2000
建設業,100,900
製造業,80,1100
第3次産業,400,3800
卸売業,250,2300
医療,150,1500
"""
TAX = "税目,調定額,収入額\n市民税,6000,5900\n個人,5000,4950\n法人,1000,950\n固定資産税,7000,6900\n市税,13000,12800\n"
NESTED = """KEY_CODE,NAME,人口
07202,,65
072020010,本町,25
07202001001,本町一丁目,12
07202001002,本町二丁目,13
072020020,栄町,40
"""
RUNNING = "番号,名前,人口\n1,本町,25\n10,栄町,40\n11,東町,41\n"
NUMBERED = "整理番号,件数\n" + "".join(f"{n},{900 if n == 10000 else 3}\n" for n in (10000, *range(99990, 100020)))
ARTICLES = "商品コード,名前,数量\n12345,甲,10\n1234501,乙,20\n1234502,丙,30\n"
CHANCE = "校名,学級数,人数\n一小,3,9\n二小,1,4\n三小,2,5\n四小,1,6\n五小,2,10\n"


def totals(text: str) -> list[int]:
    shelf, _loaded = anything_shelf(a=text)
    rows = shelf.connection.execute("select source_row from anything_row where is_total order by 1").fetchall()
    return [row for (row,) in rows]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (INDUSTRY, [2, 4, 7]),
        (TAX, [2, 6]),
        (CHANCE, []),
        (NESTED, [2, 3]),
        (RUNNING, []),
        (NUMBERED, []),
        (ARTICLES, []),
    ],
)
def test_rows_that_are_the_sum_of_their_neighbours(text: str, lines: list[int]) -> None:
    assert totals(text) == lines


def test_long_tables_and_tables_without_figures_are_left_alone() -> None:
    assert not sum_rows([], np.zeros(9, dtype=bool)).any()
    assert not sum_rows([np.arange(2_000.0)], np.zeros(2_000, dtype=bool)).any()
