"""Sums that only their figures tell; counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

import machi.cards.all  # noqa: F401
from machi.cards.registry import build
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


CENSUS = "地域,人口,面積\n全国,127000,1700\n北海道,5300,830\n札幌市,1900,11\n青森県,125000,960\n青森市,280,8\n"
SURVEY = "属性,回答者数\n全体,60\n男性,25\n女性,35\n18〜29歳,10\n30歳以上,50\n"
PARTLY = "課,職員数\n総務課,20\n財政課,12\n小計,32\n市民課,250\n税務課,300\n"
ROUNDED = "国,輸出額\n世界,1000\n米国,401\n中国,402\n韓国,201\n"
LISTED = "国,人数\n総数,1000\n米国,400\n中国,100\n"


def added(text: str) -> list[bool]:
    shelf, _loaded = anything_shelf(a=text)
    found = shelf.connection.execute(
        "select additive from anything_column where meaning in ('amount', 'people') order by position"
    )
    return [additive for (additive,) in found.fetchall()]


@pytest.mark.parametrize(
    ("text", "additive"),
    [(CENSUS, [False, False]), (SURVEY, [False]), (PARTLY, [True]), (ROUNDED, [True]), (LISTED, [True])],
)
def test_rows_that_come_to_more_than_their_whole_are_not_added_up(text: str, additive: list[bool]) -> None:
    assert added(text) == additive


def test_a_card_does_not_say_the_sum_of_rows_that_count_each_other_again() -> None:
    shelf, _loaded = anything_shelf(a=SURVEY)
    said = build(shelf, "anything_ranking", {"label": "属性", "amount": "回答者数"})
    assert "合わせて" not in said.finding
    assert "まん中の値は30" in said.finding  # 10, 25, 35, 50
    assert any("全体の行と、ほかの行を足した数が合わない" in note for note in said.notes)
