"""機械判読ルール: can a machine read the file as it is meant? (Numbers of the rules as in the Digital Agency's checker.)

What a CSV can't show (merged cells, hidden rows, colours) leaves its traces: gaps, notes, totals among the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from machi.ingest.header import repeated
from machi.ingest.ingested import Ingested
from machi.ingest.reading import EDGE
from machi.precheck.finding import Finding, Fix, kept
from machi.precheck.lexicon import fold
from machi.precheck.readable_cells import cells, merged, rule
from machi.precheck.sheet import Sheet
from machi.text import _

_ODD = re.compile("[\u2460-\u24ff\u3200-\u33ff\u2160-\u217f\ue000-\uf8ff\uff61-\uff9f]")


def readable(sheet: Sheet, ingested: Ingested) -> Iterator[Finding]:
    """Every finding about form."""
    yield from _around(sheet, ingested)
    yield from _headings(sheet)
    yield from _rows(sheet)
    yield from cells(sheet)
    yield from merged(sheet)
    yield from _spaces(sheet)
    yield from _characters(sheet)
    yield from _breaks(sheet)
    yield from _marks(sheet, ingested)


def _around(sheet: Sheet, ingested: Ingested) -> Iterator[Finding]:
    receipt = ingested.receipt
    lines = [line for line, _cells in sheet.above]
    if lines:
        yield rule(
            "3-1",
            "fix",
            "",
            lines,
            len(lines),
            _("見出しの上に、表題などの行が{n}行あります。").format(n=len(lines)),
            _("1行目が見出しでないと、機械は列の名前を取り違えます。"),
            _("見出しを1行目にしてください。"),
            Fix("one_header"),
        )
    if sheet.below:
        lines = [line for line, _cells in sheet.below]
        yield rule(
            "3-1",
            "fix",
            _("見出しの下の行"),
            lines,
            len(lines),
            _("見出しの下に、見出しの続きの行が{n}行あります。").format(n=len(lines)),
            _("2行の見出しは、機械には1行目だけが見出しに見えます。"),
            _("見出しを1行にしてください。"),
            Fix("one_header"),
        )
    if any(issue.kind in ("header_like_data", "headless") for issue in ingested.issues):
        yield rule(
            "1-5",
            "warn",
            "",
            [sheet.header_row or 1],
            1,
            _("見出しの行がないようです。"),
            _("どの列が何かを、使う人が知ることができません。"),
            _("1行目に列の名前を書いてください。"),
        )
    if receipt.encoding not in ("utf-8", "utf-8-sig") or receipt.delimiter != ",":
        yield rule(
            "3-8",
            "fix",
            "",
            [],
            1,
            _("文字コードが{encoding}です。").format(encoding=receipt.encoding.upper())
            if receipt.delimiter == ","
            else _("区切りがコンマではありません。"),
            _("公開するCSVは、UTF-8でコンマ区切りにそろえると、どの機械でも読めます。"),
            _("「直したファイル」はUTF-8（BOMつき）・コンマ区切りで出ます。"),
            Fix("utf8"),
        )


def _headings(sheet: Sheet) -> Iterator[Finding]:
    cells = [column.header for column in sheet.columns]
    again = [sheet.columns[at].title for at in repeated(cells)]
    if again:
        yield rule(
            "2-3",
            "stop",
            "・".join(again),
            [sheet.header_row],
            len(again),
            _("同じ名前の見出しが{n}つあります。").format(n=len(again)),
            _("同じ名前の列は、機械がどちらか一方しか読めません。"),
            _("それぞれ違う名前にしてください。"),
            Fix("name_headers"),
        )
    blank = [c.title for c in sheet.columns if not c.header and any(text.strip() for text in c.texts)]
    if blank:
        yield rule(
            "2-3",
            "stop",
            "・".join(blank) + " ",
            [sheet.header_row],
            len(blank),
            _("見出しのない列に値があります（{n}列）。").format(n=len(blank)),
            _("何の列か分からず、公開するつもりのない列かもしれません。"),
            _("見出しを書くか、列を消してください。"),
            *(Fix("drop_column", title) for title in blank[:1]),
            Fix("name_headers"),
        )


def _rows(sheet: Sheet) -> Iterator[Finding]:
    if sheet.ragged:
        yield rule(
            "1-14",
            "stop",
            "",
            list(sheet.ragged),
            len(sheet.ragged),
            _("セルの数が見出しと違う行が{n}行あります。").format(n=len(sheet.ragged)),
            _("コンマの抜けや余りで、値が隣の列にずれています。"),
            _("その行を表計算ソフトで直してください。"),
        )
    if sheet.blank_rows:
        yield rule(
            "1-14",
            "warn",
            _("空の行"),
            list(sheet.blank_rows),
            len(sheet.blank_rows),
            _("空の行が{n}行あります。").format(n=len(sheet.blank_rows)),
            _("表がそこで終わったと読まれることがあります。"),
            _("空の行を消してください。"),
            Fix("drop_blank_rows"),
        )
    totals = [line for line, kind in sheet.aside.items() if kind in ("total_row", "subtotal_row")]
    totals = totals or labelled_totals(sheet)
    if totals:
        yield rule(
            "3-9",
            "warn",
            "",
            totals,
            len(totals),
            _("合計の行が{n}行混ざっています。").format(n=len(totals)),
            _("足し上げると二重に数えられます。"),
            _("合計の行を消してください（必要なら別の表にします）。"),
            Fix("drop_totals"),
        )
    again = [line for line, kind in sheet.aside.items() if kind == "repeated_header"]
    if again:
        yield rule(
            "1-2",
            "stop",
            "",
            again,
            len(again),
            _("見出しが途中でくり返されています（{n}行）。").format(n=len(again)),
            _("1つのファイルに表が2つあるか、ファイルをつないだ跡です。"),
            _("表を1つにして、くり返しの見出しを消してください。"),
            Fix("drop_rows", rows=kept(again)),
        )
    notes = [line for line, kind in sheet.aside.items() if kind == "note_row"]
    if notes:
        yield rule(
            "1-4",
            "fix",
            "",
            notes,
            len(notes),
            _("注記の行が{n}行あります。").format(n=len(notes)),
            _("データの行として読まれてしまいます。"),
            _("表の外（説明の文書）に移してください。"),
            Fix("drop_rows", rows=kept(notes)),
        )


_TOTAL = re.compile(r"(?:総|合|小|累)計|計|総数|全体|total", re.IGNORECASE)


def labelled_totals(sheet: Sheet) -> list[int]:
    """Rows whose first filled cell says 合計, 小計, 計 …, in a table with numbers."""
    if len(sheet) < 3 or not sheet.columns:
        return []
    first = np.full(len(sheet), "", dtype=object)
    for column in sheet.columns[:3]:
        texts = np.array([fold(text).replace(" ", "") for text in column.texts], dtype=object)
        cells = texts[column.codes] if len(texts) else first
        first = np.where(first == "", cells, first)
    found = np.array([bool(_TOTAL.fullmatch(str(text))) for text in first], dtype=bool)
    return sheet.rows(found) if found.sum() < 0.5 * len(sheet) else []


def _spaces(sheet: Sheet) -> Iterator[Finding]:
    flags = np.zeros(len(sheet), dtype=bool)
    names = []
    for column in sheet.columns:
        found = column.where(lambda text: text != text.strip(EDGE) and bool(text.strip(EDGE)))
        if found.any():
            names.append(column.title)
            flags |= found
    if names:
        yield rule(
            "1-6",
            "fix",
            "・".join(names),
            sheet.rows(flags),
            int(flags.sum()),
            _("値の前後に余分な空白がある行が{n}行あります。").format(n=int(flags.sum())),
            _("見た目が同じでも、機械は違う値として扱います。"),
            _("前後の空白を消してください。"),
            Fix("trim"),
        )


def _characters(sheet: Sheet) -> Iterator[Finding]:
    flags = np.zeros(len(sheet), dtype=bool)
    names = []
    for column in sheet.columns:
        found = column.where(_ODD.search)
        if found.any():
            names.append(column.title)
            flags |= found
    if names:
        yield rule(
            "1-8",
            "warn",
            "・".join(names),
            sheet.rows(flags),
            int(flags.sum()),
            _("①・㈱・㎡・半角カナなど、機種によって化けることがある文字が{n}行にあります。").format(
                n=int(flags.sum())
            ),
            _("読む機械によって、別の文字や空白になることがあります。"),
            _("(1)・(株)・平方メートル・全角カナなどに書き換えてください。"),
        )


def _breaks(sheet: Sheet) -> Iterator[Finding]:
    flags = np.zeros(len(sheet), dtype=bool)
    names = []
    for column in sheet.columns:
        found = column.where(lambda text: "\n" in text.strip() or "\r" in text.strip())
        if found.any():
            names.append(column.title)
            flags |= found
    if names:
        yield rule(
            "1-7",
            "warn",
            "・".join(names),
            sheet.rows(flags),
            int(flags.sum()),
            _("セルの中に改行がある行が{n}行あります。").format(n=int(flags.sum())),
            _("1つのセルに複数の値が入っていると、機械は分けて読めません。"),
            _("1つのセルに1つの値を書いてください。"),
        )


def _marks(sheet: Sheet, ingested: Ingested) -> Iterator[Finding]:
    """Signs for "hidden", "unknown", "none": right to have, and to be explained."""
    marks = ingested.marks
    marks = marks[marks["mark"].isin(["suppressed", "unknown"])]
    if len(marks):
        titles = {column.name: column.title for column in sheet.columns if column.name}
        names = [titles.get(str(name), str(name)) for name in marks["column_name"].unique()]
        rows = [ingested.receipt.line_of(int(row)) for row in marks["source_row"].unique()]
        yield rule(
            "3-3",
            "warn",
            "・".join(names),
            rows,
            len(marks),
            _("秘匿・不明などの記号が{n}件あります。").format(n=len(marks)),
            _("記号の意味が書かれていないと、0や空欄と区別できません。"),
            _("記号の意味を、データの説明に書いてください。0とは書かないでください。"),
        )
