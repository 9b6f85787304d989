"""Published files of any city become a data folder: bytes untouched, sidecars drafted, the city told from points."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from machi.__main__ import main
from machi.errors import MachiError
from machi.store.adopt import Outcome, adopt, safe_stem
from machi.store.adopt_city import district_of, town_of
from machi.store.catalogue import read_sidecar
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from machi.store.sidecar import seal
from tests.folders import AED, POPULATION, REAL, folder, needs_real, publish

ROW = "132012,1,見本集会所,35.0,139.001,有\n"


def rows(shelf: Shelf, sql: str) -> list[tuple]:
    return shelf.connection.cursor().execute(sql).fetchall()


def write(root: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = root / name
    path.write_bytes(text.encode(encoding))
    return path


def test_bytes_are_copied_and_a_sidecar_is_drafted(tmp_path: Path) -> None:
    source = write(tmp_path, "999999_aed (最新) 20260401.csv", AED + ROW, "cp932")
    outcome = adopt([source], tmp_path / "out", name="見本市", code="999999", licence="CC BY 4.0")
    (copy,) = (tmp_path / "out" / "aed").glob("*.csv")
    assert copy.name == "999999_aed_最新_20260401.csv"
    assert copy.read_bytes() == source.read_bytes()
    publication = read_sidecar(copy)
    assert (publication.publisher, publication.licence, publication.as_of) == ("見本市", "CC BY 4.0", date(2026, 4, 1))
    assert not outcome.skipped
    assert open_shelf(tmp_path / "out", tmp_path / "s.duckdb").has("aed")


def test_what_only_a_person_knows_is_left_open_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path, "aed.csv", AED + ROW)
    words = ["adopt", str(source), "--out", str(tmp_path / "out"), "--name", "見本市", "--code", "999999"]
    assert main(words) == 1
    told = capsys.readouterr().out
    assert "as_of" in told
    assert "licence" in told
    publication = read_sidecar(tmp_path / "out" / "aed" / "aed.csv")
    assert publication.as_of is None
    assert publication.licence == "確認してください"


def test_files_without_a_kind_are_left_out_with_a_reason(tmp_path: Path) -> None:
    good = write(tmp_path, "aed.csv", AED + ROW)
    strange = write(tmp_path, "budget.csv", "年度,科目,金額\n2025,需用費,100\n")
    binary = tmp_path / "book.csv"
    binary.write_bytes(b"PK\x03\x04" + bytes(200))
    outcome = adopt([good, strange, binary], tmp_path / "out", name="見本市", code="999999")
    assert [item.stem for item in outcome.adopted] == ["aed"]
    assert [name for name, why in outcome.skipped if why] == ["budget.csv", "book.csv"]


def test_nothing_to_adopt_or_a_full_folder_is_refused(tmp_path: Path) -> None:
    strange = write(tmp_path, "budget.csv", "年度,科目,金額\n2025,需用費,100\n")
    with pytest.raises(MachiError, match=r"budget\.csv"):
        adopt([strange], tmp_path / "out", name="見本市", code="999999")
    with pytest.raises(MachiError, match="空では"):
        adopt([strange], tmp_path, name="見本市", code="999999")


def test_the_city_is_told_from_its_own_points(tmp_path: Path) -> None:
    header = POPULATION.strip() + ",緯度,経度\n"
    towns = "2026-04-01,錦町１丁目,1,1,0,0,0,1,0,35.00,139.00\n2026-04-01,東町,1,1,0,0,0,1,0,35.02,139.02\n"
    population = write(tmp_path, "population.csv", header + towns)
    aed = write(tmp_path, "aed.csv", AED + "1,1,見本市役所,35.01,139.01,有\n")
    out = tmp_path / "out"
    adopt([population, aed], out, name="見本市", code="999999")
    shelf = open_shelf(out, tmp_path / "s.duckdb")
    assert shelf.city.name == "見本市"
    assert [mark.name for mark in shelf.city.landmarks] == ["見本市役所"]
    assert rows(shelf, "select town, district, lat from reference_town order by lat") == [
        ("錦町１丁目", "錦町", 35.0),
        ("東町", "東町", 35.02),
    ]
    # Three points in three 1 km cells, each of sixteen 250 m cells.
    assert rows(shelf, "select count(*), min(length(code)), max(length(code)) from reference_cell") == [(48, 10, 10)]
    assert "境界ではありません" in (out / "reference" / "CREDITS.toml").read_text(encoding="utf-8")


def test_parts_of_a_list_stand_side_by_side_and_versions_do_not(tmp_path: Path) -> None:
    header = "名称,料金（基本）,アクセス方法,POIコード\n"
    hotels = write(tmp_path, "tourism_hotels.csv", header + "".join(f"見本宿{n},有料,徒歩,1801\n" for n in range(9)))
    baths = write(tmp_path, "tourism_baths.csv", header + "見本湯,有料,徒歩,1801\n見本宿1,有料,徒歩,1801\n")
    before = write(
        tmp_path, "tourism_hotels_20240401.csv", header + "".join(f"見本宿{n},有料,徒歩,1801\n" for n in range(7))
    )
    outcome = adopt([hotels, baths, before], tmp_path / "out", name="見本市", code="999999")
    parts = {item.stem: item.part for item in outcome.adopted}
    assert parts["tourism_hotels"] == parts["tourism_hotels_20240401"] != parts["tourism_baths"]


def test_a_part_of_a_list_beside_it_is_left_and_told(tmp_path: Path) -> None:
    header = "名称,料金（基本）,アクセス方法,POIコード\n"
    whole = write(tmp_path, "tourism_all.csv", header + "".join(f"見本宿{n},有料,徒歩,1801\n" for n in range(9)))
    part = write(tmp_path, "tourism_east.csv", header + "".join(f"見本宿{n},有料,徒歩,1801\n" for n in (2, 5)))
    changed = write(tmp_path, "tourism_bus.csv", header + "".join(f"見本宿{n},有料,バス,1801\n" for n in (2, 5)))
    outcome = adopt([part, whole, changed], tmp_path / "out", name="見本市", code="999999")
    assert [item.stem for item in outcome.adopted] == ["tourism_all", "tourism_bus"]
    ((file, why),) = outcome.skipped
    assert file == "tourism_east.csv"
    assert "すべて tourism_all.csv にもあります" in why
    assert not list((tmp_path / "out").rglob("tourism_east*"))


@pytest.mark.parametrize(
    ("stem", "safe"),
    [
        ("evacuation space data ", "evacuation_space_data"),
        ("ＡＥＤ①", "AED1"),
        ("../x", "x"),
        ("???", "data"),
        ("a", "a_2"),
    ],
)
def test_file_names_become_safe(stem: str, safe: str) -> None:
    assert safe_stem(stem, {"a"}) == safe


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("見本県見本市東町１丁目２－３", "東町"),
        ("見本市大字北1234", "大字北"),
        ("錦町二丁目3番地", "錦町二丁目"),
        ("見本市", ""),
        (None, ""),
    ],
)
def test_the_town_of_an_address(address: str | None, town: str) -> None:
    assert town_of(address, "見本市") == town


@pytest.mark.parametrize(
    ("town", "district"),
    [("錦町１丁目", "錦町"), ("錦町二丁目", "錦町"), ("東町", "東町"), ("八幡", "八幡"), ("一宮町", "一宮町")],
)
def test_the_district_of_a_town(town: str, district: str) -> None:
    assert district_of(town) == district


def test_sealing_records_the_new_bytes_and_keeps_what_people_wrote(tmp_path: Path) -> None:
    path = publish(folder(tmp_path), "aed/a", AED + ROW, note='"手で書いた" # なぜ')
    old = read_sidecar(path).sha256
    assert "合っています" in seal(path)
    path.write_text(AED + ROW + ROW, encoding="utf-8")
    assert main(["seal", str(path)]) == 0
    sealed = read_sidecar(path)
    assert sealed.sha256 != old
    assert sealed.note == "手で書いた"
    assert "# なぜ" in path.with_suffix(".toml").read_text(encoding="utf-8")


def test_sealing_a_csv_without_sidecar_drafts_one(tmp_path: Path) -> None:
    path = publish(folder(tmp_path), "aed/a", AED + ROW)
    path.with_suffix(".toml").unlink()
    seal(path)
    assert read_sidecar(path).publisher == "確認してください"
    assert main(["seal", str(tmp_path / "nowhere.csv")]) == 2


def test_build_tells_every_file_and_its_exit_status_says_whether_one_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = folder(tmp_path)
    path = publish(data, "aed/a", AED + ROW)
    words = ["build", "--data", str(data), "--store", str(tmp_path / "s.duckdb")]
    assert main(words) == 0
    assert "aed/a.csv: 行 1 = 読めた 1 + 除いた 0" in capsys.readouterr().out
    path.write_text(AED + ROW + ROW, encoding="utf-8")
    assert main(words) == 1
    assert "machi seal" in capsys.readouterr().out
    assert main(["build", "--data", str(tmp_path / "nowhere")]) == 2


# Real cities


@pytest.fixture(scope="module")
def takamatsu(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Shelf]:
    return real_city(tmp_path_factory.mktemp("takamatsu"), "takamatsu_*.csv", "高松市", "372013")


@pytest.fixture(scope="module")
def yaizu(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Shelf]:
    return real_city(tmp_path_factory.mktemp("yaizu"), "yaizu_*.csv", "焼津市", "222127")


def real_city(root: Path, pattern: str, name: str, code: str) -> tuple[Outcome, Shelf]:
    outcome = adopt(sorted(REAL.glob(pattern)), root / "data", name=name, code=code, licence="CC BY 4.0")
    return outcome, open_shelf(root / "data", root / "store.duckdb")


def counts(shelf: Shelf) -> dict[str, int]:
    return {item.id: item.rows_in for item in shelf.catalogue.publications}


@needs_real
def test_takamatsu_has_the_rows_that_were_published(takamatsu: tuple[Outcome, Shelf]) -> None:
    outcome, shelf = takamatsu
    # Row counts of INDEX.md.
    wanted = {
        "takamatsu_aed_location_data": 455,
        "takamatsu_cultural_property_data": 176,
        "takamatsu_events_data": 45,
        "takamatsu_municipal_parking_data": 8,
        "takamatsu_park_data": 310,
        "takamatsu_public_toilet_data": 169,
        "takamatsu_tourist_facilities_data": 13,
        "takamatsu_old_data_0002": 514,
        "takamatsu_old_data_0063": 176,
        "takamatsu_old_data_0065": 167,
        **{f"takamatsu_population_0066_2024{month}": 235 for month in ("01", "02", "03", "04", "05", "07")},
    }
    assert wanted.items() <= counts(shelf).items()
    assert rows(shelf, "select count(*) from aed") == [(455,)]
    months = "select count(distinct surveyed_on), min(surveyed_on), max(surveyed_on) from population"
    assert rows(shelf, months) == [(7, date(2023, 3, 1), date(2024, 7, 1))]
    assert shelf.city.name == "高松市"
    assert {name for name, _why in outcome.skipped} >= {"takamatsu_hospital_data.csv", "takamatsu_old_data_0096.csv"}
    assert not [problem.sentence() for problem in shelf.catalogue.problems() if problem.stops]


@needs_real
def test_yaizu_has_the_rows_that_were_published_and_says_which_list_it_shows(yaizu: tuple[Outcome, Shelf]) -> None:
    _outcome, shelf = yaizu
    assert counts(shelf) == {
        "yaizu_222127_aed": 82,
        "yaizu_earlier_AED設置箇所一覧": 82,
        "yaizu_222127_evacuation_space": 31,
        "yaizu_222127_fire_hydrant": 193,
        "yaizu_222127_municipal_parking_lot": 4,
        "yaizu_222127_park_info": 142,
        "yaizu_222127_public_facility-59773": 230,
        "yaizu_222127_public_toilet": 112,
        "yaizu_222127_tourism_accommodations": 22,
        "yaizu_222127_tourism_onsen": 9,
        "yaizu_222127_tourism_sights": 28,
    }
    assert rows(shelf, "select dataset, count(*) from aed group by 1") == [("yaizu_222127_aed", 82)]
    assert rows(shelf, "select count(*) from place where kind = 'parking'") == [(4,)]
    assert not [problem.sentence() for problem in shelf.catalogue.problems() if problem.stops]
    assert rows(shelf, "select count(*) from tourism") == [(59,)]
    assert "same_as_of" in {problem.code for problem in shelf.catalogue.problems("aed")}
    assert rows(shelf, "select count(*) from place where lat is not null and district is null") == [(0,)]


TOWNS = "令和6年4月1日現在,,,,\n町名,世帯数,男,女,計\n栄町,100,120,130,250\n"


def test_a_title_above_the_header_or_the_one_who_adopts_tells_the_day(tmp_path: Path) -> None:
    """人口 has its day in the title, the list of AEDs nowhere: it gets the day that was given."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "町別人口.csv").write_bytes(TOWNS.encode("cp932"))
    (tmp_path / "src" / "aed.csv").write_text(AED + "132012,1,見本集会所,35.0,139.0,有\n", encoding="utf-8")
    said = ["--out", str(tmp_path / "data"), "--name", "見本市", "--code", "132012", "--licence", "CC BY 4.0"]
    assert main(["adopt", str(tmp_path / "src"), *said, "--as-of", "2025-03-31"]) == 0
    shelf = open_shelf(tmp_path / "data", tmp_path / "s.duckdb")
    assert rows(shelf, "select town, surveyed_on, total from population") == [("栄町", date(2024, 4, 1), 250)]
    assert {item.kind: item.as_of for item in shelf.catalogue.publications} == {
        "population": date(2024, 4, 1),
        "aed": date(2025, 3, 31),
    }


def test_a_day_in_another_form_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["adopt", str(tmp_path), "--out", "x", "--name", "a", "--code", "132012", "--as-of", "令和6年"])
    assert "2026-04-01 の形" in capsys.readouterr().err


@needs_real
def test_a_dated_newer_list_supersedes_the_earlier_one(tmp_path: Path) -> None:
    files = [REAL / "yaizu_222127_aed.csv", REAL / "yaizu_earlier_AED設置箇所一覧.csv"]
    adopt(files, tmp_path / "data", name="焼津市", code="222127", licence="PDL1.0")
    for stem, day in (("yaizu_222127_aed", "2025-04-01"), ("yaizu_earlier_AED設置箇所一覧", "2021-04-01")):
        sidecar = tmp_path / "data" / "aed" / f"{stem}.toml"
        sidecar.write_text(f"as_of = {day}\n" + sidecar.read_text(encoding="utf-8"), encoding="utf-8")
    shelf = open_shelf(tmp_path / "data", tmp_path / "s.duckdb")
    assert [item.id for item in shelf.catalogue.usable("aed")] == ["yaizu_222127_aed"]
    assert [problem.code for problem in shelf.catalogue.problems("aed")] == ["superseded"]
