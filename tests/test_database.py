"""The store: every row counted, files of a kind united, trusted only while it is what was built, swapped whole."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from machi.ingest.schema import PROJECT_DATA
from machi.store.database import build, data_folder, inputs_fingerprint, manifest_path, open_shelf, store_path
from machi.store.shelf import Shelf
from tests.folders import AED, EVENT, POPULATION, folder, publish
from tests.own import shipped as shipped_shelf

ROW = "132012,1,見本集会所,35.0,139.001,有\n"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return folder(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store" / "store.duckdb"


def rows(shelf: Shelf, sql: str) -> list[tuple]:
    return shelf.connection.cursor().execute(sql).fetchall()


def codes(shelf: Shelf, kind: str) -> list[str]:
    return [problem.code for problem in shelf.catalogue.problems(kind)]


def database_file(store: Path) -> Path:
    return store.with_name(json.loads(manifest_path(store).read_text(encoding="utf-8"))["database"])


# What is loaded


def test_rows_values_issues_and_sources_reach_the_shelf(data: Path, store: Path) -> None:
    publish(
        data, "aed/a", AED + "132012,1,見本集会所,35.0,139.001,有\n132012,2,見本館,north,139.0,\n", encoding="cp932"
    )
    shelf = open_shelf(data, store)
    assert rows(shelf, "select id, name, lat, child_pads from aed order by id") == [
        ("1", "見本集会所", 35.0, True),
        ("2", "見本館", None, None),
    ]
    ((issue, count),) = rows(
        shelf, "select issue_kind, count(*) from issue where row = 3 and column_name = 'lat' group by 1"
    )
    assert (issue, count) == ("not_a_coordinate", 1)
    (publication,) = shelf.catalogue.usable("aed")
    assert (publication.rows_in, publication.rows_ok, publication.rows_reported, publication.rows_used) == (2, 2, 0, 2)
    assert (publication.encoding, publication.header_row) == ("cp932", 1)
    assert [source.dataset for source in shelf.sources("aed", "park")] == ["a"]


def test_missing_keeps_its_names_and_is_never_zero(data: Path, store: Path) -> None:
    publish(data, "population/p", POPULATION + "2026-04-01,東町,-,不詳,秘匿,,0,5,5\n")
    shelf = open_shelf(data, store)
    assert rows(shelf, "select total, men, women, m_0_4, f_0_4 from population") == [(None, None, None, None, 0)]
    assert rows(shelf, "select column_name, mark from missing order by all") == [
        ("men", "unknown"),
        ("total", "none"),
        ("women", "suppressed"),
    ]


def test_every_known_kind_has_a_table_and_an_own_schema_keeps_the_columns_that_questions_read(
    data: Path, store: Path
) -> None:
    (data / "aed").mkdir()
    (data / "aed" / "schema.toml").write_text(
        'title = "うちのAED"\nsubject = "places"\nkey = ["id"]\nuse = ["id", "name", "lat", "lon"]\n'
        '[columns.colour]\ntitle = "箱の色"\n',
        encoding="utf-8",
    )
    publish(data, "aed/a", "ID,名称,緯度,経度,箱の色\n1,見本集会所,35.0,139.0,赤\n")
    shelf = open_shelf(data, store)
    assert rows(shelf, "select colour, child_pads from aed") == [("赤", None)]
    assert rows(shelf, "select kind, name from place") == [("aed", "見本集会所")]
    assert rows(shelf, "select count(*) from event_day") == [(0,)]


def test_the_manifest_names_every_input(data: Path, store: Path) -> None:
    path = publish(data, "aed/a", AED + ROW)
    manifest = build(data, store).manifest
    assert manifest.inputs["data/aed/a.csv"] == hashlib.sha256(path.read_bytes()).hexdigest()
    wanted = {"data/city.toml", "data/aed/a.toml", "data/reference/towns.csv", "project/aed/schema.toml"}
    assert {*wanted, "project/columns.toml", "queries/_macros.sql", "queries/_views.sql"} <= set(manifest.inputs)
    assert manifest.sha256 == hashlib.sha256(database_file(store).read_bytes()).hexdigest()


# Uniting


def test_of_two_lists_of_one_part_the_newest_wins_whole(data: Path, store: Path) -> None:
    publish(data, "aed/old", AED + ROW + "132012,2,見本館,35.0,139.0,\n", as_of="2024-04-01")
    publish(data, "aed/new", AED + ROW, as_of="2026-04-01")
    shelf = open_shelf(data, store)
    assert rows(shelf, "select dataset, count(*) from aed group by 1") == [("new", 1)]
    assert [item.id for item in shelf.catalogue.usable("aed")] == ["new"]
    (problem,) = shelf.catalogue.problems("aed")
    assert (problem.code, problem.dataset, problem.stops) == ("superseded", "old", False)
    assert "2024-04-01" in problem.sentence()


def test_equal_or_unknown_dates_are_told_not_guessed_in_silence(data: Path, store: Path) -> None:
    publish(data, "aed/a_1", AED + ROW, as_of="")
    publish(data, "aed/a_2", AED + ROW, as_of="")
    shelf = open_shelf(data, store)
    assert sorted(codes(shelf, "aed")) == ["no_as_of", "no_as_of", "same_as_of"]
    assert [item.id for item in shelf.catalogue.usable("aed")] == ["a_2"]


def test_parts_stand_side_by_side(data: Path, store: Path) -> None:
    publish(data, "tourism/onsen", "名称,料金（基本）\n見本温泉,無料\n", part='"温泉"')
    publish(data, "tourism/sights", "名称,料金（基本）\n見本城,無料\n", part='"名所"')
    shelf = open_shelf(data, store)
    assert rows(shelf, "select name from tourism order by 1") == [("見本城",), ("見本温泉",)]
    assert codes(shelf, "tourism") == []


def test_a_broken_newest_list_leaves_the_older_one_in_place(data: Path, store: Path) -> None:
    publish(data, "aed/old", AED + ROW, as_of="2024-04-01")
    publish(data, "aed/new", AED + ROW, as_of="2026-04-01", sha256=f'"{"0" * 64}"')
    shelf = open_shelf(data, store)
    assert [item.id for item in shelf.catalogue.usable("aed")] == ["old"]
    assert codes(shelf, "aed") == ["hash_mismatch"]


def test_periods_are_joined_and_the_newest_file_wins_the_whole_survey_day(data: Path, store: Path) -> None:
    publish(
        data,
        "population/p1",
        POPULATION + "2024-04-01,東町,9,4,5,1,1,0,0\n2025-04-01,東町,10,5,5,1,1,0,0\n",
        as_of="2025-04-01",
    )
    publish(
        data,
        "population/p2",
        POPULATION + "2025-04-01,東町,11,5,6,1,1,0,0\n2026-04-01,東町,12,6,6,1,1,0,0\n",
        as_of="2026-04-01",
    )
    shelf = open_shelf(data, store)
    assert rows(shelf, "select surveyed_on, town, total, dataset from population order by all") == [
        (date(2024, 4, 1), "東町", 9, "p1"),
        (date(2025, 4, 1), "東町", 11, "p2"),
        (date(2026, 4, 1), "東町", 12, "p2"),
    ]
    (problem,) = shelf.catalogue.problems("population")
    assert (problem.code, problem.dataset, problem.facts["count"]) == ("overlap", "p1", "1")
    assert rows(shelf, "select dataset, value, expected from issue where issue_kind = 'overlap'") == [("p1", "1", "p2")]
    assert {item.id: item.rows_used for item in shelf.catalogue.usable("population")} == {"p1": 1, "p2": 2}


def test_the_same_month_published_twice_counts_once(data: Path, store: Path) -> None:
    text = POPULATION + "2026-05-01,東町,10,5,5,1,1,0,0\n"
    publish(data, "population/may", text, as_of="2026-05-01")
    publish(data, "population/june", text, as_of="2026-06-01")
    shelf = open_shelf(data, store)
    assert rows(shelf, "select count(*), sum(total) from population") == [(1, 10)]
    assert codes(shelf, "population") == ["superseded"]


def test_rows_without_a_date_are_the_same_as_no_other(data: Path, store: Path) -> None:
    text = POPULATION + "?,東町,10,5,5,1,1,0,0\n"
    publish(data, "population/a", text, as_of="2026-05-01")
    publish(data, "population/b", text, as_of="2026-06-01")
    assert rows(open_shelf(data, store), "select count(*) from population") == [(2,)]


def test_a_kind_that_mixes_sample_and_published_says_so(data: Path, store: Path) -> None:
    publish(data, "event/a", EVENT + "1,祭,2026-05-01,,,,,\n", synthetic="true")
    publish(data, "event/b", EVENT + "2,市,2026-05-02,,,,,\n")
    assert codes(open_shelf(data, store), "event") == ["synthetic_mixed"]


# Derived tables


def test_ages_are_counted_once_and_add_up(data: Path, store: Path) -> None:
    header = POPULATION.strip() + ",85-89歳の男性,90-94歳の男性,95-99歳の男性,100歳以上の男性\n"
    publish(data, "population/split", header + "2026-04-01,東町,12,9,3,2,3,7,0,4,2,1,0\n")
    publish(data, "population/plain", POPULATION + "2025-04-01,東町,12,9,3,2,3,7,0\n", as_of="2025-04-01")
    shelf = open_shelf(data, store)
    assert rows(shelf, "select year(surveyed_on), sum(people) from population_age group by 1 order by 1") == [
        (2025, 12),
        (2026, 12),
    ]
    assert rows(
        shelf,
        "select age_from, age_to, people from population_age where sex = 'm' and surveyed_on = '2026-04-01' order by 1",
    ) == [
        (0, 4, 2),
        (85, 89, 4),
        (90, 94, 2),
        (95, 99, 1),
        (100, None, 0),
    ]
    assert rows(
        shelf,
        "select age_from, age_to, people from population_age where sex = 'm' and surveyed_on = '2025-04-01' order by 1",
    ) == [
        (0, 4, 2),
        (85, None, 7),
    ]


def test_places_of_all_kinds_lie_in_one_table_with_the_nearest_district(data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + "132012,1,西の館,35.0,139.004,有\n132012,2,東の館,35.0,139.006,\n132012,3,どこか,,,\n")
    publish(data, "park/p", "NO,公園名,緯度,経度,設置遊具\n1,見本公園,35.0,139.009,すべり台\n")
    found = rows(
        open_shelf(data, store), "select kind, name, district, equipment, child_pads from place order by kind, id"
    )
    assert found == [
        ("aed", "西の館", "西地区", None, True),
        ("aed", "東の館", "東地区", None, None),
        ("aed", "どこか", None, None, None),
        ("park", "見本公園", "東地区", "すべり台", None),
    ]


def test_without_reference_towns_no_place_has_a_district(data: Path, store: Path) -> None:
    (data / "reference" / "towns.csv").unlink()
    publish(data, "aed/a", AED + ROW)
    assert rows(open_shelf(data, store), "select name, district from place") == [("見本集会所", None)]


def test_events_know_their_days_and_what_they_cost(data: Path, store: Path) -> None:
    events = (
        "1,一日,2026-05-01,,無料,申込不要,35.0,139.009\n"
        "2,三日,2026-05-01,2026-05-03,500円,要申込,,\n"
        "3,会期,2026-05-01,2026-07-01,,,,\n"
        "4,逆さ,2026-05-10,2026-05-01,,,,\n"
        "5,境目,2026-01-01,2026-03-01,無料（要申込）,,,\n"
    )
    publish(data, "event/e", EVENT + events)
    shelf = open_shelf(data, store)
    assert rows(shelf, "select id, is_free, needs_booking, last_on, district from event_item order by id") == [
        ("1", True, False, date(2026, 5, 1), "東地区"),
        ("2", False, True, date(2026, 5, 3), None),
        ("3", None, None, date(2026, 7, 1), None),
        ("4", None, None, date(2026, 5, 10), None),
        ("5", True, True, date(2026, 3, 1), None),
    ]
    # 2026-05-01 … 07-01 is 62 days (first and last only); 2026-01-01 … 03-01 is 60 days (all).
    days = "select e.id, count(*) from event_day join event_item as e using (dataset, source_row) group by 1 order by 1"
    assert rows(shelf, days) == [("1", 1), ("2", 3), ("3", 2), ("4", 1), ("5", 60)]


# Faults: each is told by its own kind, the others work


FAULTS = {
    "hash_mismatch": lambda path: path.write_text(AED + ROW + ROW, encoding="utf-8"),
    "bad_sidecar": lambda path: path.with_suffix(".toml").write_text("title = [", encoding="utf-8"),
    "no_sidecar": lambda path: path.with_suffix(".toml").unlink(),
    "empty_folder": lambda path: (path.unlink(), path.with_suffix(".toml").unlink()),
    "unreadable": lambda path: publish(path.parent.parent, "aed/a", "PK\x03\x04" + "\0" * 99),
    "missing_column": lambda path: publish(
        path.parent.parent, "aed/a", "NO,緯度,経度,小児対応設備の有無\n1,35.0,139.0,有\n"
    ),
    "no_rows": lambda path: publish(path.parent.parent, "aed/a", AED),
    "aggregate": lambda path: publish(path.parent.parent, "aed/a", AED + ROW, access='"aggregate"'),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_takes_one_kind_only_and_says_what_to_do(code: str, data: Path, store: Path) -> None:
    path = publish(data, "aed/a", AED + ROW)
    publish(data, "park/p", "NO,公園名,緯度,経度,設置遊具\n1,見本公園,35.0,139.009,すべり台\n")
    FAULTS[code](path)
    shelf = open_shelf(data, store)
    assert codes(shelf, "aed") == [code]
    assert not shelf.has("aed")
    assert shelf.has("park")
    assert rows(shelf, "select count(*) from aed") == [(0,)]
    assert rows(shelf, "select count(*) from place") == [(1,)]
    with pytest.raises(Exception, match=shelf.catalogue.problems("aed")[0].sentence()[:12].replace("(", ".")):
        shelf.require_any(("aed",))


@pytest.mark.parametrize("text", [None, "name = "])
def test_without_a_city_the_shelf_still_opens(text: str | None, data: Path, store: Path) -> None:
    (data / "city.toml").unlink() if text is None else (data / "city.toml").write_text(text, encoding="utf-8")
    shelf = open_shelf(data, store)
    assert codes(shelf, "") == ["city"]
    assert shelf.city.code == ""
    assert shelf.city.view["latitude"] == 35.0


def test_a_broken_reference_file_is_told(data: Path, store: Path) -> None:
    (data / "reference" / "towns.csv").write_text("town,district,lat,lon\n東町,東,x,139\n", encoding="utf-8")
    assert codes(open_shelf(data, store), "") == ["bad_reference"]


# Trust


def test_an_unchanged_store_is_opened_not_built(data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    first = open_shelf(data, store)
    built = database_file(store)
    second = open_shelf(data, store)
    assert database_file(store) == built
    assert first.fingerprint == second.fingerprint
    assert first.catalogue == second.catalogue


@pytest.mark.parametrize("damage", ["flip", "truncate", "empty", "zero_page", "gone"])
def test_a_damaged_store_is_built_again(damage: str, data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    path = build(data, store).path
    payload = bytearray(path.read_bytes())
    middle = len(payload) // 2
    if damage == "flip":
        payload[middle] ^= 0xFF
    elif damage == "truncate":
        del payload[middle:]
    elif damage == "empty":
        payload.clear()
    elif damage == "zero_page":
        payload[4096 : 4096 * 2] = bytes(4096)
    path.unlink() if damage == "gone" else path.write_bytes(payload)
    shelf = open_shelf(data, store)
    assert rows(shelf, "select name from aed") == [("見本集会所",)]
    assert database_file(store) != path
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"database": "store.duckdb"}'])
def test_a_damaged_manifest_means_build(text: str, data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    build(data, store)
    manifest_path(store).write_text(text, encoding="utf-8")
    assert rows(open_shelf(data, store), "select count(*) from aed") == [(1,)]


def test_a_csv_replaced_while_open_shows_only_on_the_next_shelf(data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    before, polled = open_shelf(data, store), inputs_fingerprint(data)
    publish(data, "aed/a", AED + ROW + "132012,2,見本館,35.0,139.0,\n")
    assert inputs_fingerprint(data) != polled
    after = open_shelf(data, store)
    assert after.fingerprint != before.fingerprint
    assert rows(before, "select count(*) from aed") == [(1,)]
    assert rows(after, "select count(*) from aed") == [(2,)]


def test_same_size_and_time_do_not_hide_a_change(data: Path, store: Path) -> None:
    path = publish(data, "aed/a", AED + ROW)
    stat = path.stat()
    open_shelf(data, store)
    publish(data, "aed/a", AED + ROW.replace("有", "無"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert rows(open_shelf(data, store), "select child_pads from aed") == [(False,)]


def test_sql_can_neither_write_nor_reach_files(data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    shelf = open_shelf(data, store)
    for sql in ("drop table aed", f"select * from read_csv('{data}/aed/a.csv')", "set enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            rows(shelf, sql)


def test_a_folder_that_can_not_be_written_means_memory_with_a_note(data: Path, tmp_path: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    shelf = open_shelf(data, tmp_path / "file" / "store.duckdb")
    assert rows(shelf, "select count(*) from aed") == [(1,)]
    assert codes(shelf, "") == ["in_memory"]
    with pytest.raises(duckdb.Error):
        rows(shelf, f"select * from read_csv('{data}/aed/a.csv')")


def test_a_store_in_a_folder_that_can_not_be_locked_is_opened(data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    path = build(data, store).path
    (store.parent / ".lock").unlink(missing_ok=True)
    (store.parent / ".lock").mkdir()
    shelf = open_shelf(data, store)
    assert codes(shelf, "") == []
    assert database_file(store) == path


def test_two_processes_at_once_build_once(data: Path, store: Path) -> None:
    publish(data, "aed/a", AED + ROW)
    program = (
        "import sys; from pathlib import Path; from machi.store.database import open_shelf;"
        "shelf = open_shelf(Path(sys.argv[1]), Path(sys.argv[2]));"
        "print(shelf.connection.cursor().execute('select count(*) from aed').fetchone()[0], shelf.fingerprint)"
    )
    command = [sys.executable, "-c", program, str(data), str(store)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _n in range(3)]
    answers = {process.communicate(timeout=60)[0].strip() for process in running}
    assert len(answers) == 1
    assert answers.pop().startswith("1 ")
    assert len(list(store.parent.glob("store-*.duckdb"))) == 1


def test_a_writer_that_swaps_files_never_shows_half_of_each(data: Path, store: Path) -> None:
    """Two versions differ in row count and in every row's name: a shelf holds one or the other."""
    versions = [AED + "".join(f"132012,{n},版{count},35.0,139.0,\n" for n in range(count)) for count in (3, 7)]
    publish(data, "aed/a", versions[0])
    stop = threading.Event()

    def swap() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            publish(data, "aed/a", versions[turn % 2])
            time.sleep(0.002)

    writer = threading.Thread(target=swap)
    writer.start()
    try:
        for _round in range(3):
            found = rows(open_shelf(data, store), "select count(*), list(distinct name) from aed")
            # Zero rows: the sidecar and the CSV were caught apart, which is refused as a hash that differs.
            assert found in ([(3, ["版3"])], [(7, ["版7"])], [(0, None)])
    finally:
        stop.set()
        writer.join()


