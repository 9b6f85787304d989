"""A card as one picture that can be passed on alone: marks, finding, figure, sources."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from machi.cards.card import Card, Chart, Map
from machi.export.booklet import leaf, shortened
from machi.export.pdf_base import font_path, printable
from machi.export.picture import map_png, wrapped
from machi.export.plot import chart_png

WIDTH, EDGE = 1600, 40
INK, GREY, RED = "#1A1A1A", "#33383F", "#B00020"


def picture_png(card: Card) -> bytes:
    """The picture as PNG, 1,600 px wide."""
    if isinstance(card.figure, Chart):
        figure = chart_png(card.figure, WIDTH - 2 * EDGE, min(2400, round(card.figure.height * 2)), scale=2)
    elif isinstance(card.figure, Map):
        figure = map_png(card.figure, WIDTH - 2 * EDGE, 900)
    else:
        raise ValueError(f"card {card.id} has no figure")
    drawn = Image.open(io.BytesIO(figure)).convert("RGB")
    made = leaf(card)
    above = [(mark, 26, RED) for mark in made.marks] + ([(card.lead, 28, RED)] if card.lead else [])
    above.append((shortened(made.headline, 400), 38, INK))
    below = [(line, 22, GREY) for line in made.credits]
    top, foot = _height(above), _height(below)
    sheet = Image.new("RGB", (WIDTH, EDGE + top + drawn.height + 20 + foot + EDGE), "#FFFFFF")
    pen = ImageDraw.Draw(sheet)
    _write(pen, above, EDGE)
    sheet.paste(drawn, (EDGE, EDGE + top))
    _write(pen, below, EDGE + top + drawn.height + 20)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


Lines = list[tuple[str, int, str]]


def _laid(text: str, size: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    font = ImageFont.truetype(str(font_path()), size)
    return wrapped(printable(text), font, WIDTH - 2 * EDGE), font


def _height(lines: Lines) -> int:
    return sum(round(len(_laid(text, size)[0]) * size * 1.4) + 8 for text, size, _colour in lines)


def _write(pen: ImageDraw.ImageDraw, lines: Lines, y: float) -> None:
    for text, size, colour in lines:
        laid, font = _laid(text, size)
        for line in laid:
            pen.text((EDGE, y), line, font=font, fill=colour)
            y += size * 1.4
        y += 8
