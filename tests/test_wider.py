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
