"""What a hostile reviewer put into a data folder: counted once, refused, or told; never a closed page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from machi.errors import BadSettings
from machi.ingest.schema import project_schemas
from machi.ingest.sorting import is_total
from machi.store.city import load_city
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import AED, CITY, EVENT, POPULATION, folder, publish

PARK = "都道府県コード又は市区町村コード,ID,名称,緯度,経度,設置遊具\n132012,1,見本公園,35.0,139.0,すべり台\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return folder(tmp_path)


def shelf_of(data: Path) -> Shelf:
    return open_shelf(data, data.parent / "store" / "store.duckdb")


def rows(shelf: Shelf, sql: str) -> list[tuple]:
    return shelf.connection.cursor().execute(sql).fetchall()


def people(*towns: str, day: str = "2026-04-01") -> str:
    return POPULATION + "".join(f"{day},{town},36,16,20,16,10,0,10\n" for town in towns)


def codes(shelf: Shelf, kind: str) -> list[str]:
    return [problem.code for problem in shelf.catalogue.problems(kind) if problem.sentence()]


def test_a_survey_day_in_two_files_is_counted_once_and_told(data: Path) -> None:
    publish(data, "population/old", people("朝日町１丁目", "三ケ名", "廃町"))
    publish(data, "population/new", people("朝日町1丁目", "三ヶ名", "新町"), as_of="2026-05-01")
    shelf = shelf_of(data)
    assert rows(shelf, "select sum(total), count(distinct dataset) from population") == [(108, 1)]
    assert "same_day" in codes(shelf, "population")


def test_parts_of_one_day_stand_side_by_side(data: Path) -> None:
    publish(data, "population/north", people("北町"), part='"北"')
    publish(data, "population/south", people("南町"), part='"南"')
    shelf = shelf_of(data)
    assert rows(shelf, "select sum(total) from population") == [(72,)]
    assert codes(shelf, "population") == []


def test_a_row_twice_in_a_file_is_one_area(data: Path) -> None:
    publish(data, "population/p", people("甲町", "甲町", "乙町"))
    shelf = shelf_of(data)
    assert rows(shelf, "select town, sum(total) from population group by 1 order by 1") == [("乙町", 36), ("甲町", 36)]
    assert rows(shelf, "select issue_kind from issue") == [("duplicate",)]


def test_sums_and_shares_are_no_areas(data: Path) -> None:
    sums = ("市全体", "市計", "甲地区計", "見本市", "うち外国人")
    publish(data, "population/p", people("甲町", "乙町", "内野", *sums))
    shelf = shelf_of(data)
    assert rows(shelf, "select sum(total) from population") == [(108,)]
    assert rows(shelf, "select issue_kind, count(*) from issue group by 1") == [("total_row", 5)]


@pytest.mark.parametrize("town", ["内野", "うちの台", "主計", "主計町", "男山", "全体町", "計石", "うち"])
def test_real_names_of_areas_are_no_sums(town: str) -> None:
    assert not is_total(town)


def test_a_month_or_a_year_is_no_day_of_an_event(data: Path) -> None:
    days = ("2026年11月", "2026年度", "2026年", "2026-11-03")
    publish(data, "event/e", EVENT + "".join(f"{n},催し{n},{day},,,,,\n" for n, day in enumerate(days)))
    shelf = shelf_of(data)
    assert rows(shelf, "select cast(start_on as varchar) from event where start_on is not null") == [("2026-11-03",)]
    assert rows(shelf, "select count(*) from issue where issue_kind = 'no_exact_day'") == [(3,)]


def test_a_list_of_another_kind_never_stands_for_aeds(data: Path) -> None:
    publish(data, "aed/132012_aed", PARK)
    shelf = shelf_of(data)
    assert rows(shelf, "select count(*) from place") == [(0,)]
    assert codes(shelf, "aed") == ["wrong_kind"]


def test_a_list_that_nothing_calls_aed_is_refused_and_one_that_is_called_so_is_read(data: Path) -> None:
    bare = "ID,名称,緯度,経度\n1,見本館,35.0,139.0\n"
    publish(data, "aed/facilities", bare, part='"a"')
    publish(data, "aed/places", bare, part='"b"', title='"ＡＥＤ設置箇所"')
    publish(data, "aed/third", AED + "132012,1,見本集会所,35.0,139.0,有\n", part='"c"')
    shelf = shelf_of(data)
    assert rows(shelf, "select dataset from aed order by 1") == [("places",), ("third",)]
    assert codes(shelf, "aed") == ["not_aed"]


@pytest.mark.parametrize("bad", ["nan", "inf"])
def test_a_point_that_is_no_number_closes_no_page(data: Path, bad: str) -> None:
    towns = f"town,district,lat,lon\n東町,東地区,{bad},139.01\n西町,西地区,35.0,139.0\n"
    (data / "reference" / "towns.csv").write_text(towns, encoding="utf-8")
    shelf = shelf_of(data)
    assert shelf.city.view["latitude"] == 35.0
    assert codes(shelf, "") == ["bad_reference"]


@pytest.mark.parametrize(
    "text",
    ["columns = [1]", "title = 1", 'colour = "zzzzzz"', "[columns]\nname = 1", "slugs = 3", "[[["],
)
def test_a_broken_schema_falls_back_to_the_projects(data: Path, text: str) -> None:
    (data / "aed").mkdir()
    (data / "aed" / "schema.toml").write_text(text, encoding="utf-8")
    shelf = shelf_of(data)
    assert shelf.schemas["aed"] == project_schemas()["aed"]
    assert codes(shelf, "") == ["bad_schema"]


@pytest.mark.parametrize("text", ["name = 1", "[name]\naliases = 3", "[name]\ntitle = 5", "[["])
def test_broken_columns_fall_back_to_the_projects(data: Path, text: str) -> None:
    (data / "columns.toml").write_text(text, encoding="utf-8")
    assert codes(shelf_of(data), "") == ["bad_schema"]


@pytest.mark.parametrize(
    ("old", "new"),
    [('id = "hall"', "id = 7"), ('"見本市役所"', "8"), ("35.0", "nan"), ("35.0", "inf"), ("35.0", "999")],
)
def test_a_landmark_that_no_map_can_show_is_told(data: Path, old: str, new: str) -> None:
    (data / "city.toml").write_text(CITY.replace(old, new), encoding="utf-8")
    with pytest.raises(BadSettings):
        load_city(data)
    assert codes(shelf_of(data), "") == ["city"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_among_the_files_is_passed_by(data: Path) -> None:
    publish(data, "aed/a_aed", AED + "132012,1,見本集会所,35.0,139.0,有\n")
    os.mkfifo(data / "aed" / "pipe.csv")
    assert rows(shelf_of(data), "select count(*) from aed") == [(1,)]
