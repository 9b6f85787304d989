"""Tables of figures of any shape become tidy rows: columns of years, headers of years, months of a 年度, published warts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from machi.errors import Unreadable
from machi.ingest.periods import Period, read_period
from machi.ingest.reader import read
from machi.ingest.schema import Schemas, project_schemas
from machi.ingest.tidy import Tidy, tidy, unit_of
from machi.ingest.tidy_file import read_tidy


def table(text: str) -> Tidy:
    lines = [line.split(",") for line in text.strip().splitlines()]
    return tidy(pd.DataFrame(lines[1:], columns=lines[0]))


def figures(done: Tidy) -> list[tuple[object, ...]]:
    return [(row.start_on, row.category, row.item, row.value, row.unit) for row in done.frame.itertuples(index=False)]


FISCAL_2019 = Period("fiscal_year", date(2019, 4, 1), date(2020, 3, 31))
PERIODS = [
    ("令和元年度", FISCAL_2019),
    ("平成31年度", FISCAL_2019),
    ("R1年度", FISCAL_2019),
    ("２０１９年度", FISCAL_2019),
    ("平成31年度（令和元年度）", FISCAL_2019),
    ("FY2019", FISCAL_2019),
    ("平成31年", Period("year", date(2019, 1, 1), date(2019, 12, 31))),
    ("2019年", Period("year", date(2019, 1, 1), date(2019, 12, 31))),
    ("令和2年2月", Period("month", date(2020, 2, 1), date(2020, 2, 29))),
    ("2018.3.31", Period("day", date(2018, 3, 31), date(2018, 3, 31))),
    ("2019年度（9月まで）", Period("fiscal_year", date(2019, 4, 1), date(2020, 3, 31), part=True)),
    ("2019年度上半期", Period("fiscal_year", date(2019, 4, 1), date(2020, 3, 31), part=True)),
    ("2019年度（見込み）", Period("fiscal_year", date(2019, 4, 1), date(2020, 3, 31), part=True)),
    ("2019", None),
    ("89843", None),
    ("年度", None),
    ("－", None),
    ("", None),
    ("元気", None),
]


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_what_a_text_says_of_time(text: str, period: Period | None) -> None:
    assert read_period(text) == period


def test_a_bare_year_is_one_only_where_the_title_says_so() -> None:
    assert read_period("2019", bare=True) == Period("year", date(2019, 1, 1), date(2019, 12, 31))
    assert read_period("2019", bare=True, fiscal=True) == FISCAL_2019
    assert read_period("令和元", fiscal=True) == FISCAL_2019


@pytest.mark.parametrize(
    ("title", "name", "unit"),
    [
        ("量_t", "量", "t"),
        ("人口（人）", "人口", "人"),
        ("積雪深_cm", "積雪深", "cm"),
        ("値", "値", ""),
        ("(a)", "(a)", ""),
    ],
)
def test_the_unit_in_a_title(title: str, name: str, unit: str) -> None:
    assert unit_of(title) == (name, unit)


def test_years_down_a_column() -> None:
    done = table("年度,区分,量_t,人口（人）\n令和元年度,家庭,10,5\n令和2年度,家庭,12,4\n令和2年度,事業,－,4")
    assert done.shape == "long"
    assert figures(done)[:3] == [
        (date(2019, 4, 1), "家庭", "量", 10.0, "t"),
        (date(2019, 4, 1), "家庭", "人口", 5.0, "人"),
        (date(2020, 4, 1), "家庭", "量", 12.0, "t"),
    ]
    dash = done.frame[done.frame["mark"] == "none"]
    assert dash["category"].tolist() == ["事業"]
    assert dash["value"].isna().all()


def test_item_value_and_unit_have_columns_of_their_own() -> None:
    done = table("年,項目,値,単位\n2019,貸出,10,冊\n2019,来館,20,人\n2020,貸出,11,冊")
    assert figures(done) == [
        (date(2019, 1, 1), "", "貸出", 10.0, "冊"),
        (date(2019, 1, 1), "", "来館", 20.0, "人"),
        (date(2020, 1, 1), "", "貸出", 11.0, "冊"),
    ]


def test_years_across_the_header() -> None:
    done = table("区分,単位,平成30年度,令和元年度,令和2年度（途中）\n東館,冊,1,2,3\n西館,冊,△4,x,6")
    assert done.shape == "cross"
    assert figures(done)[0] == (date(2018, 4, 1), "東館", "", 1.0, "冊")
    assert done.frame["value"].tolist()[:4] == [1.0, 2.0, 3.0, -4.0]
    assert done.frame["mark"].tolist() == ["", "", "", "", "suppressed", ""]
    assert done.frame["part_year"].tolist() == [False, False, True] * 2


def test_rows_in_different_units_are_no_parts_of_one_whole() -> None:
    done = table("区分,単位,2018年度,2019年度\n貸出,冊,1,2\n来館,人,3,4")
    assert figures(done)[2] == (date(2018, 4, 1), "", "来館", 3.0, "人")


def test_a_column_that_is_no_year_is_named_and_left() -> None:
    done = table("区分,2018年度,2019年度,増減率\n東館,1,2,100\n西館,3,4,33.3")
    assert len(done.frame) == 4
    assert done.unused == ("増減率",)


def test_january_of_a_fiscal_year_is_in_the_next_year() -> None:
    done = table("年度,月,量_t\n令和6年度,4,1\n令和6年度,1月,2")
    assert done.frame["start_on"].tolist() == [date(2024, 4, 1), date(2025, 1, 1)]
    assert done.frame["end_on"].tolist() == [date(2024, 4, 30), date(2025, 1, 31)]


def test_a_cell_that_is_no_number_is_an_issue() -> None:
    done = table("年度,量_t\n2019,1\n2020,たくさん\n2021,3\n2022,4\n2023,5\n2024,6")
    assert [(issue.row, issue.column, issue.kind, issue.value) for issue in done.issues] == [
        (2, "量_t", "not_a_number", "たくさん")
    ]
    assert len(done.frame) == 6


def test_counts_that_look_like_years_are_no_time() -> None:
    done = table("地区,世帯数,人口\n東,2019,2020\n西,1990,2011")
    assert done.shape == ""
    assert done.frame.empty
    assert done.unused == ("地区", "世帯数", "人口")


def freely(path: Path) -> Tidy:
    taken = read(path.read_bytes(), None, name=path.name, schemas=Schemas({}))
    return tidy(taken.frame, {column.name: column.title for column in taken.schema.columns})


def test_a_published_series_of_days(real: Path) -> None:
    """takamatsu 0096: insured people at the end of five fiscal years, six metadata rows above the header."""
    done = freely(real / "takamatsu_old_data_0096.csv")
    assert done.frame["value"].tolist() == [89843, 86311, 82961, 80146, 78762]
    assert done.frame["period_type"].unique().tolist() == ["day"]
    assert done.frame["start_on"].tolist() == [date(year, 3, 31) for year in range(2017, 2022)]
    assert done.fixed == {"address": "高松市"}
    assert done.issues == []


def test_a_published_table_of_one_fiscal_year(real: Path) -> None:
    """takamatsu 0097: 21 rows of six figures, three label columns, full-width dashes in both."""
    done = freely(real / "takamatsu_old_data_0097.csv")
    assert len(done.frame) == 21 * 6
    assert set(done.frame["period_type"]) == {"fiscal_year"}
    assert set(done.frame["start_on"]) == {date(2020, 4, 1)}
    income = done.frame[done.frame["item"] == "incomeAmount"].set_index("category")["value"]
    assert income["市民税・個人・現年課税分"] == 24225777140
    assert income["市たばこ税・滞納繰越分"] == 0
    assert (done.frame["mark"] == "none").sum() == 3  # counted in the file: row 14 twice, row 16 once
    assert done.issues == []


def test_a_file_becomes_rows_of_the_kind() -> None:
    schema = project_schemas()["statistic"]
    (piece,) = read_tidy("年度,量_t\n2019,1\n2020,x\n".encode("cp932"), schema, name="a.csv")
    assert piece.receipt.rows_in == piece.receipt.rows_ok == 2
    assert piece.frame["value"].tolist()[0] == 1.0
    assert piece.frame["period_type"].tolist() == ["fiscal_year", "fiscal_year"]
    assert piece.marks[["column_name", "mark"]].to_numpy().tolist() == [["value", "suppressed"]]
    with pytest.raises(Unreadable, match="年度"):
        list(read_tidy("名前,量\nあ,1\nい,2\n".encode(), schema, name="b.csv"))


def test_codes_and_the_same_year_once_more_are_no_figures() -> None:
    done = table("西暦,和暦,area_code,人口\n2015,平成27年,07202,124\n2020,令和2年,07202,117")
    assert done.frame[["category", "item", "value"]].values.tolist() == [["", "人口", 124.0], ["", "人口", 117.0]]
    assert done.unused == ("和暦", "area_code")


def test_when_a_row_was_written_is_no_time_of_its_figures_and_padded_codes_are_no_figures() -> None:
    assert table("最終更新日,名称,分類\n2020-03-12,桜公園,009020\n2020-03-13,森公園,009030").shape == ""
    assert table("日付,分類,件数\n2020-03-12,009020,1\n2020-03-13,009030,2").frame["item"].unique().tolist() == ["件数"]


def test_words_beside_times_that_have_one_row_each_divide_nothing() -> None:
    one = table("日付,曜日,件数\n2020-03-12,木,1\n2020-03-13,金,2")
    assert (one.frame["category"].tolist(), one.unused) == (["", ""], ("曜日",))
    two = table("日付,館,件数\n2020-03-12,本館,1\n2020-03-12,別館,3\n2020-03-13,本館,2\n2020-03-13,別館,4")
    assert two.frame["category"].tolist() == ["本館", "別館", "本館", "別館"]


def test_a_sum_below_the_years_is_no_year_and_is_told() -> None:
    frame = pd.DataFrame({"年度": ["令和4年度", "令和5年度", "合計"], "4月": ["1", "2", "3"], "5月": ["3", "4", "7"]})
    assert tidy(frame).frame["value"].tolist() == [1.0, 3.0, 2.0, 4.0]
    made = tidy(pd.DataFrame({"年度": ["令和4年度", "令和5年度", "合計"], "件数": ["1", "2", "3"]}))
    assert made.frame["value"].tolist() == [1.0, 2.0]
    assert [(issue.row, issue.kind) for issue in made.issues] == [(3, "total_row")]
