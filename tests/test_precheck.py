"""H111 and H112 by sub-case, and the other rules of the check before publication, each on a file made here."""

from __future__ import annotations

import dataclasses
import logging
import random

import pytest

from machi.precheck import detectors
from machi.precheck.examine import NOTHING, not_checked
from machi.precheck.finding import ORDER
from tests.leaks import mynumber
from tests.prechecks import CITY, findings, ingested, rules, stops, table

NAMES = ["佐藤 太郎", "鈴木 花子", "高橋 一郎", "今野 美咲", "弓削 健太", "渡辺 誠"]
PLACES = ["緑町公園", "栄町小学校", "本町公民館", "旭町図書館", "南原保育園", "北沢体育館"]
PHONES = [f"0242-2{n}-100{n}" for n in range(6)]


def facilities(heading: str, cells: list[str]) -> bytes:
    """A list of facilities with one more column."""
    rows = [
        [name, f"{CITY}本町{n + 1}-{n + 2}", phone, cell]
        for n, (name, phone, cell) in enumerate(zip(PLACES, PHONES, cells, strict=True))
    ]
    return table(["名称", "住所", "電話番号", heading], rows)


def test_a_plain_list_of_facilities_has_no_stop() -> None:
    assert stops(facilities("定員", ["10", "20", "30", "40", "50", "60"])) == set()


def test_nothing_found_is_no_promise() -> None:
    assert NOTHING == "この検査では見つかりませんでした（安全の保証ではありません）"


# H111, sub-case by sub-case --------------------------------------------------------------------------------------------


def test_check_digits_of_the_rules() -> None:
    """Examples of the rule texts: 12345678901 → 8 (マイナンバー), 700110005901 → 8 (法人番号)."""
    assert detectors.mynumber_check("12345678901") == 8
    assert detectors.corporate_check("700110005901") == 8
    assert detectors.is_corporate("8700110005901")
    # 23456789012: weights 6 5 4 3 2 7 6 5 4 3 2 → 12+15+16+15+12+49+48+45+0+3+4 = 219, 219 mod 11 = 10 → 1.
    assert detectors.mynumber_check("23456789012") == 1


@pytest.mark.parametrize("dashed", [False, True])
def test_mynumber_stops_without_override(dashed: bool) -> None:
    digits = [mynumber(random.Random(n)) for n in range(6)]
    cells = [f"{d[:4]}-{d[4:8]}-{d[8:]}" if dashed else d for d in digits]
    found = rules(facilities("管理番号", cells))["personal.mynumber"]
    assert (found.severity, found.overridable, found.count) == ("stop", False, 6)
    assert found.rows == (2, 3, 4, 5, 6, 7)
    assert found.column == "管理番号"
    assert "どんな理由でも公開できません" in found.why


def test_twelve_digits_that_fail_the_check_digit_are_no_mynumber() -> None:
    cells = [f"20260000{n:04d}" for n in range(6)]
    assert "personal.mynumber" not in rules(facilities("整理番号", cells))


def test_a_heading_mynumber_stops_whatever_stands_there() -> None:
    found = rules(facilities("マイナンバー", ["1", "", "", "", "", ""]))["personal.mynumber"]
    assert not found.overridable


@pytest.mark.parametrize(
    ("heading", "rule"),
    [
        ("氏名", "name"), ("世帯主", "name"), ("保護者名", "name"), ("生年月日", "birth"), ("口座番号", "bank"),
        ("被保険者番号", "identity"), ("宛名番号", "identity"), ("世帯番号", "identity"), ("障害等級", "sensitive"),
        ("病名", "sensitive"), ("続柄", "sensitive"), ("自宅住所", "address"), ("本籍", "address"),
        ("運転免許証番号", "licence"), ("旅券番号", "passport"), ("氏　名", "name"), ("要介護度", "sensitive"),
    ],
)  # fmt: skip
def test_the_heading_alone_stops(heading: str, rule: str) -> None:
    found = rules(facilities(heading, ["ア", "イ", "ウ", "エ", "オ", "カ"]), "stop")
    assert f"personal.{rule}" in found
    assert found[f"personal.{rule}"].overridable


@pytest.mark.parametrize(
    "heading",
    ["障害者用駐車場", "障害者対応トイレ", "口座振替の有無", "年齢制限", "番号", "学校名", "団体名", "保険料率"],
)
def test_headings_of_facilities_do_not_stop(heading: str) -> None:
    assert stops(facilities(heading, ["有", "無", "有", "無", "有", "無"])) == set()


