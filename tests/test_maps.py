"""Maps: what is sent to the browser, its size, and that nothing in it points at another host."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pydeck
import pytest

import machi.cards.places  # noqa: F401  # registers the cards
from machi.cards import maps, registry, theme
from machi.cards.card import Map
from machi.cards.geo import geo_bytes, geo_names, geo_rows
from machi.cards.glimpse import small_map
from machi.cards.map_layers import INK
from machi.cards.place_kinds import KINDS, marked
from machi.cards.place_names import apart
from machi.cards.place_text import legend_entry
from machi.store.city import Landmark
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.places import place_folder, place_shelf

VIEW = {"latitude": 35.0, "longitude": 139.0, "zoom": 12.0}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with pytest.MonkeyPatch.context() as patch:
        yield place_shelf(tmp_path_factory.mktemp("maps"), patch)


@pytest.fixture(autouse=True)
def _no_base_map(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MACHI_BASEMAP", "MACHI_TILES", "MACHI_TILES_CREDIT"):
        monkeypatch.delenv(name, raising=False)


def inline(name: str) -> None:
    """An app without routes."""


def by_url(name: str) -> str:
    return f"/geo/{name}.json?v=0123456789ab"


def whole_map(shelf: Shelf) -> Map:
    figure = registry.build(shelf, "places_map").figure
    assert isinstance(figure, Map)
    return figure


# -- geometry ----------------------------------------------------------------------------------------------------------


def test_the_shape_joins_cells_of_a_row(shelf: Shelf) -> None:
    # Six cells of 250 m (1/480° by 1/320°) in two rows of three, from 34°40' N 139° E.
    south, step_lat, step_lon = 34 + 40 / 60, 1 / 480, 1 / 320
    boxes = [row["b"] for row in geo_rows(shelf, "context")]
    for index, box in enumerate(boxes):
        wanted = [139.0, south + index * step_lat, 139.0 + 3 * step_lon, south + (index + 1) * step_lat]
        assert box == pytest.approx(wanted, abs=1e-6)
    assert len(boxes) == 2


def test_a_gap_in_a_row_stays_a_gap(tmp_path: Path) -> None:
    data = place_folder(tmp_path, ("park",))
    # The first and the fourth cell of a row.
    (data / "reference" / "cells.csv").write_text("code\n5239000011\n5239000022\n", encoding="utf-8")
    assert len(geo_rows(open_shelf(data, tmp_path / "store.duckdb"), "context")) == 2


def test_an_unknown_name_is_refused(shelf: Shelf) -> None:
    for name in ("place-", "place-event", "../city", "Context", ""):
        with pytest.raises(KeyError):
            geo_rows(shelf, name)


@pytest.mark.parametrize("name", geo_names())
def test_rows_are_short_and_strict_json(shelf: Shelf, name: str) -> None:
    rows = json.loads(geo_bytes(shelf, name).decode("utf-8"), parse_constant=lambda word: pytest.fail(word))
    assert rows == geo_rows(shelf, name)
    assert all(len(key) == 1 for row in rows for key in row)


def test_a_marker_knows_its_row(shelf: Shelf) -> None:
    first = {row["s"]: row for row in geo_rows(shelf, "place-aed")}[4]
    assert first == {"x": 139.01, "y": 35.0, "n": "見本東小学校", "d": "職員室前", "s": 4, "i": "999997_aed"}


def test_labels_keep_their_distance(shelf: Shelf) -> None:
    # 40 landmarks on a line, 0.01° of latitude apart: at zoom 10 that is 512 × 2¹⁰ / 360 / 100 / cos 35° = 17.8 px.
    # A name is 12.5 px high and keeps 12 above and below: every third stays, 53 px from the next.
    marks = tuple(Landmark(f"m{n}", f"目印{n}", f"Mark {n}", 35.05 + n / 100, 139.5) for n in range(40))
    crowded = replace(shelf, city=replace(shelf.city, landmarks=marks), kept={})
    ys = sorted(row["y"] for row in geo_rows(crowded, "labels-10") if row["t"].startswith("目印"))
    assert [round(b - a, 5) for a, b in pairwise(ys)] == [0.03] * 13
    assert len(geo_rows(crowded, "labels-12")) > 40


def test_a_longer_name_needs_more_room() -> None:
    # 42 px apart: 一町 is 25 px wide and keeps 8 on each side (41 px); 一町大字 of 50 px needs 66.
    at = [139.0 + n * 42 * 360 / (512 * 2**12) for n in range(3)]
    short = [{"x": x, "y": 35.0, "t": f"{n}町"} for x, n in zip(at, "一二三", strict=True)]
    long = [{**row, "t": row["t"] + "大字"} for row in short]
    assert apart(short, 12) == short
    assert apart(long, 12) == [long[0], long[2]]


def test_a_small_map_has_only_names_that_touch_no_edge_and_no_marker(shelf: Shelf) -> None:
    degree = 360 / (512 * 2**11)
    names = {"端": (-139 + 15, 0), "印": (20, 0), "中": (60, 0), "外": (300, 0)}
    rows = [{"x": 139.0 + x * degree, "y": 35.0, "t": name * 3} for name, (x, _y) in names.items()]
    figure = maps.base_map(
        [*maps.sign_markers("near", [{"x": 139.0, "y": 35.0, "n": "", "d": "", "t": "1"}], "#FF4B00")],
        {**VIEW, "zoom": 12.0},
        {"labels-12": lambda: rows},
    )
    small = small_map(figure)
    assert small.view["zoom"] == 11.0
    shown = next(layer for layer in small.layers if layer["id"] == "context-names")
    # A name of three letters reaches 19 px to each side: from 20 px over the marker of 11 px, from -124 over the edge.
    assert [row["t"] for row in shown["data"]] == ["中中中"]
    assert not [layer for layer in small.layers if layer["id"].startswith("scale-")]


def test_markers_of_a_small_map_are_half_as_large_and_carry_no_sign() -> None:
    figure = maps.base_map(maps.geo_markers("park", "#03AF7A", "園", 60, []), VIEW, {"labels-12": lambda: []})
    markers = [layer for layer in small_map(figure).layers if "park" in layer["id"]]
    assert [(layer["id"], layer["radiusMinPixels"]) for layer in markers] == [("place-park", 3.75)]


# -- what the browser gets ---------------------------------------------------------------------------------------------


def test_no_base_map_is_asked_for_as_pydeck_asks_for_none(shelf: Shelf) -> None:
    spec = json.loads(maps.deck_json(whole_map(shelf), inline))
    pydeck_spec = json.loads(pydeck.Deck(map_provider=None).to_json())
    assert spec["mapStyle"] == pydeck_spec["mapStyle"]
    assert "mapProvider" not in spec
    assert "mapProvider" not in pydeck_spec


@pytest.mark.parametrize("card_id", ["places_map", "places_nearest", "places_coverage"])
def test_no_other_host_is_named(shelf: Shelf, card_id: str) -> None:
    figure = registry.build(shelf, card_id).figure
    assert isinstance(figure, Map)
    for url_of in (inline, by_url):
        assert not re.search(r"https?:|//\w", maps.deck_json(figure, url_of))


def test_every_layer_is_a_deck_layer_with_an_id_of_its_own(shelf: Shelf) -> None:
    layers = json.loads(maps.deck_json(whole_map(shelf), inline))["layers"]
    assert {layer["@@type"] for layer in layers} <= {"PolygonLayer", "TextLayer", "ScatterplotLayer", "PathLayer"}
    assert len({layer["id"] for layer in layers}) == len(layers)
    assert all(isinstance(layer["data"], list) for layer in layers)


def test_rows_by_url_keep_the_message_small(shelf: Shelf) -> None:
    figure = whole_map(shelf)
    assert len(maps.deck_json(figure, by_url).encode()) < 15_000
    data = {layer["data"] for layer in json.loads(maps.deck_json(figure, by_url))["layers"] if "place" in layer["id"]}
    assert data == {by_url(f"place-{kind}") for kind in KINDS if shelf.has(kind)}
    one = registry.build(shelf, "places_map", {"kinds": ("aed",)}).figure
    assert isinstance(one, Map)
    assert len(maps.deck_json(one, by_url).encode()) < 15_000
    assert [label for label, _colour in one.legend] == ["A AED（6台）"]


def test_inline_rows_carry_only_what_a_layer_reads() -> None:
    row = {"x": 139.0, "y": 35.0, "n": "名", "d": "詳", "s": 2, "i": "一覧"}
    figure = maps.base_map(
        maps.geo_markers("aed", "#FF4B00", "A", 1),
        VIEW,
        {name: lambda: [row] for name in ("context", "labels-12", "place-aed")},
    )
    layers = {layer["id"]: layer for layer in json.loads(maps.deck_json(figure, inline))["layers"]}
    assert layers["place-aed"]["data"] == [{"x": 139.0, "y": 35.0, "n": "名", "d": "詳"}]
    assert layers["sign-aed"]["data"] == [{"x": 139.0, "y": 35.0}]


def test_1600_markers_inline_stay_under_300_kb() -> None:
    row = {
        "x": 139.123456,
        "y": 35.123456,
        "n": "見本第100児童公園",
        "d": "見本県試験市見本町大字見本字見本1234番地",
        "s": 1234,
        "i": "x" * 20,
    }
    geo = {"context": lambda: [], "labels-12": lambda: [], "place-park": lambda: [row] * 1600}
    figure = maps.base_map(maps.geo_markers("park", "#03AF7A", "園", 1600), VIEW, geo)
    assert len(maps.deck_json(figure, inline).encode()) < 300_000


def test_streamlit_takes_the_deck(shelf: Shelf) -> None:
    deck = maps.ready_deck(whole_map(shelf), inline)
    assert json.loads(deck.to_json())["initialViewState"]["zoom"] > 0
    assert deck.layers is None
    assert deck._tooltip == {"text": "{n}\n{d}"}


def test_nothing_turns_the_map_away_from_north(shelf: Shelf) -> None:
    figure = whole_map(shelf)
    (view,) = json.loads(maps.deck_json(figure, inline))["views"]
    assert view["controller"] == {"dragRotate": False, "touchRotate": False}
    assert "上が北" in figure.attribution


# -- base maps ---------------------------------------------------------------------------------------------------------


def test_gsi_only_when_asked_for_and_with_its_credit(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert maps.basemap_style() is None
    monkeypatch.setenv("MACHI_BASEMAP", "gsi")
    figure = whole_map(shelf)
    style = maps.basemap_style()
    assert style is not None
    assert style["sources"]["base"]["tiles"] == ["https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png"]
    assert "地理院タイル" in style["sources"]["base"]["attribution"]
    assert "地理院タイル（https://maps.gsi.go.jp/development/ichiran.html）" in figure.attribution
    spec = json.loads(maps.deck_json(figure, by_url))
    assert (spec["mapProvider"], spec["mapStyle"]) == ("mapbox", "/basemap/style.json")
    assert not [layer for layer in spec["layers"] if layer["id"].startswith("context")]
    assert json.loads(maps.deck_json(figure, inline))["mapStyle"].startswith("data:application/json;base64,")


def test_the_operators_own_tiles_need_no_other_host(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_TILES", "tiles")
    style = maps.basemap_style()
    assert style is not None
    assert style["sources"]["base"]["tiles"] == ["/tiles/{z}/{x}/{y}.png"]
    # Without routes nobody serves the tiles: our own context stays.
    spec = json.loads(maps.deck_json(whole_map(shelf), inline))
    assert [layer["id"] for layer in spec["layers"]][:3] == ["context-page", "context-edge", "context-ground"]


# -- views, bars, colours ----------------------------------------------------------------------------------------------


def test_the_view_holds_every_point() -> None:
    spots = [(35.0, 139.0), (35.2, 139.1)]
    view = maps.fit(spots, VIEW)
    pixels_a_degree = 512 * 2 ** view["zoom"] / 360
    for lat, lon in spots:
        # A phone shows 316 by 460 px; the largest marker (15 px) stays whole.
        assert abs(lon - view["longitude"]) * pixels_a_degree <= 158 - 15
        assert abs(lat - view["latitude"]) / math.cos(math.radians(35.1)) * pixels_a_degree <= 230 - 15


def test_a_city_map_holds_the_citys_whole_shape(shelf: Shelf) -> None:
    figure = whole_map(shelf)
    pixels_a_degree = 512 * 2 ** figure.view["zoom"] / 360
    corners = [(box[at + 1], box[at]) for row in geo_rows(shelf, "context") for box in [row["b"]] for at in (0, 2)]
    for lat, lon in corners:
        assert abs(lon - figure.view["longitude"]) * pixels_a_degree < 158
        assert abs(lat - figure.view["latitude"]) / math.cos(math.radians(35)) * pixels_a_degree < 230


def test_a_city_without_a_shape_is_fitted_to_its_points() -> None:
    spots = [(35.0, 139.0), (35.02, 139.02)]
    assert maps.city_view([], spots, VIEW) == maps.whole_or_city(spots, VIEW)


def test_the_dense_part_leaves_out_far_villages_but_not_the_circles() -> None:
    town = [(35.0 + n / 1000, 139.0 + n / 1000) for n in range(18)]
    view = maps.dense([*town, (35.5, 139.5), (34.5, 138.5)], VIEW)
    assert view["latitude"] == pytest.approx(35.0085, abs=0.001)
    assert view["zoom"] > 13
    # Points so far apart that circles of 300 m would be dots: nearer, until 9 px show 300 m.
    near = maps.dense([(35.0, 139.0), (36.0, 140.0)], VIEW, 300)
    metres_a_pixel = 40_030_230 * math.cos(math.radians(36)) / 512 / 2 ** near["zoom"]
    assert 300 / metres_a_pixel == pytest.approx(9, rel=0.01)
    assert maps.dense([], VIEW, 300) == VIEW


@pytest.mark.parametrize(
    ("places", "radius", "signs"), [(60, 7.5, 1), (200, 6.0, 1), (300, 4.5, 1), (301, 4.5, 0), (1571, 3.0, 0)]
)
def test_many_markers_are_small_and_without_a_sign(places: int, radius: float, signs: int) -> None:
    circle, *texts = maps.geo_markers("park", "#03AF7A", "園", places)
    assert circle["radiusMinPixels"] == radius
    assert len(texts) == signs


def test_few_markers_are_small_among_a_crowd_until_one_zooms_in() -> None:
    circle, sign = maps.geo_markers("aed", "#FF4B00", "A", 67, crowd=1571)
    assert (circle["radiusMinPixels"], circle["radiusMaxPixels"]) == (4.0, 9)
    assert (sign["sizeUnits"], sign["sizeMinPixels"]) == ("meters", 0)


def test_the_legend_says_which_markers_have_no_sign(shelf: Shelf) -> None:
    mark = marked(shelf, "fire_hydrant")
    assert legend_entry(mark, 300)[0] == "消 消防水利（300か所）"
    assert legend_entry(mark, 1571)[0] == "消防水利（1,571か所、文字のない小さい点）"


def test_paper_lies_under_the_whole_map_so_that_ink_is_seen_on_a_dark_page(shelf: Shelf) -> None:
    paper = whole_map(shelf).layers[0]
    (west, south, east, north), colour = paper["data"][0]["b"], paper["getFillColor"]
    assert (paper["@@type"], colour[3]) == ("PolygonLayer", 255)
    assert west < 122 < 154 < east
    assert south < 20 < 46 < north
    assert contrast(f"#{colour[0]:02X}{colour[1]:02X}{colour[2]:02X}", INK) > 7


def test_names_lie_above_many_markers_and_below_few(shelf: Shelf) -> None:
    many = [layer["id"] for layer in whole_map(shelf).layers]
    assert many.index("context-names") > max(many.index(f"place-{kind}") for kind in KINDS if shelf.has(kind))
    nearest = registry.build(shelf, "places_nearest").figure
    assert isinstance(nearest, Map)
    few = [layer["id"] for layer in nearest.layers]
    assert few.index("context-names") < few.index("nearest-aed")


def test_a_view_without_points_or_with_a_stray_one_is_the_citys() -> None:
    assert maps.fit([], VIEW) == VIEW
    assert maps.fit([(float("nan"), 139.0)], VIEW) == VIEW
    assert maps.whole_or_city([(35.0, 139.0), (43.0, 141.0)], VIEW) == VIEW


@pytest.mark.parametrize(("zoom", "said"), [(10.0, "5 km"), (12.0, "1 km"), (14.0, "200 m"), (16.0, "50 m")])
def test_the_scale_bar_is_as_long_as_it_says(zoom: float, said: str) -> None:
    figure = maps.base_map([], {**VIEW, "zoom": zoom}, {})
    bar, label = figure.layers[-2:]
    # Where it begins: at the edge of what a phone shows of its 316 px.
    assert (139.0 - bar["data"][0]["p"][0][0]) * 512 * 2**zoom / 360 == pytest.approx(160, abs=0.1)
    assert label["data"][0]["t"] == said
    (west, south), (east, north) = bar["data"][0]["p"]
    number, unit = said.split()
    metres = float(number) * (1000 if unit == "km" else 1)
    # 1° on the equator of the mean sphere is 111195.08 m.
    assert (east - west) * 111_195.08 * math.cos(math.radians(south)) == pytest.approx(metres, rel=0.002)
    assert north == south


def test_devices_on_one_point_share_a_marker() -> None:
    rows = [{"x": 1.0, "y": 2.0, "n": "会館", "d": f"{floor}階", "t": str(floor)} for floor in (2, 3)]
    circle, sign = maps.sign_markers("near", rows, "#FF4B00")
    assert circle["data"] == [{"x": 1.0, "y": 2.0, "n": "会館", "d": "2階\n3階", "t": "2・3"}]
    assert sign["data"] == circle["data"]


def test_kinds_differ_without_colour_and_signs_are_legible(shelf: Shelf) -> None:
    kinds = [marked(shelf, kind) for kind in KINDS]
    assert len({kind.sign for kind in kinds}) == len(KINDS)
    assert len({kind.colour for kind in kinds}) == len(KINDS)
    for kind in kinds:
        assert contrast(kind.colour, theme.text_on(kind.colour)) >= 4.5, kind.kind


def contrast(one: str, two: str) -> float:
    """WCAG 2.0 contrast ratio of two ``#RRGGBB``."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_points_in_a_small_part_of_the_city_fill_the_map() -> None:
    corners = [(37.3, 139.8), (37.6, 140.1)]
    spots = [(37.493 + n * 0.003, 139.932 + n * 0.002) for n in range(10)]
    view = maps.near_view(corners, spots, VIEW)
    pixels = 512 * 2 ** view["zoom"] / 360
    stretch = math.cos(math.radians(37.5))
    high = (spots[-1][0] - spots[0][0]) / stretch * pixels
    assert 460 / 2 < high < 460 - 2 * 15, "from marker to marker more than half the height, and none cut"
    # All over the city: its whole shape, with few names.
    wide = maps.near_view(corners, [(37.32, 139.82), (37.58, 140.08)], VIEW)
    assert wide == maps.city_view(corners, [], VIEW)


