"""A header with fewer names than every row has cells."""

from __future__ import annotations

import pytest

from machi.ingest.reader import read
from tests.test_meaning import said

SHOPS = "NO,name,ido,keido\n1,甲堂,37.49,139.93,見本市本町1\n2,乙屋,37.50,139.94,見本市東町2\n3,丙館,37.48,139.92,見本市西町3\n"
UNQUOTED = "町名,人口\n本町,1,234\n東町,12,345\n西町,2,001\n"
SOME = "名称,所在地\n甲,本町1\n乙,東町1,2階\n丙,西町3\n丁,南町4\n"
TRAILING = "名称,人数\n甲,1,\n乙,2,\n丙,3,\n"
AED = "名称,住所,緯度,経度,設置位置,小児対応設備の有無\n甲,本町1,37.4,139.9,玄関,有,x\n乙,東町1,37.5,139.8,玄関,無,x\n"


def test_rows_that_are_all_wider_are_read_with_a_nameless_column_and_that_is_said() -> None:
    got = read(SHOPS.encode("cp932"), free=True)
    assert (got.receipt.rows_in, got.receipt.rows_ok) == (3, 3)
    assert [column.title for column in got.schema.columns][-1] == "（5列目）"
    assert got.frame["c5"].tolist() == ["見本市本町1", "見本市東町2", "見本市西町3"]
    assert [(issue.kind, issue.value, issue.expected) for issue in got.issues if issue.row == 1] == [
        ("wider_rows", "1", "5")
    ]
    assert (said(SHOPS)["ido"], said(SHOPS)["keido"]) == ("lat", "lon")


@pytest.mark.parametrize(("text", "read_as"), [(UNQUOTED, 0), (SOME, 3), (TRAILING, 3)])
def test_thousands_and_a_comma_here_and_there_make_no_column(text: str, read_as: int) -> None:
    got = read(text.encode(), free=True)
    assert (got.receipt.rows_ok, len(got.schema.columns)) == (read_as, 2)
    assert got.receipt.rows_in == text.count("\n") - 1


def test_a_known_kind_is_not_guessed_at() -> None:
    for free in (False, True):
        assert read(AED.encode(), free=free).receipt.rows_ok == 0


NO_FIRST_NAME = "男,女\n本町,10,11\n西町,30,31\n北町,50,51\n"
NO_FIRST_NAME_OF_WORDS = "緯度,経度,備考\n東館,37.5,139.9,北口\n西館,37.4,139.8,裏\n南館,37.4,139.7,表\n"
COMMA_IN_ADDRESS = "名称,所在地,電話番号,定員\n東園,本町1,2-3,0242-22-1234,60\n西園,東町1,2-4,0242-22-1235,90\n"
TWO_TABLES = "町名,人口\n本町,10,,東町,20\n西町,30,,南町,40\n北町,50,,中町,60\n"


@pytest.mark.parametrize("text", [NO_FIRST_NAME, NO_FIRST_NAME_OF_WORDS, COMMA_IN_ADDRESS, TWO_TABLES])
def test_no_figure_is_read_under_a_name_that_may_be_another_columns(text: str) -> None:
    got = read(text.encode(), free=True)
    assert (got.receipt.rows_ok, got.receipt.rows_in) == (0, text.count("\n") - 1)
    assert {issue.kind for issue in got.issues} == {"ragged", "no_rows"}
