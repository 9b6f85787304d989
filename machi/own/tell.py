"""What the reading of an own file did, in words: the first answer, the receipt line by line, the rows that stayed out.

Numbers come from the receipt, cells as typed from its examples; nothing is counted anew here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from machi.ingest.decode import decode
from machi.ingest.receipt import EXAMPLES, Receipt
from machi.own.files import OwnFile
from machi.text import _

LONGEST_LINE = 200


@dataclass(frozen=True)
class Line:
    """One line of the receipt: what was done, how often, and examples 「before → after（row）」."""

    what: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """Something found in the file: row (0 = the whole file), column as a title, the cell as typed, the sentence."""

    row: int
    column: str
    value: str
    sentence: str
    severity: str


def first_answer(receipt: Receipt) -> str:
    """How many rows were read, what happened to the others, and that the file is untouched."""
    rows_in, rows_ok = f"{receipt.rows_in:,}", f"{receipt.rows_ok:,}"
    untouched = _("元のファイルは変えていません。")
    if not receipt.rows_in:
        return _("見出しだけで、データの行がありません。") + untouched
    if not receipt.rows_reported:
        return _("{n}行をすべて読みました。").format(n=rows_in) + untouched
    said = _("{rows_in}行のうち{rows_ok}行を読みました。残り{left}行は理由つきで下にあります。")
    return said.format(rows_in=rows_in, rows_ok=rows_ok, left=f"{receipt.rows_reported:,}") + untouched


def receipt_lines(file: OwnFile) -> list[Line]:
    """Everything that was set aside or changed while reading, most frequent first after what stands outside the rows."""
    receipt, names = file.receipt, _conversions()
    lines = [
        Line(_aside()[reason], count) for reason, count in receipt.set_aside.items() if reason in _aside() and count
    ]
    counts: Counter[str] = Counter()
    shown: dict[str, list[str]] = {}
    for column, found in receipt.conversions.items():
        for name, conversion in found.items():
            counts[name] += conversion.count
            title = _title(file, column)
            shown.setdefault(name, []).extend(
                _("{row}行目「{column}」 {before} → {after}").format(row=row, column=title, before=before, after=after)
                for before, after, row in conversion.examples
            )
    lines += [
        Line(names.get(name, _("書き方をそろえました")), count, tuple(shown[name][:EXAMPLES]))
        for name, count in counts.most_common()
    ]
    marks: Counter[str] = Counter()
    for found_marks in receipt.marks.values():
        marks.update(found_marks)
    lines += [Line(_marks()[mark], marks[mark]) for mark in ("none", "unknown", "suppressed") if marks[mark]]
    return lines


def remarks(file: OwnFile) -> list[Remark]:
    """Every issue in the order of the rows: first those of the whole file."""
    titles = {column.name: column.title for column in file.schema.columns}
    return [
        Remark(issue.row, titles.get(issue.column, issue.column), issue.value, issue.sentence(titles), issue.severity)
        for issue in sorted([*file.issues, *file.unread], key=lambda issue: issue.row)
    ]


def typed_lines(file: OwnFile, rows: Sequence[int]) -> dict[int, str]:
    """The lines of the file as typed, by their number; a long one is cut."""
    wanted, found = set(rows), {}
    with decode(file.table, file.choices.encoding).open() as stream:
        for number, line in enumerate(stream, 1):
            if number in wanted:
                found[number] = line.strip()[:LONGEST_LINE]
            if len(found) == len(wanted):
                break
    return found


def _title(file: OwnFile, column: str) -> str:
    known = file.schema.by_name.get(column)
    return known.title if known else column


def _aside() -> dict[str, str]:
    return {
        "above_header": _("見出しより上の行（表題など）を、データとして数えませんでした"),
        "header_joined": _("何行かに分かれた見出しを1行につなぎました"),
        "type_row": _("見出しの下の説明の行（型・単位・番号・英語）を、データとして数えませんでした"),
        "blank_row": _("空の行をとばしました"),
        "trailing_cells": _("行の右端の空のセルをとばしました"),
        "blank_column": _("見出しも値もない列をとばしました"),
        "ragged": _("列の数が見出しと違う行を、理由つきで除きました"),
        "repeated_header": _("くり返された見出しの行を除きました"),
        "total_row": _("合計の行を除きました（二重に数えないため）"),
        "second_table": _("下にある別の表の行を除きました（1つの表だけを読みます）"),
        "relisted": _("再掲の行を除きました（二重に数えないため）"),
        "note_row": _("注記の行を除きました"),
    }


def _marks() -> dict[str, str]:
    return {
        "none": _("「-」「なし」を「該当なし」として読みました（0ではありません）"),
        "unknown": _("「不明」「不詳」を「分からない」として読みました（0ではありません）"),
        "suppressed": _("「x」「秘匿」を「秘匿」として読みました（0ではありません）"),
    }


def _conversions() -> dict[str, str]:
    return {
        "trimmed": _("前後の空白をとりました"),
        "line_break_token": _("改行の記号（#nr#）を改行にしました"),
        "full_width": _("全角の数字や記号を半角で読みました"),
        "thousands": _("けた区切りのコンマをとりました"),
        "minus_sign": _("マイナスの記号をそろえました"),
        "triangle_minus": _("△・▲をマイナスとして読みました"),
        "paren_minus": _("かっこの数をマイナスとして読みました"),
        "unit": _("単位の文字をとって数として読みました"),
        "remark": _("数のあとの注記をとりました"),
        "decimal_dropped": _("「.0」をとって整数として読みました"),
        "wareki": _("和暦を西暦の日付にしました"),
        "wareki_beyond_era": _("終わった元号の年を、続く年として読みました"),
        "excel_serial": _("Excelの日付の番号を日付にしました"),
        "slash_date": _("「/」や「.」の日付をそろえました"),
        "kanji_date": _("「年月日」の日付をそろえました"),
        "compact_date": _("8けたの日付をそろえました"),
        "us_date": _("月/日/年の順の日付として読みました"),
        "day_first_date": _("日/月/年の順の日付として読みました"),
        "short_year": _("2けたの年を4けたで読みました"),
        "month_only": _("月までの日付を、その月の1日として読みました"),
        "month_end": _("「月末」を、その月の最後の日として読みました"),
        "year_only": _("年だけの日付を、その年の1月1日として読みました"),
        "fiscal_year": _("年度を、その年の4月1日として読みました"),
        "time_dropped": _("日付のあとの時刻をとりました"),
        "next_day": _("翌日の時刻として読みました"),
        "half_day": _("午前・午後の時刻をそろえました"),
        "hhmm": _("4けたの時刻をそろえました"),
        "hours_prose": _("文章の開館時間から、開始と終了を読みました"),
        "year_carried": _("はじめだけ書かれた元号や年を、続く行にも読みました"),
        "date_span": _("1つのセルの期間を、はじまる日とおわる日に分けました"),
        "flag_word": _("「○」「あり」などを「有・無」として読みました"),
        "count_as_flag": _("数を「有・無」として読みました"),
        "check_digit_added": _("自治体コードに検査数字を補いました"),
        "zero_padded": _("番号のはじめの0を補いました"),
        "swapped": _("入れかわった緯度と経度をもどしました"),
        "dms": _("度分秒の座標を度にしました"),
        "first_of_several": _("いくつかある値の最初を使いました"),
        "no_area_code": _("市外局番のない電話番号です"),
        "phone_form": _("電話番号の書き方をそろえました"),
        "from_file": _("行に日付がないため、ファイル名の日付を使いました"),
    }
