"""Hostile words, closed licences and marks in every file that leaves; the pieces that draw maps and charts without a browser."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from machi.briefing.present import present_bytes
from machi.cards.bars import ranked_bar
from machi.cards.card import Card, Chart, Map, Source, TableColumn
from machi.cards.credit import OFFICE, SAMPLE, UNCHECKED, marks
from machi.cards.lines import line_chart
from machi.cards.maps import base_map
from machi.export.accessor import accessor
from machi.export.booklet import Booklet, leaf, single
from machi.export.licence import ClosedByLicence, closed
from machi.export.pdf import pdf_bytes
from machi.export.picture import map_png
from machi.export.plot import chart_png, chart_svg
from machi.export.pptx_deck import pptx_bytes
from machi.export.series import read
from machi.export.tables import card_csv, card_file_name
from machi.export.workbook import xlsx_bytes
from tests import egress

SOURCE = Source("set", "park", "一覧", "ある市", "CC BY 4.0", date(2026, 10, 1))
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "<script>alert(1)</script></script><b>",
    "\x00\x07\ufffe\u202e\ud83d終",
    "あ" * 10_000,
    "]]>&amp;@@js@@",
)
OPEN, ND, NONE = "CC BY-NC 4.0", "CC BY-NC-ND 4.0", "再配布不可"


def card(words: str = "題", figure: Chart | Map | None = None, **source: Any) -> Card:
    words = words.encode("utf-8", "replace").decode()  # no table holds half a letter; a deck's words may
    table = pd.DataFrame({"name": [words, "=1+1", "-5"], "count": [1.5, None, -3.0]})
    columns = (TableColumn("name", words), TableColumn("count", "数", "件", "decimal1"))
    return Card("park_equipment", {}, words, words, table, columns, figure, words, sources=(replace(SOURCE, **source),))


def named_chart(words: str) -> Chart:
    frame = pd.DataFrame({"year": [2020, 2021, 2022], "n": [1.0, None, 3.0]})
    return line_chart(frame, "year", {"n": words}, "件", y_title=words)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_open_everywhere_and_wake_nothing(words: str) -> None:
    made = Booklet(
        words, (leaf(card(words, named_chart(words)), title=words, note=words, part=words),), words, None, words
    )
    plain = Booklet(words, (leaf(card(words)),))
    for booklet in (made, plain):
        slides = egress.slides(pptx_bytes(booklet))
        for slide in slides:
            chart = egress.chart_of(slide)
            if chart is not None:
                egress.chart_sheet(chart)
        (sheet, *_more) = egress.sheets(xlsx_bytes(booklet)).values()
        assert [row[1] for row in sheet if row[0] == "-5"] == [-3.0]
        assert "SUM(A1)" not in words or "@SUM(A1)" in egress.pdf_text(pdf_bytes(booklet))
        document = present_bytes(booklet)
        facts = egress.deck_json(document)
        assert facts["slides"][0]["headline"][:5] == " ".join(words.encode("utf-8", "replace").decode().split())[:5]
        assert document.count(b"<script") == 3
    assert len(egress.words_of(egress.slides(pptx_bytes(made))[1])) < 2_000


def test_a_gap_in_a_chart_stays_a_gap() -> None:
    chart = egress.chart_of(egress.slides(pptx_bytes(single(card(figure=named_chart("線")))))[0])
    (series,) = chart.plots[0].series
    assert list(series.values) == [1.0, None, 3.0]
    assert list(chart.plots[0].categories) == ["2020年", "2021年", "2022年"]


@pytest.mark.parametrize(
    ("licence", "original", "is_open"),
    [
        (OPEN, False, True),
        ("CC BY-ND 4.0", False, False),
        ("CC BY-ND 4.0", True, True),
        (ND, False, False),
        (ND, True, True),
        ("クリエイティブ・コモンズ（ＣＣ　ＢＹ－ＮＣ－ＮＤ）", False, False),
        (NONE, False, False),
        (NONE, True, False),
        ("All rights reserved", True, False),
        ("CC BY 4.0", False, True),
        ("", False, True),
    ],
)
def test_a_licence_closes_what_it_forbids(licence: str, original: bool, is_open: bool) -> None:
    said = closed((replace(SOURCE, licence=licence),), original=original)
    assert (said == "") is is_open
    assert is_open or licence in said


def test_a_closed_card_leaves_by_no_way_and_says_why() -> None:
    kept = card(licence=ND)
    with pytest.raises(ClosedByLicence, match="CC BY-NC-ND"):
        card_csv(kept)
    booklet = single(kept)
    assert booklet.leaves[0].card is None
    for text in (
        egress.words_of(egress.slides(pptx_bytes(booklet))[0]),
        egress.squeezed(egress.pdf_text(pdf_bytes(booklet))),
        "\n".join(str(cell) for row in next(iter(egress.sheets(xlsx_bytes(booklet)).values())) for cell in row),
        egress.deck_json(present_bytes(booklet))["slides"][0]["problem"],
    ):
        assert "加工したものの配布を認めていない" in text
        assert "-5" not in text


def test_marks_are_the_same_words_everywhere() -> None:
    own = card(unchecked=True, synthetic=True)
    assert marks(own.sources) == (SAMPLE, UNCHECKED)
    booklet = Booklet("題", (leaf(own), leaf(card())))
    cover, first, second, _closing = egress.slides(pptx_bytes(booklet))
    for mark in (SAMPLE, UNCHECKED):
        assert mark in egress.words_of(cover)
        assert mark in egress.words_of(first)
        assert mark not in egress.words_of(second)
        assert mark in egress.squeezed(egress.pdf_text(pdf_bytes(booklet)))
        assert mark in egress.deck_json(present_bytes(booklet))["slides"][0]["marks"]
        assert mark in card_csv(own).decode("utf-8-sig").splitlines()[1]
    assert "庁内限り" in card_file_name(own, "pptx")
    assert marks(card(internal=True).sources) == (OFFICE,)


def test_the_same_booklet_gives_the_same_bytes() -> None:
    booklet = single(card(figure=named_chart("線")))
    assert pdf_bytes(booklet) == pdf_bytes(booklet)
    assert present_bytes(booklet) == present_bytes(booklet)


@pytest.mark.parametrize(
    ("text", "row", "value"),
    [
        ("@@=[x,y]", {"x": 1, "y": 2}, [1, 2]),
        ("@@=100+(x+2)/4", {"x": 6}, 102.0),
        ("@@=a>=5?[1,2]:a>=0?'低':[0]", {"a": 3}, "低"),
        ("@@=a>=5?[1,2]:a>=0?'低':[0]", {"a": "秘匿"}, [0]),
        ("@@=properties[1]=='秘匿'||properties[0]=='秘匿'", {"properties": [1, "秘匿"]}, True),
        ("@@=(properties[1]-properties[0])>=0", {"properties": {"0": "秘匿", "1": 3}}, False),
        ("@@=-a*2", {"a": 4}, -8.0),
        ("@@=(a>=0?b:a)", {"a": None, "b": "こちら"}, "こちら"),
        ("@@=a>-1e9", {"a": -5}, True),
    ],
)
def test_accessors_mean_what_the_browser_takes_them_for(text: str, row: dict[str, Any], value: Any) -> None:
    assert accessor(text)(row) == value


@pytest.mark.parametrize("text", ["@@=x.y", "@@=f(x)", "@@=[x", "@@=", "@@=x y"])
def test_an_accessor_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not understood|expected|ends"):
        accessor(text)({})


def square(x: float, y: float, side: float, colour: list[int], layer_id: str) -> dict[str, Any]:
    ring = f"@@=[[x,y],[x+{side},y],[x+{side},y+{side}],[x,y+{side}]]"
    base = {"@@type": "PolygonLayer", "id": layer_id, "data": [{"x": x, "y": y}], "getPolygon": ring, "stroked": False}
    return {**base, "getFillColor": colour}


def test_a_map_is_drawn_where_and_as_it_should_be() -> None:
    view = {"latitude": 37.5, "longitude": 139.9, "zoom": 12.0}
    red, grey = [200, 0, 0, 255], [132, 145, 158, 255]
    layers = [square(139.9, 37.5, 0.02, red, "cells"), square(139.86, 37.5, 0.02, grey, "cells-hidden")]
    empty = {"context": lambda: [], "labels-12": lambda: [{"x": 139.9, "y": 37.49, "t": "ここ", "k": "town"}]}
    figure = base_map(layers, view, empty, legend=(("赤", "#C80000"), ("秘匿（斜線）", "#84919E")))
    image = Image.open(io.BytesIO(map_png(figure, 1600, 900))).convert("RGB")
    assert image.size == (1600, 900)
    # By hand: 360° are 512 × 2¹² px, and the picture is 900/460 times as large as a phone's figure.
    degree = 512 / 360 * 2**12 * 900 / 460
    middle, high = 1600 * 0.73 / 2, 450
    east = (round(middle + 0.01 * degree), round(high - 0.01 * degree / math.cos(math.radians(37.5))))
    assert image.getpixel(east) == pytest.approx((200, 0, 0), abs=12)
    west = image.crop((round(middle - 0.038 * degree), east[1] - 60, round(middle - 0.022 * degree), east[1] + 60))
    colours = {colour for _count, colour in west.getcolors(100_000) or []}
    assert any(max(colour) < 90 for colour in colours), "the hidden square is hatched"
    legend = image.crop((1190, 0, 1260, 110)).getcolors(100_000) or []
    assert any(colour[0] > 180 and colour[1] < 40 for _count, colour in legend)


def test_charts_are_drawn_as_png_and_svg() -> None:
    chart = named_chart("<b>線</b>")
    image = Image.open(io.BytesIO(chart_png(chart, 900, 500, 1.5))).convert("RGB")
    assert image.size == (900, 500)
    assert any(colour[2] > 200 and colour[0] < 60 for _count, colour in image.getcolors(500_000) or [])
    svg = chart_svg(chart).decode()
    assert svg.lstrip().startswith("<?xml")
    assert "<script" not in svg


def test_several_marks_on_one_moment_are_all_kept() -> None:
    chart = named_chart("線")
    extra = {
        "type": "scatter",
        "mode": "markers",
        "name": "途中",
        "x": [2022, 2022],
        "y": [7, 8],
        "marker": {"color": "#F6AA00"},
    }
    plot = read(Chart({**chart.spec, "data": [*chart.spec["data"], extra]}))
    assert plot is not None
    assert sorted(v for one in plot.series if one.name == "途中" for v in one.values if v is not None) == [7, 8]


def test_uneven_moments_are_not_forced_onto_even_steps() -> None:
    frame = pd.DataFrame({"year": [2010, 2015, 2016], "n": [1.0, 2.0, 3.0]})
    assert read(line_chart(frame, "year", {"n": "線"}, "件", y_title="数")) is None


def test_lines_that_bars_are_held_against_stand_where_the_axis_says() -> None:
    frame = pd.DataFrame({"name": ["甲", "乙"], "n": [120.0, 280.0]})
    chart = ranked_bar(frame, "name", "n", "g", x_title="量")
    line = {
        "type": "line",
        "x0": 350.0,
        "x1": 350.0,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": "#990099", "dash": "dot"},
    }
    note = {"x": 350.0, "y": 1, "yref": "paper", "text": "目標 350"}
    layout = {**chart.spec["layout"], "shapes": [line], "annotations": [note]}
    (slide,) = egress.slides(pptx_bytes(single(card(figure=Chart({**chart.spec, "layout": layout})))))
    (drawn,) = [shape for shape in slide.shapes if shape._element.tag.endswith("cxnSp")]
    frame_shape = next(shape for shape in slide.shapes if shape.has_chart)
    axis = frame_shape.chart.value_axis
    share = (350 - axis.minimum_scale) / (axis.maximum_scale - axis.minimum_scale)
    xml = frame_shape.chart._chartSpace.xml
    left, width = (float(xml.split(f"<c:{tag} val=")[1].split('"')[1]) for tag in ("x", "w"))
    assert drawn.begin_x == drawn.end_x
    assert drawn.begin_x == pytest.approx(frame_shape.left + frame_shape.width * (left + width * share), rel=1e-3)
    assert "目標 350" in egress.words_of(slide)
    assert "縦の線（目標 350）" in egress.notes_of(slide)
