"""A booklet as PowerPoint: 16:9, native charts, real tables, maps as pictures, alt text and speaker's notes.

Made so that a boss can use it as it is: finding as the title, figure large, source and as-of line at the foot, the marks
(合成データ, 庁内限り) at the top right of every slide that needs them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from machi.cards.address import encode
from machi.cards.card import Card, Chart, Map
from machi.cards.credit import SAMPLE, credit
from machi.cards.registry import CARDS
from machi.export.booklet import Booklet, Leaf, shortened
from machi.export.picture import map_png
from machi.export.plot import chart_png
from machi.export.pptx_chart import add_chart
from machi.export.pptx_table import add_tables
from machi.export.pptx_text import BLUE, GREY, INK, ORANGE, RED, TYPEFACE, clean, describe, fitting, write
from machi.export.series import read
from machi.text import _

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, ROOM = Inches(0.55), Inches(12.23)
FIGURE = (LEFT, Inches(1.78), ROOM, Inches(4.72))
FOOT = Inches(6.62)
PIXELS = 2000
"""Width of a picture: 164 a printed inch, and sharp on a projector of 1920."""
TITLE_ONLY = 5
"""Layout of the template that python-pptx brings: a title and nothing else."""
Progress = Callable[[int, int], None]


def pptx_bytes(booklet: Booklet, progress: Progress | None = None) -> bytes:
    """The booklet as a .pptx file. ``progress(done, all)`` is called after each leaf."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _japanese(deck)
    if not booklet.bare:
        _cover(deck, booklet)
    for number, leaf in enumerate(booklet.leaves, 1):
        _leaf(deck, leaf)
        if progress:
            progress(number, len(booklet.leaves))
    if not booklet.bare:
        _closing(deck, booklet)
    for number, slide in enumerate(deck.slides, 1):
        box = slide.shapes.add_textbox(WIDTH - Inches(1.05), Inches(7.06), Inches(0.8), Inches(0.32))
        write(box.text_frame, str(number), 12, colour=GREY, align="right")
        describe(box, _("スライド番号"), str(number))
    deck.core_properties.title = clean(shortened(booklet.title, 200))
    deck.core_properties.author = ""
    # A file says when it was made; ours is the same for the same data.
    deck.core_properties.created = deck.core_properties.modified = datetime(2000, 1, 1)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _japanese(deck: Any) -> None:
    """Name the Japanese typeface in the theme too: words that somebody adds later look like ours."""
    for part in deck.part.package.iter_parts():
        if str(part.partname).startswith("/ppt/theme/"):
            xml = part.blob.decode("utf-8")
            for face in ('<a:latin typeface="Calibri"', '<a:latin typeface="Calibri Light"'):
                xml = xml.replace(face, f'<a:latin typeface="{TYPEFACE}"')
            part._blob = xml.replace('<a:ea typeface=""/>', f'<a:ea typeface="{TYPEFACE}"/>').encode("utf-8")


def _new(deck: Any, title: str, size: tuple[int, int] = (28, 14), box: tuple[int, int, int, int] | None = None) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = box or (LEFT, Inches(0.58), ROOM, Inches(1.16))
    text = clean(title)
    write(place.text_frame, text, fitting(text, place.width, place.height, *size), bold=True, anchor="middle")
    describe(place, _("題"), text)
    return slide


def _box(slide: Any, text: str, place: tuple[int, int, int, int], size: int, name: str, **look: Any) -> None:
    box = slide.shapes.add_textbox(*(Emu(part) for part in place))
    write(box.text_frame, text, size, **look)
    describe(box, name, text)


def _leaf(deck: Any, leaf: Leaf) -> None:
    headline = shortened(leaf.headline)
    if leaf.card is None:
        slide = _new(deck, headline)
        _part(slide, leaf)
        _box(slide, leaf.problem, (LEFT, Inches(2.6), ROOM, Inches(2)), 24, _("表示できないわけ"), colour=RED)
        _notes(slide, leaf)
        return
    figure = leaf.card.figure
    slide = _new(deck, headline)
    if isinstance(figure, Chart):
        _chart(slide, leaf.card, figure)
    elif isinstance(figure, Map):
        _picture(slide, map_png(figure, PIXELS, round(PIXELS * FIGURE[3] / FIGURE[2])), leaf.card)
    _frame(slide, leaf)
    if figure is None:
        add_tables(slide, leaf.card, FIGURE, lambda: _next(deck, leaf, headline))
    _notes(slide, leaf)


def _next(deck: Any, leaf: Leaf, headline: str) -> Any:
    slide = _new(deck, _("{title}（つづき）").format(title=shortened(headline, 100)))
    _frame(slide, leaf)
    return slide


def _frame(slide: Any, leaf: Leaf) -> None:
    """Part and marks above the title, caution and source at the foot."""
    assert leaf.card is not None
    _part(slide, leaf)
    caution = shortened(f"{_('注意')}: {leaf.card.notes[0]}", 150) if leaf.card.notes else ""
    lines = [caution, *(shortened(line, 150) for line in leaf.credits[:2])]
    if len(leaf.credits) > 2:
        lines[-1] += _("（ほかの出典{n}件はノートにあります）").format(n=len(leaf.credits) - 2)
    text = "\n".join(line for line in lines if line)
    if not text:
        return
    place = (LEFT, FOOT, Inches(11.5), Inches(0.8))
    _box(slide, text, place, fitting(text, place[2], place[3], 12, 9), _("出典・注意"), colour=GREY)


