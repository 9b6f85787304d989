"""A workbook as departments have them, for a visitor who has none at hand: made here, marked as synthetic everywhere.

It has what the reader must cope with: title rows above the header, dates of the Japanese era, full-width figures, a blank
row, a total row and a note below the table.
"""

from __future__ import annotations

import io
from datetime import date, timedelta

from openpyxl import Workbook

from machi.text import _

SAMPLE_NAME = "見本_催し一覧.xlsx"
PLACES = ("市民ホール", "中央公民館", "北公民館", "図書館", "総合体育館", "駅前広場")
EVENTS = (
    ("冬の音楽会", "音楽", "５００円"), ("親子読み聞かせ会", "子ども", "無料"), ("健康体操教室", "健康", "無料"),
    ("郷土の歴史講座", "講座", "３００円"), ("朝市", "市", "無料"), ("バドミントン交流会", "スポーツ", "２００円"),
    ("絵手紙教室", "講座", "５００円"), ("おもちゃ病院", "子ども", "無料"), ("合唱のつどい", "音楽", "無料"),
)  # fmt: skip
HEADER = ("番号", "イベント名", "開始日", "開催場所", "料金(基本)", "分類")
WEEKS = 12


def sample_workbook(first: date) -> bytes:
    """An .xlsx of made-up events in the weeks from ``first`` on."""
    book = Workbook()
    sheet = book.active
    sheet.title = "催し一覧"
    sheet.append([_("催し一覧（合成データの見本です。実際の催しではありません）")])
    sheet.append([f"{era(first)}現在"])
    sheet.append([])
    sheet.append(HEADER)
    for number in range(WEEKS * 3):
        name, category, fee = EVENTS[number % len(EVENTS)]
        on = first + timedelta(days=7 * (number // 3) + (number * 2) % 7)
        sheet.append([number + 1, name, era(on), PLACES[number % len(PLACES)], fee, category])
    sheet.append([])
    sheet.append(["※ 日程は変わることがあります。"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def era(day: date) -> str:
    """A day of 令和 as a department writes it."""
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"
