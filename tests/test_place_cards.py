"""Place cards over the hand-made lists of ``tests/data``: distances against independent formulas, blanks, old lists.

Counted by hand in the fixtures: 8 AEDs (6 with a point), 5 fire waters, 7 parks, 3 toilets, 2 car parks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import machi.cards.places  # noqa: F401  # registers the cards
from machi.cards import registry
from machi.cards.address import encode
from machi.cards.card import Card, Map
from machi.cards.equipment import found, spellings
from machi.cards.place_text import hours
from machi.errors import NotOnShelf
from machi.store.database import open_shelf
from machi.store.queries import Library
from machi.store.shelf import Shelf
from tests.folders import folder, publish
from tests.places import place_folder, place_shelf

GOLDEN = Path(__file__).resolve().parent / "golden"
HALL = {"near": "35.0,139.0"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with pytest.MonkeyPatch.context() as patch:
        yield place_shelf(tmp_path_factory.mktemp("places"), patch)


def build(shelf: Shelf, card_id: str, **params: object) -> Card:
    return registry.build(shelf, card_id, params)  # type: ignore[arg-type]


# -- distances ---------------------------------------------------------------------------------------------------------


def chord_metres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Arc from the straight chord between two unit vectors: no haversine in it."""
    one, two = (
        np.array([math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)])
        for a, b in ((math.radians(lat1), math.radians(lon1)), (math.radians(lat2), math.radians(lon2)))
    )
    return 2 * 6371008.8 * math.asin(float(np.linalg.norm(one - two)) / 2)


@pytest.mark.parametrize(
    ("two", "metres", "tolerance"),
    [
        ((35.001, 139.0), 111.19, 0.01),  # 1/1000° of latitude: 2π · 6371008.8 / 360 / 1000
        ((35.0, 139.01), 910.86, 0.01),  # 1/100° of longitude at 35°: 111195.1 · cos 35° / 100
        ((35.0, 139.0), 0.0, 1e-9),
    ],
)
def test_distance_agrees_with_an_independent_formula(two: tuple[float, float], metres: float, tolerance: float) -> None:
    con = duckdb.connect()
    con.execute(re.search(r"create or replace macro distance_m.*?;", Library().setup("macros"), re.S)[0])  # type: ignore[index]
    got = con.execute("select distance_m(35.0, 139.0, ?, ?)", list(two)).fetchall()[0][0]
    assert got == pytest.approx(chord_metres(35.0, 139.0, *two), rel=1e-9, abs=1e-6)
    assert got == pytest.approx(metres, abs=tolerance)


