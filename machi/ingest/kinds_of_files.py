"""What can be wrong with a whole file: its header, its characters, the workbook it came from. See ``kinds``."""

from __future__ import annotations

from machi.ingest.kinds import Kind
from machi.text import _


def file_kinds() -> dict[str, Kind]:
    """About the file and its header."""
    return {
        "several_municipalities": Kind("info", _("複数の自治体を含む"), _("複数の自治体コードがあります（{value}）。")),
        "column_missing": Kind("warning", _("必要な列がない"), _("必要な列「{column}」が見出しにありません。")),
        "blank_header": Kind(
            "warning", _("見出しが空欄"), _("見出しが空欄の列（{value}）に値があります。見出しを書いてください。")
        ),
        "duplicate_header": Kind(
            "warning", _("見出しの重複"), _("見出し「{value}」が2回以上あります。最初の列だけを使います。")
        ),
        "similar_header": Kind(
            "warning",
            _("よく似た見出し"),
            _(
                "見出し「{value}」と「{expected}」は、大文字・小文字や全角・半角・空白が違うだけです。名前を分けてください。"
            ),
        ),
        "header_line_break": Kind(
            "info", _("見出しの中の改行"), _("見出し「{value}」の中の改行を取り除いて読みました。")
        ),
        "long_header": Kind(
            "warning", _("長すぎる見出し"), _("見出し「{value}」が長すぎます（{expected}字。200字まで）。")
        ),
        "joined_header": Kind(
            "info", _("何段かの見出し"), _("何段かに分かれた見出しを「{value}」のようにつなげて読みました。")
        ),
        "era_above": Kind(
            "info",
            _("元号を補った見出し"),
            _("見出し「{value}」などを、表の上に書かれた元号で「{expected}」のように読みました。"),
        ),
        "year_above": Kind(
            "info",
            _("年を補った見出し"),
            _("見出し「{value}」などを、表の上かファイル名に書かれた年で「{expected}」のように読みました。"),
        ),
        "guessed_header": Kind(
            "warning",
            _("見出しの書き誤りの疑い"),
            _("見出し「{value}」を「{expected}」の書き誤りとみて読みました。違うときは列を選び直してください。"),
        ),
        "side_by_side": Kind(
            "warning",
            _("横に並んだ2つの表"),
            _("空の列（{value}列目）の左右に別の表があるようです。1つのファイルに1つの表だけを入れてください。"),
        ),
        "abreast": Kind(
            "warning",
            _("横に並んだ表をつないだ"),
            _("「{value}」の表が横に{expected}つ並んでいるので、左から順に、1つの長い表につないで読みました。"),
        ),
        "abreast_apart": Kind(
            "warning",
            _("横に並んだ表をつないでいない"),
            _(
                "「{value}」の表が横に並んでいます。{expected}ので、つながずに書かれたまま読みました。"
                "1つの表だけを入れたファイルに分けてください。"
            ),
        ),
        "cut_short": Kind(
            "error",
            _("途中で切れたファイル"),
            _(
                "最後の行が途中で切れています（見出し{expected}列、この行{value}列、行の終わりの改行なし）。"
                "書き出しやダウンロードをやり直してください。"
            ),
        ),
        "blank_rows": Kind(
            "warning",
            _("表の中の空行"),
            _("ここから、表の途中に空の行が{value}行あります。別の表が続いていないか確かめてください。"),
        ),
        "total_like": Kind(
            "warning",
            _("合計らしい行"),
            _("「{value}」など、合計とみえる行が{expected}行あります。足し合わせると二重に数えます。"),
        ),
        "duplicate_row": Kind(
            "warning", _("まったく同じ行"), _("{value}行目とまったく同じ行です（同じ行は全部で{expected}行）。")
        ),
        "coarse_points": Kind(
            "warning",
            _("粗い座標"),
            _("座標{expected}件のうち{value}件が小数第2位までで、約1kmの粗さです。"),
        ),
        "header_note": Kind("info", _("見出しの行の説明文"), _("見出しの行に説明文（「{value}」）があります。")),
        "degrees_apart": Kind(
            "info",
            _("度・分・秒に分かれた座標"),
            _("「{value}」などに分かれた度・分・秒を、1つの「{expected}」のようにつなげて読みました。"),
        ),
        "wider_rows": Kind(
            "warning",
            _("見出しより列が多い表"),
            _(
                "どの行も見出しより{value}列多いので、右の列（{expected}列目まで）を見出しのない列として読みました。見出しと値がずれていないか確かめてください。"
            ),
        ),
        "headless": Kind(
            "warning",
            _("見出しの行がない"),
            _("見出しの行が見つからないので、1行目からデータとして読み、列を「{value}」のように呼びます。"),
        ),
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
        "no_rows": Kind("warning", _("データの行がない"), _("見出しだけで、データの行がありません。")),
        "overlap": Kind(
            "info", _("新しい版と重なる行"), _("{value}行は、より新しい{expected}と同じ対象なので使っていません。")
        ),
    }


def character_kinds() -> dict[str, Kind]:
    """About the characters of the file; ``value`` shows some of them, ``expected`` is how many there are."""
    return {
        "stray_mark": Kind(
            "info", _("余分なBOM"), _("見えない印（BOM）が余分に{expected}個あります。読むときに取り除きました。")
        ),
        "platform_characters": Kind(
            "warning",
            _("機種依存文字"),
            _("機種依存文字（{value}）が{expected}文字あります。ほかの機械で化けることがあります。"),
        ),
        "extension_characters": Kind(
            "warning",
            _("拡張漢字"),
            _("機械によって無い漢字（{value}）が{expected}文字あります。名前なら直さず、そのままにしてください。"),
        ),
        "private_use": Kind(
            "warning",
            _("外字"),
            _(
                "外字（{value}）が{expected}文字あります。作った機械でしか読めないので、別の字か、読みで書いてください。"
            ),
        ),
        "decomposed": Kind(
            "warning",
            _("分かれた濁点"),
            _("濁点・半濁点が文字と分かれた書き方が{expected}文字あります。検索で見つからないことがあります。"),
        ),
        "invisible_characters": Kind(
            "warning",
            _("見えない文字"),
            _("見えない文字（{value}）が{expected}文字あります。検索や突き合わせで合わなくなります。"),
        ),
        "bidi_control": Kind(
            "error",
            _("文字の向きを変える記号"),
            _("文字の並びを逆に見せる記号（{value}）が{expected}文字あります。消してください。"),
        ),
        "mojibake": Kind(
            "error",
            _("文字化け"),
            _("文字化けした文字（{value}）があります。もとの表から書き出し直してください。"),
        ),
        "smart_quotes": Kind(
            "info",
            _("曲がった引用符"),
            _('曲がった引用符（“ ”）で始まるセルがあります。区切りの引用符は「"」です。文字のまま読みました。'),
        ),
    }


def workbook_kinds() -> dict[str, Kind]:
    """About the Excel workbook that the table came from."""
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