CASES = [
    ("names without a heading that says so", "項目", NAMES, "personal.name"),
    ("names with titles", "内容", [f"{name.replace(' ', '')}様" for name in NAMES], "personal.name"),
    (
        "kana",
        "カナ2",
        ["サトウ タロウ", "スズキ ハナコ", "タカハシ イチロウ", "ワタナベ マコト", "イトウ メグミ", "ヨモ ケン"],
        "personal.name",
    ),
    ("mobile", "連絡", [f"090-1234-56{n}0" for n in range(6)], "personal.phone"),
    ("mobile in full width", "連絡", [f"０８０－１２３４－５６{n}０" for n in range(6)], "personal.phone"),
    ("mobile without its zero", "連絡", [f"70123456{n}0" for n in range(6)], "personal.phone"),
    ("one mobile in a remark", "備考", ["", "", "夜は090-1234-5678まで", "", "", ""], "personal.phone"),
    ("private mail", "連絡", [f"hana{n}@gmail.com" for n in range(6)], "personal.mail"),
    ("mail spelt out", "備考", [f"連絡は hana{n} at gmail dot com まで" for n in range(6)], "personal.mail"),
    (
        "birth dates",
        "日付2",
        ["1950-01-02", "1962/3/4", "S45.5.6", "昭和58年7月8日", "1991-09-10", "2005-11-12"],
        "personal.birth",
    ),
    ("bank in words", "支払", [f"緑野銀行 本町支店 普通 123456{n}" for n in range(6)], "personal.bank"),
    ("licence numbers", "内容", [f"25{n}045678901"[:12].ljust(12, "3") for n in range(6)], "personal.licence"),
    ("passports", "内容", [f"TR123456{n}" for n in range(6)], "personal.passport"),
    ("a house in a remark", "備考", ["", "五十嵐宅の裏", "", "", "", ""], "personal.mention"),
    ("a family's telephone in a remark", "備考", ["", "", "母 0242-22-1111", "", "", ""], "personal.mention"),
    ("a telephone spelt in words", "備考", ["", "〇九〇ー一二三四ー五六七八へ", "", "", "", ""], "personal.phone"),
    ("a birthday in a remark", "備考", ["", "昭和27年3月3日生まれの男性", "", "", "", ""], "personal.life"),
    ("a short birthday in a remark", "備考", ["", "S27.3.3生", "", "", "", ""], "personal.life"),
    ("an insurance number in a remark", "備考", ["", "記号12番号345678", "", "", "", ""], "personal.life"),
    ("somebody's need in a remark", "備考", ["", "生活保護受給中", "", "", "", ""], "personal.life"),
    ("a child in a remark", "備考", ["", "長女（8歳）", "", "", "", ""], "personal.life"),
    ("who told it", "備考", ["", "田中一郎より通報", "", "", "", ""], "personal.mention"),
    ("who told it, by surname", "備考", ["", "通報者：鈴木", "", "", "", ""], "personal.mention"),
    ("a house with a full name", "備考", ["", "田中　一郎　宅前の側溝", "", "", "", ""], "personal.mention"),
    ("a person in a remark", "備考", ["", "佐藤さん宅の前", "", "", "", ""], "personal.mention"),
    ("a person in katakana", "備考", ["", "鍵はサトウ様から借りる", "", "", "", ""], "personal.mention"),
    ("a full name in katakana", "備考", ["", "ウカイ　ケンタさんへ連絡", "", "", "", ""], "personal.mention"),
    ("a foreigner in katakana", "備考", ["", "グエン氏の紹介", "", "", "", ""], "personal.mention"),
    ("a person in romaji", "備考", ["", "Suzuki様より苦情", "", "", "", ""], "personal.mention"),
    ("a full name in romaji", "備考", ["", "夜間は TANAKA Yumiko さん", "", "", "", ""], "personal.mention"),
    ("a person with Mr.", "備考", ["", "ask Mr. Watanabe for the key", "", "", "", ""], "personal.mention"),
    ("a LINE ID", "備考", ["", "連絡は LINE ID: hana_0303", "", "", "", ""], "personal.line"),
    ("a LINE ID with a sign", "備考", ["", "ＬＩＮＥ：＠hana0303 へ", "", "", "", ""], "personal.line"),
    ("a LINE ID under another heading", "連絡", ["", "LINEのIDは「taro.sato」", "", "", "", ""], "personal.line"),
    (
        "a LINE ID beside an official page",
        "備考",
        ["", "公式サイトあり。担当の個人LINE ID: hanako_s88", "", "", "", ""],
        "personal.line",
    ),
    (
        "a LINE ID of letters",
        "備考",
        ["", "LINE ID hanakosato", "LINEアカウント: hanakosato", "", "", ""],
        "personal.line",
    ),
    (
        "a plate beside the city's car",
        "備考",
        ["", "公用車に会津 300 あ 12-34 が接触", "", "", "", ""],
        "personal.plate",
    ),
    ("names with 案", "候補", ["高橋案奈", "佐藤案奈", "田中案寿", "", "", ""], "personal.name"),
    ("a plate", "備考", ["", "放置車両 会津 300 あ 12-34", "", "", "", ""], "personal.plate"),
    ("a plate without spaces", "備考", ["", "会津300あ1234の車が停まる", "", "", "", ""], "personal.plate"),
    ("a plate with dots", "備考", ["", "いわき５８０ き ・・12", "", "", "", ""], "personal.plate"),
    ("a house with its people", "備考", ["", "独居の方、本町１丁目２番３号", "", "", "", ""], "personal.address"),
    ("a house and who told it", "備考", ["", "緑町1-2-3の住民より苦情", "", "", "", ""], "personal.address"),
    ("a house with an age", "備考", ["", "本町1-2-3、72歳", "西町3丁目2番地1の住民", "", "", ""], "personal.address"),
    ("a house with a man", "備考", ["", "大字北沢字前田123番地、男性（80代）", "", "", "", ""], "personal.address"),
]


