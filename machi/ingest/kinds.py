"""What can be wrong with a cell or a row: how grave, what it is called, and the sentence. ``checks.kinds()`` joins all."""

from __future__ import annotations

from typing import NamedTuple

from machi.text import _


class Kind(NamedTuple):
    """How grave, what it is called in a summary, and the sentence."""

    severity: str
    name: str
    sentence: str


def cell_kinds() -> dict[str, Kind]:
    """About one cell; the value is what was typed."""
    return {
        "not_a_number": Kind(
            "error", _("数として読めない"), _("「{value}」を数として読めません。{expected}で書いてください。")
        ),
        "censored": Kind(
            "info",
            _("「未満」とだけ書かれた数"),
            _("「{value}」は、ある値より小さいことだけを表します。数には入れていません（0でもありません）。"),
        ),
        "second_figure": Kind(
            "info",
            _("かっこの中のもう1つの数"),
            _(
                "「{value}」のように、かっこの中にもう1つ数のあるセルが{expected}件あります。かっこの前の数だけを読みました。"
            ),
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
        "formula": Kind(
            "error",
            _("実行される式"),
            _("「{value}」は、開いた人の表計算ソフトで動く式です。消すか、式でない文字に直してください。"),
        ),
        "formula_like": Kind(
            "warning",
            _("式のように始まるセル"),
            _("「{value}」は表計算ソフトで式として扱われます。先頭の記号を除いてください。"),
        ),
        "date_in_address": Kind(
            "warning",
            _("表計算で日付に変わった番地"),
            _("「{value}」は表計算ソフトが番地を日付に変えたもののようです。もとの番地に直してください。"),
        ),
        "short_postal_code": Kind(
            "warning",
            _("先頭の0が落ちた郵便番号"),
            _("郵便番号「{value}」は先頭の0が落ちています。「{expected}」と書いてください。"),
        ),
        "odd_date": Kind(
            "warning",
            _("遠い過去か未来の日付"),
            _("「{value}」は{expected}の日付です。書き誤りでないか確かめてください。"),
        ),
        "bad_corporate_number": Kind(
            "warning", _("法人番号の書き誤りの疑い"), _("「{value}」は13桁の法人番号ではないか、検査数字が合いません。")
        ),
        "bad_mesh_code": Kind(
            "error",
            _("メッシュコードとして読めない"),
            _("「{value}」は日本の地域メッシュコードではありません。{expected}で書いてください。"),
        ),
    }


def row_kinds() -> dict[str, Kind]:
    """About a record, or about several in one file."""
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
        "second_table": Kind(
            "error",
            _("下にある別の表"),
            _(
                "上の表とは別の表の行とみて、読み込んでいません（「{value}」）。1つのファイルに1つの表だけを入れてください。"
            ),
        ),
        "relisted": Kind(
            "warning",
            _("数え直した行（再掲）"),
            _("上の行を数え直したもの（再掲）とみて、データとして数えていません（「{value}」）。"),
        ),
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
