"""Years and months that are written where they change only, as yearbooks do."""

from __future__ import annotations

from datetime import date

import pytest

from machi.ingest.reader import read
from tests.anything import anything_shelf

YEARS = "年　次,人口,世帯\n平成29年,100,40\n30,90,41\n令和元年,80,42\n２,70,43\n3年,60,44\n"
MONTHS = "年月,出生\n令和5年 11月,5\n12月,6\n令和6年 1月,7\n2月,8\n"


def column(text: str) -> list[str]:
    return read(text.encode("cp932"), free=True).frame["c1"].tolist()


def test_a_number_alone_goes_on_from_the_year_above() -> None:
    got = read(YEARS.encode("cp932"), free=True)
    assert got.frame["c1"].tolist() == ["平成29年", "平成30年", "令和元年", "令和2年", "令和3年"]
    counted = got.receipt.conversions["c1"]["year_carried"]
    assert (counted.count, counted.examples[0]) == (3, ("30", "平成30年", 3))


def test_a_month_alone_goes_on_from_the_month_above() -> None:
    assert column(MONTHS) == ["令和5年 11月", "令和5年12月", "令和6年 1月", "令和6年2月"]


@pytest.mark.parametrize(
    "cells",
    [
        ("平成29年", "30", "29", "28"),
        ("1", "2", "3"),
        ("平成30年", "500", "501"),
        ("令和5年", "6", "南町"),
        ("令和5年4月", "3月", "5月"),
        ("S1", "2", "3"),
    ],
)
def test_what_does_not_rise_or_reads_otherwise_stays_as_typed(cells: tuple[str, ...]) -> None:
    assert column("年,人口\n" + "".join(f"{cell},{at}\n" for at, cell in enumerate(cells))) == list(cells)


def test_a_letter_is_an_era_where_another_one_follows() -> None:
    assert column("年,人口\nH30,1\n31,2\nR2,3\n3,4\n") == ["H30", "H31年", "R2", "R3年"]


def test_the_years_are_a_series_in_order() -> None:
    shelf, _loaded = anything_shelf(a=YEARS)
    found = shelf.connection.execute('select "年次", "人口" from anything order by 1').fetchall()
    assert found == [(date(2017 + at, 1, 1), 100.0 - 10 * at) for at in range(5)]


@pytest.mark.parametrize(
    ("years", "months", "read_as"),
    [
        (("令和4年", "", "令和5年", ""), ("1月", "2月", "1月", "2月"), ["令和4年", "令和4年", "令和5年", "令和5年"]),
        (("2022", "", "", "2023"), ("10", "11", "12", "1"), ["2022", "2022", "2022", "2023"]),
        (("令和4年", "", "", ""), ("1月", "2月", "1月", "2月"), ["令和4年", "", "", ""]),
        (("令和4年", "", "令和5年", ""), ("東", "西", "東", "西"), ["令和4年", "", "令和5年", ""]),
        (("令和6年度", "", "", ""), ("4", "12", "1", "3"), ["令和6年度"] * 4),
        (("令和6年", "", "", ""), ("4", "12", "1", "3"), ["令和6年", "", "", ""]),
    ],
)
def test_a_year_beside_the_first_of_its_months_holds_for_the_others(
    years: tuple[str, ...], months: tuple[str, ...], read_as: list[str]
) -> None:
    rows = "".join(f"{year},{month},{n}\n" for n, (year, month) in enumerate(zip(years, months, strict=True)))
    got = read(f"年次,月,降水量\n{rows}".encode("cp932"), free=True).frame["c1"]
    assert got.fillna("").tolist() == read_as


@pytest.mark.parametrize("header", ["収容人数,階", "補助額,月", "予算額,順位"])
def test_an_amount_beside_a_small_number_is_no_year(header: str) -> None:
    got = read(f"{header},建物\n1500,1,体育館\n,2,体育館\n,3,体育館\n2000,4,公会堂\n".encode(), free=True).frame["c1"]
    assert got.fillna("").tolist() == ["1500", "", "", "2000"]