@pytest.mark.parametrize(("heading", "cells", "rule"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_values_stop_under_a_heading_that_says_nothing(heading: str, cells: list[str], rule: str) -> None:
    assert (rule, heading) in stops(facilities(heading, cells))


def test_dwelling_numbers_stop_beside_a_person() -> None:
    rows = [[name, f"{CITY}本町1-2-3-10{n}", phone] for n, (name, phone) in enumerate(zip(NAMES, PHONES, strict=True))]
    found = stops(table(["氏名", "住所", "電話番号"], rows))
    assert found == {("personal.name", "氏名"), ("personal.address", "住所"), ("personal.phone", "電話番号")}


def test_what_a_council_decides_is_nobodys_name() -> None:
    rows = [[f"議案第{n}号", decided] for n, decided in enumerate(["原案可決", "原案同意", "否決", "修正可決"] * 3)]
    assert stops(table(["議案番号", "議決結果"], rows)) == set()


def test_the_day_of_an_accident_is_no_birthday_and_a_candidate_is_public() -> None:
    rows = [["月火水木金"[n % 5], f"2022-{n % 12 + 1:02d}-03", "35.1", str(n % 3)] for n in range(12)]
    assert stops(table(["曜日(発生年月日)", "発生年月日（始期）", "緯度", "負傷者数"], rows)) == set()
    votes = [[str(n), name, "無所属", str(900 - n)] for n, name in enumerate(NAMES)]
    assert stops(table(["届出番号", "候補者氏名", "党派", "得票数"], votes)) == set()


def test_causes_of_death_over_years_are_counts() -> None:
    rows = [[cause, str(90 + n), str(80 + n)] for n, cause in enumerate(["老衰", "心疾患", "肺炎", "自殺", "その他"])]
    assert stops(table(["死因", "令和3年", "令和4年"], rows)) == set()


def test_the_place_of_a_named_shop_only_warns_beside_who_runs_it() -> None:
    rows = [[f"食堂{n}", f"{CITY}本町1-2-{n}", name, f"{CITY}栄町3-{n}"] for n, name in enumerate(NAMES, 1)]
    header = ["施設名称", "所在地", "営業者氏名", "営業者住所"]
    assert stops(table(header, rows)) == {("personal.name", "営業者氏名"), ("personal.address", "営業者住所")}
    assert rules(table(header, rows), "warn")["personal.address_unsure"].column == "所在地"


def test_a_house_in_a_remark_stops_beside_a_person() -> None:
    rows = [[name, "3", "栄町1丁目2番3号の裏に届ける" if n == 2 else ""] for n, name in enumerate(NAMES)]
    assert stops(table(["氏名", "回数", "備考"], rows)) == {("personal.name", "氏名"), ("personal.address", "備考")}


def test_plates_alone_in_their_column_only_warn() -> None:
    """A list of the city's own cars has them rightly."""
    rows = [["清掃車", f"会津 800 さ 12-3{n}", "2"] for n in range(6)]
    found = rules(table(["用途", "登録番号", "定員"], rows))["personal.plate_unsure"]
    assert (found.severity, found.column, found.count) == ("warn", "登録番号", 6)


def test_the_plate_of_the_citys_own_car_only_warns() -> None:
    cells = ["市の公用車（福島 330 す 12-34）で巡回", "", "", "", "", ""]
    assert stops(facilities("備考", cells)) == set()
    assert rules(facilities("備考", cells))["personal.plate_unsure"].count == 1


def test_rows_of_persons_without_a_name_stop() -> None:
    rows = [[str(n), "男性" if n % 2 else "女性", str(20 + n), "緑町", "3"] for n in range(12)]
    found = rules(table(["回答番号", "性別", "年齢", "地区", "問1"], rows), "stop")
    assert set(found) == {"personal.rows", "personal.age"}
    assert [fix.op for fix in found["personal.age"].fixes] == ["age_class", "age_class"]


def test_a_count_by_sex_and_age_is_no_table_of_persons() -> None:
    rows = [[sex, f"{age}代", str(100 + age)] for sex in ("男", "女") for age in range(20, 90, 10)]
    assert stops(table(["性別", "年代", "人数"], rows)) == set()


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("法人番号", ["8700110005901"] * 6),
        ("代表者名", NAMES),
        ("電話番号2", PHONES),
        ("設置年月日", [f"{1950 + 9 * n}-04-01" for n in range(6)]),
        ("町字ID", [f"000{n}000" for n in range(6)]),
        ("郵便番号", [f"965000{n}" for n in range(6)]),
        ("連絡先メールアドレス", [f"kouen{n}@city.midorino.lg.jp" for n in range(6)]),
        ("備考", ["お客様用駐車場あり", "皆様でどうぞ", "氏神様の祭り", "小野方面", "家族連れは 09:00 から", ""]),
        (
            "備考",
            ["手帳1級・2級の方は半額", "通院中の方は要相談", "生活保護受給世帯は免除", "昭和27年3月3日生産", "", ""],
        ),
        ("備考", ["田中小学校から連絡", "千葉市より依頼", "本田自治会からの要望", "鈴木商店から連絡", "", ""]),
        (
            "備考",
            [
                "〇九時から一七時",
                "年金事務所 0242-27-5321",
                "平成2年4月1日生まれ以降の方",
                "生年月日が2024-04-01以前",
                "",
                "",
            ],
        ),
        ("携帯電話の利用", ["可", "可", "不可", "可", "可", "不可"]),
        (
            "備考",
            [
                "スタッフさんへ声をかける",
                "オーナー様専用駐車場",
                "ゾウさんのすべり台",
                "JA様の敷地",
                "Wi-Fi さんかく広場",
                "ペット様歓迎",
            ],
        ),
        (
            "備考",
            [
                "市公式LINE：@midorino_city",
                "LINEで予約できます",
                "オンライン: @midori",
                "LINE Pay: 使えます",
                "LINEの公式アカウント ID: midorino",
                "",
            ],
        ),
        (
            "備考",
            [
                "Blue LINE:Yokohama",
                "Red LINE@Central",
                "京王LINE:Shinjuku方面",
                "公式アカウント LINE ID: midorino",
                "会場変更 5-10-12。対象は10歳から",
                "",
            ],
        ),
        (
            "備考",
            [
                "事務所は東町2-3-4。対象は18歳以上",
                "60代向けヨガ教室あり。会場は西町3丁目2番地1",
                "住民の要望で開館。旧館は本町1-2-3",
                "3歳から5歳まで、本町1-2-3で受付",
                "0歳児クラスは栄町1-2-3",
                "",
            ],
        ),
        (
            "備考",
            [
                "定員300人 12-34番",
                "館内500m先 10-20分",
                "平成30年 あ 12-34",
                "駐車300台",
                "電話 22-1234",
                "全国300か所",
            ],
        ),
        (
            "備考",
            [
                "移転先は本町1丁目2番3号",
                "お客様駐車場：栄町1-2-3",
                "女性センター 緑町1丁目2-3",
                "令和8-4-1から",
                "高齢者の方は緑町1-2-3の支所へ",
                "",
            ],
        ),
    ],
)
def test_what_facilities_rightly_have_does_not_stop(heading: str, cells: list[str]) -> None:
    assert stops(facilities(heading, cells)) == set()


