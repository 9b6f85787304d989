"""Any table on a shelf: its own columns under its own headers, typed, with the missing apart and the rows placed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from machi.store.anything import column_names
from machi.store.queries import Library, Query
from machi.store.shelf import Shelf
from tests.anything import anything_shelf

HOSTILE = (
    '"; DROP TABLE x; --',
    "select",
    "{name}",
    "a.b",
    "a.B",
    "dataset",
    "source_row",
    "%s",
    "'",
    "\\1",
    "$amount",
    "数 量",
)
SUM = """-- One row.
with picked as (
    select dataset, cast(null as double) as amount from anything
)
select sum(amount) from picked"""


def rows(shelf: Shelf, sql: str) -> list[tuple[Any, ...]]:
    return shelf.connection.cursor().execute(sql).fetchall()


def csv(headers: tuple[str, ...], *lines: str) -> str:
    cells = ('"' + header.replace('"', '""') + '"' for header in headers)
    return "\n".join([",".join(cells), *lines]) + "\n"


def test_hostile_headers_are_columns_like_any_other() -> None:
    numbers = ",".join(str(number) for number in range(1, len(HOSTILE)))
    shelf, _loaded = anything_shelf(evil=csv(HOSTILE, f"x,{numbers}", f"y,{numbers}", f"z,{numbers}"))
    columns = (
        shelf.connection.cursor().execute("select header, column_name from anything_column order by position").df()
    )
    assert columns["header"].tolist() == list(HOSTILE)
    for at, (header, name) in enumerate(zip(columns["header"], columns["column_name"], strict=True)):
        query = Query("q", "", (), (), SUM).picked({"amount": name})
        ((found,),) = rows(shelf, query.sql)
        assert found == (None if at == 0 else 3.0 * at), header
    assert rows(shelf, "select count(*) from anything_row") == [(3,)]


def test_names_that_a_table_cannot_hold_twice_get_their_place() -> None:
    names = column_names(["A", "a", "dataset", "b\tc", "", "　"])
    assert names == ["A", "a（2列目）", "dataset（3列目）", "b c", "（5列目）", "（6列目）"]
    assert len({name.casefold() for name in names}) == 6


def test_a_role_that_a_question_has_not_is_refused() -> None:
    with pytest.raises(KeyError, match="colour"):
        Query("q", "", (), (), SUM).picked({"colour": "a"})


def test_only_the_open_role_changes_and_several_columns_are_joined() -> None:
    query = Query("q", "", (), (), SUM)
    assert query.picked({"amount": 'a"b'}).sql == SUM.replace(
        "cast(null as double) as amount", 'try_cast(anything."a""b" as double) as amount'
    )
    joined = query.picked({"amount": ("a", "b")}).sql
    assert (
        """concat_ws(chr(31), coalesce(cast(anything."a" as varchar), ''), coalesce(cast(anything."b" as varchar), ''))"""
        in joined
    )
    assert query.picked({}).sql == SUM


def test_values_are_typed_as_they_mean_and_the_missing_are_counted_apart() -> None:
    text = '施設,開設日,利用者数（人）,費用\nあ,令和5年4月1日,"1,204",12千円\nい,H30.12.1,x,5千円\nう,-,不詳,△3千円\n'
    text += "え,2020/1/5,,abc\nお,R6.1.1,30,9千円\nか,R6.2.1,2,9千円\n"
    shelf, loaded = anything_shelf(a=text)
    got = (
        shelf.connection.cursor()
        .execute('select "開設日", "利用者数（人）", "費用" from anything order by source_row')
        .fetchall()
    )
    assert [row[0] for row in got] == [
        date(2023, 4, 1), date(2018, 12, 1), None, date(2020, 1, 5), date(2024, 1, 1), date(2024, 2, 1),
    ]  # fmt: skip
    assert [row[1] for row in got] == [1204.0, None, None, None, 30.0, 2.0]
    assert [row[2] for row in got] == [12.0, 5.0, -3.0, None, 9.0, 9.0]
    facts = dict(
        rows(shelf, "select header, [filled, blank, none, unknown, suppressed, unreadable] from anything_column")
    )
    assert facts["利用者数（人）"] == [3, 1, 0, 1, 1, 0]
    assert facts["開設日"] == [5, 0, 1, 0, 0, 0]
    assert facts["費用"] == [5, 0, 0, 0, 0, 1]
    assert loaded["a"].unreadable == 1
    assert set(rows(shelf, "select source_row, column_name, mark from missing")) == {
        (3, "利用者数（人）", "suppressed"), (4, "利用者数（人）", "unknown"), (4, "開設日", "none"),
    }  # fmt: skip
    assert rows(shelf, "select row, column_name, issue_kind, value from issue") == [(5, "費用", "not_a_number", "abc")]


def test_rows_find_their_place_offline_and_say_how_sure_it_is() -> None:
    text = "名称,住所\nあ,見本市本町5-6\nい,東町2丁目9\nう,別市本町5-6\nえ,\nお,見本市西ヶ丘1-1\n"
    shelf, loaded = anything_shelf(a=text)
    assert loaded["a"].placed == {"town": 3, "failed": 1, "blank": 1}
    assert rows(shelf, "select placed, lat, lon, place_text from anything_row order by source_row") == [
        ("town", 37.490, 139.930, "見本市本町5-6"), ("town", 37.496, 139.945, "東町2丁目9"),
        ("failed", None, None, "別市本町5-6"), ("blank", None, None, ""), ("town", 37.500, 139.900, "見本市西ヶ丘1-1"),
    ]  # fmt: skip


def test_coordinates_go_before_addresses_and_swapped_ones_are_put_right() -> None:
    text = "名称,住所,緯度,経度\nあ,本町5-6,37.5,139.9\nい,本町5-6,139.91,37.51\nう,本町5-6,0,0\nえ,本町5-6,,\n"
    shelf, loaded = anything_shelf(a=text)
    assert loaded["a"].placed == {"exact": 2, "town": 2}
    assert rows(shelf, "select lat, lon from anything_row order by source_row")[:2] == [(37.5, 139.9), (37.51, 139.91)]


def test_mesh_codes_are_squares() -> None:
    shelf, loaded = anything_shelf(a="メッシュコード,人数\n5640001111,5\n5640001112,7\n9999999999,1\n5640001121,4\n")
    assert loaded["a"].placed == {"mesh": 3, "failed": 1}
    assert [row[0] for row in rows(shelf, "select cell from anything_row order by source_row")] == [
        "5640001111", "5640001112", None, "5640001121",
    ]  # fmt: skip


def test_totals_are_marked_but_not_where_every_row_reads_so() -> None:
    shelf, _loaded = anything_shelf(
        a="地区,数\n東,3\n西,4\n合計,7\n",
        b="項目,数\n会計,3\n設計,4\n統計,7\n市民課,1\n",
        c="科目,数\n総務費,1\n民生費,2\n小計,3\n",
    )
    found = rows(
        shelf, "select dataset, list(is_total order by source_row) from anything_row group by dataset order by dataset"
    )
    assert found == [("a", [False, False, True]), ("b", [False] * 4), ("c", [False, False, True])]


def test_a_table_with_times_across_gives_its_figures() -> None:
    shelf, _loaded = anything_shelf(a='観光地,令和元年度,令和2年度\n城,"512,345",210\n湖,312,x\n')
    found = rows(
        shelf, "select category, start_on, period_type, value, mark from anything_figure order by source_row, start_on"
    )
    assert found == [
        ("城", date(2019, 4, 1), "fiscal_year", 512345.0, ""), ("城", date(2020, 4, 1), "fiscal_year", 210.0, ""),
        ("湖", date(2019, 4, 1), "fiscal_year", 312.0, ""), ("湖", date(2020, 4, 1), "fiscal_year", None, "suppressed"),
    ]  # fmt: skip


def test_two_files_that_type_a_column_differently_lose_no_number() -> None:
    shelf, _loaded = anything_shelf(
        a="名,値\nあ,0.1\nい,12345678.9\nう,3\n",
        b="名,値\nあ,多い\nい,少ない\nう,普通\n",
        c="名,値\nあ,7\nい,8\nう,9\n",
    )
    ((whole,),) = rows(shelf, Query("q", "", (), (), SUM).picked({"amount": "値"}).sql)
    assert whole == pytest.approx(12345682.0 + 24)


def test_every_row_is_on_the_shelf(real: Path) -> None:
    """Two large real files, every row of each in every table."""
    for name in ("takamatsu_hospital_data.csv", "yaizu_222127_park_info.csv"):
        shelf, loaded = anything_shelf(a=(real / name).read_bytes())
        records = sum(1 for _ in pd.read_csv(real / name, dtype=str).itertuples())
        assert loaded["a"].rows == records
        assert rows(shelf, "select (select count(*) from anything), (select count(*) from anything_row)") == [
            (records, records)
        ]


def test_the_questions_run_as_they_stand() -> None:
    """Without any pick every open role is null: what the general tests of questions rely on."""
    library = Library()
    for name in (name for name in library if name.startswith("anything_")):
        assert library[name].picked({}) == library[name]
