"""Words on a slide: a Japanese typeface that is named, sizes that fit the box, alt text, and no letter that breaks a file."""

from __future__ import annotations

import math
import re
from typing import Any
from unicodedata import east_asian_width

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

TYPEFACE = "Meiryo"
"""On every Windows of an office; a program without it takes its own Japanese face because ``ea`` is named."""
INK, GREY, BLUE, RED, ORANGE = "1A1A1A", "4A4F57", "005AFF", "B00020", "9A4B00"
_BROKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
POINTS_AN_INCH = 72
EMU_AN_INCH = 914_400
MARGIN_POINTS = 14
"""Left and right margins of a text box together."""


def clean(text: object) -> str:
    """``text`` without letters that XML forbids or that turn the writing round."""
    return _BROKEN.sub("", str(text))


def ems(text: str) -> float:
    """Width in ems: a full-width letter is one, another a bit more than half."""
    return sum(1.0 if east_asian_width(letter) in "WFA" else 0.6 for letter in text)


def fitting(text: str, width: Emu | int, height: Emu | int, largest: int, smallest: int) -> int:
    """The largest size in points at which ``text`` stands in the box; ``smallest`` where none does."""
    wide = width / EMU_AN_INCH * POINTS_AN_INCH - MARGIN_POINTS
    high = height / EMU_AN_INCH * POINTS_AN_INCH
    for size in range(largest, smallest - 1, -1):
        # A line ends early: closing marks don't begin one, and programs put room between Japanese and Latin letters.
        lines = sum(max(1, math.ceil(ems(line) * size * 1.1 / wide)) for line in text.split("\n"))
        if lines * size * 1.32 <= high:
            return size
    return smallest


def write(
    frame: Any, text: str, size: int, *, colour: str = INK, bold: bool = False, align: str = "left", anchor: str = "top"
) -> None:
    """Fill a text frame: one paragraph a line."""
    frame.word_wrap = True
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    for number, line in enumerate(clean(text).split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[align]
        run = paragraph.add_run()
        run.text = line
        dress(run.font, size, colour, bold)


def dress(font: Any, size: float, colour: str = INK, bold: bool = False) -> None:
    """Size, colour and typeface, the East Asian one too (python-pptx names only the Latin)."""
    font.size, font.bold, font.name = Pt(size), bold, TYPEFACE
    font.color.rgb = RGBColor.from_string(colour)
    properties = font._element
    properties.set("lang", "ja-JP")
    east = properties.find(qn("a:ea"))
    if east is None:
        east = properties.makeelement(qn("a:ea"), {})
        properties.find(qn("a:latin")).addnext(east)
    east.set("typeface", TYPEFACE)


def describe(shape: Any, name: str, description: str) -> None:
    """Name and alt text of an object."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", clean(name)[:120])
    properties.set("descr", clean(description)[:2000])
