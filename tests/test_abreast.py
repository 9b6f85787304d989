"""One table printed in several columns of a page: joined, accounted for, undone; and repeated headers that are no such table."""

from __future__ import annotations

import pytest

from machi.ingest.choices import Choices
from machi.ingest.reader import Ingested, read
from machi.ingest.schema import project_schemas
from tests.own import opened

TOWNS = """地区別の世帯と人口,,,,,,,,,,
町名,世帯,人口,,町名,世帯,人口,,町名,世帯,人口
本町,10,25,,東町,20,45,,西町,5,9
栄町,11,26,,南町,21,約なん,,北町,6,8
旭町,12,27,,中町,22,47,,,,
"""


def free(text: str, choices: Choices | None = None) -> Ingested:
    return read(text.encode(), name="t.csv", free=True, choices=choices)


def test_tables_abreast_are_one_long_table() -> None:
    got = free(TOWNS)
    by_row = got.frame.sort_values("source_row")
    assert by_row[["c1", "c2", "c3"]].to_numpy().tolist() == [
        ["本町", "10", "25"], ["栄町", "11", "26"], ["旭町", "12", "27"], ["東町", "20", "45"],
        ["南町", "21", "約なん"], ["中町", "22", "47"], ["西町", "5", "9"], ["北町", "6", "8"],
    ]  # fmt: skip
    assert got.frame["source_row"].is_unique
    assert [got.receipt.line_of(row) for row in by_row["source_row"]] == [3, 4, 5, 3, 4, 5, 3, 4]
    receipt = got.receipt
    assert (receipt.rows_in, receipt.rows_ok, receipt.rows_reported) == (8, 8, 0)
    assert [(issue.kind, issue.row, issue.expected) for issue in got.issues] == [("abreast", 2, "3")]


def test_it_is_undone_by_a_choice() -> None:
    got = free(TOWNS, Choices(blocks=1))
    assert (len(got.frame), len(got.receipt.columns), got.receipt.span) == (3, 11, 0)
    assert "duplicate_header" in {issue.kind for issue in got.issues}


def test_a_cell_that_cannot_be_read_is_told_on_its_own_line() -> None:
    file = opened(TOWNS.encode(), "t.csv")
    assert [(issue.row, issue.column, issue.value) for issue in file.unread] == [(4, "人口", "約なん")]


def test_cells_between_and_beyond_the_tables_are_told() -> None:
    got = free("町,数,,町,数\n東,1,,西,2\n南,3,,北,4\n下,7,,左,8,余り\n")
    assert [(issue.kind, issue.row) for issue in got.issues] == [("abreast", 1), ("ragged", 4)]
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.rows_reported) == (6, 5, 1)


def test_small_pieces_give_the_same_rows() -> None:
    from machi.ingest.reader import joined, read_chunks

    text = "町,数,町,数\n" + "".join(f"東{n},{n},西{n},{n}\n" for n in range(40))
    whole = free(text).frame
    pieces = joined(read_chunks(text.encode(), name="t.csv", free=True, size=7)).frame
    assert sorted(map(tuple, whole.to_numpy())) == sorted(map(tuple, pieces.to_numpy()))
    assert len(whole) == 80


@pytest.mark.parametrize(
    "text",
    [
        "開始,終了,開始,終了\n9:00,12:00,13:00,17:00\n10:00,12:00,13:00,16:00\n",
        "男,女,男,女\n1,2,3,4\n5,6,7,8\n",
        "町,男,町,女\n東,1,西,2\n南,3,北,4\n",
        "町,数,町,数\n東,1,東,2\n南,3,南,4\n",
        "年度,町,数,町,数\n5,東,1,西,2\n6,南,3,北,4\n",
    ],
)
def test_other_repeated_headers_stay_as_they_are(text: str) -> None:
    got = free(text)
    assert len(got.frame) == 2
    assert "abreast" not in {issue.kind for issue in got.issues}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "令和5年,,,,令和6年\n施設名,開館日,利用者,,施設名,開館日,利用者\n"
            "公民館,300,9,,体育館,301,7\n図書館,280,8,,博物館,281,6\n",
            "上の行の「令和5年」「令和6年」が表ごとに違う",
        ),
        (
            "少年野球\nA組,,,,B組,,\nチーム,試合,得点,,チーム,試合,得点\n東,3,2,,西,3,1\n南,2,4,,北,2,0\n",
            "上の行の「A組」「B組」が表ごとに違う",
        ),
        ("チーム,得点,チーム,得点\n東,3,西,2\n南,4,北,1\n", "左右で組になった表か"),
        (
            "令和4年度,,,,,令和5年度,\n番号,団体,会員数,,番号,団体,会員数\n1,甲会,10,,3,丙会,40\n2,乙会,20,,4,丁会,50\n",
            "上の行の「令和4年度」「令和5年度」が表ごとに違う",
        ),
        (
            "令和4年4月1日現在,,,,令和5年4月1日現在,\n町名,世帯,人口,町名,世帯,人口\n本町,1,2,東町,3,4\n栄町,5,6,南町,7,9\n",
            "上の行の「令和4年4月1日現在」「令和5年4月1日現在」が表ごとに違う",
        ),
        ("区分,人数,割合,区分,人数,割合\n男,11,47.8,20代,8,34.8\n女,12,52.2,30代,15,65.2\n", "どの表も合計が同じ"),
        (
            "科目,決算額,構成比,科目,決算額,構成比\n市税,120,60,総務費,60,31.6\n市債,80,40,民生費,130,68.4\n",
            "どの表も合計が同じ",
        ),
        ('科目,予算額,科目,予算額\n市税,"1,200",総務費,600\n市債,800,民生費,"1,400"\n', "どの表も合計が同じ"),
    ],
)
def test_tables_of_two_years_or_two_teams_stay_apart_and_that_is_told(text: str, reason: str) -> None:
    got = read(text.encode("cp932"), name="t.csv", free=True)
    assert (len(got.frame), got.receipt.span) == (2, 0)
    told = [issue for issue in got.issues if issue.kind.startswith("abreast")]
    assert [issue.kind for issue in told] == ["abreast_apart"]
    assert reason in told[0].sentence()


