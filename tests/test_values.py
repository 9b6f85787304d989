"""Cells → values: a hand-written table (``golden_values/cells.csv``; ``source`` is a row of the hostile-input list or a
section of the standards), properties over any text, and published files. Dates and hours have their own test files."""

from __future__ import annotations

import csv
import os
import random
import re
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machi.ingest import values
from machi.ingest.schema import ColumnType
from machi.ingest.values import Hint, Reading, fix_pair, hours_from_prose, parse

HERE = Path(__file__).parent
REAL = Path(os.environ.get("MACHI_REAL", HERE.parent.parent / "shared" / "real"))
TYPES = get_args(ColumnType)


def _unescape(text: str) -> str:
    return re.sub(
        r"\\(u[0-9a-f]{4}|n|\\)",
        lambda found: {"n": "\n", "\\": "\\"}.get(found[1]) or chr(int(found[1][1:], 16)),
        text,
    )


def _golden() -> list[tuple[str, ...]]:
    with (HERE / "golden_values" / "cells.csv").open(encoding="utf-8", newline="") as stream:
        return [tuple(map(_unescape, row)) for row in list(csv.reader(stream))[1:]]


@pytest.mark.parametrize(("source", "type_", "text", "value", "mark", "conversion", "problem"), _golden())
def test_golden_cell(source, type_, text, value, mark, conversion, problem):
    reading = parse(text, type_)
    shown = "" if reading.value is None else str(reading.value)
    assert (shown, reading.mark, reading.conversion, reading.problem) == (value, mark, conversion, problem), source


def test_golden_table_is_well_formed():
    rows = _golden()
    assert len({row[1:3] for row in rows}) == len(rows) > 400
    assert {row[1] for row in rows} == set(TYPES)
    used = {row[5] for row in rows} - {""}
    assert used <= values.CONVERSIONS
    assert values.CONVERSIONS - used == {"short_year", "hours_prose", "date_span", "year_carried"}, (
        "a conversion without a case"
    )
    kinds = {row[6] for row in rows} - {""}
    # no_exact_day needs a hint, which the table can't give: tests/test_hostile_store.py
    assert kinds == values.PROBLEMS - {"no_exact_day"}, "a problem without a case"


def test_value_types():
    kinds = {"integer": int, "number": float, "date": date, "minute": int, "flag": bool, "latitude": float}
    samples = {
        "integer": "1,234", "number": "5", "date": "45383", "minute": "9時", "flag": "2", "latitude": "37°29′15″",
    }  # fmt: skip
    assert {type_: type(parse(text, type_).value) for type_, text in samples.items()} == kinds


# Pairs of coordinates


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        (37.4877, 139.9297, (37.4877, 139.9297, "", "")),
        (139.9297, 37.4877, (37.4877, 139.9297, "swapped", "")),
        (0.0, 0.0, (None, None, "", "zero_coordinate")),
        (37.4877, 0.0, (None, None, "", "zero_coordinate")),
        (None, None, (None, None, "", "")),
        (37.4877, None, (None, None, "", "half_coordinate")),
        (None, 139.9297, (None, None, "", "half_coordinate")),
        (35.68, 39.917109, (None, None, "", "outside_japan")),
        (43.06, 43.06, (None, None, "", "outside_japan")),
        (51.5, -0.12, (None, None, "", "outside_japan")),
        (20.4253, 136.0811, (20.4253, 136.0811, "", "")),  # 沖ノ鳥島
        (45.5572, 148.7522, (45.5572, 148.7522, "", "")),  # 択捉島
        (24.2867, 153.9807, (24.2867, 153.9807, "", "")),  # 南鳥島
        (24.4494, 122.9344, (24.4494, 122.9344, "", "")),  # 与那国島
    ],
)
def test_fix_pair(lat, lon, expected):
    assert fix_pair(lat, lon) == expected


# Codes


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", Reading(None, problem="ambiguous_code")),
        ("aed.csv", Reading(None, problem="ambiguous_code")),
        ("372013_aed.csv", Reading(None, problem="ambiguous_code")),
        ("122033_aed.csv", Reading("122033", conversion="check_digit_added")),
        ("012203_aed.csv", Reading("012203", conversion="zero_padded")),
    ],
)
def test_only_the_file_name_decides_a_code_that_passes_both_ways(name, expected):
    # 12203 is 市川市 (122033) without its check digit or 士別市 (012203) without its zero: 5+8+6 = 19 = 8, check 3.
    assert parse("12203", "municipality_code", Hint(file_name=name)) == expected


