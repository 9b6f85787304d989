"""The 照会票 as an Excel form that an office sends round: drop-downs, so that answers can be counted without mending.

The headings are those of ``data/inquiry/schema.toml``: the returned sheet, saved as CSV, is read by the same reader as
every other file. openpyxl is imported on the first download; no page waits for it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from machi.ingest.schema import Schema
from machi.text import _

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FILE_NAME = "inquiry_form.xlsx"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 300
"""Lines of the form; a department with more copies the sheet."""
CHOICES = {
    "holding_format": ("紙", "Word", "Excel", "CSV", "PDF", "GIS", "システム", "その他"),
    "personal": ("有", "無"),
    "status": ("公開", "検討中", "あとで"),
    "origin": ("自主", "依頼"),
}
"""Column → what may be chosen. Written into files and read back, so not translated."""
WIDTHS = {"department": 18, "data_name": 34, "data_id": 24, "reason": 36, "trouble": 36, "note": 24}


def form_bytes(schema: Schema, city: str) -> bytes:
    """The empty form: sheet 1 the lines, sheet 2 how to fill them in."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = schema.title
    _lines(sheet, schema)
    _guide(book.create_sheet(_("書き方")), schema, city)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _lines(sheet: Worksheet, schema: Schema) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(_columns(schema), start=1):
        letter = get_column_letter(number)
        head = sheet.cell(row=1, column=number, value=column.title)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="FFE3F1FC" if column.required else "FFF2F0EB")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[letter].width = WIDTHS.get(column.name, 14)
        cells = f"{letter}2:{letter}{ROWS + 1}"
        if column.name in CHOICES:
            rule = DataValidation("list", formula1=f'"{",".join(CHOICES[column.name])}"', allow_blank=True)
            rule.error = _("一覧から選んでください。")
        elif column.type == "date":
            rule = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True)
            rule.error = _("2026/11/20 の形で日付を書いてください。")
            for row in range(2, ROWS + 2):
                sheet[f"{letter}{row}"].number_format = "yyyy/mm/dd"
        else:
            continue
        rule.showErrorMessage = True
        rule.errorTitle = column.title
        sheet.add_data_validation(rule)
        rule.add(cells)
    sheet.freeze_panes = "C2"


def _guide(sheet: Worksheet, schema: Schema, city: str) -> None:
    from openpyxl.styles import Alignment, Font

    rows = [
        (_("{city} 庁内照会票の書き方").format(city=city), ""),
        (_("1つのデータ（一覧・台帳・統計）を1行に書きます。迷ったら、書いてください。判断はあとでできます。"), ""),
        (_("「あとで」も立派な答えです。理由と、手伝ってほしいことを書いてください。"), ""),
        (_("個人の名前や連絡先は、この票に書かないでください。"), ""),
        (_("集めた票は1枚にまとめ、CSV（UTF-8）で保存して data/inquiry/ に置きます。"), ""),
        ("", ""),
        (_("列"), _("書くこと")),
        *((column.title, _described(column.name, column.description)) for column in _columns(schema)),
    ]
    for number, (left, right) in enumerate(rows, start=1):
        sheet.cell(row=number, column=1, value=left or None)
        cell = sheet.cell(row=number, column=2, value=right or None)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 70


def _columns(schema: Schema):  # type: ignore[no-untyped-def]
    """The schema's columns as the form has them: remarks last."""
    return sorted(schema.table_columns, key=lambda column: column.name == "note")


def _described(name: str, description: str) -> str:
    if name not in CHOICES:
        return description
    return _("{description}（選ぶもの：{choices}）").format(description=description, choices="・".join(CHOICES[name]))
