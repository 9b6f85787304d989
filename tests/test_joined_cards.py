"""Joined cards over five cells worked out by hand.

C  E  .        A is 5239000011, whose south-west corner is 34°40' N 139° E; its middle is 1/960° north and 1/640°
A  B  D        east of that. A step to the east is 1/320°, one to the north 1/480° (231.66 m).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import machi.cards.joined  # noqa: F401  # registers the cards
from machi.cards import registry
from machi.cards.card import Card, Map
from machi.cards.deck import deck_json
from machi.cards.joined_playgrounds import by_district
from machi.errors import NotOnShelf
from machi.ingest import mesh
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import folder, publish
from tests.own import shipped as shipped_shelf

A, B, C, D, E = "5239000011", "5239000012", "5239000013", "5239000021", "5239000014"
LAT, LON = 34 + 40 / 60 + 1 / 960, 139 + 1 / 640
EAST, NORTH = 1 / 320, 1 / 480
PEOPLE = f"""メッシュコード,調査年月日,年少人口,生産年齢人口,老年人口
{A},2026-03-01,1,1,100
{A},2026-04-01,10,20,10
{B},2026-04-01,20,20,20
{C},2026-04-01,5,5,5
{D},2026-04-01,40,50,40
{E},2026-04-01,*,*,*
"""
AED = f"NO,名称,緯度,経度,小児対応設備の有無\n1,見本会館,{LAT:.9f},{LON:.9f},\n"
WATER = f"""ID,種別,緯度,経度,口径
1,消火栓,{LAT:.9f},{LON:.9f},75
2,防火水そう,{LAT:.9f},{LON + 2 * EAST:.9f},
"""
STOPS = (
    f"ID,停留所名,緯度,経度,のりば,路線名\n1,見本停留所,{LAT:.9f},{LON + 2 * EAST:.9f},1,甲線\n2,見本停留所,,,2,甲線\n"
)
PARKS = f"""ID,公園名,緯度,経度,設置遊具
1,見本第1公園,{LAT:.9f},{LON:.9f},ブランコ
2,見本第2公園,{LAT:.9f},{LON:.9f},
3,見本第3公園,{LAT:.9f},{LON + 2 * EAST:.9f},すべり台、砂場
4,見本第4公園,{LAT:.9f},{LON + 2 * EAST:.9f},なし
5,見本第5公園,,,ブランコ
"""


def data_folder(root: Path, *, water: str = WATER) -> Path:
    data = folder(root)
    # 東町 lies a little west of D's middle, so that B and E are nearer to it than to 西町.
    towns = f"town,district,lat,lon\n西町,西地区,{LAT},{LON}\n東町,東地区,{LAT},{LON + 1.9 * EAST}\n"
    (data / "reference" / "towns.csv").write_text(towns, encoding="utf-8")
    files = {
        "mesh_population/999999_mesh_population": PEOPLE,
        "aed/999999_aed": AED,
        "fire_hydrant/999999_fire_hydrant": water,
        "bus_stop/999999_bus_stop": STOPS,
        "park/999999_park": PARKS,
    }
    for name, text in files.items():
        publish(data, name, text)
    return data


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    root = tmp_path_factory.mktemp("joined")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MACHI_TODAY", "2026-06-15")
        yield open_shelf(data_folder(root), root / "store.duckdb")


@pytest.fixture(scope="module")
def shipped() -> Shelf:
    return shipped_shelf()


def build(shelf: Shelf, card_id: str, **params: Any) -> Card:
    return registry.build(shelf, card_id, params)


def arc_metres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Arc by the spherical law of cosines' sibling with atan2 (Vincenty on a sphere): no haversine in it."""
    p, q, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    y = math.hypot(math.cos(q) * math.sin(turn), math.cos(p) * math.sin(q) - math.sin(p) * math.cos(q) * math.cos(turn))
    x = math.sin(p) * math.sin(q) + math.cos(p) * math.cos(q) * math.cos(turn)
    return 6371008.8 * math.atan2(y, x)


# -- distances ---------------------------------------------------------------------------------------------------------

BY_HAND = {  # from the AED in the middle of A; a degree is 111,195.08 m, cos 34.66771° = 0.822463
    A: 0.0,
    B: 285.80,  # 111195.08 · 0.822463 / 320
    C: 231.66,  # 111195.08 / 480
    D: 571.59,  # twice B
    E: 367.9,  # √(285.8² + 231.66²), a plane being good enough at this size
}


