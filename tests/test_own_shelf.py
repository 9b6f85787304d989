"""A shelf of own files answers like the published one, is marked as unchecked, and gives everything back."""

from __future__ import annotations

import gc
import re
import weakref
from datetime import date
from pathlib import Path

import duckdb
import pytest

import machi.cards.all  # noqa: F401 - registers every card
from machi.cards.card import Map
from machi.cards.deck import ready_deck
from machi.cards.registry import build
from machi.errors import NotOnShelf
from machi.export.datasets import original_bytes
from machi.own.files import Choices
from machi.own.shelf import close, own_shelf
from machi.store.load import set_up
from tests.own import AED_HEADER, AED_ROWS, MARKER, aed_bytes, aed_file, csv_text, opened, shipped

ROOT = Path(__file__).resolve().parent.parent


def test_the_same_tables_stand_on_both_shelves() -> None:
    listing = """
        select table_name, column_name, data_type from information_schema.columns where table_name <> 'anything' order by all
    """
    shelf = own_shelf([aed_file()], shipped())
    assert shelf.connection.execute(listing).fetchall() == shipped().connection.cursor().execute(listing).fetchall()
    close(shelf)


FED = {
    "aed": {"place"},
    "event": {"event_item", "event_day"},
    "population": {"population_age"},
    "mesh_population": {"mesh_count", "mesh_level", "inhabited_cell"},
}


@pytest.mark.parametrize("kind", FED)
def test_what_no_kind_feeds_is_as_empty_as_if_it_had_been_asked_for(kind: str) -> None:
    path = sorted((ROOT / "data" / kind).glob("*.csv"))[-1]
    shelf = own_shelf([opened(path.read_bytes(), path.name)], shipped())
    made = re.findall(r"^create or replace table (\w+)", shelf.library.setup("views"), re.MULTILINE)
    assert len(made) > 10

    def told() -> dict[str, tuple[object, ...]]:
        found = {}
        for name in made:
            asked = shelf.connection.execute(f"select * from {name} order by all")
            found[name] = (asked.description, asked.fetchall())
        return found

    short = told()
    set_up(shelf.connection, shelf.library)
    assert told() == short
    assert {name for name, (_columns, rows) in short.items() if rows} >= FED[kind]
    close(shelf)


def test_a_card_of_an_own_file_tells_its_rows_and_that_it_is_unchecked() -> None:
    shelf = own_shelf([aed_file()], shipped())
    card = build(shelf, "places_map")
    assert "3" in card.finding
    assert card.internal
    assert [source.unchecked for source in card.sources] == [True]
    assert not card.synthetic
    assert MARKER in card.table["name"].tolist()
    close(shelf)


def test_only_the_own_file_is_there() -> None:
    shelf = own_shelf([aed_file()], shipped())
    assert [(item.id, item.kind) for item in shelf.catalogue.publications] == [
        ("own-1", "aed"),
        ("own-1-anything", "anything"),
    ]
    with pytest.raises(NotOnShelf, match="うちのデータで見る"):
        build(shelf, "population_trend")
    assert original_bytes(shelf, "own-1") == aed_bytes()
    close(shelf)


def test_a_file_of_this_city_keeps_the_city_and_its_ground() -> None:
    shelf = own_shelf([aed_file()], shipped())
    assert shelf.city is shipped().city
    towns = "select count(*) from reference_town"
    assert shelf.connection.execute(towns).fetchall() == shipped().connection.cursor().execute(towns).fetchall()
    close(shelf)


def test_a_table_whose_latitude_and_longitude_changed_places_is_still_of_this_city() -> None:
    rows = [(name, lon, lat) for name, _address, lat, lon, *_rest in AED_ROWS]
    shelf = own_shelf([opened(csv_text(("名称", "緯度", "経度"), rows).encode(), "表.csv")], shipped())
    assert shelf.city is shipped().city
    close(shelf)


