"""A table without a header row: its first row is data, its columns have numbers for names, and it is asked."""

from __future__ import annotations

import pytest

from machi.ingest.choices import NO_HEADER, Choices
from machi.ingest.doubts import doubts
from machi.ingest.reader import read
from machi.precheck.sheet import read_sheet
from tests.test_meaning import said, table

HALLS = (
    "中央公民館,本町1-2,0242-11-1111,37.4912,139.9323,120\n東公民館,東町4-5,0242-11-1112,37.4955,139.9401,80\n"
    "西公民館,西町6-7,0242-11-1113,37.5003,139.9011,60\n南公民館,南町8,0242-11-1114,37.4801,139.9201,40\n"
)
POPULATION = "本町,120,60\n東町,80,41\n西町,60,30\n"
HOUSEHOLDS = "本町,50,60,72,132\n東町,40,52,51,103\n西町,30,41,43,84\n南町,20,30,33,63\n"
DISTRICTS = "北地区,2024/4/1,5\n南地区,2024/5/1,6\n西地区,2024/5/7,2\n"
UNDER_A_TITLE = f"町別の人口（令和5年4月1日現在）,,\n{POPULATION}"


@pytest.mark.parametrize(
    ("text", "rows", "above"),
    [(HALLS, 4, 0), (POPULATION, 3, 0), (UNDER_A_TITLE, 3, 1), (HOUSEHOLDS, 4, 0), (DISTRICTS, 3, 0)],
)
def test_the_first_row_is_data_where_it_looks_like_all_others(text: str, rows: int, above: int) -> None:
    got = read(text.encode("cp932"), free=True)
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.header_row) == (rows, rows, 0)
    assert [(issue.kind, issue.value) for issue in got.issues] == [("headless", "1列目")]
    assert [column.title for column in got.schema.columns][:2] == ["1列目", "2列目"]
    assert got.receipt.set_aside["above_header"] == above


def test_without_names_coordinates_are_known_by_their_cells_and_other_numbers_are_not_added_up() -> None:
    means = said(HALLS)
    assert [means[f"{at}列目"] for at in (2, 4, 5, 6)] == ["address", "lat", "lon", "amount"]
    assert not table(HALLS)["6列目"].additive


@pytest.mark.parametrize(
    "text",
    [
        "施設名,2024/4/1,2024/4/2\n中央館,10,20\n東館,30,40\n西館,50,60\n",
        "町名,0,1,2,3\n本町,1,2,3,4\n東町,4,5,6,7\n西町,1,1,1,2\n",
        "町名,10,20\n本町,1,2\n東町,4,5\n西町,1,3\n",
        "名称,電話\n中央館,0242-11-1111\n東館,0242-11-1112\n西館,0242-11-1113\n",
        "氏名,住所\n甲,本町1\n乙,東町2\n丙,西町3\n",
        "1,2,3\n4,5,6\n7,8,9\n",
        "区分,4,5,6,7,8,9,10,11,12,1,2,3\n可燃,9,8,9,7,9,8,9,8,7,9,6,8\n不燃,1,2,1,2,1,2,3,1,2,1,2,3\n資源,5,4,5,3,5,4,3,5,4,5,4,3\n",
        "ごみ,28,29,30,1,2,3\n可燃,9,8,9,7,9,8\n不燃,11,12,11,12,11,12\n資源,5,4,5,3,5,4\n",
        "口径別,13,20,25,40\n家庭用,900,1200,1500,3000\n営業用,1000,1300,1600,3200\n団体用,1100,1400,1700,3300\n",
        "歳,0,15,65\n本町,110,520,130\n東町,10,120,13\n西町,11,112,23\n",
        "停留所,7:05,8:05\n駅前,7:05,8:05\n市役所,7:10,8:10\n病院,7:15,8:15\n",
        ",2024,2023\n本町,110,52\n東町,10,12\n西町,11,11\n",
    ],
)
def test_a_row_of_days_ages_or_words_stays_the_header(text: str) -> None:
    got = read(text.encode(), free=True)
    assert (got.receipt.header_row, "headless" in [issue.kind for issue in got.issues]) == (1, False)


def test_both_ways_are_shown_and_either_is_obeyed() -> None:
    data = POPULATION.encode()
    (doubt,) = doubts(data)
    assert [option.choices.header_row for option in doubt.options] == [NO_HEADER, 1]
    assert [option.preview[0] for option in doubt.options] == [("1列目", "2列目", "3列目"), ("本町", "120", "60")]
    assert doubts(data, choices=Choices(header_row=NO_HEADER)) == ()
    assert read(data, choices=Choices(header_row=1)).receipt.rows_ok == 2
    assert read(b"1,2,3\n4,5,6\n", choices=Choices(header_row=NO_HEADER)).receipt.rows_ok == 2


def test_the_sheet_that_is_checked_before_publication_has_every_row() -> None:
    data = UNDER_A_TITLE.encode()
    sheet = read_sheet(data, read(data, free=True))
    assert [column.header for column in sheet.columns] == ["1列目", "2列目", "3列目"]
    assert (sheet.lines.tolist(), sheet.columns[0].values()) == ([2, 3, 4], ["本町", "東町", "西町"])


REMARKS = "2026/4/1,中央館,120,{end}\n2026/4/2,北館,90,{end}\n2026/4/3,南館,80,改修中\n2026/4/4,東館,70,雨\n2026/4/5,西館,60,晴\n"


@pytest.mark.parametrize("choices", [None, Choices(header_row=NO_HEADER)])
@pytest.mark.parametrize(
    ("text", "rows", "above"),
    [
        (REMARKS.format(end=""), 5, 0),
        ("表1,会館の利用,,\n" + REMARKS.format(end=""), 5, 1),
        ("会館の利用,,,（単位：人）\n" + REMARKS.format(end=""), 5, 1),
        ("作成日,2026/5/1\n" + REMARKS.format(end=""), 5, 1),
    ],
)
def test_first_rows_without_their_last_cell_are_rows(text: str, rows: int, above: int, choices: Choices | None) -> None:
    got = read(text.encode(), free=True, choices=choices)
    assert (got.receipt.rows_in, got.receipt.set_aside["above_header"]) == (rows, above)
    assert got.frame["c2"].tolist()[0] == "中央館"


def test_first_rows_that_end_early_are_told() -> None:
    got = read(REMARKS.format(end="").replace(",\n", "\n").encode(), free=True)
    assert [(issue.row, issue.kind) for issue in got.issues if issue.row > 1 or issue.kind == "ragged"] == [
        (1, "ragged"),
        (2, "ragged"),
    ]
    assert (got.receipt.rows_in, got.receipt.rows_ok) == (5, 3)