def test_distances_are_those_worked_out_by_hand_and_by_another_formula(shelf: Shelf) -> None:
    frame = shelf.ask("joined_cells", kind="aed").frame
    got = dict(zip(frame["code"], frame["distance_m"], strict=True))
    assert got == pytest.approx(BY_HAND, abs=0.1)
    for code, metres in got.items():
        assert metres == pytest.approx(arc_metres(*mesh.centre(code), LAT, LON), abs=1e-3)


def test_a_distance_to_nowhere_is_unknown(shelf: Shelf) -> None:
    with shelf.connection.cursor() as cursor:
        row = cursor.execute(
            "select distance_m(null, 139.0, 35.0, 139.0), distance_m(35.0, 139.0, 35.0, null)"
        ).fetchone()
    assert row == (None, None)


def test_every_listed_point_is_tried(shelf: Shelf) -> None:
    """Two hydrants: each cell's distance is the smaller of both, by brute force."""
    frame = shelf.ask("joined_cells", kind="fire_hydrant").frame
    for row in frame.itertuples():
        both = [arc_metres(*mesh.centre(row.code), LAT, LON + step * EAST) for step in (0, 2)]
        assert row.distance_m == pytest.approx(min(both), abs=1e-3)


def test_the_middle_of_every_shipped_cell_is_the_one_of_the_grid_module(shipped: Shelf) -> None:
    frame = shipped.ask("joined_cells").frame
    assert len(frame) >= 1500
    for row in frame.iloc[::37].itertuples():
        assert (row.lat, row.lon) == pytest.approx(mesh.centre(row.code), abs=1e-9)


# -- 65 and over -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("radius", "people", "share", "codes"),
    [(300, 40, "53.3%", [D]), (250, 60, "80.0%", [D, B]), (230, 65, "86.7%", [D, B, C]), (600, 0, "0.0%", [])],
)
def test_people_of_65_and_over_beyond_a_radius(
    shelf: Shelf, radius: int, people: int, share: str, codes: list[str]
) -> None:
    card = build(shelf, "joined_aed", radius_m=radius)  # 10 + 20 + 5 + 40 = 75 people are known
    assert card.finding.startswith(f"65歳以上の{people}人（{share}）は、一覧のAEDから直線で{radius}mより遠い区画")
    assert "全部で75人" in card.finding
    assert "夜間・休日に使えるかは含みません" in card.finding
    assert list(card.table["code"]) == codes
    assert card.lead.startswith("まず119番へ")


def test_suppressed_cells_are_told_and_not_counted_as_zero(shelf: Shelf) -> None:
    notes = " ".join(build(shelf, "joined_aed").notes)
    assert "秘匿（人数が少ないため表示しません）か記載なしの1区画は、0人ではなく、数えていません" in notes
    assert "そのうち1区画は、300mより遠くにあります" in notes
    assert "計算のしかた" in notes


def test_bus_stops_are_measured_like_aeds(shelf: Shelf) -> None:
    card = build(shelf, "joined_bus_stop", radius_m=300)
    # The stop is in the middle of D: A is 571.6 m, B 285.8 m, C √(571.6² + 231.7²) = 616.8 m away.
    assert card.finding.startswith("65歳以上の15人（20.0%）は、一覧のバス停から直線で300mより遠い区画")
    assert set(card.table["code"]) == {A, C}
    assert card.lead == ""


def test_only_the_newest_month_and_its_file_are_named(shelf: Shelf) -> None:
    card = build(shelf, "joined_aed")
    assert "令和8年4月の250mメッシュ人口" in card.finding
    assert [source.kind for source in card.sources] == ["mesh_population", "aed"]


def test_without_population_or_list_the_card_says_what_is_missing(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "aed/999999_aed", AED)
    bare = open_shelf(data, tmp_path / "store.duckdb")
    with pytest.raises(NotOnShelf, match="メッシュ人口のデータがまだありません"):
        build(bare, "joined_aed")
    publish(data, "mesh_population/999999_mesh_population", PEOPLE)
    half = open_shelf(data, tmp_path / "store.duckdb")
    with pytest.raises(NotOnShelf, match="バス停一覧のデータがまだありません"):
        build(half, "joined_bus_stop")
    publish(
        data, "mesh_population/999999_mesh_population", f"メッシュコード,調査年月日,老年人口\n{A[:9]},2026-04-01,10\n"
    )
    with pytest.raises(NotOnShelf, match="250m区画"):
        build(open_shelf(data, tmp_path / "store.duckdb"), "joined_aed")


