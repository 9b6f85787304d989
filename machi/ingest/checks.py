"""What can be wrong with a file, said in one table by kind. An ``Issue`` is a fact; it never stops the reading.

Every kind that the values, the reader or the table checks can raise has its severity and its sentence here and nowhere
else, so that issues are counted, translated and tested once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from machi.text import _

LONGEST_SHOWN = 60
"""Characters of a cell's text inside a sentence; the issue itself keeps all of it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong. ``row`` is the 1-based physical line where the record begins, 0 for the whole file.

    ``column`` is the column's canonical name, or the published header where it has none; ``value`` the text as typed.
    """

    row: int
    column: str
    kind: str
    value: str = ""
    expected: str = ""
    dataset: str = ""

    @property
    def severity(self) -> str:
        """``error``: something published is not used; ``warning``: used, but look at it; ``info``: good to know."""
        return SEVERITY[self.kind]

    def sentence(self, titles: Mapping[str, str] | None = None) -> str:
        """The issue in the language in force; ``titles`` gives a column name its title."""
        column = (titles or {}).get(self.column, self.column)
        shown = self.value if len(self.value) <= LONGEST_SHOWN else self.value[:LONGEST_SHOWN] + "…"
        said = sentences()[self.kind].format(value=shown, expected=self.expected, column=column)
        if not self.row:
            return said
        if not column:
            return _("{row}行目: {said}").format(row=self.row, said=said)
        return _("{row}行目「{column}」: {said}").format(row=self.row, column=column, said=said)


class Kind(NamedTuple):
    """How grave, what it is called in a summary, and the sentence."""

    severity: str
    name: str
    sentence: str


def kinds() -> dict[str, Kind]:
    """Every issue kind in the language in force."""
    return _cell_kinds() | _row_kinds() | _file_kinds()


def sentences() -> dict[str, str]:
    """The sentence of every kind, with its named places."""
    return {kind: facts.sentence for kind, facts in kinds().items()}


def _cell_kinds() -> dict[str, Kind]:
    return {
        "not_a_number": Kind(
            "error", _("数として読めない"), _("「{value}」を数として読めません。{expected}で書いてください。")
        ),
        "not_an_integer": Kind(
            "error", _("整数として読めない"), _("「{value}」は整数ではありません。{expected}で書いてください。")
        ),
        "infinite": Kind("error", _("数として使えない値"), _("「{value}」は数として使えません。")),
        "out_of_range": Kind(
            "error", _("あり得る範囲を外れた数"), _("「{value}」はあり得る範囲の外です（{expected}）。")
        ),
        "spreadsheet_error": Kind(
            "error", _("表計算ソフトのエラー"), _("「{value}」は表計算ソフトのエラーです。もとの式を直してください。")
        ),
        "not_a_date": Kind(
            "error", _("日付として読めない"), _("「{value}」を日付として読めません。{expected}で書いてください。")
        ),
        "ambiguous_date": Kind(
            "error",
            _("どの日付か決められない"),
            _("「{value}」は1つの日付に決められません。{expected}で書いてください。"),
        ),
        "no_exact_day": Kind(
            "warning",
            _("日が書かれていない日付"),
            _("「{value}」には日がないので、日付の欄には入れていません。{expected}で書いてください。"),
        ),
        "impossible_date": Kind("error", _("暦にない日付"), _("「{value}」という日付はありません。")),
        "not_a_time": Kind(
            "error", _("時刻として読めない"), _("「{value}」を時刻として読めません。{expected}で書いてください。")
        ),
        "not_a_flag": Kind(
            "error", _("「有」「無」以外の書き方"), _("「{value}」が有か無か分かりません。{expected}で書いてください。")
        ),
        "not_a_municipality_code": Kind(
            "error", _("6桁の自治体コードではない"), _("「{value}」は6桁の自治体コードではありません。")
        ),
        "bad_check_digit": Kind(
            "error", _("自治体コードの書き誤りの疑い"), _("自治体コード「{value}」の検査数字が合いません。")
        ),
        "ambiguous_code": Kind(
            "error",
            _("自治体コードの桁が足りない"),
            _("「{value}」は、検査数字がないのか先頭の0が落ちたのか決められません。6桁で書いてください。"),
        ),
        "exponent_code": Kind(
            "error",
            _("表計算で桁が失われた番号"),
            _("「{value}」は表計算ソフトが桁を失わせた番号です。もとの番号に直してください。"),
        ),
        "date_in_code": Kind(
            "error",
            _("表計算で日付に変わった番号"),
            _("「{value}」は表計算ソフトが日付に変えた番号です。もとの番号に直してください。"),
        ),
        "not_a_coordinate": Kind(
            "error",
            _("緯度・経度として読めない"),
            _("「{value}」を緯度・経度として読めません。{expected}で書いてください。"),
        ),
        "outside_japan": Kind(
            "error", _("日本の外の座標"), _("座標（{value}）は日本の外です。緯度と経度を確かめてください。")
        ),
        "zero_coordinate": Kind(
            "error",
            _("0と書かれた座標"),
            _("座標（{value}）は0で、場所を表しません。分からないときは空欄にしてください。"),
        ),
        "half_coordinate": Kind("error", _("緯度・経度の片方だけ"), _("緯度と経度の片方しかありません（{value}）。")),
        "several_points": Kind(
            "error",
            _("1つのセルに複数の座標"),
            _("1つのセルに座標が複数あります（{value}）。1行に1か所で書いてください。"),
        ),
        "not_a_url": Kind("error", _("URLとして読めない"), _("「{value}」はhttpかhttpsのURLではありません。")),
        "not_a_phone": Kind("error", _("電話番号として読めない"), _("「{value}」を電話番号として読めません。")),
        "bad_mesh_code": Kind(
            "error",
            _("メッシュコードとして読めない"),
            _("「{value}」は日本の地域メッシュコードではありません。{expected}で書いてください。"),
        ),
    }


def _row_kinds() -> dict[str, Kind]:
    return {
        "ragged": Kind(
            "error",
            _("列の数が見出しと違う行"),
            _("列の数が見出しと違うので読み込んでいません（見出し{expected}列、この行{value}列）。"),
        ),
        "repeated_header": Kind(
            "warning", _("見出しと同じ行"), _("見出しと同じ行なので、データとして数えていません。")
        ),
        "total_row": Kind("warning", _("合計の行"), _("「{value}」は合計の行とみて、データとして数えていません。")),
        "note_row": Kind("info", _("注記の行"), _("注記の行とみて、データとして数えていません（「{value}」）。")),
        "swallowed_rows": Kind(
            "warning",
            _("行が消えている疑い"),
            _(
                '改行を含むセルの中に{expected}列の行が見えます。引用符（"）の閉じ忘れで行が消えていないか確かめてください。'
            ),
        ),
        "required_missing": Kind("warning", _("必要な値が空欄"), _("必要な値が空欄です。")),
        "hours_reversed": Kind(
            "error", _("終わりが始まりより前"), _("終わりが始まりより前です（{value}）。開始と終了を確かめてください。")
        ),
        "sum_mismatch": Kind(
            "warning", _("内訳と合計が合わない"), _("内訳の合計は{value}ですが、{expected}と書かれています。")
        ),
        "duplicate": Kind("warning", _("同じ内容の行"), _("「{value}」は{expected}行目と同じです。")),
        "other_municipality": Kind(
            "warning", _("ほかの行と違う自治体コード"), _("自治体コード「{value}」がほかの行（{expected}）と違います。")
        ),
        "group_cut": Kind(
            "warning",
            _("まとめる相手の区画がない"),
            _("区画{expected}と内訳を合わせた区画（{value}）がこのファイルにないので、この組の割合は出せません。"),
        ),
        "far_point": Kind(
            "warning", _("ほかから遠く離れた座標"), _("座標（{value}）はほかの点から{expected}km以上離れています。")
        ),
    }


def _file_kinds() -> dict[str, Kind]:
    return {
        "several_municipalities": Kind("info", _("複数の自治体を含む"), _("複数の自治体コードがあります（{value}）。")),
        "column_missing": Kind("warning", _("必要な列がない"), _("必要な列「{column}」が見出しにありません。")),
        "blank_header": Kind(
            "warning", _("見出しが空欄"), _("見出しが空欄の列（{value}）に値があります。見出しを書いてください。")
        ),
        "duplicate_header": Kind(
            "warning", _("見出しの重複"), _("見出し「{value}」が2回以上あります。最初の列だけを使います。")
        ),
        "header_note": Kind("info", _("見出しの行の説明文"), _("見出しの行に説明文（「{value}」）があります。")),
        "header_like_data": Kind(
            "warning", _("見出しの行がない疑い"), _("{value}行目を見出しとして読みましたが、データのように見えます。")
        ),
        "mixed_newlines": Kind(
            "info", _("改行の種類の混在"), _("改行の種類が混ざっています（{value}）。読み込みには影響しません。")
        ),
        "delimiter": Kind(
            "info", _("コンマ以外の区切り"), _("区切りがコンマではありません（{value}）。そのまま読みました。")
        ),
        "encoding_doubtful": Kind(
            "warning",
            _("文字コードを推定した"),
            _("文字コードを{value}と推定して読みました。文字が正しいか確かめてください。"),
        ),
        "replacement_character": Kind(
            "warning",
            _("文字化け"),
            _("読めなかった文字の印（U+FFFD）があります（最初は{value}行目）。もとの表から書き出し直してください。"),
        ),
        **_workbook_kinds(),
        "no_rows": Kind("warning", _("データの行がない"), _("見出しだけで、データの行がありません。")),
        "overlap": Kind(
            "info", _("新しい版と重なる行"), _("{value}行は、より新しい{expected}と同じ対象なので使っていません。")
        ),
    }


def _workbook_kinds() -> dict[str, Kind]:
    return {
        "old_workbook": Kind(
            "info",
            _("古い形式のExcel"),
            _("古い形式のExcel（.xls）です。公開するときは「CSV UTF-8（コンマ区切り）」で保存してください。"),
        ),
        "renamed_workbook": Kind(
            "warning",
            _("名前と中身が違う"),
            _("「{value}」の中身はExcelのブックです。公開するときは「CSV UTF-8（コンマ区切り）」で保存してください。"),
        ),
        "hidden_sheets": Kind(
            "warning", _("隠れたシート"), _("隠れたシート（{value}）があります。公開してよい内容か確かめてください。")
        ),
        "hidden_rows": Kind(
            "warning", _("隠れた行"), _("隠れた行（{value}行目）も読みました。公開してよい内容か確かめてください。")
        ),
        "hidden_columns": Kind(
            "warning", _("隠れた列"), _("隠れた列（{value}列）も読みました。公開してよい内容か確かめてください。")
        ),
        "merged_cells": Kind(
            "info",
            _("結合されたセル"),
            _("結合されたセルが{expected}か所あります（{value}）。値は左上のセルだけにあり、ほかは空欄です。"),
        ),
        "formula_without_value": Kind(
            "warning",
            _("計算されていない式"),
            _("計算結果が保存されていない式が{value}個あり、空欄として読みました。Excelで開いて保存し直してください。"),
        ),
        "base_1904": Kind(
            "warning",
            _("1904年を起点とする日付"),
            _("日付の起点が1904年のブックです。日付が4年と1日ずれていないか確かめてください。"),
        ),
        "external_links": Kind(
            "info",
            _("ほかのブックへのリンク"),
            _("ほかのブックへのリンクがあります。保存されていた値だけを読みました。"),
        ),
    }


SEVERITY: dict[str, str] = {kind: facts.severity for kind, facts in kinds().items()}


def expected_of(type_: str) -> str:
    """What a cell of this column type should look like."""
    return {
        "integer": _("整数"),
        "number": _("数"),
        "date": _("2026-05-08の形"),
        "minute": _("9:00の形"),
        "flag": _("「有」か「無」"),
        "circle": _("「1」「○」「△」「×」のどれか"),
        "municipality_code": _("6桁の自治体コード"),
        "latitude": _("35.12345の形の度"),
        "longitude": _("139.12345の形の度"),
        "point": _("「緯度,経度」の形"),
        "url": _("https://で始まるURL"),
        "phone": _("市外局番からの電話番号"),
        "code": _("もとの番号"),
        "mesh_code": _("4・6・8・9・10・11桁のコード"),
    }.get(type_, "")