@pytest.mark.parametrize("six", ["011002", "070009", "072010", "072028", "131016", "141003", "222127", "271004"])
def test_published_check_digits(six):
    assert values.check_digit(six[:5]) == six[5]


# Properties

NASTY = (
    st.text(
        alphabet=st.sampled_from(
            "0123456789.,-/:年月日時分令和平成昭元末度RHS△▲()（）〜~ 　\n#nr秘匿x*°′″円%①１翌午前後有無○+eE;h"
        )
    )
    | st.text()
)


@settings(max_examples=400, deadline=None)
@given(NASTY)
def test_no_text_raises_and_every_reading_is_consistent(text):
    for type_ in TYPES:
        reading = parse(text, type_)
        assert reading.mark in ("", "blank", "none", "unknown", "suppressed")
        assert not reading.conversion or reading.conversion in values.CONVERSIONS
        assert not reading.problem or reading.problem in values.PROBLEMS
        assert [reading.value is not None, bool(reading.mark), bool(reading.problem)].count(True) == 1
    hours = hours_from_prose(text)
    assert hours is None or 0 <= hours[0] < hours[1] <= hours[0] + 2880


SPLICES = st.builds(
    lambda first, second, i, j, sign: first[:i] + sign + second[j:],
    st.sampled_from([row[2] for row in _golden()]),
    st.sampled_from([row[2] for row in _golden()]),
    st.integers(0, 12),
    st.integers(0, 12),
    st.characters() | st.just(""),
)


@settings(max_examples=500, deadline=None)
@given(SPLICES)
def test_no_mixture_of_known_cells_raises(text):
    for type_ in TYPES:
        reading = parse(text, type_)
        assert [reading.value is not None, bool(reading.mark), bool(reading.problem)].count(True) == 1
    hours_from_prose(text)


@given(st.integers(-(2**53), 2**53))
def test_integers_round_trip(n):
    minus, digits = ("-" if n < 0 else ""), str(abs(n))
    wide = digits.translate({ord(str(d)): 0xFF10 + d for d in range(10)})
    spellings = [str(n), f"{n:,}", f" {n}　", f"{n}.0", minus + wide]
    spellings += [f"△{digits}", f"▲{abs(n):,}", f"({digits})"] if n < 0 else []
    assert {parse(spelling, "integer").value for spelling in spellings} == {n}


@given(st.floats(min_value=-1e15, max_value=1e15).map(lambda x: round(x, 6)))
def test_decimals_round_trip(x):
    assert parse(f"{x:.6f}", "number").value == x
    assert parse(f"{x:,.6f}", "number").value == x


@given(st.dates(date(1954, 10, 3), date(2064, 4, 8)))
def test_dates_round_trip(day):
    spellings = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.month}/{day.day}/{day.year}",
        day.strftime("%Y%m%d"),
        day.strftime("%Y-%m-%d 00:00:00"),
        str((day - date(1899, 12, 30)).days),
        f"令和{day.year - 2018}年{day.month}月{day.day}日" if day.year > 2018 else day.isoformat(),
    ]
    assert {parse(spelling, "date").value for spelling in spellings} == {day}


@given(st.integers(0, 1800))
def test_minutes_round_trip(n):
    hour, minute = divmod(n, 60)
    spellings = [f"{hour}:{minute:02}", f"{hour:02}:{minute:02}:00", f"{hour}時{minute}分", f"{hour:02}：{minute:02}"]
    assert {parse(spelling, "minute").value for spelling in spellings} == {n}


@given(st.floats(20.0, 46.0), st.floats(122.0, 154.0))
def test_points_round_trip_also_swapped(lat, lon):
    lat, lon = round(lat, 6), round(lon, 6)
    assert parse(f"{lat},{lon}", "point").value == (lat, lon)
    assert parse(f"{lon}, {lat}", "point") == Reading((lat, lon), conversion="swapped")


