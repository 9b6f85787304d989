"""One card, many ways out: the same numbers, units, titles, sources, gaps and marks on each of them.

Each file is read back as another program reads it (``tests/egress.py``) and held against the card's own table and figure.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from machi.briefing import present
from machi.cards.card import Card, Chart, Map
from machi.cards.credit import marks
from machi.cards.display import heading, readable
from machi.cards.registry import CARDS, build
from machi.errors import MachiError
from machi.export import pdf, pptx_deck
from machi.export.booklet import Booklet, leaf, shortened
from machi.export.cells import plain_values
from machi.export.pdf_base import printable
from machi.export.picture import map_png
from machi.export.plot import chart_png
from machi.export.series import read
from machi.export.tables import card_csv
from machi.export.workbook import xlsx_bytes
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests import egress
from tests.anything import anything_shelf
from tests.test_anything_cards import EVENTS, PLACES, TAX

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """The data that ships."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MACHI_TODAY", "2026-11-20")
        yield open_shelf(ROOT / "data")


@pytest.fixture(scope="module")
def cards(shelf: Shelf) -> list[Card]:
    """Every card that there is, as it stands on its page."""
    import machi.cards.all  # noqa: F401

    made = {card_id: build(shelf, card_id) for card_id, kind in CARDS.items() if any(map(shelf.has, kind.needs))}
    for text in (TAX, PLACES, EVENTS):
        own, _loaded = anything_shelf(a=text)
        for card_id in CARDS:
            if card_id.startswith("anything_") and card_id not in made:
                # Not every table has a place, a day or two figures: the card then says so and is no card.
                with suppress(MachiError):
                    made[card_id] = build(own, card_id)
    assert sum(card_id.startswith("anything_") for card_id in made) >= 7
    return list(made.values())


@pytest.fixture(scope="module")
def booklet(cards: list[Card]) -> Booklet:
    return Booklet("すべてのカード", tuple(leaf(card, note=f"メモ {card.id}") for card in cards), closing="おわり")


@pytest.fixture(scope="module")
def drawn() -> Iterator[None]:
    """Pictures as one grey dot: what is compared here are numbers and words. That every figure can be drawn is another test."""
    dot = io.BytesIO()
    Image.new("RGB", (32, 20), "#888888").save(dot, "PNG")
    patch = pytest.MonkeyPatch()
    for module in (pptx_deck, pdf, present):
        for name in ("map_png", "chart_png"):
            if hasattr(module, name):
                patch.setattr(module, name, lambda *_figure, **_size: dot.getvalue())
    yield
    patch.undo()


@pytest.fixture(scope="module")
def slides(booklet: Booklet, drawn: None) -> dict[str, list[Any]]:
    """Card id → its slides."""
    made = egress.slides(pptx_deck.pptx_bytes(booklet))[1:-1]
    found: dict[str, list[Any]] = {}
    names = iter([card.id for card in booklet.cards])
    name = ""
    for slide in made:
        name = name if "つづき" in slide.shapes.title.text_frame.text else next(names)
        found.setdefault(name, []).append(slide)
    assert list(found) == [card.id for card in booklet.cards]
    return found


@pytest.fixture(scope="module")
def paper(booklet: Booklet, drawn: None) -> str:
    return egress.squeezed(egress.pdf_text(pdf.pdf_bytes(booklet)))


@pytest.fixture(scope="module")
def shown(booklet: Booklet, drawn: None) -> dict[str, dict[str, Any]]:
    facts = egress.deck_json(present.present_bytes(booklet))
    return {slide["address"]: slide for slide in facts["slides"]}


@pytest.fixture(scope="module")
def sheets(booklet: Booklet) -> list[list[list[Any]]]:
    return list(egress.sheets(xlsx_bytes(booklet)).values())


def same(written: Any, value: Any) -> bool:
    """Whether a cell of a file says what the card's cell says."""
    if value is None:
        return written in (None, "")
    if isinstance(value, bool):
        return written == ("有" if value else "無")
    if isinstance(value, int | float):
        return math.isclose(float(written), value, rel_tol=1e-12)
    return str(written).lstrip("'")[:10] == str(value).strip()[:10].lstrip("'") or str(value)[:10] == str(written)[:10]


def numbers(card: Card) -> list[str]:
    return [column.name for column in card.columns if column.format not in ("text", "date", "minute")]


def test_there_are_cards_of_every_make(cards: list[Card]) -> None:
    assert {type(card.figure) for card in cards} == {Chart, Map, type(None)}
    assert any(value is None for card in cards for name in numbers(card) for value in plain_values(card.table[name]))


def test_csv_and_workbook_hold_the_very_table(cards: list[Card], sheets: list[list[list[Any]]]) -> None:
    for card, sheet in zip(cards, sheets, strict=False):
        rows = egress.csv_rows(card_csv(card))
        names = [heading(column) for column in card.columns]
        top = next(number for number, row in enumerate(sheet) if row[: len(names)] == names)
        assert len(rows) == len(card.table), card.id
        for number, column in enumerate(card.columns):
            for at, value in enumerate(plain_values(card.table[column.name])):
                if column.name in numbers(card) or value is None:
                    assert same(rows[at][names[number]], value), (card.id, column.name, at)
                    assert same(sheet[top + 1 + at][number], value), (card.id, column.name, at)
                    assert value is None or not isinstance(sheet[top + 1 + at][number], str)
        said = "\n".join(str(cell) for row in sheet for cell in row if cell is not None)
        assert card.finding in said
        for line in (*leaf(card).credits, *marks(card.sources)):
            assert line in said, card.id
        if rows:
            assert rows[0]["注意"] == "・".join(marks(card.sources))
            assert all(source.title in rows[0]["出典"] for source in card.sources)
            licence = rows[0]["ライセンス（この表）" if "ライセンス" in names else "ライセンス"]
            assert all(source.licence in licence for source in card.sources)


