"""計 of men and women against their sum, beside and below each other: by hand, and where nothing may be said."""

from __future__ import annotations

import pytest

import machi.cards.all  # noqa: F401
from machi.cards.registry import build
from machi.ingest.meaning import meanings_of
from machi.ingest.meaning_values import is_sum
from machi.ingest.reader import read
from machi.ingest.sexes import sums_amiss
from tests.anything import anything_shelf


def amiss(text: str) -> list[tuple[int, str, str, str]]:
    got = read(text.encode(), name="t.csv", free=True)
    titles = {column.name: column.title for column in got.schema.columns}
    found = sums_amiss(got.frame, meanings_of(got.frame, titles))
    return [(one.row, one.column, one.value, one.expected) for one in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("地区,男,女,計\n北,100,120,220\n南,90,95,185\n東,50,60,111\n", [(4, "計", "110", "111")]),
        ("地区,総数,男性,女性\n北,221,100,120\n南,185,90,95\n", [(2, "総数", "220", "221")]),
        (
            "地区,人口_計,人口_男,人口_女\n北,\"1,221\",100,\"1,120\"\n南,185,90,95\n",
            [(2, "人口_計", "1,220", "1,221")],
        ),
        ("地区,人口,男性人口,女性人口\n北,221,100,120\n南,185,90,95\n", [(2, "人口", "220", "221")]),
        (
            "地区,性別,人数\n北,男,100\n北,女,120\n北,計,220\n南,男,90\n南,女,95\n南,計,186\n",
            [(7, "人数", "185", "186")],
        ),
        (
            "年月,地区,性別,人数\n2026-01,北,総数,10\n2026-01,北,男,4\n2026-01,北,女,6\n"
            "2026-02,北,総数,11\n2026-02,北,男,5\n2026-02,北,女,7\n",
            [(5, "人数", "12", "11")],
        ),
        # A third answer, a hidden figure, a rate, thousands that were rounded: nothing can be said.
        ("地区,男,女,不明,計\n北,100,120,1,221\n南,90,95,0,185\n", []),
        ("地区,男,女,計\n北,x,120,220\n南,90,95,185\n", []),
        ("地区,受診率_男（％）,受診率_女（％）,受診率_計（％）\n北,50.1,60.2,55.0\n南,40.1,50.2,45.0\n", []),
        ("地区,男（千人）,女（千人）,計（千人）\n北,10,12,23\n南,90,95,185\n", []),
        ("地区,性別,人数\n北,男,100\n北,女,120\n北,その他,1\n北,計,221\n", []),
        ("地区,総数,男性,女性,法人\n北,221,100,120,1\n南,185,90,95,0\n東,118,50,61,7\n", []),
        ("地区,合計,男性,女性,答えたくない\n北,221,100,120,1\n南,187,90,95,2\n", []),
        ("地区,合計,男性,女性\n北,221,100,120\n南,187,90,95\n", []),
        ("性別,人数\n男性,100\n女性,120\n性別不明,3\n合計,223\n", []),
    ],
)  # fmt: skip
def test_a_sum_of_the_sexes_is_checked(text: str, told: list[tuple[int, str, str, str]]) -> None:
    assert amiss(text) == told


def test_both_sexes_in_one_word_are_counted_once() -> None:
    rows = [f"{town},{sex},{n}" for town in "北南" for sex, n in (("男", 3), ("女", 4), ("男女", 7))]
    text = "\n".join(["地区,性別,人数", *rows]) + "\n"
    shelf, _loaded = anything_shelf(a=text)
    for params in (
        {"by": "地区", "across": "性別", "amount": "人数"},
        {"by": "性別", "across": "地区", "amount": "人数"},
    ):
        assert build(shelf, "anything_cross", params).table["value"].sum() == 14


def test_no_word_of_a_file_is_kept_for_later() -> None:
    """A cache of the process would outlive the erasing of a visitor's file."""
    assert is_sum("甲町計")
    assert not hasattr(is_sum, "cache_info")