def test_a_file_of_another_city_is_not_headed_with_this_one() -> None:
    rows = tuple(
        (name, place, str(float(lat) - 3), str(float(lon) - 5), *rest) for name, place, lat, lon, *rest in AED_ROWS
    )
    shelf = own_shelf([opened(csv_text(AED_HEADER, rows).encode(), "aed.csv")], shipped())
    assert shelf.city.name == "このまち"
    assert shelf.city.view["latitude"] == pytest.approx(34.49, abs=0.1)
    assert build(shelf, "places_map").figure.view["latitude"] == pytest.approx(34.49, abs=0.1)  # type: ignore[union-attr]
    close(shelf)
    named = tuple(("999997", "となりの市", *row) for row in AED_ROWS)
    header = ("全国地方公共団体コード", "地方公共団体名", *AED_HEADER)
    shelf = own_shelf([opened(csv_text(header, named).encode(), "aed.csv")], shipped())
    assert shelf.city.name == "となりの市"
    close(shelf)


def test_two_versions_of_a_list_are_not_counted_twice_and_two_lists_are() -> None:
    old, new = (opened(aed_bytes(), f"aed_{day}.csv", id=f"own-{n}") for n, day in ((1, "20250401"), (2, "20260401")))
    shelf = own_shelf([old, new], shipped())
    assert {item.id: item.status for item in shelf.catalogue.publications if item.kind == "aed"} == {
        "own-1": "superseded",
        "own-2": "ok",
    }
    close(shelf)
    others = tuple((f"別の{row[0]}", *row[1:]) for row in AED_ROWS)
    shelf = own_shelf([old, opened(csv_text(AED_HEADER, others).encode(), "aed2.csv", id="own-3")], shipped())
    assert len(build(shelf, "places_map").table) == 6
    close(shelf)


def test_a_part_of_a_list_beside_it_is_told_and_not_counted_twice() -> None:
    """Two of six places, undated: a share of a third, far from a version of the list."""
    more = tuple((f"別の{row[0]}", *row[1:]) for row in AED_ROWS)
    whole = opened(csv_text(AED_HEADER, (*AED_ROWS, *more)).encode(), "全部.csv", id="own-1")
    part = opened(csv_text(AED_HEADER, AED_ROWS[1:]).encode(), "東と西.csv", id="own-2")
    newer = opened(csv_text(AED_HEADER, AED_ROWS[1:]).encode(), "東と西_20260401.csv", id="own-2")
    older = opened(whole.data, "全部_20250401.csv", id="own-1")
    shelf = own_shelf([older, newer], shipped())
    assert len(build(shelf, "places_map").table) == 6, "cut out later, it is still a part"
    told = [problem.sentence() for problem in shelf.catalogue.problems("aed")]
    assert any("新しくて減った一覧か、一部を抜き出したものか決められない" in sentence for sentence in told)
    assert any("東と西_20260401.csv（2026-04-01）" in one and "全部_20250401.csv（2025-04-01）" in one for one in told)
    close(shelf)
    shelf = own_shelf([part, whole], shipped())
    assert {item.id: item.status for item in shelf.catalogue.publications if item.kind == "aed"} == {
        "own-1": "ok",
        "own-2": "contained",
    }
    assert len(build(shelf, "places_map").table) == 6
    told = [problem.sentence() for problem in shelf.catalogue.problems("aed")]
    assert any("東と西.csv にある名称と住所は、すべて 全部.csv にもあります" in sentence for sentence in told)
    close(shelf)
    upstairs = [(*row[:4], "3階", row[5]) for row in AED_ROWS[1:]]
    floor = opened(csv_text(AED_HEADER, upstairs).encode(), "3階.csv", id="own-4")
    shelf = own_shelf([whole, floor], shipped())
    assert {item.status for item in shelf.catalogue.publications if item.kind == "aed"} == {"ok"}
    close(shelf)
    moved = opened(
        csv_text(AED_HEADER, [("東の公民館", "本町9-9", *AED_ROWS[1][2:])] * 2).encode(), "別.csv", id="own-3"
    )
    shelf = own_shelf([whole, moved], shipped())
    assert {item.status for item in shelf.catalogue.publications if item.kind == "aed"} == {"ok"}
    close(shelf)