def test_the_lines_above_the_header_are_looked_at_too() -> None:
    data = "記入者：佐藤花子,\r\n".encode() + table(["名称", "定員"], [["緑町公園", "3"]] * 3, "utf-8")
    assert ("personal.above", "") in stops(data)


def test_a_finding_holds_no_cell() -> None:
    secret = "佐藤 太郎"
    data = facilities("氏名", [secret, *NAMES[1:]])
    for finding in findings(data):
        assert secret not in repr(dataclasses.asdict(finding))
        assert "太郎" not in repr(finding)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        findings(facilities("氏名", NAMES))
    assert caplog.text == ""
    assert capsys.readouterr() == ("", "")


# H112 ------------------------------------------------------------------------------------------------------------------


def test_small_cells_warn_and_zero_does_not_count() -> None:
    rows = [
        ["緑町", "120", "60", "60"],
        ["栄町", "14", "9", "5"],
        ["本町", "30", "30", "0"],
        ["旭町", "41", "20", "21"],
    ]
    found = rules(table(["町名", "総数", "男", "女"], rows))["small.cells"]
    assert (found.severity, found.count, found.rows) == ("warn", 2, (3,))
    assert found.column == "男・女"


def test_a_hidden_count_that_subtraction_shows_stops() -> None:
    rows = [["緑町", "120", "60", "60"], ["栄町", "14", "秘匿", "5"], ["本町", "30", "18", "12"]]
    found = rules(table(["町名", "総数", "男", "女"], rows), "stop")["small.revealed"]
    assert (found.count, found.rows, found.column) == (1, (3,), "男")


