"""The shipped data: made again byte for byte, true to the public totals, marked so that nobody takes it for real."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import shutil
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from machi.errors import BadSettings
from machi.ingest.mesh import encode
from machi.ingest.reader import read
from machi.ingest.schema import load_schemas
from machi.sample import add_parser, civic, reference, waste, write
from machi.sample.ground import Ground
from machi.sample.population import apportion, spread
from machi.sample.settings import Settings
from machi.sample.writing import Published, csv_bytes

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
REAL = Path(os.environ.get("MACHI_REAL") or ROOT.parent / "shared" / "real")
MARK = "合成データ（見本）"
SAMPLES = sorted(DATA.glob("*/*_sample.csv"))
MESH = [
    f"072028_mesh_population_{span}_sample"
    for span in ("202411_202504", "202505_202510", "202511_202604", "202605_202610")
]
CP932 = {
    "072028_aed_sample",
    "072028_population_20181001_sample",
    "072028_waste_sample",
    "072028_inquiry_sample",
    "072028_diet_survey_sample",
    *MESH,
}

TOTALS = {  # the line 124,062 (2015) – 117,376 (2020) – 114,200 (2023-01-01), then 1.15 % less each year; by hand
    2017: 121_388,  # 124062 - 6686 * 2/5
    2018: 120_050,  # 124062 - 6686 * 3/5
    2019: 118_713,  # 124062 - 6686 * 4/5
    2020: 117_376,
    2021: 115_964,  # 117376 - 3176 * 4/9
    2022: 114_553,  # 117376 - 3176 * 8/9
    2023: 113_213,  # 114200 * 0.9885 ** 0.75
    2024: 111_911,
    2025: 110_624,
    2026: 109_352,
}


def rows_of(path: Path) -> list[dict[str, str]]:
    """Plain reading, independent of machi.ingest: records as published, planted extra lines left out."""
    text = path.read_bytes().decode("cp932" if path.stem in CP932 else "utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    first = next(iter(rows[0]))
    return [
        row for row in rows if row.get("地域名") != "合計" and row[first] != first and not row[first].startswith("※")
    ]


def sample(slug: str) -> list[dict[str, str]]:
    return rows_of(next(DATA.glob(f"*/072028_{slug}_sample.csv")))


def count(cell: str) -> int:
    return 0 if cell.strip() == "-" else int(cell.replace(",", ""))


def test_same_seed_makes_the_shipped_bytes(tmp_path: Path) -> None:
    shutil.copy(DATA / "city.toml", tmp_path)
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    made = write(tmp_path)
    assert {path.relative_to(tmp_path) for path in made} == {path.relative_to(DATA) for path in SAMPLES}
    for path in made:
        for name in (path, path.with_suffix(".toml")):
            assert name.read_bytes() == (DATA / name.relative_to(tmp_path)).read_bytes(), name.name


def only_aeds(settings: Settings) -> list[Published]:
    """One file of the sample, for what does not depend on how many there are."""
    return [civic.aed_file(settings, civic.facilities(settings, Ground(settings)))]


def test_command_takes_a_folder_and_another_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("machi.sample.make", only_aeds)
    shutil.copy(DATA / "city.toml", tmp_path)
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())

    def run(*words: str) -> int:
        args = parser.parse_args(["sample", *words])
        return args.func(args)

    assert run("--data", str(tmp_path), "--seed", "7") == 0
    assert "072028_aed_sample.csv" in capsys.readouterr().out
    other = (tmp_path / "aed" / "072028_aed_sample.csv").read_bytes()
    assert other != (DATA / "aed" / "072028_aed_sample.csv").read_bytes()
    assert run("--data", str(tmp_path / "nowhere")) == 1
    assert "city.toml" in capsys.readouterr().err


def test_real_data_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("machi.sample.make", lambda settings: [*waste.files(settings), *only_aeds(settings)])
    shutil.copy(DATA / "city.toml", tmp_path)
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    (tmp_path / "aed").mkdir()
    (tmp_path / "aed" / "072028_aed_sample.toml").write_text('title = "本物"\n', encoding="utf-8")
    with pytest.raises(BadSettings, match="見本ではありません"):
        write(tmp_path)
    assert not (tmp_path / "waste").exists()  # refused before anything was written


@pytest.mark.parametrize(("year", "total"), TOTALS.items())
def test_population_adds_up(year: int, total: int) -> None:
    rows = sample(f"population_{year}1001")
    assert len(rows) == 262
    assert len({row["地域名"] for row in rows}) == 262
    assert sum(count(row["総人口"]) for row in rows) == total
    ages = [name for name in rows[0] if "歳" in name]
    assert len(ages) == 36
    for row in rows:
        people = count(row["総人口"])
        assert count(row["男性"]) + count(row["女性"]) == people
        assert sum(count(row[name]) for name in ages) == people
        assert 0 <= count(row["世帯数"]) <= people
        assert (count(row["世帯数"]) == 0) == (people == 0)


@pytest.mark.parametrize("year", [2017, 2026])
def test_population_looks_like_a_town(year: int) -> None:
    rows = sample(f"population_{year}1001")
    people = sorted(count(row["総人口"]) for row in rows)
    assert people[0] == 0 < people[1]
    assert sum(size < 10 for size in people) >= 3
    assert 1500 < people[-1] < 4000
    old = [name for name in rows[0] if name.startswith(("65", "70", "75", "80", "85"))]
    share = sum(count(row[name]) for row in rows for name in old) / TOTALS[year]
    assert (0.28 < share < 0.31) if year == 2017 else (0.33 < share < 0.36)
    assert 2.0 < TOTALS[year] / sum(count(row["世帯数"]) for row in rows) < 2.5


def test_apportion_by_hand() -> None:
    assert apportion([1, 1, 1], 10) == [4, 3, 3]
    assert apportion([0.5, 0.3, 0.2], 7) == [4, 2, 1]  # 3.5, 2.1, 1.4: the largest remainder is the first


def test_spread_keeps_the_sum_and_the_empty_part() -> None:
    assert spread([1, 0, 3], 8, 0.5) == [2, 0, 6]
    assert spread([1, 1, 1, 1], 2, 0.0) == [0, 1, 0, 1]


def test_mesh_squares_lie_in_the_city_and_hold_the_towns_people() -> None:
    cells = set((DATA / "reference" / "cells.csv").read_text(encoding="utf-8").split()[1:])
    months: dict[tuple[int, int], list[dict[str, str]]] = {}
    for stem in MESH:
        for row in rows_of(DATA / "mesh_population" / f"{stem}.csv"):
            months.setdefault((int(row["year"]), int(row["month"])), []).append(row)
    assert len(months) == 24
    classes = ("young_age", "working_age", "old_age")
    for (year, month), rows in months.items():
        codes = [row["mesh_code"] for row in rows]
        assert len(set(codes)) == len(codes) >= 1_500
        assert set(codes) <= cells
        hidden = [row for row in rows if row["old_age"] == "*"]
        known = [sum(int(row[name]) for name in classes) for row in rows if row["old_age"] != "*"]
        assert 50 < len(hidden) < 300
        assert all(row["young_age"] == row["working_age"] == "*" for row in hidden)
        assert not any(0 < people < 5 for people in known)
        if month == 10:  # each 秘匿 square holds one to four people
            assert len(hidden) <= TOTALS[year] - sum(known) <= 4 * len(hidden)


def test_numbers_of_places() -> None:
    water = Counter(row["種別"] for row in sample("fire_hydrant"))
    assert sum(water.values()) == 1084
    assert water["消火栓"] > 600
    assert water["防火水槽"] > 250
    assert water["防火水そう"] > 5
    assert water["井戸"] > 3
    lengths = {"aed": 68, "public_facility": 118, "park_info": 141, "municipal_parking_lot": 12, "tourism": 40}
    lengths |= {"cultural_property": 60, "public_toilet": 100}
    assert {slug: len(sample(slug)) for slug in lengths} == lengths
    assert sum(not row["latitude"] for row in sample("public_toilet")) == 24


def test_evacuation_sites_carry_every_sign() -> None:
    rows = sample("evacuation_space")
    assert len(rows) == 60
    floods = Counter(row["災害種別_洪水"] for row in rows)
    assert {"1", "", "○", "△", "×", "-", "○（2階以上）"} == set(floods)
    assert not any(row["災害種別_津波"] or row["災害種別_高潮"] for row in rows)  # no sea
    assert all(row["名称"].startswith("見本第") for row in rows)
    assert sum("避難広場" in row["名称"] for row in rows) == 24
    assert len(sample("bus_stop")) == 180
    assert all(row["停留所名"].startswith("見本") for row in sample("bus_stop"))


def test_aeds_are_as_incomplete_as_published_ones() -> None:
    rows = sample("aed")
    assert sum(not row["小児対応設備の有無"] for row in rows) > 34
    assert {"有", "無", ""} <= {row["小児対応設備の有無"] for row in rows}
    assert sum(not row["開始時間"] for row in rows) > 40
    assert "24:00" in {row["終了時間"] for row in rows}
    assert max(Counter(row["名称"] for row in rows).values()) > 1


def test_events_reach_around_the_sample_day() -> None:
    today = tomllib.loads((DATA / "city.toml").read_text(encoding="utf-8"))["sample_today"]
    assert today == date(2026, 11, 20)  # a Friday
    rows = sample("event")
    assert len(rows) == 440
    assert len(sample("event_museum")) == 120
    started = Counter(row["start_date"] for row in rows)
    for days in (0, 1, 2):
        assert started[f"{today + timedelta(days=days):%Y/%m/%d}"] >= 2
    assert len([day for day in started if "2026/11/20" <= day <= "2026/12/20"]) > 8
    assert min(started) >= "2025/02/01"
    assert max(started) >= "2027/01/01"
    by_month = Counter(row["start_date"][5:7] for row in rows)
    assert by_month["08"] > 1.5 * by_month["03"]
    assert any("#nr#" in row["description"] for row in rows)
    assert {"学び", "音楽", "展示"} <= {row["カテゴリー"] for row in sample("event_museum")}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_row_says_that_it_is_a_sample(path: Path) -> None:
    for row in rows_of(path):
        said = row.get("備考") or row.get("データセット_備考") or row.get("note") or row.get("description") or ""
        # A GPS log has 17,000 rows: the vehicle's name says it (見本バス01), a note would be a third of the file.
        assert MARK in said or row.get("車両", "").startswith("見本"), row
        name = row.get("名称") or row.get("公園名") or row.get("name") or row.get("title") or row.get("イベント名")
        assert name is None or "見本" in name
        for cell in row.values():
            assert "http" not in cell
        phone = row.get("電話番号") or row.get("連絡先電話番号") or "0242-00-0000"
        assert phone.startswith("0242-00-00")


@pytest.mark.parametrize("path", sorted(DATA.glob("*/*.csv")), ids=lambda path: path.stem)
def test_sidecars_and_sizes(path: Path) -> None:
    assert path.stat().st_size < 1_500_000
    if path.parent.name == "reference":
        return
    sidecar = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    assert sidecar["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sidecar["synthetic"] == path.stem.endswith("_sample")
    assert isinstance(sidecar["as_of"], date)
    if sidecar["synthetic"]:
        assert "見本" in sidecar["title"]
        assert "合成データ" in sidecar["publisher"]
        assert sidecar["licence"] == "CC0 1.0"
        assert sidecar["page"] == sidecar["file_url"] == ""


def test_the_whole_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 6_000_000


def test_containers_are_what_they_claim() -> None:
    for path in SAMPLES:
        content = path.read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n")
        if path.stem in CP932:
            with pytest.raises(UnicodeDecodeError):
                content.decode("utf-8")
            assert "見本" in content.decode("cp932")
    assert (
        (DATA / "public_toilet" / "072028_public_toilet_sample.csv")
        .read_bytes()
        .startswith(b"\xef\xbb\xbflocalgov_code,id,")
    )
    assert "H30.10.1" in sample("population_20181001")[0]["調査年月日"]
    assert sample("population_20211001")[0]["調査年月日"] == "44470"  # 2021-10-01 in Excel
    assert any(" 1," in row["総人口"] for row in sample("population_20231001"))


def test_census_is_the_only_real_dataset() -> None:
    assert [
        path.stem
        for path in DATA.glob("*/*.csv")
        if not path.stem.endswith("_sample") and path.parent.name != "reference"
    ] == ["072028_census_total"]
    with (DATA / "census_total" / "072028_census_total.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["調査年", "人口総数"], ["2010", "126220"], ["2015", "124062"], ["2020", "117376"]
        ]  # fmt: skip


def points() -> list[tuple[str, float, float]]:
    """Every point as it should read: the planted ones (swapped, 0,0, a digit lost) are left out by their range."""
    found = []
    for path in SAMPLES:
        for row in rows_of(path):
            lat = row.get("緯度") or row.get("latitude") or row.get("y")
            lon = row.get("経度") or row.get("longitude") or row.get("x")
            if lat and lon and 37 < float(lat) < 38 and 139 < float(lon) < 141:
                found.append((path.stem, float(lat), float(lon)))
    return found


def test_every_point_is_in_a_cell_of_the_city() -> None:
    cells = set((DATA / "reference" / "cells.csv").read_text(encoding="utf-8").split()[1:])
    found = points()
    assert len(found) > 1900
    assert [point for point in found if str(encode(point[1], point[2], 10)) not in cells] == []


def real(pattern: str) -> Path:
    paths = list(REAL.glob(pattern))
    if not paths:
        pytest.skip(f"{pattern} is not in {REAL.name}/ (set MACHI_REAL)")
    return paths[0]


def within(ring: np.ndarray, lat: float, lon: float) -> bool:
    """Even-odd ray casting on the full outline (n × 2, degrees): an independent check of the cells."""
    following = np.roll(ring, -1, axis=0)
    over = (ring[:, 1] > lat) != (following[:, 1] > lat)
    (x1, y1), (x2, y2) = ring[over].T, following[over].T
    return bool((lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1)).sum() % 2)


def test_every_point_is_inside_the_outline() -> None:
    outline = json.loads(real("boundary_geolonia-*.json").read_text(encoding="utf-8"))["features"][0]["geometry"]
    ring = np.array(outline["coordinates"][0])
    assert not within(ring, 36.0, 139.0)
    assert [point for point in dict.fromkeys(points()) if not within(ring, point[1], point[2])] == []


def test_reference_files_are_those_of_the_script() -> None:
    towns = reference.towns(real("towns_geolonia-*.json"))
    cells = [{"code": code} for code in reference.cells(reference.ring(real("boundary_geolonia-*.json")))]
    for name, rows in (("towns", towns), ("cells", cells)):
        assert csv_bytes(list(rows[0]), rows, newline="\n") == (DATA / "reference" / f"{name}.csv").read_bytes()


def test_reference_counts() -> None:
    with (DATA / "reference" / "towns.csv").open(encoding="utf-8", newline="") as stream:
        towns = list(csv.DictReader(stream))
    assert len(towns) == 262
    assert Counter(row["district"] for row in towns)["北会津町"] == 43
    assert {row["town"]: row["district"] for row in towns}["旭町"] == "市街地"
    codes = (DATA / "reference" / "cells.csv").read_text(encoding="utf-8").split()[1:]
    # 382.97 km² / 0.0639 km² = 5,993 cells of area, and the ones that the border cuts.
    assert 6000 < len(codes) < 7000
    assert codes == sorted(set(codes))
    assert {code[:4] for code in codes} == {"5639", "5640", "5539", "5540"}  # as standards 12 says of the box
    assert "5639178432" in codes  # the castle, standards 2.3
    with (DATA / "reference" / "places.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["kind"] for row in csv.DictReader(stream)].count("landmark") == 6


def test_districts_by_hand() -> None:
    names = ["甲町大字一", "甲町二", "甲町三丸", "乙町", "丙町一丁目", "丙町二丁目", "丙町三丁目", "丁町一区"]
    assert reference.districts(names) == {
        **dict.fromkeys(["甲町大字一", "甲町二", "甲町三丸"], "甲町"),
        **dict.fromkeys(["乙町", "丙町一丁目", "丙町二丁目", "丙町三丁目", "丁町一区"], "市街地"),
    }


def test_cells_of_a_triangle_by_hand() -> None:
    """A triangle over the south-west corner of a 2 × 2 block of cells touches three of the four."""
    south, west, lat, lon = 37.5, 140.0, 7.5 / 3600, 11.25 / 3600
    outline = [
        (west + 0.1 * lon, south + 0.1 * lat),
        (west + 1.5 * lon, south + 0.1 * lat),
        (west + 0.1 * lon, south + 1.5 * lat),
    ]
    assert reference.cells(outline) == ["5640200011", "5640200012", "5640200013"]


POPULATION = {f"072028_population_{year}1001_sample": (262, 262, 0, {}) for year in TOTALS}
WARTS: dict[str, tuple[int, int, int, dict[str, int]]] = {
    **POPULATION,
    **dict.fromkeys(MESH, (9840, 9840, 0, {})),
    "072028_population_20191001_sample": (263, 262, 1, {"total_row": 1}),
    "072028_aed_sample": (68, 68, 0, {"zero_coordinate": 1, "not_a_time": 1, "not_a_flag": 1}),
    "072028_public_facility_sample": (
        120, 118, 2, {"repeated_header": 1, "note_row": 1, "not_a_time": 1, "zero_coordinate": 1},
    ),
    "072028_municipal_parking_lot_sample": (12, 12, 0, {"out_of_range": 1}),
    "072028_park_info_sample": (141, 141, 0, {"platform_characters": 1, "not_a_number": 1, "out_of_range": 1}),
    "072028_fire_hydrant_sample": (1084, 1084, 0, {"outside_japan": 1, "zero_coordinate": 1, "not_a_number": 1}),
    "072028_tourism_sample": (40, 40, 0, {"not_a_time": 1, "zero_coordinate": 1}),
    "072028_cultural_property_sample": (60, 60, 0, {"impossible_date": 1, "not_a_date": 1}),
    "072028_public_toilet_sample": (100, 100, 0, {}),
    "072028_evacuation_space_sample": (60, 60, 0, {"not_a_flag": 1, "zero_coordinate": 1}),
    "072028_bus_stop_sample": (180, 180, 0, {"zero_coordinate": 1}),
    "072028_event_sample": (440, 440, 0, {"impossible_date": 2, "not_a_time": 1}),
    "072028_event_museum_sample": (120, 120, 0, {"not_a_date": 2}),
    "072028_waste_sample": (50, 50, 0, {}),
    "072028_waste_plan_sample": (3, 3, 0, {}),
    "072028_statistic_library_sample": (4, 4, 0, {}),
    "072028_snow_sample": (1646, 1646, 0, {"not_a_number": 1, "required_missing": 2}),
    "072028_diet_survey_sample": (2400, 2400, 0, {}),
    "072028_vehicle_log_sample": (17678, 17678, 0, {"zero_coordinate": 2}),
    "072028_census_total": (3, 3, 0, {}),
    "072028_inquiry_sample": (36, 36, 0, {"not_a_date": 1}),
    "072028_open_data_list_sample": (18, 18, 0, {}),
    "072028_work_sample": (14, 14, 0, {}),
}  # fmt: skip
"""Per file: rows_in, rows_ok, rows_reported, issues by kind. Planted by machi/sample, counted by hand from there."""


@pytest.mark.parametrize(
    "path", [DATA / "census_total" / "072028_census_total.csv", *SAMPLES], ids=lambda path: path.stem
)
def test_reader_finds_the_planted_warts(path: Path) -> None:
    schemas = load_schemas(DATA)
    taken = read(path.read_bytes(), None, name=path.name)
    assert taken.receipt.kind == path.parent.name
    assert set(schemas[path.parent.name].by_name) >= {name for name in taken.receipt.columns.values() if name}
    receipt = taken.receipt
    found = (
        receipt.rows_in,
        receipt.rows_ok,
        receipt.rows_reported,
        dict(Counter(issue.kind for issue in taken.issues)),
    )
    assert found == WARTS[path.stem]


@pytest.mark.parametrize("slug", ["aed", "event"])
def test_reader_turns_the_planted_swapped_pair_round(slug: str) -> None:
    path = DATA / slug / f"072028_{slug}_sample.csv"
    taken = read(path.read_bytes(), None, name=path.name)
    assert taken.receipt.conversions["lat"]["swapped"].count == 1
    assert taken.frame["lat"].dropna().between(37.3, 37.6).all()
    assert taken.frame["lon"].dropna().between(139.8, 140.2).all()