# Where and when


def test_the_environment_chooses_folder_and_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MACHI_DATA", raising=False)
    monkeypatch.delenv("MACHI_STORE", raising=False)
    assert data_folder() == PROJECT_DATA
    assert store_path(tmp_path).parent.parent == ROOT / ".build"
    assert store_path(tmp_path) != store_path(PROJECT_DATA)
    monkeypatch.setenv("MACHI_DATA", str(tmp_path))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "x.duckdb"))
    assert data_folder() == tmp_path.resolve()
    assert store_path(PROJECT_DATA) == (tmp_path / "x.duckdb").resolve()
    monkeypatch.setenv("MACHI_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(Exception, match="MACHI_DATA"):
        data_folder()


@pytest.mark.parametrize(
    ("synthetic", "fixed", "day"),
    [
        (["true"], "", "2026-06-15"),
        (["true"], "2026-01-02", "2026-01-02"),
        (["true", "false"], "", "today"),
        ([], "", "today"),
    ],
)
def test_the_day_of_the_shelf(
    synthetic: list[str], fixed: str, day: str, data: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from machi.clock import real_today

    monkeypatch.setenv("MACHI_TODAY", fixed)
    for number, value in enumerate(synthetic):
        publish(data, f"event/e{number}", EVENT + f"{number},祭,2026-05-01,,,,,\n", synthetic=value)
    shelf = open_shelf(data, store)
    assert shelf.today == (real_today() if day == "today" else date.fromisoformat(day))


# The shipped data


@pytest.fixture(scope="module")
def shipped() -> Shelf:
    return shipped_shelf()


def test_every_shipped_file_is_used_and_accounted_for(shipped: Shelf) -> None:
    csvs = {path.stem for path in PROJECT_DATA.glob("*/*.csv") if path.parent.name != "reference"}
    assert csvs
    assert {item.id for item in shipped.catalogue.publications if item.usable} == csvs
    for item in shipped.catalogue.publications:
        assert item.rows_in == item.rows_ok + item.rows_reported
    assert not [problem.sentence() for problem in shipped.catalogue.problems() if problem.stops]


def test_on_every_survey_day_sexes_and_ages_add_up_to_the_towns(shipped: Shelf) -> None:
    """The city total of a day is the sum of its towns; ages (with those unknown) tell the same number."""
    found = rows(
        shipped,
        """
        with towns as (
            select surveyed_on, sum(total) as total, sum(men + women) as both_sexes,
                   sum(coalesce(m_unknown, 0) + coalesce(f_unknown, 0)) as unknown
            from population group by surveyed_on
        ),
        ages as (select surveyed_on, sum(people) as people from population_age group by surveyed_on)
        select surveyed_on, total, both_sexes, people + unknown from towns join ages using (surveyed_on)
        """,
    )
    assert len(found) >= 10
    assert [row for row in found if not row[1] == row[2] == row[3]] == []