@pytest.mark.parametrize(
    ("zoom", "name"), [(10.49, "labels-10"), (10.5, "labels-10.5"), (2.0, "labels-5"), (19.0, "labels-18")]
)
def test_names_are_those_of_the_step_that_is_not_closer(zoom: float, name: str) -> None:
    assert maps.names_for({**VIEW, "zoom": zoom}) == name
    assert name in geo_names()


def test_a_single_point_keeps_its_neighbourhood() -> None:
    view = maps.near_view([(37.3, 139.8), (37.6, 140.1)], [(37.5, 139.9)], VIEW)
    metres = 40_075_000 * math.cos(math.radians(37.5)) / (512 * 2 ** view["zoom"])
    assert 700 < metres * 316 < 3000, "metres across a phone"


def test_a_desk_shows_the_whole_city_or_the_same_part_larger() -> None:
    geo = {name: lambda: [] for name in geo_names()}
    phone = maps.base_map([], VIEW, geo)
    desk = maps.on_desk(phone)
    # 620 px high instead of 460: everything is 1.348 times as large.
    assert (desk.height, desk.view["zoom"]) == (620, 12.43)
    assert [layer["id"] for layer in desk.layers] == [layer["id"] for layer in phone.layers]
    bar = next(layer for layer in desk.layers if layer["id"] == "scale-bar")
    assert (139.0 - bar["data"][0]["p"][0][0]) * 512 * 2**12.43 / 360 == pytest.approx(262, abs=0.1)

    corners = [(34.9, 138.9), (35.1, 139.1)]
    whole = maps.whole_on_desk(corners, VIEW, [(35.0, 139.0)])
    # 0.2° of latitude in 620 - 2 × 6 px, longitude shrunk by cos 35°: 0.2 × 0.819 in 520 - 12 px needs less.
    pixels = 0.2 / math.cos(math.radians(35.0)) * 512 * 2 ** whole["zoom"] / 360
    assert pixels == pytest.approx(608, rel=0.01)
    shown = maps.on_desk(maps.base_map([], VIEW, geo, wide=whole))
    assert shown.view == whole
    names = next(layer for layer in shown.layers if layer["id"] == "context-names")
    assert names["data"] == f"geo:{maps.names_for(whole)}"
    # Squares of another city, or a city without a shape.
    assert maps.whole_on_desk(corners, VIEW, [(43.0, 141.0)]) == {}
    assert maps.whole_on_desk([], VIEW, [(35.0, 139.0)]) == {}


def test_few_markers_above_the_names_lie_on_none() -> None:
    degree = 360 / (512 * 2**12)
    rows = [{"x": 139.0 + x * degree, "y": 35.0, "t": name} for name, x in (("下にある", 10), ("となり", 100))]
    geo = {"labels-12": lambda: rows}
    signs = [{"x": 139.0, "y": 35.0, "n": "", "d": "", "t": "1"}]

    def names(markers: int, **where: bool) -> object:
        layers = maps.sign_markers("near", [{**signs[0], "x": 139.0 - n * degree} for n in range(markers)], "#FF4B00")
        figure = maps.base_map(layers, VIEW, geo, **where)  # type: ignore[arg-type]
        return next(layer["data"] for layer in figure.layers if layer["id"] == "context-names")

    assert names(1) == rows[1:]
    assert names(61) == "geo:labels-12", "by URL, as everywhere"
    assert names(1, names_above=True) == "geo:labels-12"