def test_slides_say_what_the_card_says(cards: list[Card], slides: dict[str, list[Any]]) -> None:
    for card in cards:
        first = slides[card.id][0]
        assert first.shapes.title.text_frame.text == shortened(card.finding), card.id
        notes = egress.notes_of(first)
        for line in (f"メモ {card.id}", card.finding, card.alt, *(f"注意: {note}" for note in card.notes)):
            assert egress.squeezed(line) in egress.squeezed(notes), card.id
        for source in card.sources:
            assert source.title in notes
            assert source.licence in notes
        for slide in slides[card.id]:
            words = egress.words_of(slide)
            assert all(mark in words for mark in marks(card.sources)), card.id
            assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in slide.shapes), card.id
        if card.lead:
            assert card.lead in egress.words_of(first)


def test_native_charts_hold_the_screen_s_numbers_and_colours(cards: list[Card], slides: dict[str, list[Any]]) -> None:
    native = 0
    for card in cards:
        chart = egress.chart_of(slides[card.id][0])
        if not isinstance(card.figure, Chart) or read(card.figure) is None:
            assert chart is None
            continue
        native += 1
        traces = card.figure.spec["data"]
        lying = traces[0].get("orientation") == "h"
        drawn = sorted(float(v) for trace in traces for v in trace["x" if lying else "y"] or [] if v is not None)
        plotted = sorted(float(v) for series in chart.plots[0].series for v in series.values if v is not None)
        assert plotted == pytest.approx(drawn, rel=1e-12), card.id
        in_book = sorted(
            float(cell) for row in egress.chart_sheet(chart)[1:] for cell in row[1:] if isinstance(cell, int | float)
        )
        assert in_book == pytest.approx(drawn, rel=1e-12), card.id
        colours = {colour for trace in traces for colour in _colours(trace)}
        xml = chart._chartSpace.xml
        assert all(colour.lstrip("#").upper() in xml for colour in colours), card.id
        assert 'ea typeface="Meiryo"' in xml
        axis = card.figure.spec["layout"]["xaxis" if lying else "yaxis"]["title"]["text"]
        assert axis in chart.value_axis.axis_title.text_frame.text, card.id
    assert native >= 20


def _colours(trace: dict[str, Any]) -> list[str]:
    """Colours that carry a series: of bars that are there, of lines, of marks."""
    if not any(value is not None for value in trace["x" if trace.get("orientation") == "h" else "y"] or []):
        return []
    style = trace["line"] if "lines" in trace.get("mode", "") else trace["marker"]
    colour = style["color"]
    if str(colour).startswith("rgba"):
        return [style["line"]["color"]]
    return list(colour) if isinstance(colour, list) else [colour]


def test_a_table_on_a_slide_is_the_screen_s(cards: list[Card], slides: dict[str, list[Any]]) -> None:
    tables = 0
    for card in cards:
        if card.figure is not None or card.table.empty:
            continue
        text = readable(card.table, card.columns)
        rows: list[list[str]] = []
        for slide in slides[card.id]:
            table = next(shape.table for shape in slide.shapes if shape.has_table)
            rows += [[cell.text for cell in row.cells] for row in list(table.rows)[1:]]
        for shown_row, row in zip(rows, text.values.tolist(), strict=False):
            for cell, value in zip(shown_row, row, strict=False):
                assert shortened(str(value), 400).startswith(cell.removesuffix("…")), card.id
        tables += 1
        left = len(text) - len(rows)
        assert (f"ほか {left:,} 行" in egress.words_of(slides[card.id][-1])) == (left > 0)
    assert tables >= 3


def test_paper_says_what_the_card_says(cards: list[Card], paper: str) -> None:
    for card in cards:
        lines = [card.finding, card.lead, *leaf(card).credits, *card.notes, *marks(card.sources), f"メモ {card.id}"]
        for line in lines:
            assert egress.squeezed(printable(shortened(line, 4000))) in paper, (card.id, line)
        text = readable(card.table, card.columns)
        for row in text.head(12).values.tolist():
            for value in row[: pdf.COLUMNS]:
                assert egress.squeezed(printable(value)) in paper, (card.id, value)


def test_the_presentation_is_the_screen_s_figure(cards: list[Card], shown: dict[str, dict[str, Any]]) -> None:
    for card in cards:
        slide = shown[card.id]
        assert slide["headline"] == shortened(card.finding, 200)
        assert slide["lead"] == card.lead
        assert slide["credits"] == list(leaf(card).credits)
        assert slide["marks"] == list(marks(card.sources))
        assert slide["alt"] == (card.alt or card.finding)
        if isinstance(card.figure, Chart):
            assert [(t.get("x"), t.get("y"), t.get("z")) for t in slide["data"]] == [
                (t.get("x"), t.get("y"), t.get("z")) for t in card.figure.spec["data"]
            ], card.id
        elif isinstance(card.figure, Map):
            assert slide["picture"].startswith("data:image/png;base64,")
        else:
            text = readable(card.table, card.columns)
            for row, told in zip(text.values.tolist(), slide["rows"], strict=False):
                assert [shortened(str(v), present.LONGEST_CELL) for v in row[: present.COLUMNS]] == told


@pytest.mark.full
def test_every_figure_can_be_drawn_without_a_browser(cards: list[Card]) -> None:
    for card in cards:
        if card.figure is not None:
            draw = chart_png(card.figure, 600) if isinstance(card.figure, Chart) else map_png(card.figure, 600, 340)
            picture = Image.open(io.BytesIO(draw)).convert("L")
            assert picture.width == 600
            assert picture.getextrema()[1] - picture.getextrema()[0] > 100, card.id
