"""Numbers, eras and days as words. Era days are those of standards.md 5.1 (official first days)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from machi.cards import words
from machi.text import use_language


@pytest.fixture(autouse=True)
def japanese() -> Iterator[None]:
    use_language("ja")
    yield
    use_language("ja")


@pytest.mark.parametrize(("value", "text"), [(0, "0人"), (1234, "1,234人"), (117376, "117,376人"), (-15, "-15人")])
def test_people_have_thousands(value: int, text: str) -> None:
    assert words.people(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (12.25, 1, 12.3),
        (0.25, 1, 0.3),
        (2.675, 2, 2.68),
        (-0.04, 1, 0.0),
        (-2.5, 0, -3.0),
        (5.389, 1, 5.4),
        (2.5, 0, 3.0),
    ],
)
def test_a_half_is_rounded_up_as_written(value: float, digits: int, expected: float) -> None:
    assert words.rounded(value, digits) == expected
    assert str(words.rounded(value, digits)) != "-0.0"


def test_percent_and_points() -> None:
    assert words.percent(41.25) == "41.3%"
    assert words.points(-8.7) == "8.7ポイント"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 10, 1), "令和8年10月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1868, 1, 24), "1868年1月24日"),
    ],
)
def test_the_day_decides_the_era(day: date, text: str) -> None:
    assert words.day(day) == text
    assert words.day(pd.Timestamp(day)) == text


def test_a_day_with_both_years() -> None:
    assert words.day(date(2026, 10, 1), western=True) == "2026年（令和8年）10月1日"


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2020, "2020年（令和2年）"),
        (2019, "2019年（平成31年・令和元年）"),
        (1989, "1989年（昭和64年・平成元年）"),
        (1850, "1850年"),
    ],
)
def test_a_year_has_its_era_and_two_where_it_changed(year: int, text: str) -> None:
    assert words.year_label(year) == text


def test_a_fiscal_year_is_named_apart_and_begins_in_april() -> None:
    assert words.fiscal_year(date(2026, 3, 31)) == 2025
    assert words.fiscal_year(date(2026, 4, 1)) == 2026
    assert words.fiscal_year_label(2025) == "2025年度（令和7年度）"
    assert words.fiscal_year_label(2019) == "2019年度（令和元年度）"


def test_other_languages_use_the_western_year() -> None:
    use_language("en")
    assert words.day(date(2026, 10, 1)) == "1 October 2026"
    assert words.tick_year(2020) == "2020"
    use_language("ja-easy")
    assert words.day(date(2026, 10, 1)) == "2026年10月1日"


def test_ticks_have_the_era_under_the_year() -> None:
    assert words.tick_year(2020) == "2020<br>令和2"
    assert words.tick_year(2019) == "2019<br>令和元"
    assert words.tick_day(date(2019, 4, 1)) == "2019/4<br>平成31"


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_cell_is_not_known(value: object) -> None:
    assert not words.known(value)  # type: ignore[arg-type]


def test_zero_is_known() -> None:
    assert words.known(0)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [("1", "items", "1 item"), ("2", "items", "2 items"), ("1", "people", "1 person"), ("0", "people", "0 people"),
     ("1", "%", "1%"), ("1", "t", "1 t"), ("1", "件", "1 件")],
)  # fmt: skip
def test_one_is_one_in_english(value: str, unit: str, said: str) -> None:
    use_language("en")
    assert words.with_unit(value, unit) == said
