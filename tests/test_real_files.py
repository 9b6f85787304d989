"""Every published file in ``real`` is read with every row accounted for.

``INDEX.md`` there is an independent count of rows; a plain strict ``csv.reader`` is an independent count of records.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest

from machi.ingest.reader import Ingested, read

KINDS = {
    "template_xxxxxx_open_data_list.csv": "open_data_list",
    "aizuwakamatsu_07202_public-toilet_english-header_excerpt.csv": "public_toilet",
    "takamatsu_aed_location_data.csv": "aed",
    "takamatsu_cultural_property_data.csv": "cultural_property",
    "takamatsu_evacuation_space_data .csv": "evacuation_space",
    "takamatsu_evacuation_space_data.csv": "evacuation_space",
    "takamatsu_events_data.csv": "event",
    "takamatsu_municipal_parking_data.csv": "parking",
    "takamatsu_old_data_0002.csv": "aed",
    "takamatsu_old_data_0060.csv": "evacuation_space",
    "takamatsu_old_data_0063.csv": "cultural_property",
    "takamatsu_old_data_0065.csv": "public_toilet",
    "takamatsu_old_data_0066_202303.csv": "population",
    "takamatsu_old_data_0081.csv": "event",
    "takamatsu_park_data.csv": "park",
    "takamatsu_public_toilet_data.csv": "public_toilet",
    "takamatsu_tourist_facilities_data.csv": "tourism",
    "template_xxxxxx_aed.csv": "aed",
    "template_xxxxxx_cultural_property.csv": "cultural_property",
    "template_xxxxxx_evacuation_space.csv": "evacuation_space",
    "template_xxxxxx_event.csv": "event",
    "template_xxxxxx_fire_hydrant.csv": "fire_hydrant",
    "template_xxxxxx_population_yyyymmdd.csv": "population",
    "template_xxxxxx_public_facility.csv": "public_facility",
    "template_xxxxxx_public_toilet.csv": "public_toilet",
    "template_xxxxxx_tourism.csv": "tourism",
    "yaizu_222127_aed.csv": "aed",
    "yaizu_222127_evacuation_space.csv": "evacuation_space",
    "yaizu_222127_fire_hydrant.csv": "fire_hydrant",
    "yaizu_222127_municipal_parking_lot.csv": "parking",
    "yaizu_222127_park_info.csv": "park",
    "yaizu_222127_public_facility-59773.csv": "public_facility",
    "yaizu_222127_public_toilet.csv": "public_toilet",
    "yaizu_222127_tourism_accommodations.csv": "tourism",
    "yaizu_222127_tourism_onsen.csv": "tourism",
    "yaizu_222127_tourism_sights.csv": "tourism",
    "yaizu_earlier_AED設置箇所一覧.csv": "aed",
} | {f"takamatsu_population_0066_2024{month:02d}.csv": "population" for month in (1, 2, 3, 4, 5, 7)}
"""Every other file is of a kind that has no table here, and must not be taken for one that has."""

HEADER_ROWS = {"takamatsu_old_data_0062.csv": 2}
"""The other ``old_data`` files have six metadata rows above the header; everything else begins with it."""


@pytest.fixture(scope="module")
def index(real: Path) -> dict[str, list[str]]:
    lines = (real / "INDEX.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return {row[0].strip("`"): row for row in cells if row[0].strip("`").endswith(".csv")}


@pytest.fixture(scope="module")
def readings(real: Path) -> dict[str, Ingested]:
    return {path.name: read(path.read_bytes(), name=path.name) for path in sorted(real.glob("*.csv"))}


def test_every_file_of_the_index_is_there(index: dict[str, list[str]], readings: dict[str, Ingested]) -> None:
    assert set(index) == set(readings)
    assert len(readings) >= 65


def test_every_row_is_accounted_for(index: dict[str, list[str]], readings: dict[str, Ingested]) -> None:
    for name, got in readings.items():
        receipt = got.receipt
        assert receipt.rows_in == int(index[name][5].split()[0]), name
        assert receipt.rows_in == receipt.rows_ok + receipt.rows_reported, name
        assert receipt.rows_ok == len(got.frame), name


def test_a_strict_csv_reader_counts_the_same_records(real: Path, readings: dict[str, Ingested]) -> None:
    for name, got in readings.items():
        text = (real / name).read_bytes().decode("utf-8-sig")
        records = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(c.strip() for c in row)]
        aside = got.receipt.set_aside
        assert len(records) == 1 + aside["above_header"] + aside["type_row"] + got.receipt.rows_in, name


def test_encoding_newline_and_generation_are_as_the_index_says(
    index: dict[str, list[str]], readings: dict[str, Ingested]
) -> None:
    for name, got in readings.items():
        _file, _publisher, _licence, encoding, generation, *_rest = index[name]
        assert got.receipt.encoding == ("utf-8-sig" if "BOM" in encoding else "utf-8"), name
        said = "標準（英語名）" if "English physical" in generation else generation.split()[0]
        assert got.receipt.generation == (said if said in ("推奨", "標準", "標準（英語名）") else "独自"), name


def test_header_rows(readings: dict[str, Ingested]) -> None:
    for name, got in readings.items():
        wanted = HEADER_ROWS.get(name, 7 if "_old_data_" in name else 1)
        assert got.receipt.header_row == wanted, name
        assert got.receipt.set_aside["above_header"] == wanted - 1, name


def test_kinds_are_recognised_and_others_are_left_open(readings: dict[str, Ingested]) -> None:
    assert {name: got.receipt.kind for name, got in readings.items() if got.receipt.kind} == KINDS


def test_line_numbers_lead_back_to_the_record(real: Path, readings: dict[str, Ingested]) -> None:
    got = readings["takamatsu_old_data_0081.csv"]
    lines = re.split("\r\n|\r|\n", (real / "takamatsu_old_data_0081.csv").read_bytes().decode("utf-8-sig"))
    numbers = [next(csv.reader([lines[row - 1]]))[0] for row in got.frame["source_row"]]
    assert numbers == [str(number) for number in range(1, 944)]


def test_population_months_read_alike_whatever_their_spelling(readings: dict[str, Ingested]) -> None:
    for month in (1, 2, 3, 4, 5, 7):
        frame = readings[f"takamatsu_population_0066_2024{month:02d}.csv"].frame
        assert set(frame["surveyed_on"]) == {date(2024, month, 1)}
        assert frame["municipality_code"].unique().tolist() == ["372013"]
        assert (frame["men"] + frame["women"] == frame["total"]).all()


def test_missing_and_impossible_coordinates(readings: dict[str, Ingested]) -> None:
    got = readings["takamatsu_cultural_property_data.csv"]
    assert sum(issue.kind == "zero_coordinate" for issue in got.issues) == 127
    assert int(got.frame["lat"].notna().sum()) == 176 - 127
    placeholder = [issue for issue in readings["yaizu_earlier_AED設置箇所一覧.csv"].issues if issue.kind == "far_point"]
    assert [issue.row for issue in placeholder] == [2]


def test_combined_points_become_two_columns(readings: dict[str, Ingested]) -> None:
    for name in ("takamatsu_old_data_0002.csv", "takamatsu_old_data_0065.csv"):
        frame = readings[name].frame
        assert frame["lat"].between(34, 35).mean() > 0.9, name
        assert frame["lon"].between(133, 135).mean() > 0.9, name


SIGNS = {  # counted with csv.reader and Counter: ○, △, ×, a dash (- or −), blank
    "flood_l1": (186, 4, 1, 2, 0),
    "flood_l2": (134, 51, 6, 2, 0),
    "inundation": (155, 34, 2, 2, 0),
    "landslide": (173, 5, 13, 2, 0),
    "storm_surge": (137, 51, 3, 2, 0),
    "tsunami": (162, 24, 5, 2, 0),
    "earthquake": (190, 1, 1, 1, 0),
    "shelter": (153, 0, 0, 0, 40),
}


@pytest.mark.parametrize(
    ("name", "fire"),
    [
        ("takamatsu_evacuation_space_data.csv", (88, 0, 103, 2, 0)),
        ("takamatsu_evacuation_space_data .csv", (89, 0, 102, 2, 0)),
        ("takamatsu_old_data_0060.csv", (88, 0, 103, 2, 0)),
    ],
)
def test_evacuation_signs_stay_apart(readings: dict[str, Ingested], name: str, fire: tuple[int, ...]) -> None:
    got = readings[name]
    dashes = got.receipt.marks
    for column, wanted in {**SIGNS, "fire": fire}.items():
        signs = got.frame[column].value_counts()
        none, blank = (dashes.get(column, {}).get(mark, 0) for mark in ("none", "blank"))
        assert (*(int(signs.get(sign, 0)) for sign in "○△×"), none, blank) == wanted, column
    assert got.frame["capacity"].isna().sum() == 19
    assert got.frame["lat"].between(34, 35).all()
    assert got.issues == []


def test_evacuation_list_in_the_former_layout(readings: dict[str, Ingested]) -> None:
    frame = readings["yaizu_222127_evacuation_space.csv"].frame
    counts = {column: int((frame[column] == "○").sum()) for column in ("landslide", "earthquake", "tsunami", "shelter")}
    assert counts == {"landslide": 5, "earthquake": 26, "tsunami": 26, "shelter": 5}
    assert frame[["flood", "storm_surge", "fire", "inundation", "volcano", "capacity"]].isna().all().all()
    assert set(frame["municipality_code"]) == {"222127"}


def test_hours_written_as_prose_become_minutes(readings: dict[str, Ingested]) -> None:
    got = readings["yaizu_222127_municipal_parking_lot.csv"]
    assert got.receipt.conversions["hours_note"]["hours_prose"].count >= 1
    assert got.frame["open_minute"].notna().sum() == got.receipt.conversions["hours_note"]["hours_prose"].count


def test_every_file_reads_the_same_as_cp932(real: Path, readings: dict[str, Ingested]) -> None:
    """Where its characters exist there: the same cells under another encoding (〜 comes back as ～), line for line."""
    compared = 0
    for name, got in readings.items():
        try:
            source = (real / name).read_bytes().decode("utf-8-sig").encode("cp932")
        except UnicodeEncodeError:
            continue
        again, wanted = read(source, name=name), read(source.decode("cp932").encode("utf-8"), name=name)
        assert again.receipt.encoding == "cp932", name
        assert again.frame.equals(wanted.frame), name
        assert again.frame["source_row"].equals(got.frame["source_row"]), name
        compared += 1
    assert compared >= 40