@pytest.mark.full
def test_a_million_values_round_trip():
    rng = random.Random(20240401)
    for _ in range(200_000):
        n, day = rng.randint(-(2**53), 2**53), date(1868, 1, 25) + timedelta(days=rng.randrange(100_000))
        minute, lat = rng.randrange(1801), round(rng.uniform(20, 46), 7)
        assert parse(f"{n:,}", "integer").value == n
        assert parse(f"{day.year}年{day.month}月{day.day}日", "date").value == day
        assert parse(f"{day:%Y/%m/%d}", "date").value == day
        assert parse(f"{minute // 60}時{minute % 60}分", "minute").value == minute
        assert parse(str(lat), "latitude").value == lat


HUGE = [
    "0" * 50_000, "-" + "0" * 50_000 + "1",
    "9" * 50_000, "(" * 50_000, " " * 25_000 + "x" + " " * 25_000, "9" + " " * 50_000 + "x", "(a" * 25_000,
    "9:00" + "\n " * 25_000 + "x", "1," * 25_000, "午前 " * 12_000, "https://a" + " " * 50_000 + "b", "=" * 50_000,
    "2024/4/1" + "(x)" * 16_000, "12-" * 16_000, "09-(" * 12_000, "37" + "　 " * 25_000 + "x", "#nr#" * 12_000,
    "24時間" + "毎日" * 20_000, "。" * 50_000, "37°" + " " * 50_000 + "x", "1 " * 25_000, "有(" * 16_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HUGE, ids=lambda text: text[:6].strip() or "spaces")
def test_fifty_kilobytes_in_one_cell_don_t_hang(text):
    started = time.process_time()
    for type_ in TYPES:
        parse(text, type_)
    hours_from_prose(text)
    assert time.process_time() - started < 1.0


# Published files

needs_real = pytest.mark.skipif(not REAL.is_dir(), reason=f"no published files at {REAL} (set MACHI_REAL)")


def _columns(name: str) -> dict[str, list[str]]:
    with (REAL / name).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    return {header: [row[index] for row in rows[1:]] for index, header in enumerate(rows[0])}


@needs_real
@pytest.mark.parametrize(
    ("month", "conversion"),
    [("202401", "excel_serial"), ("202402", "us_date"), ("202404", "us_date"), ("202405", "us_date")],
)
def test_published_survey_dates(month, conversion):
    name = f"takamatsu_population_0066_{month}.csv"
    first = date(int(month[:4]), int(month[4:]), 1)
    dates = [cells for cells in _columns(name).values() if Counter(cells).most_common(1)[0][1] == 235 and
             parse(cells[0], "date", Hint(file_name=name)).value == first]  # fmt: skip
    assert len(dates) == 1
    readings = {parse(cell, "date", Hint(file_name=name)) for cell in dates[0]}
    assert readings == {Reading(first, conversion=conversion)}


@needs_real
def test_published_counts_with_spaces_and_dashes():
    columns = _columns("takamatsu_population_0066_202404.csv")
    ages = [header for header in columns if re.fullmatch(r"(?:man|woman)[0-9]+", header)]
    assert len(ages) == 36
    readings = [parse(cell, "integer") for header in ages for cell in columns[header]]
    assert not [reading for reading in readings if reading.problem]
    assert (
        sum(reading.mark == "none" for header in columns for reading in [parse(c, "integer") for c in columns[header]])
        == 562
    )


@needs_real
def test_published_coordinates_zero_zero():
    columns = _columns("takamatsu_cultural_property_data.csv")
    pairs = zip(columns["latitude"], columns["longitude"], strict=True)
    problems = Counter(fix_pair(parse(a, "latitude").value, parse(b, "longitude").value)[3] for a, b in pairs)
    assert problems == {"zero_coordinate": 127, "": 49}


@needs_real
def test_published_hours_in_prose_and_counts_as_flags():
    columns = _columns("aizuwakamatsu_07202_public-toilet_english-header_excerpt.csv")
    prose = [cell for cell in columns["available_time_note"] if cell]
    assert prose
    silent = [cell for cell in prose if hours_from_prose(cell) is None]
    assert [cell for cell in silent if re.search("[0-9０-９]", cell)] == []
    assert {parse(cell, "flag").problem for cell in columns["infant_wc"]} == {""}