# -- fire water --------------------------------------------------------------------------------------------------------


def test_cells_beyond_the_fire_water_are_candidates_and_nothing_more(shelf: Shelf) -> None:
    card = build(shelf, "joined_water")
    assert set(card.table["code"]) == {B, C, E}
    assert "140mより遠い、人の住む区画は3（人の住む5区画のうち）" in card.finding
    assert "「水がない」ではなく「台帳を確かめる候補」です" in card.finding
    notes = " ".join(card.notes)
    assert "二次資料による値なので、使う前に原文を確かめてください" in notes
    assert "1区画は、人数が秘匿" in notes
    assert build(shelf, "joined_water", radius_m=999).params["radius_m"] == 999
    assert "140m" in build(shelf, "joined_water", radius_m=999).finding


@pytest.mark.parametrize(
    ("kept", "missing", "has"), [("防火水そう", "消火栓", "防火水そう1"), ("消火栓", "防火水槽", "消火栓1")]
)
def test_a_list_that_lacks_a_kind_is_refused_with_the_reason(tmp_path: Path, kept: str, missing: str, has: str) -> None:
    lines = WATER.splitlines()
    some = "\n".join([lines[0], *(line for line in lines[1:] if kept in line)]) + "\n"
    card = build(open_shelf(data_folder(tmp_path, water=some), tmp_path / "store.duckdb"), "joined_water")
    assert card.empty
    assert card.figure is None
    assert f"この一覧には{missing}が1か所もないので、遠い区画は出しません（あるのは{has}）" in card.finding
    assert list(card.table["water_kind"]) == [kept]


# -- playgrounds -------------------------------------------------------------------------------------------------------


def test_children_per_playground_by_district(shelf: Shelf) -> None:
    card = build(shelf, "joined_playgrounds")
    table = card.table.set_index("district")
    # West: A 10 + C 5 children, one park with a swing and one unsaid. East: B 20 + D 40, one with a slide, one "none".
    assert table.loc["西地区", ["children", "playgrounds", "unsaid", "none_said", "left_out"]].tolist() == [
        15,
        1,
        1,
        0,
        0,
    ]
    assert table.loc["東地区", ["children", "playgrounds", "unsaid", "none_said", "left_out"]].tolist() == [
        60,
        1,
        0,
        1,
        1,
    ]
    assert table["per_playground"].dropna().to_dict() == {"西地区": 15.0, "東地区": 60.0}
    assert card.table["district_words"].iloc[-1] == "地区が分からない"
    # 75 children, three parks with equipment (one of them without a point).
    assert card.finding.startswith("15歳未満は、一覧の中で遊具の記載がある公園1か所あたり25人です（75人、3か所）。")
    assert "公園5か所のうち1か所は、遊具が「ない」ではなく「記載なし」です" in card.finding


def test_a_district_without_a_playground_has_no_quotient() -> None:
    cells = pd.DataFrame({"district": ["甲", "乙", None], "young": [30, None, 5], "elsewhere": [False, False, False]})
    parks = pd.DataFrame({"district": ["甲"], "parks": [2], "playgrounds": [0], "none_said": [1], "unsaid": [1]})
    table = by_district(cells, parks).set_index("district")
    assert table["per_playground"].isna().all()
    assert table["children"].to_dict() == {"乙": 0, "甲": 30, "": 5}
    assert table["left_out"].to_dict() == {"乙": 1, "甲": 0, "": 0}


# -- maps --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("card_id", ["joined_aed", "joined_bus_stop", "joined_water", "joined_playgrounds"])
def test_the_map_of_the_shipped_data_stays_under_60_kb(card_id: str, shipped: Shelf) -> None:
    figure = build(shipped, card_id).figure
    assert isinstance(figure, Map)
    assert len(deck_json(figure, lambda name: f"/geo/{name}.json").encode()) < 60_000


def test_a_cell_on_the_map_is_the_cell_of_the_table(shelf: Shelf) -> None:
    figure = build(shelf, "joined_aed").figure
    (layer,) = [layer for layer in figure.layers if layer["id"].startswith("cells-")]
    (row,) = layer["data"]
    south, west, _north, _east = mesh.bounds(D)
    assert (row["i"] / 960, 100 + row["j"] / 640) == pytest.approx((south, west))
    assert (row["n"], row["d"]) == (40, 572)
