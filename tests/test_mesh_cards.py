"""The mesh cards on two small cities worked out by hand: a city's own columns, and an e-Stat file with merged cells."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import machi.cards.mesh  # noqa: F401  # registers the cards
from machi.cards import maps, mesh_classes, registry, theme
from machi.cards.card import Card, Map, Value
from machi.cards.display import readable
from machi.cards.geo import geo_bytes, geo_rows
from machi.cards.mesh_geo import NAMES
from machi.export.tables import card_csv
from machi.ingest import mesh
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import folder, publish
from tests.own import shipped as shipped_shelf

CITY = """mesh_code,year,month,young_age,working_age,old_age
5239400011,2025,10,10,50,40
5239400012,2025,10,1,3,6
5239400013,2025,10,*,*,*
5239400021,2025,10,0,0,0
5239400011,2026,10,8,46,46
5239400012,2026,10,0,4,7
5239400013,2026,10,*,*,*
5239400021,2026,10,5,10,5
5239401011,2026,10,2,3,4
"""
"""Four squares of 52394000 (three in its south-west half mesh), one of 52394010 that is listed in 2026 only."""
ESTAT = """KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T1,T4,T10,T19
,,,,　人口総数,　０～１４歳人口総数,　１５～６４歳人口総数,　６５歳以上人口総数
523940001,0,,,64,6,35,23
523940002,2,523940101,,3,*,*,*
523940101,1,,523940002,57,6,24,30
523940111,1,,523940112,40,4,20,26
523940112,2,523940111,,10,*,*,*
523940121,1,,523940122,24,2,10,14
523940131,0,,,15,-,5,10
"""
"""One group across two 1 km squares, one inside 52394011, one whose partner is missing, one proved zero."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    data = folder(tmp_path_factory.mktemp("mesh"))
    publish(data, "mesh_population/999999_mesh_population", CITY, encoding="cp932")
    return open_shelf(data, data.parent / "store.duckdb")