@pytest.mark.parametrize(
    "above",
    ["人口,,,,,（単位：人）\n", "令和6年4月1日現在\n", "人口,,,令和6年4月1日現在,,\n"],
)
def test_a_title_a_unit_or_the_same_words_above_keep_no_tables_apart(above: str) -> None:
    got = free(f"{above}町名,世帯,人口,町名,世帯,人口\n本町,1,2,東町,3,4\n栄町,5,6,南町,7,8\n")
    assert len(got.frame) == 4


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("年度,人口,年度,人口\n昭和60年度,9,平成2年度,7\n昭和63年度,8,平成5年度,6\n", 4),
        ("月,件数,月,件数\n4月,9,7月,7\n5月,8,8月,6\n", 4),
        ("番号,施設名,台数,番号,施設名,台数\n1,東,9,3,北,7\n2,西,8,4,南,6\n", 4),
        ("番号,施設名,台数,番号,施設名,台数\n1,東,9,1,北,7\n2,西,8,2,南,6\n", 2),
        ("番号,得点,番号,得点\n1,9,3,7\n2,8,4,6\n", 2),
    ],
)
def test_times_and_numbers_that_go_on_are_one_list(text: str, rows: int) -> None:
    assert len(free(text).frame) == rows


def test_the_same_figures_in_each_table_are_no_two_ways_to_divide_one() -> None:
    assert len(free("施設,台数,階,施設,台数,階\n東,1,1,西,1,2\n南,2,1,北,2,1\n").frame) == 4
    assert len(free("施設,台数,定員,施設,台数,定員\n東,1,9,西,2,8\n南,3,7,北,2,6\n").frame) == 4


def test_three_lists_of_a_name_and_a_figure_are_one() -> None:
    assert len(free("施設,数,施設,数,施設,数\n東,1,西,2,南,3\n北,4,上,5,下,6\n").frame) == 6


def test_a_line_that_ends_within_a_table_is_told_and_not_filled_up() -> None:
    got = free("町名,世帯,人口,町名,世帯,人口\n本町,1,2,東町,3,4\n栄町,5\n旭町,6,7,中町,8\n西町,9,10\n")
    assert [(issue.kind, issue.row) for issue in got.issues] == [("abreast", 1), ("ragged", 3), ("ragged", 4)]
    assert sorted(got.frame["c1"]) == sorted(["本町", "旭町", "西町", "東町"])


def test_every_reading_of_a_file_joins_the_same_tables() -> None:
    """The receipt of a known kind counts as many rows as the cards of any table, and as its published file has."""
    header = "名称,所在地,緯度,経度,設置位置"
    rows = "".join(
        f"東{n},栄町{n}-1,37.49{n},139.93{n},玄関,西{n},本町{n}-2,37.48{n},139.94{n},廊下\n" for n in range(4)
    )
    data = f"{header},{header}\n{rows}".encode("cp932")
    file = opened(data, "aed.csv")
    assert (file.kind, file.receipt.rows_ok, len(file.frame)) == ("aed", 8, 8)
    assert file.free is not None
    assert len(file.free.frame) == 8
    assert len(read(data, project_schemas()["aed"]).frame) == 8
    apart = opened(f"北,,,,,南,,,,\n{header},{header}\n{rows}".encode("cp932"), "aed.csv")
    assert apart.free is not None
    assert apart.receipt.rows_ok == len(apart.free.frame) == 4
