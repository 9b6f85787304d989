"""Paper without a browser: the Japanese font, styles, tables and pages that every PDF of ours is made of.

The font is IPAexゴシック out of ``matplotlib-fontja`` (IPA Font License; a document may embed it). A letter that it lacks
becomes 〓 and the last page says so: a printed 「記載なし」 box would look like data. Text is never markup here: reportlab
reads tags in a paragraph, names come from files.
"""

from __future__ import annotations

import html
import importlib.util
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from machi.text import _

FONT = "IPAexGothic"
GETA = "〓"
"""What printers have always put where a letter is missing."""
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, PALE, RULE, RED = "#1A1A1A", "#F2F0EB", "#A5A9AD", "#B00020"
LONGEST_CELL = 400
"""Letters of a table cell: a longer one would not fit a page, and reportlab can't break a row."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@cache
def font_path() -> Path:
    """The file of the Japanese font; found without importing its package, which would import matplotlib."""
    spec = importlib.util.find_spec("matplotlib_fontja")
    assert spec is not None, "matplotlib-fontja is in requirements.txt"
    return Path(spec.origin or "").parent / "fonts" / "ipaexg.ttf"


@cache
def register() -> str:
    """Make the font known to reportlab (60 ms, once) and give its name."""
    pdfmetrics.registerFont(TTFont(FONT, str(font_path())))
    return FONT


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(register()).face.charToGlyph)


def printable(text: object) -> str:
    """``text`` as the font can print it: control and direction marks out, a missing letter as 〓."""
    plain = _UNPRINTABLE.sub("", str(text))
    return "".join(letter if letter in "\n\t" or ord(letter) in _glyphs() else GETA for letter in plain)


@cache
def style(name: str) -> ParagraphStyle:
    """``title``, ``heading``, ``finding``, ``body``, ``small``, ``mark`` (red), ``cell``, ``number`` (cell, right)."""
    size = {
        "title": 20,
        "heading": 14,
        "finding": 13,
        "body": 10.5,
        "small": 8.5,
        "mark": 10.5,
        "cell": 8.5,
        "number": 8.5,
    }
    return ParagraphStyle(
        name,
        fontName=register(),
        fontSize=size[name],
        leading=size[name] * 1.5,
        spaceAfter=0 if name in ("cell", "number") else size[name] * 0.4,
        textColor=colors.HexColor(RED if name == "mark" else INK),
        wordWrap="CJK",
        alignment=2 if name == "number" else 0,
        splitLongWords=1,
    )


def paragraph(text: object, look: str = "body") -> Paragraph:
    """Text as text; line breaks stay."""
    lines = html.escape(printable(text), quote=False).split("\n")
    return Paragraph("<br/>".join(lines), style(look))


def space(points: float) -> Spacer:
    return Spacer(1, points)


def table(rows: Sequence[Sequence[str]], numbers: Sequence[bool], widths: Sequence[float] = ()) -> Flowable:
    """A table whose first row is its head, repeated on each page. ``numbers``: which columns stand to the right.

    Without ``widths`` (points) columns share the width by what stands in them.
    """
    cells = [
        [
            paragraph(_cut(text), "number" if number and line else "cell")
            for text, number in zip(row, numbers, strict=True)
        ]
        for line, row in enumerate(rows)
    ]
    made = LongTable(cells, colWidths=list(widths) or column_widths(rows), repeatRows=1)
    made.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor(PALE)),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor(RULE)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return made


def column_widths(rows: Sequence[Sequence[str]], whole: float = WIDTH) -> list[float]:
    """Widths that share ``whole`` by the longest text of each column; none takes more than half or starves."""
    size = style("cell").fontSize

    def wide(text: str) -> float:
        return pdfmetrics.stringWidth(printable(text[:60]), register(), size)

    # A heading may be broken into two lines; what stands below it should not.
    wanted = [
        min(max([wide(column[0]) / 2, *(wide(text) for text in column[1:])]) + 10, whole / 2)
        for column in zip(*rows, strict=True)
    ]
    least = min(whole / max(len(wanted), 1), 3.2 * size)
    wanted = [max(width, least) for width in wanted]
    return [width * whole / sum(wanted) for width in wanted]


def document(story: Sequence[Flowable], *, title: str, footer: str = "", mark: str = "") -> bytes:
    """The story on A4 pages: ``mark`` (庁内限り, 見本) at the top right and ``footer`` with the page number on each."""

    def decorate(canvas: Canvas, laid: Any) -> None:
        canvas.saveState()
        canvas.setFont(register(), 8)
        canvas.setFillColor(colors.HexColor(INK))
        canvas.drawString(MARGIN, 10 * mm, _narrowed(printable(footer), WIDTH - 60))
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, _("{n}ページ").format(n=canvas.getPageNumber()))
        if mark:
            canvas.setFillColor(colors.HexColor(RED))
            canvas.setFont(register(), 10)
            canvas.drawRightString(A4[0] - MARGIN, A4[1] - 11 * mm, printable(mark))
        canvas.restoreState()

    buffer = io.BytesIO()
    laid = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=printable(_short(title, 200)),
        author="",
        lang="ja",
        invariant=1,
    )
    laid.build(list(story), onFirstPage=decorate, onLaterPages=decorate)
    return buffer.getvalue()


def _narrowed(text: str, room: float) -> str:
    """One line of small letters that ends before ``room`` points do."""
    if pdfmetrics.stringWidth(text, register(), 8) <= room:
        return text
    while text and pdfmetrics.stringWidth(text + "…", register(), 8) > room:
        text = text[:-1]
    return text + "…"


def _cut(text: str) -> str:
    return _short(text, LONGEST_CELL)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