@pytest.fixture(scope="module")
def estat(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    data = folder(tmp_path_factory.mktemp("estat"))
    lines = ESTAT.replace("\n", "\r\n")
    publish(data, "mesh_population/tblT000847H52", lines, encoding="cp932", as_of="2015-10-01")
    return open_shelf(data, data.parent / "store.duckdb")


@pytest.fixture(scope="module")
def shipped() -> Shelf:
    return shipped_shelf()


def made(shelf: Shelf, card_id: str = "mesh_map", **params: Value) -> Card:
    return registry.build(shelf, card_id, params)


def drawn(card: Card) -> Map:
    assert isinstance(card.figure, Map)
    return card.figure


def column(card: Card, name: str) -> dict[str, Any]:
    """Code → value of one column of the card's table; missing as None."""
    values = [None if value != value else value for value in card.table[name].tolist()]
    return dict(zip(card.table["code"], values, strict=True))


# -- a city's own columns ----------------------------------------------------------------------------------------------


FINDINGS: list[tuple[dict[str, Value], str]] = [
    ({}, "人口140人の半分は、人のいる4区画のうち1区画に住んでいます。秘匿の1区画は数えていません（メッシュ人口、2026年10月）。"),
    (
        {"klass": "old", "month": 202510},
        "65歳以上46人の半分は、人のいる2区画のうち1区画に住んでいます。秘匿の1区画は数えていません（メッシュ人口、2025年10月）。",
    ),
    (
        {"measure": "change", "klass": "old"},
        "この1年で65歳以上が増えた区画は3、減った区画は0、変わらない区画は0。"
        "秘匿の1区画と記載のない1区画は数えていません（メッシュ人口、2026年10月）。",
    ),
    (
        # 62 of 140 are old: 44.3 %. 46 of 100, 7 of 11, 5 of 20; nine people are too few.
        {"measure": "share65"},
        "65歳以上の割合が全体の44.3%より高い区画は2、低い区画は1。"
        "秘匿の1区画と10人未満の1区画は数えていません（メッシュ人口、2026年10月）。",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("params", "said"), FINDINGS)
def test_findings_by_hand(city: Shelf, params: dict[str, Value], said: str) -> None:
    assert made(city, **params).finding == said


def test_levels_are_sums_by_prefix_that_say_what_they_lack(city: Shelf) -> None:
    quarter, half, third = (made(city, level=level) for level in ("quarter", "half", "third"))
    assert column(quarter, "amount")["5239400013"] is None
    assert column(half, "amount") == {"523940001": 111, "523940002": 20, "523940101": 9}
    assert column(third, "amount") == {"52394000": 131, "52394010": 9}
    assert column(half, "left_out") == {"523940001": 1, "523940002": 0, "523940101": 0}
    assert column(half, "remark")["523940001"] == "（秘匿などの1区画を除く）"
    assert any("秘匿の区画を含む1区画" in note for note in half.notes)
    # 53 of 111 known people; the suppressed square is in neither number.
    assert column(made(city, measure="share65", level="half"), "amount")["523940001"] == pytest.approx(100 * 53 / 111)


def test_density_uses_the_true_area(city: Shelf) -> None:
    card = made(city, measure="density")
    # A 1/4 mesh at 35° N: 7.5" by 11.25"; 110.9 km a degree of latitude, 91.3 km of longitude: about 0.0659 km².
    assert column(card, "area_km2")["5239400011"] == pytest.approx(0.0659, abs=0.0002)
    assert column(card, "density")["5239400011"] == pytest.approx(100 / mesh.area_km2("5239400011"))


def test_suppressed_is_never_a_number_anywhere(city: Shelf) -> None:
    card = made(city)
    assert "秘匿" in column(card, "remark")["5239400013"]
    shown = readable(card.table, card.columns)
    assert shown.loc[shown["メッシュコード"] == "5239400013", "人口（人）"].tolist() == ["―"]
    assert "5239400013,西町付近,,秘匿" in card_csv(card).decode("utf-8-sig")
    (row,) = (row for row in geo_rows(city, "mesh-10-old") if row["c"] == "5239400013")
    assert row["properties"] == ["秘匿", "秘匿"]


def test_a_square_listed_in_some_months_only_is_unknown_in_the_others(city: Shelf) -> None:
    (row,) = (row for row in geo_rows(city, "mesh-10-people") if row["c"] == "5239401011")
    assert row["properties"] == ["不明", 9]


def test_the_first_look_of_links_that_ask_for_nonsense(city: Shelf) -> None:
    assert made(city, measure="zzz", level="x", klass="y").finding == made(city).finding
    assert made(city, month=199901).empty
    assert "2025年10月から2026年10月" in made(city, month=199901).finding


def test_the_history_of_a_square(city: Shelf) -> None:
    card = made(city, "mesh_cell", code="５２３９４０００１２")
    assert card.finding == (
        "西町付近の250m区画（5239400012）に住むのは11人、うち65歳以上は7人（63.6%）。"
        "2025年10月より1人多くなりました（メッシュ人口、2026年10月）。"
    )
    hidden = made(city, "mesh_cell", code="5239400013")
    assert "秘匿されています" in hidden.finding
    assert hidden.table["people"].isna().all()
    larger = made(city, "mesh_cell", code="52394000")
    assert larger.table["people"].tolist() == [110, 131]
    assert larger.table["remark"].tolist() == ["秘匿などの1区画を除いた合計"] * 2


@pytest.mark.parametrize(
    ("code", "why"), [("523940005", "形ではありません"), ("5239409999", "形ではありません"), ("どこか", "ありません")]
)
def test_a_square_that_is_none_is_told(city: Shelf, code: str, why: str) -> None:
    card = made(city, "mesh_cell", code=code)
    assert card.empty
    assert why in card.finding


def test_a_town_leads_to_its_square(city: Shelf) -> None:
    # 西町 lies at 35.00° N 139.00° E, the south-west corner of 5239400011.
    assert "5239400011" in made(city, "mesh_cell", code="西").finding


# -- e-Stat: merged cells ----------------------------------------------------------------------------------------------


def test_totals_count_everybody_once(estat: Shelf) -> None:
    row = estat.ask("mesh_months").frame.iloc[0]
    assert (row["month"].date(), row["digits"], row["people"]) == (date(2015, 10, 1), 9, 213)
    assert row["old"] == 23 + 30 + 26 + 14 + 10  # a group's detail stands in one of its cells only
    assert column(made(estat, level="half"), "amount")["523940002"] == 3


def test_a_group_is_dissolved_for_shares(estat: Shelf) -> None:
    card = made(estat, measure="share65", level="half")
    shares = column(card, "amount")
    assert shares["523940002"] == shares["523940101"] == pytest.approx(100 * 30 / 60)
    assert shares["523940111"] == shares["523940112"] == pytest.approx(100 * 26 / 50)
    assert shares["523940121"] is None  # its partner is not in the file: detail and total speak of different people
    assert column(card, "remark")["523940002"] == "（内訳を合わせた区画）"
    assert any("合わせて公表" in note for note in card.notes)
    assert {"mesh-hatch", "mesh-frames"} <= {layer.get("id") for layer in drawn(card).layers}
    assert any("太い枠" in label for label, _colour in drawn(card).legend)


def test_a_class_of_a_merged_square_is_nobodys_own(estat: Shelf) -> None:
    card = made(estat, klass="old", level="half")
    assert column(card, "amount") == {
        "523940001": 23, "523940002": None, "523940101": None, "523940111": None, "523940112": None, "523940121": None,
        "523940131": 10,
    }  # fmt: skip
    assert "合算の5区画は数えていません" in card.finding
    assert card.finding.startswith("65歳以上103人")


def test_a_group_inside_a_larger_square_is_in_its_sums(estat: Shelf) -> None:
    old = column(made(estat, klass="old", level="third"), "amount")
    assert old["52394011"] == 26
    shares = column(made(estat, measure="share65", level="third"), "amount")
    assert shares["52394011"] == pytest.approx(100 * 26 / 50)
    # 52394000 holds 64 people of known ages and 3 whose ages stand in 52394010.
    assert shares["52394000"] == pytest.approx(100 * 23 / 64)
    assert column(made(estat, measure="share65", level="third"), "left_out")["52394000"] == 1


def test_a_dash_is_zero_only_where_the_sum_proves_it(estat: Shelf) -> None:
    assert column(made(estat, klass="young", level="half"), "amount")["523940131"] == 0


def test_a_file_of_500_m_offers_no_250_m(estat: Shelf) -> None:
    assert made(estat, level="quarter").table["code"].str.len().tolist() == [9] * 7


# -- what travels ------------------------------------------------------------------------------------------------------


def by_url(name: str) -> str:
    return f"/geo/{name}.json?v=0123456789ab"


def inline(name: str) -> None:
    """An app without routes."""


def test_a_month_is_a_number_in_the_message(shipped: Shelf) -> None:
    one, two = (maps.deck_json(drawn(made(shipped, month=month)), by_url) for month in (202609, 202610))
    assert len(one.encode()) < 5_000
    layers = [json.loads(text)["layers"] for text in (one, two)]
    assert [layer.get("id") for layer in layers[0]] == [layer.get("id") for layer in layers[1]]
    assert [layer["data"] for layer in layers[0]] == [layer["data"] for layer in layers[1]]
    assert json.loads(one)["initialViewState"] == json.loads(two)["initialViewState"]
    # The clicked layer has no id, or the frontend fades every other square.
    assert [layer["@@type"] for layer in layers[0] if "id" not in layer] == ["PolygonLayer"]
    assert drawn(made(shipped, month=202609)).legend == drawn(made(shipped, month=202610)).legend


@pytest.mark.parametrize("name", NAMES)
def test_a_geometry_is_small_and_strict(shipped: Shelf, name: str) -> None:
    body = geo_bytes(shipped, name)
    assert len(gzip.compress(body, 6)) <= 60_000
    rows = json.loads(body, parse_constant=lambda word: pytest.fail(word))
    assert {len(row["properties"]) for row in rows} <= {24, 48}
    for row in rows[:50]:
        south, west, _north, _east = mesh.bounds(row["c"])
        assert (row["y"] / 960, 100 + row["x"] / 640) == pytest.approx((south, west), abs=1e-12)


def test_without_routes_only_the_shown_months_travel(shipped: Shelf) -> None:
    text = maps.deck_json(drawn(made(shipped, measure="change", klass="old")), inline)
    squares = next(layer["data"] for layer in json.loads(text)["layers"] if "id" not in layer)
    assert set(squares[0]["properties"]) == {"11", "23"}
    assert {"c", "n", "x", "y"} <= set(squares[0])


def test_colours_of_the_expression_are_those_of_the_legend() -> None:
    scale = mesh_classes.amounts([12, 31, 88, 160], "人")
    # 12 → 10, 31 → 30, 88 → 100, 160 → 150.
    assert scale.labels == ("1〜9人", "10〜29人", "30〜99人", "100〜149人", "150人以上")
    text = mesh_classes.colour_expression(scale, "v", "v", {"hidden"})
    bounds = [float(found) for found in re.findall(r"v>=([\d.]+)\?", text)]
    assert bounds == [*sorted(scale.edges, reverse=True), 0]
    assert "'秘匿'" in text
    assert len(set(scale.colours)) == len(scale.labels) == len(scale.edges) + 1


@pytest.mark.parametrize(
    ("bounds", "least", "most", "labels"),
    [
        # Numbers that can be said would leave one class beside 10 (12 → 10, 13 → 15 and 14 → 15 lie above the largest).
        ((10, 12, 13, 14), 8, 14, ("8〜9件", "10〜11件", "12件", "13件", "14件")),
        ((1, 1, 2, 3), 1, 3, ("1件", "2件", "3件")),
        ((1, 1, 1, 1), 1, 1, ("1件",)),
        # As many classes either way: the numbers that can be said.
        ((12, 31, 88, 160), 2, 400, ("2〜9件", "10〜29件", "30〜99件", "100〜149件", "150件以上")),
    ],
)
def test_amounts_that_lie_close_together_have_classes_of_their_own(
    bounds: tuple[float, ...], least: float, most: float, labels: tuple[str, ...]
) -> None:
    scale = mesh_classes.amounts(bounds, "件", least, most)
    assert scale.labels == labels
    assert scale.index(least) == 0
    assert scale.index(most) == len(labels) - 1, "no class of the legend stands for nothing"
    assert len(labels) > 1 or scale.colours == (theme.AMOUNT[2],), "the palest is hard to see where it stands alone"


def test_measured_amounts_leave_nothing_between_two_classes() -> None:
    scale = mesh_classes.measures([0.41, 0.63, 1.24, 3.1], "t")
    assert scale.labels == ("0.41t未満", "0.41以上0.63未満", "0.63以上1.20未満", "1.20以上3.10未満", "3.10t以上")
    assert [scale.index(value) for value in (0.4, 0.41, 1.2, 3.0, 3.1)] == [0, 1, 3, 3, 4]


@pytest.mark.parametrize(
    ("value", "said"), [(-7, 0), (-5, 0), (-4, 1), (-1, 1), (0, 2), (1, 3), (4, 3), (5, 4), (60, 4)]
)
def test_change_is_neutral_at_zero_only(value: float, said: int) -> None:
    scale = mesh_classes.changes(5.2)
    assert scale.index(value) == said
    assert scale.labels == ("5人以上減", "1〜4人減", "増減なし", "1〜4人増", "5人以上増")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.4, 1), (1.2, 1), (1.4, 2), (12, 10), (13, 15), (31, 30), (88, 100), (460, 500), (2942, 3000)],
)
def test_breaks_are_numbers_that_can_be_said(value: float, said: float) -> None:
    assert mesh_classes.nice(value) == said


def test_no_data_says_what_to_do(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "mesh_population/x", "mesh_code,year,month,old_age\n523940005,2026,10,3\n")
    card = made(open_shelf(data, tmp_path / "store.duckdb"))
    assert card.empty
    assert "データ一覧" in card.finding


def test_the_sample_is_the_same_people_as_the_population_by_town(shipped: Shelf) -> None:
    """2026-10: 109,352 people; the squares with one to four people are 秘匿, so the known ones are a little fewer."""
    newest = shipped.ask("mesh_months").frame.iloc[-1]
    assert newest["cells"] >= 1_500
    assert len(shipped.ask("mesh_months").frame) == 24
    assert newest["hidden"] > 100
    missing = 109_352 - newest["people"]
    assert newest["hidden"] <= missing <= 4 * newest["hidden"]
    ages = shipped.ask("population_ages").frame.iloc[-1]
    assert abs(ages["old"] - newest["old"]) <= 4 * newest["hidden"]