def test_a_total_row_that_shows_a_hidden_count_stops() -> None:
    rows = [["緑町", "20"], ["栄町", "x"], ["本町", "30"], ["合計", "57"]]
    data = table(["町名", "利用者数"], rows)
    assert ("small.revealed", "利用者数") in stops(data)


def test_two_hidden_counts_of_one_sum_are_safe() -> None:
    rows = [["緑町", "20"], ["栄町", "x"], ["旭町", "x"], ["本町", "30"], ["合計", "67"]]
    assert "small.revealed" not in rules(table(["町名", "利用者数"], rows))


def test_free_text_warns_that_a_person_must_read_it() -> None:
    cells = ["雨の日は閉まります。", "駅から歩いて5分です。", "", "犬は入れません。", "", ""]
    found = rules(facilities("備考", cells))["personal.free_text"]
    assert (found.severity, found.column) == ("warn", "備考")
    assert "人の目で読んで" in found.todo


# The other parts -------------------------------------------------------------------------------------------------------


def test_a_column_that_was_not_in_the_version_before_stops() -> None:
    data = facilities("内部メモ欄", ["1", "2", "3", "4", "5", "6"])
    assert ("version.new_column", "内部メモ欄") in stops(data, previous=["名称", "住所", "電話番号"])
    assert stops(data, previous=["名称", "住所", "電話番号", "内部メモ欄"]) == set()
    assert stops(data) == set()


def test_lost_and_moved_columns_warn() -> None:
    data = facilities("定員", ["1", "2", "3", "4", "5", "6"])
    found = rules(data, previous=["住所", "名称", "電話番号", "定員", "URL"])
    assert found["version.lost_column"].column == "URL"
    assert found["version.order"].severity == "warn"


def test_points_outside_the_city_warn() -> None:
    rows = [["緑町公園", "37.4875", "139.9297"], ["栄町公園", "35.6812", "139.7671"]]
    data = table(["名称", "緯度", "経度", "遊具の種類"], [[*row, ""] for row in rows])
    found = findings(data, name="park.csv", cells=_around())
    outside = next(f for f in found if f.rule == "places.outside")
    assert (outside.rows, outside.count) == ((3,), 1)
    assert CITY in outside.what


def _around() -> list[str]:
    """The 250 m cell of the first point (its code is tested in test_mesh.py)."""
    from machi.ingest.mesh import encode

    return [encode(37.4875, 139.9297, 10)]


