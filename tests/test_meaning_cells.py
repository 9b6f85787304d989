"""The short cuts of ``meaning_cells`` give what the one parser of each type gives, cell for cell."""

from __future__ import annotations

import math
import re
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from machi.ingest.meaning import MEANINGS, Meaning, meanings_of
from machi.ingest.meaning_cells import read_column, unread
from machi.ingest.meaning_values import MAY_BE_SUM, is_mark, is_sum, may_be_missing, read_as
from machi.ingest.reader import read
from machi.store.anything_places import places_of

WORDS = [
    *(
        "",
        " ",
        "　",
        "-",
        "－",
        "ー",
        "――",
        "…",
        "・・",
        "なし",
        "無し",
        "無",
        "該当なし",
        "皆無",
        "不詳",
        "不明",
        "未定",
    ),
    *(
        "N.A.",
        "unknown",
        "?",
        "？？",
        "秘匿",
        "秘",
        "x",
        "X",
        "χ",
        "*",
        "***",
        "12(秘)",
        "x（秘匿）",
        "#N/A",
        "#REF!",
        "n/a",
    ),
    *(
        "12",
        "-3",
        "1,234",
        "１２",
        "△5",
        "3.14",
        "0012",
        "ID001",
        "E5",
        "1E5",
        "AB-12",
        "37.5",
        "139.9",
        "137.5 ",
        "37°30′",
    ),
    *(
        "2024-04-01",
        "令和5年4月1日",
        "2024",
        "R5",
        "令和5年度",
        "2024年4月",
        "東町",
        " 東町 ",
        "東#nr#町",
        "あり",
        "○",
        "×",
    ),
    *("5640001111", "https://example.jp/", "37.5,139.9", "37.5 , 139.9", "139.9,37.5", "12千円", "13月", "合計", "NA"),
    *("(株)あ", "4月", "なかよし", "不二", "#1", "３月", "99.9", "nan", "inf", "-0", "٣", "12.", "1_000"),
]


def same(value: Any, other: Any) -> bool:
    missing = [one is None or (isinstance(one, float) and math.isnan(one)) for one in (value, other)]
    return all(missing) or (not any(missing) and value == other)


def check(texts: list[str], meaning: str, **more: Any) -> None:
    column = Meaning("c1", "見出し", meaning, **more)
    done = read_column(pd.Series(texts, dtype="str"), column)
    values = done.values.take(pa.array(done.indices)).to_pylist()
    for at, text in enumerate(texts):
        reading = read_as(text, column)
        code = done.indices[at]
        assert same(values[at], reading.value), (meaning, text, values[at], reading)
        assert (done.marks[code], done.problems[code]) == (reading.mark, reading.problem), (meaning, text)
    assert sum(done.counts.values()) == len(texts)


@pytest.mark.parametrize("meaning", MEANINGS)
def test_the_short_cut_is_the_parser(meaning: str) -> None:
    check(WORDS, meaning)


def test_a_unit_of_the_column_is_cut_off_in_both() -> None:
    check(["12千円", "3千円", "x", "-", "4"], "amount", cell_unit="千円")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.text(alphabet="0123456789.-,xX*なし無不詳秘匿（）()ー－ #東町計総うち/:年月日E", max_size=8),
        min_size=1,
        max_size=12,
    )
)
def test_the_short_cut_is_the_parser_for_any_text(texts: list[str]) -> None:
    for meaning in ("amount", "lat", "lon", "code", "category", "name", "date"):
        check(texts, meaning)


@example("ー－")
@example("平　均")
@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet="0123456789xX*なし無不詳明未定確認秘匿非公開表皆該当（）()ー－―…・? 　#NAunkowRF/.うち計合総全体平均",
        max_size=8,
    )
)
def test_the_wide_nets_miss_nothing(text: str) -> None:
    if is_mark(text):
        assert may_be_missing(pa.array([text]))[0]
    if is_sum(text):
        assert re.search(MAY_BE_SUM, text) or not text.isprintable()


