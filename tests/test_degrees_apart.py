"""Degrees, minutes and seconds in three columns each are one place."""

from __future__ import annotations

import pytest

from machi.ingest.reader import read
from tests.test_meaning import said

WELLS = (
    "番号,名称,緯度（度）,緯度（分）,緯度（秒）,経度（度）,経度（分）,経度（秒）\n"
    "1,第一井戸,37,29,41.2,139,55,50.1\n2,第二井戸,37,30,5,139,56,10.5\n3,第三井戸,,,,,,\n"
)
MERGED = "名称,北緯,,,東経,,\n,度,分,秒,度,分,秒\n第一井戸,37,29,41.2,139,55,50.1\n第二井戸,37,30,5,139,56,10.5\n"
MINUTES = "名称,緯度_度,緯度_分,経度_度,経度_分\n第一井戸,37,29.5,139,55.25\n第二井戸,37,30.0,139,56.5\n"
AED = (
    "名称,住所,緯度（度）,緯度（分）,緯度（秒）,経度（度）,経度（分）,経度（秒）,設置位置,小児対応設備の有無\n"
    "中央館,見本市本町1,37,29,41.2,139,55,50.1,1階受付,有\n東館,見本市東町2,37,30,5,139,56,10.5,玄関,無\n"
)


def test_three_columns_are_one_coordinate() -> None:
    got = read(WELLS.encode("cp932"), free=True)
    assert got.frame["c3"].fillna("").tolist() == ["37度29分41.2秒", "37度30分5秒", ""]
    assert [column.title for column in got.schema.columns] == ["番号", "名称", "緯度", "経度"]
    told = [(issue.kind, issue.value) for issue in got.issues]
    assert told == [("degrees_apart", "緯度（度）」「緯度（分）」「緯度（秒）")]
    assert said(WELLS) == {"番号": "code", "名称": "name", "緯度": "lat", "経度": "lon"}


def test_a_known_kind_has_its_place() -> None:
    got = read(AED.encode())
    # By hand: 37 + 29/60 + 41.2/3600 and 139 + 55/60 + 50.1/3600.
    assert got.receipt.kind == "aed"
    assert got.frame["lat"].tolist()[0] == pytest.approx(37.494777778, abs=1e-9)
    assert got.frame["lon"].tolist()[0] == pytest.approx(139.930583333, abs=1e-9)


@pytest.mark.parametrize(("text", "first"), [(MERGED, "37度29分41.2秒"), (MINUTES, "37度29.5分")])
def test_merged_headers_and_minutes_with_decimals_are_joined_too(text: str, first: str) -> None:
    assert read(text.encode(), free=True).frame["c2"].tolist()[0] == first
    assert {said(text)["緯度"], said(text)["経度"]} == {"lat", "lon"}


@pytest.mark.parametrize(
    "header",
    [
        "名称,緯度（度）,緯度（分）,緯度（秒）",
        "名称,緯度,経度,緯度（度）,緯度（分）,経度（度）,経度（分）",
        "名称,角度（度）,時間（分）,時間（秒）",
        "名称,緯度（分）,緯度（秒）,経度（分）,経度（秒）",
    ],
)
def test_parts_of_no_pair_and_parts_beside_the_whole_stay_as_they_are(header: str) -> None:
    width = header.count(",")
    got = read(f"{header}\n甲{',37' * width}\n乙{',38' * width}\n".encode(), free=True)
    assert not [issue for issue in got.issues if issue.kind == "degrees_apart"]
    assert len(got.schema.columns) == width + 1


def test_degrees_without_minutes_are_no_place_and_are_told() -> None:
    """37 degrees read as 37.0 would lie up to 110 km off."""
    got = read(AED.replace("37,30,5,139,56,10.5", "37,,,139,,").encode())
    assert got.frame["lat"].isna().tolist() == [False, True]
    assert [(issue.row, issue.value) for issue in got.issues if issue.kind == "not_a_coordinate"][:1] == [
        (3, "37度?分")
    ]