def _part(slide: Any, leaf: Leaf) -> None:
    """The line above the title: part of the talk, what must be read first (まず119番へ), marks."""
    left: int = LEFT
    if leaf.part:
        place = (left, Inches(0.16), Inches(2.4), Inches(0.38))
        _box(slide, shortened(leaf.part, 16), place, 14, _("話の区切り"), colour=BLUE)
        left += place[2]
    if leaf.lead:
        room = Inches(10.4 if len(leaf.marks) < 2 else 8) - left
        size = fitting(leaf.lead, room, Inches(0.5), 14, 8)
        _box(slide, leaf.lead, (left, Inches(0.08), room, Inches(0.5)), size, _("はじめに"), colour=RED, bold=True)
    _marks(slide, leaf.marks)


def _marks(slide: Any, marks: tuple[str, ...]) -> None:
    right = WIDTH - Inches(0.45)
    for mark in reversed(marks):
        wide = Inches(2.35)
        right -= wide + Inches(0.1)
        _badge(slide, mark, (right, Inches(0.18), wide, Inches(0.36)))


def _badge(slide: Any, mark: str, place: tuple[int, int, int, int]) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *(Emu(part) for part in place))
    colour = ORANGE if mark == SAMPLE else RED
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string("FFF4E0" if mark == SAMPLE else "FDE7EA")
    shape.line.color.rgb, shape.line.width = RGBColor.from_string(colour), Pt(1)
    shape.shadow.inherit = False
    shape.text_frame.margin_top = shape.text_frame.margin_bottom = 0
    write(shape.text_frame, mark, 13, colour=colour, bold=True, align="center", anchor="middle")
    describe(shape, _("しるし"), mark)


def _chart(slide: Any, card: Card, figure: Chart) -> None:
    plot = read(figure)
    if plot is None:
        high = round(PIXELS * FIGURE[3] / FIGURE[2])
        scale = min(2.2, max(1.3, 1.25 * high / figure.height))
        _picture(slide, chart_png(figure, PIXELS, high, scale), card)
        return
    shape = add_chart(slide, plot, FIGURE)
    describe(shape, card.title, card.alt or card.finding)


def _picture(slide: Any, png: bytes, card: Card) -> None:
    shape = slide.shapes.add_picture(io.BytesIO(png), *(Emu(part) for part in FIGURE))
    describe(shape, card.title, card.alt or card.finding)


def _notes(slide: Any, leaf: Leaf) -> None:
    """What the presenter reads, then everything that makes the number checkable."""
    card = leaf.card
    lines = [leaf.note] if leaf.note else []
    if card is not None:
        kind = CARDS.get(card.id)
        lines += [*((card.lead,) if card.lead else ()), card.finding, *(_("注意") + f": {note}" for note in card.notes)]
        lines += [_("図の説明") + f": {card.alt}"] if card.alt else []
        if isinstance(card.figure, Chart) and read(card.figure) is None:
            lines.append(_("この図は画像です。数字は、画面の「表を見る」か Excel で確かめられます。"))
        if isinstance(card.figure, Chart) and (plot := read(card.figure)) and plot.references:
            lines.append(
                _("縦の線（{words}）は図形です。グラフの軸を変えたら、線も動かしてください。").format(
                    words="・".join(line.words for line in plot.references)
                )
            )
        lines += [*leaf.marks, *(credit(source) for source in card.sources)]
        lines.append(
            _("カードの名前: {address}").format(address=encode(card.id, card.params, kind.params if kind else ()))
        )
    else:
        lines += [leaf.problem, leaf.address]
    slide.notes_slide.notes_text_frame.text = clean("\n".join(lines))


def _cover(deck: Any, booklet: Booklet) -> None:
    slide = _new(
        deck, shortened(booklet.title, 90) or _("ブリーフィング"), (44, 24), (LEFT, Inches(2.1), ROOM, Inches(1.9))
    )
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(0.22), HEIGHT)
    band.fill.solid()
    band.fill.fore_color.rgb = RGBColor.from_string(BLUE)
    band.line.fill.background()
    band.shadow.inherit = False
    describe(band, _("飾り"), _("表紙の左の帯（飾り）"))
    if booklet.subtitle:
        place = (LEFT, Inches(4.05), ROOM, Inches(0.9))
        text = shortened(booklet.subtitle, 120)
        _box(slide, text, place, fitting(text, place[2], place[3], 24, 14), _("副題"), colour=GREY)
    if booklet.day:
        _box(slide, booklet.dated, (LEFT, Inches(5.1), ROOM, Inches(0.5)), 20, _("日付"), colour=GREY)
    _marks(slide, booklet.marks)


def _closing(deck: Any, booklet: Booklet) -> None:
    closing = shortened(booklet.closing, 200) or _("出典")
    slide = _new(deck, closing)
    lines = [shortened(line, 120) for line in dict.fromkeys(line for leaf in booklet.leaves for line in leaf.credits)]
    most = 14
    if len(lines) > most:
        lines = [*lines[: most - 1], _("ほか {n} 件（各スライドのノートにあります）").format(n=len(lines) - most + 1)]
    text = "\n".join(lines) or _("出典のあるスライドはありません。")
    place = (LEFT, Inches(1.9), ROOM, Inches(4.9))
    _box(slide, text, place, fitting(text, place[2], place[3], 16, 9), _("出典"), colour=INK)
    slide.notes_slide.notes_text_frame.text = clean("\n".join([booklet.closing, *(credit(s) for s in booklet.sources)]))
