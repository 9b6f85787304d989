"""H078–H110: what stands in the cells. The bad cell is on line 3 of each file unless its case says otherwise.

Every spelling of every family is in ``tests/golden_values/cells.csv``; here the whole road is walked, with the account.
"""

from __future__ import annotations

import csv
import io
import time
from datetime import date

import pytest

from machi.ingest.reader import read
from machi.ingest.schema import Column, Schema
from machi.ingest.text_checks import is_corporate_number
from machi.ingest.verdict import verdict_of_conversion
from tests.hostile import AED, FIX, KEEP, SCHEMAS, STOP, WARN, Case, check


def table(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def people(cell: str) -> bytes:
    return table(["調査年月日", "地域名", "総人口"], ["2024-04-01", "一番町", "5"], ["2024-04-01", "二番町", cell])


def day(cell: str) -> bytes:
    return table(["調査年月日", "地域名", "総人口"], ["2024-04-02", "一番町", "5"], [cell, "二番町", "6"])


def place(**cells: str) -> bytes:
    """Two AEDs; the second, on line 3, has these cells."""
    names = {
        "id": "ID",
        "name": "名称",
        "lat": "緯度",
        "lon": "経度",
        "code": "全国地方公共団体コード",
        "address": "住所",
    }
    names |= {"open": "開始時間", "close": "終了時間", "url": "URL", "number": "法人番号", "phone": "電話番号"}
    base = {"id": "1", "name": "見本館", "lat": "37.501", "lon": "139.901"}
    keys = list(dict.fromkeys([*base, *cells]))
    second = {"id": "2", "name": "別館", "lat": "37.502", "lon": "139.902"} | cells
    return table([names[key] for key in keys], [base.get(key, "") for key in keys], [second[key] for key in keys])


def number(id_: str, cell: str, conversion: str, value: int, verdict=FIX) -> Case:
    told = f"{cell} → {value}"
    return Case(
        id_,
        people(cell),
        verdict,
        f"conversion:{conversion}",
        3,
        "total",
        told,
        schema="population",
        holds={"total": [5, value]},
    )


def dated(id_: str, cell: str, conversion: str, value: str, verdict=FIX) -> Case:
    days = [date(2024, 4, 2), date.fromisoformat(value)]
    return Case(
        id_,
        day(cell),
        verdict,
        f"conversion:{conversion}",
        3,
        "surveyed_on",
        f"{cell} → {value}",
        schema="population",
        holds={"surveyed_on": days},
    )


def missing(id_: str, cell: str) -> Case:
    return Case(id_, people(cell), KEEP, schema="population", holds={"total": [5, None]})


def bad_number(id_: str, cell: str, verdict, kind: str, sentence: str) -> Case:
    return Case(id_, people(cell), verdict, kind, 3, "total", sentence, schema="population", holds={"total": [5, None]})


def bad_day(id_: str, cell: str, verdict, kind: str, sentence: str) -> Case:
    days = [date(2024, 4, 2), None]
    return Case(
        id_, day(cell), verdict, kind, 3, "surveyed_on", sentence, schema="population", holds={"surveyed_on": days}
    )


def aed(
    id_: str, verdict, kind: str = "", column: str = "", sentence: str = "", holds=None, also=(), **cells: str
) -> Case:
    row = 3 if kind else 0
    return Case(id_, place(**cells), verdict, kind, row, column, sentence, schema="aed", holds=holds or {}, also=also)


POINT = "緯度と経度の片方しかありません"
CASES = [
    number("H078", "1,234", "thousands", 1234),
    number("H081[1]", "５，０００", "thousands", 5000),
    number("H081[2]", "５０００", "full_width", 5000),
    missing("H080[1]", "-"),
    missing("H080[2]", "－"),
    missing("H080[3]", "―"),
    missing("H080[4]", "…"),
    missing("H080[5]", "x"),
    missing("H080[6]", "X"),
    missing("H080[7]", "χ"),
    missing("H080[8]", "***"),
    missing("H080[9]", "n.a."),
    missing("H080[10]", "不明"),
    missing("H080[11]", "非公開"),
    missing("H080[12]", "秘"),
    missing("H080[13]", "0(秘匿)"),
    bad_number("H082[1]", "1_000", WARN, "not_a_number", "「1_000」を数として読めません"),
    bad_number("H082[2]", "0x1F", WARN, "not_a_number", "「0x1F」"),
    bad_number("H082[3]", "1e5", WARN, "not_a_number", "「1e5」"),
    bad_number("H082[4]", "１e５", WARN, "not_a_number", "「１e５」"),
    bad_number("H082[5]", "Infinity", STOP, "infinite", "「Infinity」は数として使えません"),
    bad_number("H082[6]", "NaN", WARN, "not_a_number", "「NaN」"),
    number("H083[1]", "3人", "unit", 3, WARN),
    number("H083[2]", "約30", "unit", 30, WARN),
    number("H083[3]", "500円", "unit", 500, WARN),
    bad_number("H083[4]", "12.5％", WARN, "not_an_integer", "「12.5％」は整数ではありません"),
    bad_number("H084[1]", "9007199254740993", WARN, "out_of_range", "あり得る範囲の外"),
    bad_number("H084[2]", "1" * 30, WARN, "out_of_range", "あり得る範囲の外"),
    aed("H085", KEEP, id="001", phone="0776-20-5111", holds={"id": ["1", "001"], "phone": [None, "0776-20-5111"]}),
    aed("H086[1]", STOP, "exponent_code", "municipality_code", "桁を失わせた番号", code="7.2028E+04"),
    aed(
        "H086[2]",
        FIX,
        "conversion:zero_padded",
        "municipality_code",
        "72028 → 072028",
        code="72028",
        holds={"municipality_code": [None, "072028"]},
    ),
    aed("H086[3]", FIX, "conversion:zero_padded", "municipality_code", "72028.0 → 072028", code="72028.0"),
    aed("H086[4]", STOP, "bad_check_digit", "municipality_code", "検査数字が合いません", code="072029"),
    aed("H087[1]", STOP, "exponent_code", "corporate_number", "「7.00002E+12」", number="7.00002E+12"),
    aed("H087[2]", WARN, "bad_corporate_number", "corporate_number", "検査数字が合いません", number="7000020000000"),
    Case(
        "H088",
        table(["郵便番号", "町"], ["060-0001", "北"], ["600001", "南"]),
        FIX,
        "short_postal_code",
        3,
        "c1",
        "「060-0001」と書いてください",
        holds={"c1": ["060-0001", "600001"]},
    ),
    aed("H090[1]", WARN, "date_in_code", "id", "「3月4日」は表計算ソフトが日付に変えた番号", id="3月4日"),
    aed(
        "H090[2]", WARN, "date_in_address", "address", "「3月4日」は表計算ソフトが番地を日付に変えた", address="3月4日"
    ),
    dated("H091", "45383", "excel_serial", "2024-04-01"),
    dated("H092[1]", "R6.4.1", "wareki", "2024-04-01"),
    dated("H092[2]", "令和6年4月1日", "wareki", "2024-04-01"),
    dated("H092[3]", "令和元年", "year_only", "2019-01-01", WARN),
    dated("H092[4]", "R1", "year_only", "2019-01-01", WARN),
    dated("H092[5]", "平成31年5月", "wareki_beyond_era", "2019-05-01", WARN),
    dated("H092[6]", "昭64.1.8", "wareki_beyond_era", "1989-01-08", WARN),
    dated("H092[7]", "㋿6年4月1日", "wareki", "2024-04-01"),
    dated("H092[8]", "明治45年7月1日", "wareki", "1912-07-01"),
    dated("H093[1]", "2024年度", "fiscal_year", "2024-04-01", WARN),
    dated("H093[2]", "R5年度", "fiscal_year", "2023-04-01", WARN),
    bad_day("H095[1]", "0000-00-00", STOP, "impossible_date", "「0000-00-00」という日付はありません"),
    bad_day("H095[2]", "2024-02-30", STOP, "impossible_date", "「2024-02-30」という日付はありません"),
    bad_day("H095[3]", "9999-12-31", STOP, "impossible_date", "「9999-12-31」という日付はありません"),
    bad_day("H095[4]", "01/02/03", WARN, "ambiguous_date", "1つの日付に決められません"),
    Case("H096[1]", day("2199-04-01"), WARN, "odd_date", 3, "surveyed_on", "年より後の日付です", schema="population"),
    Case("H096[2]", day("1900-01-01"), WARN, "odd_date", 3, "surveyed_on", "1900年以前の日付です", schema="population"),
    aed(
        "H096[3]",
        WARN,
        "hours_reversed",
        "close_minute",
        "終わりが始まりより前です（17:00-13:00）",
        open="17:00",
        close="13:00",
    ),
    bad_number("H097[1]", "-3", WARN, "out_of_range", "あり得る範囲の外"),
    bad_number("H097[2]", "5.5", WARN, "not_an_integer", "「5.5」は整数ではありません"),
    aed(
        "H098",
        FIX,
        "conversion:swapped",
        "lat",
        "139.902,37.502 → 37.502,139.902",
        lat="139.902",
        lon="37.502",
        holds={"lat": [37.501, 37.502]},
    ),
    aed("H099[1]", FIX, "conversion:dms", "lat", "36°03′50″ → 36.063888889", lat="36°03′50″", lon="139.902"),
    aed("H099[2]", FIX, "conversion:dms", "lat", "360350.0 → 36.063888889", lat="360350.0", lon="139.902"),
    aed("H100[1]", WARN, "zero_coordinate", "lat", "座標（0,0）は0で", lat="0", lon="0", holds={"lat": [37.501, None]}),
    aed("H100[2]", WARN, "half_coordinate", "lat", POINT, lat="37.5", lon="", holds={"lat": [37.501, None]}),
    Case(
        "H100[3]",
        table(["ID", "名称", "location"], ["1", "館", "37.501,139.901"], ["2", "館", "36.002,136.202"]),
        KEEP,
        schema="aed",
        holds={"lat": [37.501, 36.002], "lon": [139.901, 136.202]},
    ),
    aed(
        "H101[1]", WARN, "outside_japan", "lat", "日本の外です", lat="51.5", lon="-0.1", holds={"lon": [139.901, None]}
    ),
    aed("H104[1]", FIX, "conversion:trimmed", "name", "→ 別館", name="別館　 "),
    aed("H104[2]", KEEP, name="氏　名", holds={"name": ["見本館", "氏　名"]}),
    aed("H105[1]", STOP, "formula", "name", "表計算ソフトで動く式です", name="=cmd|' /C calc'!A0"),
    aed("H105[2]", STOP, "formula", "name", "「@SUM(1+1)", name="@SUM(1+1)"),
    aed("H105[3]", STOP, "formula", "name", "動く式です", name="+1+cmd|' /C calc'!A0"),
    aed("H105[4]", WARN, "formula_like", "name", "式として扱われます", name="\t=1+1"),
    aed("H105[5]", STOP, "formula", "name", "「=HYPERLINK(", name='=HYPERLINK("https://example.jp")'),
    aed("H105[6]", WARN, "formula_like", "name", "「=A1」", name="=A1"),
    aed(
        "H108[1]",
        KEEP,
        "not_a_url",
        "url",
        "httpかhttpsのURLではありません",
        url="javascript:alert(1)",
        holds={"url": [None, None]},
    ),
    aed("H108[2]", KEEP, "not_a_url", "url", "「data:text/html", url="data:text/html,x"),
    aed("H108[3]", KEEP, "not_a_url", "url", "「file:", url="file:///etc/passwd"),
    aed("H108[4]", KEEP, "not_a_url", "url", "「\\\\host\\x」", url="\\\\host\\x"),
    aed("H109", KEEP, url="https://example.jp/a.png", holds={"url": [None, "https://example.jp/a.png"]}),
    aed("H110[1]", WARN, "duplicate", "id", "「1」は2行目と同じです", id="1"),
    Case(
        "H110[2]",
        table(["町", "数"], ["北", "1"], ["北", "1"], ["南", "1"], ["北", "1"]),
        WARN,
        "duplicate_row",
        3,
        sentence="2行目とまったく同じ行です（同じ行は全部で3行）",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_hostile_value(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("cell", "value", "conversion"),
    [
        ("△5", -5.0, "triangle_minus"),
        ("▲5", -5.0, "triangle_minus"),
        ("(5)", -5.0, "paren_minus"),
        ("−5", -5.0, "minus_sign"),
        ("－5", -5.0, "full_width"),
        ("ー5", -5.0, "minus_sign"),
    ],
)
def test_h079_every_minus_is_a_minus_and_is_shown(cell: str, value: float, conversion: str) -> None:
    plan = Schema("plan", "計画", "", (Column("change", "増減", "number"), Column("name", "名称")))
    got = read(table(["名称", "増減"], ["北", "1"], ["南", cell]), plan)
    assert got.frame["change"].tolist() == [1.0, value]
    assert got.receipt.conversions["change"][conversion].examples == [(cell, "-5.0", 3)]
    assert verdict_of_conversion(conversion) is FIX


@pytest.mark.parametrize("word", ["NA", "None", "null", "TRUE", "ナル", "nan"])
def test_h089_words_that_other_readers_eat_stay_words(word: str) -> None:
    assert read(place(name=word), SCHEMAS["aed"]).frame["name"].tolist() == ["見本館", word]
    free = read(table(["国", "数"], ["日本", "1"], [word, "2"]))
    assert free.frame["c1"].tolist() == ["日本", word]


@pytest.mark.parametrize(
    ("note", "minutes"),
    [("9時〜17時", (540, 1020)), ("9:00-翌2:00", (540, 1560)), ("00:00〜24:00", (0, 1440))],
)
def test_h094_hours_are_minutes_and_may_pass_midnight(note: str, minutes: tuple[int, int]) -> None:
    source = table(
        ["ID", "名称", "小児対応設備の有無", "開始時間", "終了時間", "利用可能日時特記事項"],
        ["1", "館", "有", "", "", note],
    )
    got = read(source, SCHEMAS["aed"])
    assert (got.frame["open_minute"][0], got.frame["close_minute"][0]) == minutes
    late = read(place(open="24:00", close="25:30"), SCHEMAS["aed"])
    assert (late.frame["open_minute"][1], late.frame["close_minute"][1]) == (1440, 1530)


def test_h101_a_point_far_from_all_others_is_named() -> None:
    rows = "".join(f"{i},館{i},37.5{i},139.90{i},有\n" for i in range(10, 40)) + "99,遠い館,35.681,139.767,有\n"
    got = read((AED + rows + "98,北館,37.511,139.911,有\n").encode(), SCHEMAS["aed"])
    assert [(i.kind, i.row, i.column) for i in got.issues] == [("far_point", 32, "lat")]
    assert got.issues[0].sentence({"lat": "緯度"}).startswith("32行目「緯度」: 座標（35.681,139.767）は")


def test_h102_points_of_two_decimals_are_counted() -> None:
    rows = "".join(f"{i},館{i},37.5{i % 10},139.9,有\n" for i in range(12))
    got = read((AED + rows).encode(), SCHEMAS["aed"])
    (issue,) = [issue for issue in got.issues if issue.kind == "coarse_points"]
    assert issue.sentence({"lat": "緯度"}) == "座標12件のうち12件が小数第2位までで、約1kmの粗さです。"
    zeros = "".join(f"{i},館{i},0,0,有\n" for i in range(12))
    assert {issue.kind for issue in read((AED + zeros).encode(), SCHEMAS["aed"]).issues} == {"zero_coordinate"}


@pytest.mark.parametrize("code", ["5640", "564077", "56407", "5640771", "5640801234", "564097", "56408712", "メッシュ"])
def test_h103_a_wrong_mesh_code_is_listed_with_its_row(code: str) -> None:
    valid = {"5640", "564077"}
    source = table(["KEY_CODE", "人口総数", "年", "月"], ["564000123", "5", "2024", "4"], [code, "6", "2024", "4"])
    got = read(source, SCHEMAS["mesh_population"])
    bad = [(issue.row, issue.kind) for issue in got.issues if issue.kind == "bad_mesh_code"]
    assert bad == ([] if code in valid else [(3, "bad_mesh_code")])


ACTIVE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="a()">',
    "[x](javascript:a)",
    "</style>",
    "{{7*7}}",
    "$x$",
    ":red[a]",
]


@pytest.mark.parametrize("payload", ACTIVE)
def test_h106_what_would_act_on_a_page_is_text(payload: str) -> None:
    got = read(place(name=payload), SCHEMAS["aed"])
    assert got.frame["name"].tolist() == ["見本館", payload]
    assert got.issues == []


def test_h107_fifty_kilobytes_in_a_cell_are_kept_whole() -> None:
    long = "長" * 17_000
    started = time.perf_counter()
    got = read(place(name=long), SCHEMAS["aed"])
    assert got.frame["name"].tolist()[1] == long
    assert time.perf_counter() - started < 5


def test_h087_the_check_digit_of_corporate_numbers() -> None:
    """7000012050002 is 国税庁 and 8000020130001 東京都, as published; any other first digit is wrong."""
    for published in ("7000012050002", "8000020130001"):
        assert is_corporate_number(published)
        assert [d for d in "0123456789" if is_corporate_number(d + published[1:])] == [published[0]]
    assert not is_corporate_number("700001205000")
    assert not is_corporate_number("７０００012050002")