def test_without_the_city_cells_the_check_says_what_it_did_not_do() -> None:
    data = table(["名称", "緯度", "経度", "遊具の種類"], [["緑町公園", "37.4875", "139.9297", ""]])
    assert any("座標" in line for line in not_checked(ingested(data, "park.csv")))


@pytest.mark.parametrize(
    ("cell", "rule", "severity"),
    [
        ('=HYPERLINK("http://example.com","x")', "formula.runs", "stop"),
        ("=WEBSERVICE(A1)", "formula.runs", "stop"),
        ("=cmd|'/c calc'!A0", "formula.runs", "stop"),
        ("=IMPORTXML(A1)", "formula.runs", "stop"),
        ("@SUM(A1:A2)", "formula.runs", "stop"),
        ("=1+1", "formula.text", "warn"),
        ("@someone", "formula.text", "warn"),
    ],
)
def test_formulas(cell: str, rule: str, severity: str) -> None:
    found = rules(facilities("説明", [cell, "", "", "", "", ""]))
    assert found[rule].severity == severity
    assert found[rule].rows == (2,)


def test_licences() -> None:
    data = facilities("定員", ["1", "2", "3", "4", "5", "6"])
    assert rules(data, licence_said="")["licence.missing"].severity == "warn"
    assert not any(rule.startswith("licence") for rule in rules(data, licence_said="CC BY 4.0"))
    assert ("licence.forbids", "") in stops(data, licence_said="CC BY-NC-ND 4.0")
    pictures = facilities("画像_ライセンス", ["CC BY", "転載禁止", "", "", "", ""])
    assert ("licence.forbids", "画像_ライセンス") in stops(pictures)


def test_rows_that_stand_twice() -> None:
    found = rules(table(["名称", "定員"], [["緑町公園", "3"], ["栄町公園", "4"], ["緑町公園", "3"]]))["rows.twice"]
    assert found.rows == (4,)


FORM = [
    ("3-1", "表題,,\n名称,定員,日\n緑町,1,2\n", (1,)),
    ("2-3", "名称,定員,定員\n緑町,1,2\n栄町,3,4\n", (1,)),
    ("2-1", "名称,定員\n緑町,\"1,200人\"\n栄町,30\n", (2,)),
    ("2-2", "名称,場所\n緑町,駅前\n栄町,同上\n", (3,)),
    ("3-5", "名称,開設日\n緑町,平成3年4月1日\n栄町,R5.4.1\n", (2, 3)),
    ("1-6", "名称,定員\n 緑町,10\n栄町,20\n", (2,)),
    ("1-7", '名称,場所\n緑町,"駅前\n右"\n', (2,)),
    ("1-8", "名称,会社\n緑町,㈱みどり\n", (2,)),
    ("1-14", "名称,定員\n緑町,10\n\n栄町,20\n", (3,)),
    ("3-9", "名称,定員\n緑町,10\n栄町,20\n本町,30\n合計,60\n", (5,)),
    ("1-4", "名称,定員\n緑町,10\n栄町,20\n※令和8年,\n", (4,)),
    ("1-12", "地区,名称\n東,a\n,b\n,c\n西,d\n,e\n,f\n", (3, 4, 6, 7)),
]  # fmt: skip


@pytest.mark.parametrize(("number", "text", "rows"), FORM, ids=[case[0] for case in FORM])
def test_rules_of_form(number: str, text: str, rows: tuple[int, ...]) -> None:
    found = rules(text.encode("utf-8-sig"))[f"readable.{number}"]
    assert found.name == f"機械判読ルール {number}"
    assert found.rows == rows


def test_a_spelling_that_differs_only_in_width() -> None:
    text = "名称,区分\n" + "".join(f"施設{n},{'トイレ' if n else 'ﾄｲﾚ'}\n" for n in range(12))
    assert rules(text.encode())["readable.2-4"].rows == (2,)


def test_stops_stand_first() -> None:
    severities = [ORDER[f.severity] for f in findings(facilities("氏名", NAMES))]
    assert severities == sorted(severities)


def test_every_finding_says_why_and_what_to_do() -> None:
    text = "".join(case[1] for case in FORM)
    found = [*findings(facilities("氏名", NAMES), licence_said="", previous=["名称"]), *findings(text.encode())]
    for finding in found:
        assert finding.what.endswith(("。", "）", "）。")) or "：" in finding.what
        assert finding.why.endswith("。")
        assert finding.todo.endswith(("。", "）。"))
