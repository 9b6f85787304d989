"""Months over columns: a line of months from April to March, of the year that is said above or beside each row."""

from __future__ import annotations

from datetime import date

import pytest

import machi.cards.all  # noqa: F401
from machi.cards.registry import build
from machi.ingest.reader import read
from machi.ingest.suggest import suggest
from tests.anything import anything_shelf
from tests.test_meaning_shapes import table

MONTHS = "4月,5月,6月,7月,8月,9月,10月,11月,12月,1月,2月,3月"
ABOVE = (
    f"令和5年度　施設の利用者（単位：人）,,,,,,,,,,,,\n施設名,{MONTHS}\n"
    "本館,10,11,12,13,14,15,16,17,18,9,8,7\n別館,1,2,3,4,5,6,7,8,9,1,2,3\n"
)
BESIDE = f"年度,{MONTHS},合計\n令和4年度,1,2,3,4,5,6,7,8,9,10,11,12,78\n令和5年度,2,3,4,5,6,7,8,9,10,11,12,14,91\n"
AMBIGUOUS = f"令和5年　月別,,,,,,,,,,,,\n施設,{MONTHS}\n甲,1,2,3,4,5,6,7,8,9,10,11,12\n乙,1,2,3,4,5,6,7,8,9,10,11,13\n"
"""Of the year or of the 年度?"""


def figures(text: str) -> list[tuple[object, ...]]:
    shelf, _loaded = anything_shelf(a=text)
    return shelf.connection.execute(
        "select start_on, category, value from anything_figure order by source_row, start_on"
    ).fetchall()


def test_months_take_the_year_of_the_title_and_the_next_from_january_on() -> None:
    got = read(ABOVE.encode("cp932"), free=True)
    titles = [column.title for column in got.schema.columns]
    assert (titles[1], titles[9], titles[10], titles[12]) == ("2023年4月", "2023年12月", "2024年1月", "2024年3月")
    assert [(i.kind, i.value, i.expected) for i in got.issues] == [("year_above", "4月", "2023年4月")]
    found = figures(ABOVE)
    assert len(found) == 24
    assert (found[0], found[11]) == ((date(2023, 4, 1), "本館", 10.0), (date(2024, 3, 1), "本館", 7.0))


def test_months_take_the_year_of_their_row() -> None:
    found = figures(BESIDE)
    assert len(found) == 24  # 合計 is no month
    assert (found[0], found[11]) == ((date(2022, 4, 1), "", 1.0), (date(2023, 3, 1), "", 12.0))
    shelf, _loaded = anything_shelf(a=BESIDE)
    # 14 in March 2024 beside 12 a year before.
    assert "2024年3月に14。1年前の12より2（16.7%）多くなりました" in build(shelf, "anything_series").finding
    offers = [(offer.card_id, dict(offer.params)) for offer in suggest(list(table(BESIDE).values()), 2)]
    assert offers[:2] == [("anything_series", {}), ("anything_series", {"time": "年度", "amount": "合計"})]


def test_a_calendar_year_has_its_own_months() -> None:
    text = "年,1月,2月,3月\n2022年,1,2,3\n2023年,4,5,6\n"
    assert [start for start, _category, _value in figures(text)][2:4] == [date(2022, 3, 1), date(2023, 1, 1)]


@pytest.mark.parametrize(
    "text",
    [
        AMBIGUOUS,
        "令和4年度と令和5年度の比較,,,\n施設,4月,5月,6月\n甲,1,2,3\n乙,1,2,4\n",
        "設立年度,団体,4月,5月,6月\n平成10年度,甲会,3,4,5\n平成12年度,乙会,6,7,8\n",
        "年度,1月生,2月生,3月生\n令和4年度,1,2,3\n令和5年度,4,5,6\n",
        "年度,4月,7月,12月\n令和4年度,1,2,3\n令和5年度,4,5,6\n",
        "品目,4月,5月,6月\nたけのこ,○,○,\nなす,,○,○\n",
    ],
)
def test_months_of_no_sure_year_are_left_as_they_are(text: str) -> None:
    assert figures(text) == []
    assert not [issue for issue in read(text.encode(), free=True).issues if issue.kind == "year_above"]


@pytest.mark.parametrize(
    ("above", "name", "year"),
    [
        ("月別ごみ収集量\n令和6年5月10日作成\n", "gomi.csv", 0),
        ("月別ごみ収集量（2024年5月10日現在）\n", "gomi.csv", 0),
        ("月別利用者数　※令和6年1月に再開\n", "a.csv", 0),
        ("月別利用者数　※令和6年度は休館あり\n", "a.csv", 0),
        ("第6次計画（平成30年度策定）に基づく収集\n", "a.csv", 0),
        ("平成30年度から有料になった袋の枚数\n", "a.csv", 0),
        ("令和6年版統計書\n", "a.csv", 0),
        ("令和4〜5年度の比較\n", "a.csv", 0),
        ("2023年度～2024年度の比較\n", "a.csv", 0),
        ("2023-2024\n", "a.csv", 0),
        ("", "gomi_令和6年5月更新.csv", 0),
        ("", "gomi_20240510.csv", 0),
        ("", "gomi_2023年度_令和6年5月公開.csv", 2023),
        ("令和5年度　月別ごみ収集量\n令和6年5月10日作成\n", "gomi.csv", 2023),
        ("月別ごみ収集量（令和5年度）　※令和6年1月に再開\n", "gomi_202405.csv", 2023),
        ("令和5年度における新規開設件数\n", "a.csv", 2023),
        ("令和5年度設置件数\n", "a.csv", 2023),
        ("見本市・令和5年度分\n", "a.csv", 2023),
        ("月別利用者数,令和5年,令和6年3月31日作成\n", "a.csv", 2023),
    ],
)
def test_a_day_of_making_is_no_year_of_the_months(above: str, name: str, year: int) -> None:
    text = f"{above}施設,4月,5月,6月\n本館,10,11,12\n別館,1,2,3\n分館,4,5,6\n"
    titles = [column.title for column in read(text.encode(), name=name, free=True).schema.columns]
    assert titles[1] == (f"{year}年4月" if year else "4月")


def test_a_group_that_stands_once_at_each_time_is_not_counted() -> None:
    text = "年度,施設,件数\n" + "".join(f"令和{year}年度,{name},{year}\n" for year in (3, 4, 5, 6) for name in "甲乙")
    assert "anything_cross" not in [offer.card_id for offer in suggest(list(table(text).values()), 8)]