def test_pairs_of_coordinates_are_judged_together() -> None:
    frame = pd.DataFrame(
        {"a": ["37.5", "139.9", "0", "", "37.5", "37°30′"], "o": ["139.9", "37.5", "0", "", "", "139°54′"]}
    )
    meanings = (Meaning("a", "緯度", "lat"), Meaning("o", "経度", "lon"))
    cells = {one.column: read_column(frame[one.column], one) for one in meanings}
    found = places_of(frame, meanings, cells, [], "")
    assert found.how.tolist() == ["exact", "exact", "failed", "blank", "failed", "exact"]
    assert [tuple(map(float, pair)) for pair in zip(found.lats[[0, 1, 5]], found.lons[[0, 1, 5]], strict=True)] == [
        (37.5, 139.9), (37.5, 139.9), (37.5, 139.9),
    ]  # fmt: skip


def test_points_in_one_cell_plain_and_odd() -> None:
    frame = pd.DataFrame(
        {"p": ["37.5,139.9", "139.9, 37.5", "POINT (139.9 37.5)", "-", "どこか", "37.5, 139.9", "99.5,139.9"]}
    )
    meaning = Meaning("p", "位置", "point")
    found = places_of(frame, (meaning,), {"p": read_column(frame["p"], meaning)}, [], "")
    assert found.how.tolist() == ["exact", "exact", "exact", "blank", "failed", "exact", "failed"]
    assert all(
        lat == 37.5 and lon == 139.9
        for lat, lon in zip(found.lats[[0, 1, 2, 5]], found.lons[[0, 1, 2, 5]], strict=True)
    )


def test_points_abroad_and_at_zero_are_told_row_by_row() -> None:
    text = "名称,緯度,経度\n東,37.5,139.9\n西,139.8,37.4\n北,51.5,-0.1\n南,0,0\n中,,\n"
    frame = read(text.encode(), name="t.csv", free=True).frame
    found = unread(frame, meanings_of(frame, {"c1": "名称", "c2": "緯度", "c3": "経度"}))
    assert [(issue.row, issue.kind, issue.value) for issue in found] == [
        (4, "outside_japan", "51.5,-0.1"),
        (5, "zero_coordinate", "0,0"),
    ]


def test_a_bid_that_was_withdrawn_is_no_figure_and_an_answer_where_words_stand() -> None:
    text = "業者,入札金額（円）,結果\n甲,12000,落札\n乙,辞退,辞退\n丙,13000,辞退\n丁,失格,失格\n戊,無効,失格\n"
    frame = read(text.encode("cp932"), name="t.csv", free=True).frame
    found = meanings_of(frame, {"c1": "業者", "c2": "入札金額（円）", "c3": "結果"})
    assert [one.meaning for one in found][1:] == ["amount", "category"]
    assert (found[1].filled, found[1].unit, found[1].additive) == (2, "円", False), "rival offers have no sum"
    cells = read_column(frame["c2"], found[1])
    assert (cells.counts["none"], cells.counts["unreadable"]) == (3, 0)
    assert cells.column("DOUBLE").to_pylist() == [12000, None, 13000, None, None]
    assert read_column(frame["c3"], found[2]).counts["filled"] == 5
    assert unread(frame, found) == ()


def test_what_was_agreed_adds_up_and_what_was_offered_does_not() -> None:
    adds = {
        name: Meaning("c1", name, "amount").additive
        for name in ("落札金額", "契約金額", "入札件数", "見積額", "応札価額", "予算見積額", "歳入見積額", "市長提案額")
    }
    assert adds == {
        "落札金額": True,
        "契約金額": True,
        "入札件数": True,
        "見積額": False,
        "応札価額": False,
    } | dict.fromkeys(("予算見積額", "歳入見積額", "市長提案額"), True)
