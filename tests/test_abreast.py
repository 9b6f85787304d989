"""One table printed in several columns of a page: joined, accounted for, undone; and repeated headers that are no such table."""

from __future__ import annotations

import pytest

from machi.ingest.choices import Choices
from machi.ingest.reader import Ingested, read
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