def test_a_missing_column_is_told_and_nothing_of_the_file_is_counted() -> None:
    data = csv_text(("置いてある所", *AED_HEADER[1:]), AED_ROWS).encode()
    shelf = own_shelf([opened(data, "aed.csv")], shipped())
    with pytest.raises(NotOnShelf, match="名称"):
        build(shelf, "places_map")
    close(shelf)


def test_rows_about_persons_are_only_there_as_suppressed_tables() -> None:
    path = next((ROOT / "data" / "diet_survey").glob("*.csv"))
    as_published = Choices(as_of=shipped().sources("diet_survey")[0].as_of)
    shelf = own_shelf([opened(path.read_bytes(), path.name, as_published)], shipped())
    assert shelf.connection.execute("select count(*) from diet_survey").fetchall() == [(0,)]
    assert shelf.catalogue.publications[0].status == "aggregated"
    sizes = "select min(people) from diet_group where people is not null and id <> 'all'"
    assert shelf.connection.execute(sizes).fetchall()[0][0] >= 10
    with pytest.raises(NotOnShelf):
        original_bytes(shelf, "own-1")
    card, published = build(shelf, "diet_target"), build(shipped(), "diet_target")
    assert card.finding == published.finding
    close(shelf)


def test_nothing_outside_can_be_read_and_nothing_spills() -> None:
    shelf = own_shelf([aed_file()], shipped())
    for sql in ("select * from read_csv('README.md')", "copy aed to 'x.csv'", "attach 'x.duckdb'", "install spatial"):
        with pytest.raises(duckdb.Error):
            shelf.connection.execute(sql)
    with pytest.raises(duckdb.Error):
        shelf.connection.execute("set enable_external_access = true")
    ((folder,),) = shelf.connection.execute("select current_setting('temp_directory')").fetchall()
    assert folder == ""
    close(shelf)


def test_the_day_settled_by_hand_lets_aeds_be_ranked() -> None:
    file = opened(aed_bytes(), "aed.csv", Choices(as_of=date(2026, 11, 1)))
    shelf = own_shelf([file], shipped())
    assert build(shelf, "places_nearest").sources[0].as_of == date(2026, 11, 1)
    close(shelf)


def test_closed_is_gone() -> None:
    file = aed_file()
    shelf = own_shelf([file], shipped())
    frame, holder = weakref.ref(file.frame), weakref.ref(shelf)
    close(shelf)
    with pytest.raises(duckdb.Error):
        shelf.ask("place_counts")
    del file, shelf
    gc.collect()
    assert (frame(), holder()) == (None, None)


def test_a_list_too_long_to_measure_is_told_and_its_map_is_thinned() -> None:
    """6,000 places: no distance between all of them is computed, and the map says that it draws only a part."""
    rows = [(f"地点{n}", f"栄町{n}", f"37.{n:06}", f"139.9{n:05}", "1階", "有") for n in range(21_000)]
    shelf = own_shelf([opened(csv_text(AED_HEADER, rows).encode(), "aed.csv")], shipped())
    card = build(shelf, "places_coverage")
    assert card.empty
    assert "21,000台" in card.finding
    figure = build(shelf, "places_map").figure
    assert isinstance(figure, Map)
    deck = ready_deck(figure, lambda name: None)
    assert deck.left_out > 0
    assert len(deck.json) < 5_000_000
    close(shelf)


