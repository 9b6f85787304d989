"""Dates that need help from their file, and the eras day by day against a calendar of the test's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from machi.ingest.values import Hint, Reading, date_order, parse

ERAS = [  # first day, Japanese name, letter, year 1: the notices of 1868, 1912, 1926, 1989 and 2019
    ("1868-01-25", "明治", "M", 1868),
    ("1912-07-30", "大正", "T", 1912),
    ("1926-12-25", "昭和", "S", 1926),
    ("1989-01-08", "平成", "H", 1989),
    ("2019-05-01", "令和", "R", 2019),
]


@pytest.mark.parametrize(
    ("text", "hint", "value", "conversion"),
    [
        ("4/1/24", Hint(file_name="takamatsu_population_0066_202404.csv"), "2024-04-01", "us_date"),
        ("5/1/24", Hint(file_name="population_20240501.csv"), "2024-05-01", "us_date"),
        ("4/1/24", Hint(file_name="jinko_2024-04.csv"), "2024-04-01", "us_date"),
        ("4/1/24", Hint(as_of=date(2024, 4, 1)), "2024-04-01", "us_date"),
        ("4/1/24", Hint(as_of=date(2024, 4, 30)), "2024-04-01", "us_date"),
        ("4/1/24", Hint(as_of=date(2024, 1, 4)), "2024-01-04", "day_first_date"),
        ("24/4/1", Hint(file_name="202404.csv"), "2024-04-01", "short_year"),
        ("24/4/1", Hint(date_order="ymd"), "2024-04-01", "short_year"),
        ("4/1/24", Hint(date_order="mdy"), "2024-04-01", "us_date"),
        ("4/1/24", Hint(date_order="dmy"), "2024-01-04", "day_first_date"),
        ("4/1/24", Hint(file_name="202405.csv"), "", ""),
        ("4/1/24", Hint(file_name="072028_population.csv"), "", ""),
        # 202011 is Nagano's code, not November 2020.
        ("11/1/20", Hint(file_name="202011_population.csv"), "", ""),
        ("11/1/20", Hint(file_name="202011_population_202011.csv"), "2020-11-01", "us_date"),
        ("2/1/2024", Hint(file_name="takamatsu_population_0066_202402.csv"), "2024-02-01", "us_date"),
        ("2/1/2024", Hint(as_of=date(2024, 1, 2)), "2024-01-02", "day_first_date"),
        ("2/1/2024", Hint(as_of=date(2024, 6, 1)), "2024-02-01", "us_date"),
        ("2/1/2024", Hint(date_order="mdy", as_of=date(2024, 1, 2)), "2024-02-01", "us_date"),
        ("30/4/2024", Hint(date_order="mdy"), "2024-04-30", "day_first_date"),
        ("2024-04-01", Hint(as_of=date(2020, 1, 1), date_order="dmy"), "2024-04-01", ""),
    ],
)
def test_the_file_decides_ambiguous_dates(text, hint, value, conversion):
    reading = parse(text, "date", hint)
    if value:
        assert reading == Reading(date.fromisoformat(value), conversion=conversion)
    else:
        assert reading == Reading(None, problem="ambiguous_date")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["4/1/24", "4/30/24"], "mdy"),
        (["1/2/2024", "30/4/2024"], "dmy"),
        (["4/30/24", "30/4/2024"], ""),
        (["4/1/24", "24/4/1", "2024-04-30", "", "なし"], ""),
        (["64/1/8"], ""),
        ([], ""),
    ],
)
def test_a_column_tells_its_order(texts, order):
    assert date_order(texts) == order


# Japanese eras, day by day


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.full)])
def test_every_day_from_1868_to_2030(step: int) -> None:
    """In every run each fifth day and, beside the change of an era, each day."""
    starts = [(date.fromisoformat(first), name, letter, one) for first, name, letter, one in ERAS]
    day, last = starts[0][0], date(2030, 12, 31)
    count = 0
    while day <= last:
        _, name, letter, one = next(era for era in reversed(starts) if era[0] <= day)
        year = day.year - one + 1
        long = f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
        assert parse(long, "date") == Reading(day, conversion="wareki"), long
        short = f"{letter}{year}.{day.month}.{day.day}"
        assert parse(short, "date") == Reading(day, conversion="wareki"), short
        near = any(abs((start - day).days) <= step for start, *_rest in starts)
        day += timedelta(days=1 if near else step)
        count += 1
    every = 59_511  # (2030-12-31) - (1868-01-25) + 1
    assert count == every if step == 1 else every / step < count < every


def test_the_day_before_and_after_each_era_is_flagged():
    for (first, name, _, one), (_, before, _, one_before) in zip(ERAS[1:], ERAS, strict=False):
        start = date.fromisoformat(first)
        eve = start - timedelta(days=1)
        late = f"{before}{start.year - one_before + 1}年{start.month}月{start.day}日"
        early = f"{name}{eve.year - one + 1}年{eve.month}月{eve.day}日"
        assert parse(late, "date") == Reading(start, conversion="wareki_beyond_era"), late
        assert parse(early, "date") == Reading(eve, conversion="wareki_beyond_era"), early
