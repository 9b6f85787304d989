"""A card's table as a real table: as many rows as can be read, then 「ほか n 行」."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

from machi.cards.card import Card
from machi.cards.display import readable
from machi.export.booklet import cut_words, shortened
from machi.export.pptx_text import GREY, INK, clean, describe, ems, write
from machi.text import _

ROWS = 10
"""Of one slide, below the head."""
PAGES = 2
COLUMNS = 7
LONGEST = 44
"""Letters of a cell."""
SIZE = 13
ROW = Inches(0.41)


def add_tables(slide: Any, card: Card, box: tuple[int, int, int, int], following: Callable[[], Any]) -> None:
    """The table in ``box``; further rows on slides that ``following`` makes, at most ``PAGES`` in all."""
    shown = readable(card.table, card.columns)
    numeric = [column.format not in ("text", "date", "minute") for column in card.columns if column.screen]
    if shown.empty:
        said = slide.shapes.add_textbox(*(Emu(part) for part in box))
        write(said.text_frame, _("表に行はありません。"), 20, colour=GREY)
        describe(said, card.title, card.alt or card.finding)
        return
    said_columns = len(shown.columns) - COLUMNS
    shown = shown.iloc[:, :COLUMNS]
    kept = min(len(shown), ROWS * PAGES)
    for start in range(0, kept, ROWS):
        here = slide if start == 0 else following()
        _table(here, card, shown.iloc[start : start + ROWS], numeric, box)
    told = [cut_words(len(shown), kept), _("ほか {n} 列").format(n=said_columns) if said_columns > 0 else ""]
    words = "・".join(word for word in told if word)
    if words:
        foot = here.shapes.add_textbox(box[0], box[1] + box[3] - Inches(0.28), box[2], Inches(0.32))
        write(
            foot.text_frame, _("{words}は、画面とExcelにあります。").format(words=words), 12, colour=GREY, align="right"
        )
        describe(foot, _("省いた行"), words)


def _table(slide: Any, card: Card, rows: Any, numeric: list[bool], box: tuple[int, int, int, int]) -> None:
    left, top, width, _height = box
    shape = slide.shapes.add_table(len(rows) + 1, len(rows.columns), left, top, width, ROW * (len(rows) + 1))
    describe(shape, card.title, card.alt or card.finding)
    table = shape.table
    table.horz_banding = False
    widths = _widths(rows, width)
    for number, column_width in enumerate(widths):
        table.columns[number].width = Emu(column_width)
    cells = [list(rows.columns), *rows.values.tolist()]
    for row, values in enumerate(cells):
        table.rows[row].height = ROW
        for column, value in enumerate(values):
            room = max(4, int(widths[column] / 914_400 * 72 / SIZE * 2))
            _cell(table.cell(row, column), shortened(str(value), min(LONGEST, room)), row == 0, numeric[column])


def _cell(cell: Any, text: str, head: bool, number: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string("E8EEF7" if head else "FFFFFF")
    size = SIZE if ems(text) < 14 else SIZE - 2
    align = "right" if number and not head else "left"
    write(cell.text_frame, clean(text), size, colour=INK, bold=head, align=align, anchor="middle")
    for paragraph in cell.text_frame.paragraphs:
        paragraph.line_spacing = Pt(size * 1.05)


def _widths(rows: Any, whole: int) -> list[int]:
    """Shares of the width by the longest of the first words of each column."""
    wanted = [min(max(ems(str(text)[:LONGEST]) for text in (name, *rows[name])), 20) + 3 for name in rows.columns]
    return [int(whole * width / sum(wanted)) for width in wanted]
