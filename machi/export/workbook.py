"""A booklet as an Excel workbook: a sheet for each card, numbers as numbers, and a last sheet that says where they are from.

All columns of a card are there, also those that the screen leaves out. A cell without a value stays empty: the notes of
the card say why, and an empty cell is never counted as zero.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from machi.cards.card import Card, TableColumn
from machi.cards.credit import credit, marks
from machi.cards.display import heading
from machi.export.booklet import Booklet, Leaf
from machi.export.cells import defuse, plain_values, spell
from machi.text import _

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_000
"""Letters of a cell; Excel ends at 32,767."""
_FORMATS = {
    "integer": "#,##0",
    "metre": "#,##0",
    "decimal1": "#,##0.0",
    "decimal2": "#,##0.00",
    "decimal3": "#,##0.000",
    "percent1": '#,##0.0"%"',
    "year": "0",
    "date": "yyyy-mm-dd",
}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xlsx_bytes(booklet: Booklet) -> bytes:
    """The booklet as .xlsx."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    names: set[str] = set()
    for leaf in booklet.leaves:
        title = leaf.card.title if leaf.card else leaf.headline
        _sheet(book.create_sheet(_name(title, names)), leaf)
    _sources(book.create_sheet(_name(_("出典"), names)), booklet)
    book.properties.title = _text(booklet.title, 200)
    book.properties.creator = ""
    # The same data gives the same file.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(sheet: Worksheet, leaf: Leaf) -> None:
    card = leaf.card
    head = [leaf.headline, *leaf.marks]
    if card is None:
        _lines(sheet, [*head, leaf.problem])
        return
    head += [card.lead] if card.lead else []
    head += [card.finding] if leaf.headline != card.finding else []
    _lines(sheet, head)
    _table(sheet, card, len(head) + 2)
    below = [
        *(f"{_('注意')}: {note}" for note in card.notes),
        _("空欄は、記載がないか、人数が少ないため出していない値です（0ではありません）。"),
    ]
    below += [*leaf.credits, leaf.note]
    at = len(head) + 4 + len(card.table)
    for offset, line in enumerate(line for line in below if line):
        sheet.cell(row=at + offset, column=1, value=_text(line))


def _lines(sheet: Worksheet, lines: list[str]) -> None:
    from openpyxl.styles import Font

    for row, line in enumerate(lines, 1):
        cell = sheet.cell(row=row, column=1, value=_text(line))
        cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)


def _table(sheet: Worksheet, card: Card, top: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    caution = "・".join(marks(card.sources))
    for number, column in enumerate(card.columns, 1):
        cell = sheet.cell(row=top, column=number, value=_text(heading(column)))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE8EEF7")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        widest = 6.0
        for offset, value in enumerate(plain_values(card.table[column.name]), 1):
            made = _value(value, column)
            cell = sheet.cell(row=top + offset, column=number, value=made)
            if isinstance(made, str):
                cell.data_type = "s"  # openpyxl would take "=…" for a formula; ``defuse`` has marked it too
            elif made is not None and column.format in _FORMATS:
                cell.number_format = _FORMATS[column.format]
            widest = max(widest, min(len(str(made)) * 1.6, 44))
        sheet.column_dimensions[get_column_letter(number)].width = max(widest, min(len(heading(column)) * 1.9, 24))
    if caution:
        # On each row, so that the mark stays with rows that are copied elsewhere.
        at = len(card.columns) + 1
        sheet.cell(row=top, column=at, value=_("データの種別")).font = Font(bold=True)
        for offset in range(1, len(card.table) + 1):
            sheet.cell(row=top + offset, column=at, value=caution)
        sheet.column_dimensions[get_column_letter(at)].width = 22
    sheet.freeze_panes = sheet.cell(row=top + 1, column=1)


def _value(value: Any, column: TableColumn) -> Any:
    """A cell's value: numbers and days as such, everything else spelt and without a live formula."""
    if value is None:
        return None
    if isinstance(value, bool) or column.format == "minute":
        return _text(spell(value, column))
    if isinstance(value, int | float):
        return value if abs(value) < 1e15 and value == value else _text(spell(value, column))
    if isinstance(value, datetime) and column.format == "date":
        return value.date()
    if isinstance(value, date):
        return value
    return _text(spell(value, column))


def _sources(sheet: Worksheet, booklet: Booklet) -> None:
    from openpyxl.styles import Font

    heads = (_("データ"), _("公開者"), _("ライセンス"), _("時点"), _("しるし"), _("版"), _("ページ"), _("出典の書き方"))
    for number, name in enumerate(heads, 1):
        sheet.cell(row=1, column=number, value=name).font = Font(bold=True)
        sheet.column_dimensions["ABCDEFGH"[number - 1]].width = 28 if number in (1, 8) else 18
    for row, source in enumerate(booklet.sources, 2):
        told = (
            source.title,
            source.publisher,
            source.licence,
            source.as_of,
            "・".join(marks((source,))),
            source.version,
        )
        for number, value in enumerate((*told, source.page, credit(source)), 1):
            sheet.cell(row=row, column=number, value=_text(value) if isinstance(value, str) else value)


def _text(text: str, most: int = LONGEST) -> str:
    clean = _UNWRITABLE.sub("", text)
    return defuse(clean[:most] + ("…" if len(clean) > most else ""))


def _name(title: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 letters, no forbidden ones, none twice (Excel ignores case)."""
    plain = _FORBIDDEN.sub(" ", _UNWRITABLE.sub("", title)).strip()[:27] or _("カード")
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[:26]} {number}"
    taken.add(name.casefold())
    return name