def test_a_sum_that_stands_where_the_year_would_is_not_added_up() -> None:
    rows = [(f"令和{n}年度", place, str(100 * n)) for n in (5, 6, 7) for place in ("北", "南", "東")]
    data = csv_text(("年度", "館", "貸出冊数（冊）"), [*rows, ("合計", "", "9999")]).encode()
    shelf = own_shelf([opened(data, "貸出.csv")], shipped())
    card = build(shelf, "anything_ranking")
    assert 9999 not in [float(value) for value in card.table.select_dtypes("number").to_numpy().ravel()]
    close(shelf)


def test_a_file_of_very_many_rows_is_not_put_into_districts(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = own_shelf([aed_file()], shipped())
    assert build(usual, "places_map").table["district"].notna().all()
    close(usual)
    monkeypatch.setattr("machi.own.shelf.MOST_KEPT", 2)
    shelf = own_shelf([aed_file()], shipped())
    assert build(shelf, "places_map").table["district"].isna().all()
    assert shelf.city is shipped().city
    close(shelf)


def test_a_sum_that_stands_where_the_running_number_would_is_not_added_up() -> None:
    body = [
        ("1", "本館", "120"),
        ("2", "東館", "80"),
        ("小計", "", "200"),
        ("3", "うちわ館", "65"),
        ("合計", "", "265"),
    ]
    file = opened(csv_text(("番号", "館名", "利用者数（人）"), body).encode(), "利用.csv")
    shelf = own_shelf([file], shipped())
    sums = shelf.connection.execute("select source_row from anything_row where is_total order by 1").fetchall()
    assert sums == [(4,), (6,)], "うちわ館 is a hall"
    assert "265" in build(shelf, "anything_ranking").finding
    close(shelf)


def test_sums_under_any_of_the_first_labels_are_pointed_out() -> None:
    def sums(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[tuple[int, str, str]]:
        issues = opened(csv_text(header, rows).encode(), "表.csv").free.issues
        return [(one.row, one.value, one.expected) for one in issues if one.kind == "total_like"]

    assert sums(("番号", "館", "数"), [("1", "本館", "5"), ("2", "東館", "6"), ("合計", "", "11")]) == [
        (4, "合計", "1")
    ]
    areas = [("東", "ひ", "5"), ("", "た", "6"), ("", "小計", "11"), ("西", "さ", "1"), ("合計", "", "12")]
    assert sums(("地区", "施設", "数"), areas) == [(4, "小計", "2")]


def test_the_year_among_the_months_is_not_added_up() -> None:
    rows = [
        ("4月", "55.0"),
        ("5月", "60.5"),
        ("年間", "115.5"),
        ("4月までの累計", "55"),
        ("累計", "115.5"),
        ("時間", "1"),
    ]
    file = opened(csv_text(("月", "降水量（mm）"), rows).encode(), "雨.csv")
    shelf = own_shelf([file], shipped())
    sums = shelf.connection.execute("select source_row from anything_row where is_total order by 1").fetchall()
    assert sums == [(4,), (5,), (6,)]
    close(shelf)


def test_the_unit_above_the_table_stands_beside_its_figures() -> None:
    body = csv_text(("課", "予算額", "件数"), [("総務", "1000", "4"), ("財政", "500", "5")])
    for above in ("課別予算（単位：千円）,,\r\n", "課別予算,,\r\n,,単位: 千円\r\n", "課別予算 [単位 千円],,\r\n"):
        file = opened((above + body).encode("cp932"), "予算.csv")
        assert [one.unit for one in file.meanings] == ["", "千円", "件"], above
        shelf = own_shelf([file], shipped())
        assert "1,000千円" in build(shelf, "anything_ranking").finding
        close(shelf)
    both = opened(("課別予算（単位：千円、％）,,\r\n" + body).encode(), "予算.csv")
    assert [one.unit for one in both.meanings] == ["", "千円", "件"]
    percent = opened("予算（単位：千円、％）,,\r\n課,予算,増減\r\n総務,1000,4\r\n財政,500,5\r\n".encode(), "予算.csv")
    assert [one.unit for one in percent.meanings] == ["", "千円", ""]
