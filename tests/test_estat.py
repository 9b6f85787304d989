"""e-Stat mesh files: two header rows, labels instead of codes, merged small cells. Lines after standards 11.7."""

from __future__ import annotations

from datetime import date

import pytest

from machi.ingest.estat import find, joined, members
from machi.ingest.reader import Ingested, read
from machi.ingest.schema import project_schemas
from machi.ingest.values import Hint

SCHEMA = project_schemas()["mesh_population"]
LINES = """KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T000847001,T000847002,T000847003,T000847004,T000847010,T000847019
,,,,　人口総数,　人口総数　男,　人口総数　女,　０～１４歳人口総数,　１５～６４歳人口総数,　６５歳以上人口総数
533900054,0,,,64,33,31,6,35,23
533900064,2,533900073,,3,1,2,*,*,*
533900073,1,,533900064,57,27,30,6,24,30
533900341,1,,533900342;533900343,24,12,12,-,10,14
533900345,0,,,1,1,0,0,1,0
"""


def estat(lines: str = LINES, name: str = "tblT000847H13.txt") -> Ingested:
    return read(lines.replace("\n", "\r\n").encode("cp932"), None, name=name, hint=Hint(date(2015, 10, 1), name))


def test_labels_name_the_columns_not_codes() -> None:
    got = estat()
    assert (got.receipt.kind, got.receipt.encoding, got.receipt.header_row) == ("mesh_population", "cp932", 1)
    assert got.receipt.columns["６５歳以上人口総数"] == "old"
    assert got.receipt.columns["人口総数\u3000男"] == ""  # men are no class of age
    assert (got.receipt.rows_in, got.receipt.rows_ok, got.receipt.set_aside["type_row"]) == (5, 5, 1)


def test_the_same_label_under_another_code_is_the_same_column() -> None:
    # T001142 (2020, 250 m) spells the labels with brackets and a space, at other codes.
    lines = "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001142019,T001142001\n,,,,　６５歳以上人口　総数,　人口（総数）\n"
    got = estat(lines + "5339000543,0,,,23,64\n")
    assert got.frame[["old", "total"]].values.tolist() == [[23, 64]]


def test_a_star_is_suppressed_and_never_zero() -> None:
    row = estat().frame.iloc[1]
    assert row[["young", "working", "old"]].isna().all()
    assert row["total"] == 3
    marks = estat().marks
    assert sorted(marks.loc[marks["mark"] == "suppressed", "source_row"]) == [4, 4, 4]


def test_rows_without_a_date_take_the_day_of_the_file() -> None:
    got = estat()
    assert set(got.frame["surveyed_on"]) == {date(2015, 10, 1)}
    assert got.receipt.conversions["surveyed_on"]["from_file"].count == 5


def test_a_group_that_is_cut_and_a_code_that_is_none_are_issues() -> None:
    found = [(issue.row, issue.kind, issue.value) for issue in estat().issues]
    # 533900345 ends in 5: the integrated 2 km code, not a half mesh.
    assert found == [(6, "group_cut", "533900342;533900343"), (7, "bad_mesh_code", "533900345")]
    assert all("533900" in issue.sentence() for issue in estat().issues)


def test_a_given_cell_without_its_receiver_is_cut_too() -> None:
    kept = [line for line in LINES.splitlines() if not line.startswith(("533900073", "533900341", "533900345"))]
    (issue,) = estat("\n".join(kept) + "\n").issues
    assert (issue.row, issue.kind, issue.column, issue.value) == (4, "group_cut", "htksaki", "533900073")


def test_a_table_of_small_areas_is_no_mesh() -> None:
    lines = "KEY_CODE,HYOSYO,CITYNAME,NAME,HTKSYORI,HTKSAKI,GASSAN,T001081001\n,,,,,,,　人口総数\n"
    got = estat(lines + "072020010,1,見本市,東町,0,,,12\n", "tblT001081C07202.txt")
    assert got.receipt.kind == ""


def test_an_ordinary_header_is_left_alone() -> None:
    assert find([["KEY_CODE", "人口"], ["5339000543", "12"]]) is None
    assert find([["名称"], [""]]) is None


def test_labels_join_codes_and_lists_split() -> None:
    assert joined(["KEY_CODE", "T1"], ["", "　人口総数"]) == ["KEY_CODE", "人口総数"]
    assert members("533900342; 533900343;") == ["533900342", "533900343"]
    assert members(None) == []


YEARS = "mesh_code,year,month,young_age,working_age,old_age\n"


@pytest.mark.parametrize(
    ("row", "day"),
    [("5339000543,2026,10,1,2,3", date(2026, 10, 1)), ("5339000543,２０２６,1,1,2,3", date(2026, 1, 1))],
)
def test_year_and_month_become_a_day(row: str, day: date) -> None:
    assert read((YEARS + row).encode(), SCHEMA).frame["surveyed_on"].tolist() == [day]


def test_a_month_13_is_an_issue_and_no_day() -> None:
    got = read((YEARS + "5339000543,2026,13,1,2,3\n").encode(), SCHEMA)
    assert [issue.kind for issue in got.issues] == ["out_of_range"]
    assert got.frame["surveyed_on"].isna().all()