def vincenty_metres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Geodesic on GRS80 (T. Vincenty, Survey Review 23/176, 1975, inverse formula)."""
    a, f = 6378137.0, 1 / 298.257222101
    b, difference = a * (1 - f), math.radians(lon2 - lon1)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    turn = difference
    for _ in range(20):
        first = math.cos(u2) * math.sin(turn)
        second = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(turn)
        sine = math.hypot(first, second)
        cosine = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(turn)
        arc = math.atan2(sine, cosine)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(turn) / sine
        cos2 = 1 - sin_alpha**2
        mid = cosine - 2 * math.sin(u1) * math.sin(u2) / cos2
        c = f / 16 * cos2 * (4 + f * (4 - 3 * cos2))
        inner = arc + c * sine * (mid + c * cosine * (2 * mid**2 - 1))
        turn = difference + (1 - c) * f * sin_alpha * inner
    k = cos2 * (a**2 - b**2) / b**2
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    tail = big_b / 6 * mid * (4 * sine**2 - 3) * (4 * mid**2 - 3)
    step = big_b * sine * (mid + big_b / 4 * (cosine * (2 * mid**2 - 1) - tail))
    return b * big_a * (arc - step)


@pytest.mark.parametrize("two", [(35.0, 139.01), (35.02, 139.0), (35.013, 138.985), (36.0, 140.0)])
def test_the_sphere_differs_from_the_ellipsoid_by_less_than_half_a_percent(
    shelf: Shelf, two: tuple[float, float]
) -> None:
    with shelf.connection.cursor() as cursor:
        got = cursor.execute("select distance_m(35.0, 139.0, ?, ?)", list(two)).fetchall()[0][0]
    assert got == pytest.approx(vincenty_metres(35.0, 139.0, *two), rel=0.005)


# -- nearest -----------------------------------------------------------------------------------------------------------


def test_the_nearest_aed_skips_the_one_that_outsiders_may_not_use(shelf: Shelf) -> None:
    card = build(shelf, "places_nearest", **HALL, n=10)
    # 見本工業 lies 56 m off, nearer than all others, but is barred: it comes last.
    assert list(card.table["name"]) == [
        "見本市民会館", "見本市民会館", "見本第5集会所", '見本"第8"集会所', "見本東小学校", "見本工業"
    ]  # fmt: skip
    assert list(card.table["distance_m"].round()) == [111, 111, 334, 445, 911, 56]
    assert card.table["warning"].iloc[-1] == "施設の外の人は使えません"
    assert "見本市民会館の１階受付、直線で111m" in card.finding
    assert "今使えるかは、この一覧では分かりません" in card.finding
    assert "令和8年4月1日時点" in card.finding
    assert card.lead.startswith("まず119番へ")
    assert any("使える座標のない2件" in note for note in card.notes)


def test_a_filter_keeps_what_is_written_and_tells_what_is_not(shelf: Shelf) -> None:
    card = build(shelf, "places_nearest", **HALL, child_pads=True)
    assert list(card.table["name"]) == ["見本市民会館", "見本第5集会所"]
    note = next(note for note in card.notes if "小児対応" in note)
    assert "2件だけ" in note
    assert "そうでないと書かれたものは1件" in note
    assert "記載なしの3件" in note


@pytest.mark.parametrize(
    ("kinds", "params", "names"),
    [
        (("public_toilet",), {"wheelchair": True}, ["見本駅前トイレ"]),
        (("public_toilet",), {"infant": True}, ["見本公園トイレ"]),
        (("public_toilet",), {"ostomate": True}, ["見本公園トイレ"]),
        (("park",), {"equipment": "滑り台"}, ["見本中央公園", "見本第2公園", "見本第3公園"]),
        (("park",), {"equipment": "ブランコ"}, ["見本第2公園"]),
        (("parking",), {"hours": "1-01:30"}, ["見本駅前駐車場"]),  # 4:00–2:00 runs past midnight
        (("parking",), {"hours": "1-03:00"}, []),
        (("aed",), {"hours": "6-10:00"}, ["見本第5集会所", '見本"第8"集会所', "見本工業"]),
        (("aed",), {"hours": "5-17:14"}, ["見本市民会館", "見本市民会館", '見本"第8"集会所', "見本工業"]),
        (("aed",), {"hours": "5-17:15"}, ['見本"第8"集会所', "見本工業"]),
    ],
)
def test_filters(shelf: Shelf, kinds: tuple[str, ...], params: dict[str, object], names: list[str]) -> None:
    card = build(shelf, "places_nearest", **HALL, kinds=kinds, n=10, **params)
    assert list(card.table["name"]) == names
    assert card.empty is (not names)


def test_an_empty_answer_names_a_way_out(shelf: Shelf) -> None:
    card = build(shelf, "places_nearest", **HALL, kinds=("parking",), hours="1-03:00")
    assert "条件を1つはずして" in card.finding
    assert card.figure is None


@pytest.mark.parametrize("near", ["35.0,139.0", "139.0,35.0", "３５．０、１３９．０", "(35.0 139.0)", "hall", ""])
def test_a_point_may_be_typed_in_many_ways(shelf: Shelf, near: str) -> None:
    card = build(shelf, "places_nearest", near=near, n=1)
    assert card.table["distance_m"].iloc[0] == 111  # whole metres leave with the table


@pytest.mark.parametrize("near", ["どこか", "35.0", "91,200", "48.85,2.35"])
def test_a_point_that_can_not_be_read_is_told(shelf: Shelf, near: str) -> None:
    card = build(shelf, "places_nearest", near=near)
    assert card.empty
    assert f"「{near}」を地点として読めません" in card.finding
    # The example is the city's own first landmark, not somewhere else in the country.
    assert "目印を選ぶか、緯度,経度を「35.0,139.0」の形で" in card.finding


@pytest.mark.parametrize("near", ["typed", " ", "　"])
def test_nothing_typed_yet_is_not_answered_from_somewhere_else(shelf: Shelf, near: str) -> None:
    card = build(shelf, "places_nearest", near=near)
    assert card.empty
    assert card.finding.startswith("どこから測るかが決まっていません。")
    assert "typed" not in card.finding


def test_a_point_far_from_every_town_is_told(shelf: Shelf) -> None:
    # 0.26° of latitude are 28.9 km, 0.28° are 31.1 km (111.195 km a degree); the towns lie on 35°.
    inside, outside = (build(shelf, "places_nearest", near=f"{lat},139.0", n=1) for lat in (35.26, 35.28))
    assert "市の外" not in inside.finding
    assert outside.finding.startswith("市の外の地点です。")


def test_far_distances_are_kilometres_in_the_sentence(shelf: Shelf) -> None:
    # 見本"第8"集会所 lies on 35.004°, 139.0°: 0.0855° are 9507 m, 0.256° are 28.47 km (111.195 km a degree).
    assert "直線で9,507m" in build(shelf, "places_nearest", near="35.0895,139.0", n=1).finding
    assert "直線で28.5km" in build(shelf, "places_nearest", near="35.26,139.0", n=1).finding


def test_rows_carry_the_number_of_their_marker(shelf: Shelf) -> None:
    card = build(shelf, "places_nearest", **HALL, n=3)
    assert card.columns[0].name == "rank"
    assert list(card.table["rank"]) == [1, 2, 3]


def test_the_visitors_position_is_spelt_nowhere(shelf: Shelf) -> None:
    position = {"lat": 35.00123, "lon": 139.00456}
    card = build(shelf, "places_nearest", **position)
    kind = registry.CARDS["places_nearest"]
    assert encode(card.id, card.params, kind.params) == "places_nearest"
    assert not {"lat", "lon"} & set(card.params)
    told = f"{card.title} {card.finding} {card.alt} {card.notes} {[ran.params for ran in card.ran]}"
    assert "35.001" not in told
    assert "139.004" not in told
    assert "現在地" in card.finding


def test_a_list_that_is_too_old_is_not_ranked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = place_shelf(tmp_path, monkeypatch, ("aed", "parking"), today="2028-04-01")  # 731 days after 2026-04-01
    card = build(shelf, "places_nearest", **HALL)
    assert "distance_m" not in [column.name for column in card.columns]
    assert list(card.table["name_kana"].fillna("")) == sorted(card.table["name_kana"].fillna(""))
    assert len(card.table) == 8
    assert "731日たっているため、近い順に並べていません" in card.finding
    assert card.lead.startswith("まず119番へ")
    mixed = build(shelf, "places_nearest", **HALL, kinds=("aed", "parking"))
    assert set(mixed.table["kind"]) == {"parking"}
    assert any("近い順に並べていません" in note for note in mixed.notes)


def test_a_list_of_730_days_is_still_ranked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = place_shelf(tmp_path, monkeypatch, ("aed",), today="2028-03-31")
    assert "直線で111m" in build(shelf, "places_nearest", **HALL).finding


def test_a_kind_without_data_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = place_shelf(tmp_path, monkeypatch, ("park",))
    with pytest.raises(NotOnShelf, match="AED"):
        build(shelf, "places_nearest")


# -- the other cards ---------------------------------------------------------------------------------------------------


def test_the_map_counts_what_is_on_it_and_what_is_not(shelf: Shelf) -> None:
    card = build(shelf, "places_map")
    assert "AED6台、消防水利4か所、公園7か所、駐車場2か所、公衆トイレ2か所の合わせて21件" in card.finding
    assert "使える座標のない4件" in card.finding
    assert len(card.table) == 25
    assert isinstance(card.figure, Map)
    alone = build(shelf, "places_map", kinds=("park",))
    assert [source.kind for source in alone.sources] == ["park"]
    assert alone.finding.startswith("地図にあるのは、公園7か所（"), "one kind alone needs no total"


def test_a_district_holds_the_places_nearest_to_its_towns(shelf: Shelf) -> None:
    card = build(shelf, "places_map", district="東地区")
    # Nearer to 東町 (139.01) than to 西町 (139.00): east of 139.005.
    assert sorted(card.table["name"]) == sorted([
        "井戸", "防火水そう", "見本公園トイレ", "見本東小学校",
        "見本第4公園", "見本第5公園", "見本第6公園", "見本第7公園",
    ])  # fmt: skip


def test_counts_by_kind_and_district(shelf: Shelf) -> None:
    by_kind = build(shelf, "places_counts")
    assert dict(zip(by_kind.table["kind"], by_kind.table["places"], strict=True)) == {
        "aed": 8, "fire_hydrant": 5, "park": 7, "parking": 2, "public_toilet": 3
    }  # fmt: skip
    by_district = build(shelf, "places_counts", by="district", kinds=("park",))
    assert dict(zip(by_district.table["district"], by_district.table["places"], strict=True)) == {
        "東地区": 4,
        "西地区": 3,
    }


def test_counts_without_reference_towns_are_by_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = place_folder(tmp_path, ("park",))
    (data / "reference" / "towns.csv").unlink()
    card = build(open_shelf(data, tmp_path / "store.duckdb"), "places_counts", by="district")
    assert list(card.table["kind"]) == ["park"]
    assert any("種類ごとに数えました" in note for note in card.notes)


def test_coverage_measures_to_the_next_point(shelf: Shelf) -> None:
    card = build(shelf, "places_coverage", kind="aed", radius_m=300)
    # Points: 会館 (2 devices) and 工業 56 m apart, 集会所5 and 8 111 m apart, 小学校 909 m from 工業.
    assert "AED5地点のうち1地点は、ほかのAEDまで直線300mより離れています" in card.finding
    assert "使える座標のない2台は入っていません" in card.finding
    assert card.table["next_m"].iloc[0] == pytest.approx(chord_metres(35.0, 139.01, 35.0005, 139.0), rel=1e-6)
    assert any("台帳を確かめる候補" in note for note in card.notes)


@pytest.mark.parametrize(
    ("radius", "told"),
    [
        (1000, "公園7地点のすべてに、直線1,000m以内にほかの公園があります"),
        (50, "公園7地点のすべてが、ほかの公園より直線50mを超えて離れています"),
    ],
)
def test_coverage_says_all_without_a_zero(shelf: Shelf, radius: int, told: str) -> None:
    card = build(shelf, "places_coverage", kind="park", radius_m=radius)
    assert told in card.finding
    assert "使える座標のない" not in card.finding  # every park of the fixture has a point
    assert not re.search(r"(?<!\d)0(か所|地点)", card.finding)


def test_one_point_alone_has_nothing_to_measure_to(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "park/one", "ID,名称,緯度,経度\n1,中央公園,35.0,139.0\n")
    card = build(open_shelf(data, tmp_path / "store.duckdb"), "places_coverage", kind="park")
    assert "公園は1地点だけで" in card.finding


def test_circles_are_seen_beside_their_dots(shelf: Shelf) -> None:
    figure = build(shelf, "places_coverage", kind="aed", radius_m=300).figure
    assert isinstance(figure, Map)
    layers = {layer["id"]: layer for layer in figure.layers}
    assert layers["place-aed"]["radiusUnits"] == "pixels"
    assert layers["place-aed"]["getRadius"] <= 3
    assert "sign-aed" not in layers
    # deck.gl shows 360° of longitude on 512 px at zoom 0: metres of a pixel at this latitude.
    metres = 40_030_230 * math.cos(math.radians(35)) / 512 / 2 ** figure.view["zoom"]
    assert 300 / metres >= 8
    assert any("◯ 半径300m" in label for label, _colour in figure.legend)


def test_fire_water_without_hydrants_is_refused(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "fire_hydrant/wells", "ID,種別,緯度,経度,口径\n1,井戸,35.0,139.0,\n2,防火水そう,35.001,139.0,\n")
    card = build(open_shelf(data, tmp_path / "store.duckdb"), "places_coverage", kind="fire_hydrant")
    assert card.empty
    assert card.figure is None
    assert "消火栓が1か所もありません（あるのは井戸1、防火水そう1）" in card.finding


def test_fire_water_with_hydrants_and_cisterns_is_drawn(shelf: Shelf) -> None:
    card = build(shelf, "places_coverage", kind="fire_hydrant", radius_m=140)
    # 消火栓 139.001 – 139.002: 91 m; 防火水そう 139.006: 364 m to the next; 井戸 139.011: 455 m.
    assert "消防水利4地点のうち2地点は、ほかの消防水利まで直線140mより離れています" in card.finding
    assert "使える座標のない1か所は入っていません" in card.finding
    assert "ない」ではなく" in " ".join(card.notes)


def test_equipment_not_written_is_not_none(shelf: Shelf) -> None:
    card = build(shelf, "park_equipment")
    assert "公園7か所のうち、遊具の記載があるのは4か所" in card.finding
    assert "「ない」と書かれているのは1か所、残り2か所は「ない」ではなく「記載なし」" in card.finding
    counts = dict(zip(card.table["equipment_name"], card.table["parks"], strict=True))
    assert counts == {"すべり台": 3, "ブランコ": 1, "砂場": 1, "鉄棒": 1}
    assert any("表にない名前の遊具だけの公園が1か所" in note for note in card.notes)


def test_parks_with_one_thing(shelf: Shelf) -> None:
    card = build(shelf, "park_equipment", equipment="滑り台")
    assert list(card.table["name"]) == ["見本中央公園", "見本第2公園", "見本第3公園"]
    none = build(shelf, "park_equipment", equipment="観覧車")
    assert none.empty
    assert "記載なしの2か所" in none.finding


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("すべり台、ぶらんこ、すな場", ("すべり台", "ブランコ", "砂場")),
        ("タコの山（滑り台）、低鉄棒", ("すべり台", "鉄棒")),
        ("ウンテイ・総合遊具", ("うんてい", "複合遊具")),
        ("石の歩道", ()),
        (None, ()),
    ],
)
def test_spellings_of_equipment(text: str | None, names: tuple[str, ...]) -> None:
    assert found(text) == names


def test_an_unknown_thing_is_looked_for_as_it_is() -> None:
    assert spellings("観覧車") == ("観覧車",)
    assert "滑り台" in spellings("すべり台")
    assert spellings(" ") == ()


def test_hours_written_and_open_at_a_moment(shelf: Shelf) -> None:
    card = build(shelf, "place_hours", kinds=("aed",))
    row = card.table.iloc[0]
    # times: 会館 ×2, 工業, 集会所5; always: 集会所8; part: 東小学校's note; none: 6 and 7.
    assert [int(row[name]) for name in ("times", "always", "part", "none")] == [4, 1, 1, 2]
    saturday = build(shelf, "place_hours", kinds=("aed",), at="6-10:00")
    assert "開いていると書かれているのは3件。閉まっていると書かれているのは2件" in saturday.finding
    assert "読み取れないのは3件" in saturday.finding
    assert saturday.lead.startswith("まず119番へ")


def test_kinds_without_columns_for_hours_are_not_counted(shelf: Shelf) -> None:
    assert set(build(shelf, "place_hours").table["kind"]) == {"aed", "parking", "public_toilet"}
    none = build(shelf, "place_hours", kinds=("park",))
    assert none.empty
    assert "日時の列がありません" in none.finding
    assert build(shelf, "place_hours", kinds=("park",), at="6-10:00").empty


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [
        ("月火水木金土日", "月火水木金土日"),
        ("月～土", "月火水木金土"),
        ("月～土曜日", "月火水木金土"),
        ("毎日", "月火水木金土日"),
        ("土～火", "土日月火"),
        ("月・水・金", "月水金"),
        ("日曜日", "日"),
        ("月～金（祝日を除く）", "月火水木金"),
        ("土日祝", "土日"),
        ("休館日以外毎日", None),
        ("第1土曜", None),
        ("", None),
    ],
)
def test_weekdays_are_read_only_when_plainly_written(shelf: Shelf, days: str, weekdays: str | None) -> None:
    with shelf.connection.cursor() as cursor:
        assert cursor.execute("select open_days(?)", [days]).fetchall() == [(weekdays,)]


@pytest.mark.parametrize(
    "card_id", ["places_map", "places_nearest", "places_counts", "places_coverage", "park_equipment", "place_hours"]
)
def test_every_card_shows_its_table_sources_and_questions(shelf: Shelf, card_id: str) -> None:
    card = build(shelf, card_id)
    assert card.synthetic
    assert card.ran
    assert card.sources
    assert {column.name for column in card.columns} <= set(card.table.columns)
    assert not re.search(r"[{}]|nan|None|<NA>", f"{card.title}{card.finding}{card.alt}{card.notes}{card.lead}")


# -- goldens -----------------------------------------------------------------------------------------------------------

ASKED: dict[str, dict[str, object]] = {
    "place_list": {"kinds": ["aed"]},
    "place_nearest": {"lat": 35.0, "lon": 139.0, "kinds": ["aed"], "n": 10},
    "place_written": {"kinds": ["aed"], "weekday": 6, "minute": 600},
    "place_counts": {"by": "district"},
    "place_spacing": {"kind": "aed"},
    "place_water": {},
    "place_hours": {"kinds": ["aed", "parking"], "weekday": 6, "minute": 600},
    "place_markers": {"kind": "fire_hydrant"},
    "park_equipment": {},
    "reference_cells": {},
    "reference_towns": {},
    "reference_labels": {},
}


@pytest.mark.parametrize("name", ASKED)
def test_golden(shelf: Shelf, name: str) -> None:
    """To the centimetre; change a golden only after checking each changed row by hand."""
    frame = shelf.ask(name, **ASKED[name]).frame
    got = frame.to_csv(index=False, lineterminator="\n", float_format="%.6f")
    wanted = pd.read_csv(GOLDEN / f"{name}.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(pd.read_csv(StringIO(got), dtype=str, keep_default_na=False), wanted)


def test_a_whole_day_from_morning_to_morning_is_said_as_a_day() -> None:
    row = pd.Series({"open_minute": 510, "close_minute": 510 + 1440, "days": "月火", "hours_note": "無休"})
    assert hours(row) == "月火 24時間（無休）"
    assert hours(pd.Series({**row, "close_minute": 1020})) == "月火 8:30–17:00（無休）"
