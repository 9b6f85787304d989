"""A very long file lies on a leaner shelf: the same answers, without a second copy and without columns of nothing."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

import pandas as pd
import pytest

import machi.cards.all  # noqa: F401 - registers every card
from benchmarks.ingest import made
from machi.cards import places_crowd, places_overview
from machi.cards.card import Map
from machi.cards.registry import build
from machi.export.payloads import rows_of
from machi.export.tables import card_csv
from machi.ingest.decode import decode
from machi.ingest.held import Held, in_memory
from machi.own import shelf as own
from machi.own.shelf import close, own_shelf
from machi.store import lean
from machi.store.carry import streams_of
from machi.store.shape import shapes
from machi.store.shelf import Shelf
from tests.own import AED_HEADER, aed_file, csv_text, opened, shipped

ROWS = 300
PLACES = {
    "place_list",
    "place_markers",
    "place_counts",
    "place_squares",
    "place_hours",
    "place_nearest",
    "place_spacing",
}


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Shelf, Shelf]]:
    """The same file on the usual shelf and on the lean one, both without towns (a long file is in no district)."""
    file = opened(made(ROWS, False), "aed.csv")
    monkeypatch.setattr(own, "MOST_KEPT", 0)
    narrow = own_shelf([file], shipped())
    monkeypatch.setattr(own, "MOST_KEPT", lean.MOST_KEPT)
    usual = own_shelf([file], shipped())
    usual.connection.execute("update place set district = null")
    yield usual, narrow
    close(usual)
    close(narrow)


def test_every_question_about_places_has_the_same_answer(both: tuple[Shelf, Shelf]) -> None:
    usual, narrow = both
    for name in sorted(PLACES):
        kinds = {"kinds": ["aed"]} if any(param.name == "kinds" for param in usual.library[name].params) else {}
        expected = usual.ask(name, **kinds).frame
        pd.testing.assert_frame_equal(narrow.ask(name, **kinds).frame, expected, check_dtype=False)
    assert len(narrow.ask("place_list", kinds=["aed"]).frame) == ROWS


def test_only_filled_columns_are_kept_and_all_can_be_asked(both: tuple[Shelf, Shelf]) -> None:
    usual, narrow = both
    with narrow.connection.cursor() as cursor:
        kept = {row[0] for row in cursor.execute("select column_name from (describe _aed)").fetchall()}
    assert {"name", "lat", "phone"} <= kept
    assert not {"name_en", "image", "corporate_number"} & kept
    for name in ("aed", "place"):
        types = [dict(shape.columns) for shelf in both for shape in shapes(shelf.connection) if shape.name == name]
        assert types[0] == types[1]
    sizes = [{shape.name: shape.rows for shape in shapes(shelf.connection)} | {"reference_town": 0} for shelf in both]
    assert sizes[0] == sizes[1]
    assert [name for name, _data in streams_of(narrow.connection)] == [
        name for name, _d in streams_of(usual.connection)
    ]


def _haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    (a, b), (c, d) = (map(math.radians, point) for point in (one, other))
    return math.asin(math.sqrt(math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2))


def test_a_heap_of_places_is_counted_by_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three places, two in one 250 m square; a fourth without a point."""
    rows = [
        ("甲", "栄町1", "37.49510", "139.93010", "", ""),
        ("乙", "栄町2", "37.49520", "139.93020", "", ""),
        ("丙", "東山町1", "37.48010", "139.96010", "", ""),
        ("丁", "東山町2", "", "", "", ""),
    ]
    shelf = own_shelf([opened(csv_text(AED_HEADER, rows).encode("cp932"), "aed.csv")], shipped())
    monkeypatch.setattr(places_overview, "MOST_MARKERS", 2)
    card = build(shelf, "places_map", {"kinds": ("aed",)})
    assert card.table["places"].tolist() == [1, 2]
    # By hand (JIS X 0410): 37.49 × 1.5 = 56 and 139 − 100 = 39 name the first square.
    assert [code[:4] for code in card.table["code"]] == ["5639", "5639"]
    assert {len(code) for code in card.table["code"]} == {9}
    assert card.finding.startswith("地図にあるのは、AED3台（")
    assert "500mの区画2個" in card.finding
    # The square of 1/240° by 1/160° that holds the two, and the town nearest to its middle on the sphere.
    middle = (math.floor(37.4951 * 240) + 0.5) / 240, (math.floor(139.9301 * 160) + 0.5) / 160
    towns = shipped().ask("reference_towns").frame
    nearest = min(towns.itertuples(), key=lambda town: _haversine(middle, (town.lat, town.lon)))
    assert f"いちばん多い区画（{nearest.town}のあたり）は2件" in card.finding
    assert "使える座標のない1件は入っていません" in card.finding
    assert isinstance(card.figure, Map)
    close(shelf)


def test_squares_grow_until_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = own_shelf([opened(made(ROWS, False), "aed.csv")], shipped())
    monkeypatch.setattr(places_overview, "MOST_MARKERS", 2)
    monkeypatch.setattr(places_crowd, "MOST_SQUARES", 100)
    card = build(shelf, "places_map", {"kinds": ("aed",)})
    assert {len(code) for code in card.table["code"]} == {6}
    assert int(card.table["places"].sum()) == ROWS
    close(shelf)


def test_the_squares_can_be_taken_along(both: tuple[Shelf, Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places_overview, "MOST_MARKERS", 2)
    card = build(both[1], "places_map", {"kinds": ("aed",)})
    assert sum(row["places"] for row in rows_of(card.table, card.columns)) == ROWS
    header, *lines = csv.reader(io.StringIO(card_csv(card).decode("utf-8-sig")))
    assert sum(int(line[1]) for line in lines) == ROWS, header


def test_a_file_of_few_rows_keeps_its_markers() -> None:
    shelf = own_shelf([aed_file()], shipped())
    assert len(build(shelf, "places_map").table) == 3
    close(shelf)


def test_the_text_of_an_upload_is_let_go_of_as_it_is_read() -> None:
    text = decode(made(20_000, False))
    pieces = text.pieces
    assert pieces is not None
    assert len(pieces) > 1
    whole = "".join(pieces)
    with text.open(last=True) as stream:
        assert isinstance(stream, Held)
        assert "".join(stream) == whole
    assert (pieces, text.pieces) == ([], None)
    with text.open() as again:
        assert again.read() == whole


def test_asking_for_the_size_of_an_upload_copies_nothing() -> None:
    class Watched(io.BytesIO):
        def getbuffer(self) -> memoryview:
            raise AssertionError("copies all bytes")

    stream = Watched(b"a,b\n1,2\n")
    stream.seek(3)
    assert in_memory(stream)
    assert stream.tell() == 3
