"""What must never be added up or said under the wrong unit: codes, parts of a date, states, fractions; each table is made."""

from __future__ import annotations

import pytest

from machi.ingest.carried import era_headers
from machi.ingest.meaning import Meaning, meanings_of
from machi.ingest.meaning_cells import read_column, unread
from machi.ingest.meaning_values import is_sum, read_as
from machi.ingest.opening import unit_above
from machi.ingest.place_names import looks_like_address
from machi.ingest.quantities import number
from machi.ingest.reader import read
from machi.ingest.suggest import suggest
from machi.ingest.values import latitude, longitude
from tests.test_meaning import said, table

ANSWERS = "回答番号,性別,問1_道路,問2_公園,満足度\n" + "".join(
    f"{n},{n % 2 + 1},{n % 2},{n % 5 + 1},{n % 7 * 10}\n" for n in range(1, 31)
)
MENU = "日,曜,献立,エネルギー(kcal)\n1,水,カレー,600\n2,木,肉じゃが,620\n7,火,さば,610\n8,水,カレー,640\n"
ACCIDENTS = (
    "事故内容,死者数,発生日時　　年,発生日時　　月,発生日時　　時,地点　緯度（北緯）,地点　経度（東経）\n"
    + "".join(f"{n % 2 + 1},{n % 3},2022,{n % 12 + 1},{n % 24},37295{n + 1000},139552{n + 1000}\n" for n in range(30))
)
POLLS = """投票区,投票所,投票者数_男,投票者数_計,投票率（％）_男,投票率（％）_計
1,本町,5,11,50,55
2,東町,6,13,40,52
3,西町,7,15,45,51
,合計,18,39,45,53
"""


def test_numbers_that_stand_for_words_are_no_amounts() -> None:
    means = said(ANSWERS)
    assert [means[name] for name in ("性別", "問1_道路", "問2_公園", "満足度")] == ["category"] * 3 + ["amount"]
    means = said(ACCIDENTS)
    assert means["事故内容"] == "category"
    assert means["死者数"] == "people"


def test_a_day_or_an_hour_alone_is_no_amount() -> None:
    assert said(MENU)["日"] == "code"
    means = said(ACCIDENTS)
    assert [means[f"発生日時　　{part}"] for part in "年月時"] == ["year", "month_number", "code"]


def test_degrees_minutes_and_thousandths_in_one_number_are_a_place() -> None:
    means = said(ACCIDENTS)
    assert (means["地点　緯度（北緯）"], means["地点　経度（東経）"]) == ("lat", "lon")
    # 37°29'53.612" and 139°55'27.679" by hand: 37 + 29/60 + 53.612/3600.
    assert latitude("372953612").value == pytest.approx(37.498225556, abs=1e-9)
    assert longitude("1395527679").value == pytest.approx(139.924355278, abs=1e-9)


def test_a_running_number_may_be_blank_in_the_row_of_the_sum() -> None:
    assert said(POLLS)["投票区"] == "code"


@pytest.mark.parametrize(
    ("header", "additive"),
    [
        ("地上1m（μSv/h）", False),
        ("水温(℃)", False),
        ("COD(mg/L)", False),
        ("騒音（dB）", False),
        ("順位", False),
        ("1世帯当_たり人員", False),
        ("土地[千円毎平方メートル]", False),
        ("公園[平方メートル毎人]", False),
        ("処理量[t毎日]", True),
        ("道路[メートル]", True),
        ("処理量（t/日）", True),
        ("面積（ha）", True),
        ("金額（千円）", True),
        ("対応日数", False),
        ("処理にかかった日数", False),
        ("所要時間（分）", False),
        ("満足度（5段階）", False),
        ("震度", False),
        ("pH値", False),
        ("色度", False),
        ("固定資産税評価額", True),
        ("開館日数", True),
        ("延べ利用時間", True),
    ],
)
def test_a_state_or_so_much_in_each_is_not_added_up(header: str, additive: bool) -> None:
    assert table(f"地点,{header}\n本,12.5\n東,11.7\n西,13.1\n")[header].additive is additive


@pytest.mark.parametrize(
    ("header", "cells", "meaning", "unit"),
    [
        ("落札率", ("0.93", "0.885", "0.9"), "share", ""),
        ("落札率", ("93", "88.5", "90"), "share", "%"),
        ("構成比（％）", ("0.332091", "0.117342", "0.550567"), "share", ""),
        ("発生率（％）", ("0.3", "0.12", "0.5"), "share", "%"),
        ("対前年度増減額", ("△ 120", "5,210", "300"), "amount", ""),
        ("利用者数_増減率", ("12.5%", "-3.1%", "150%"), "share", "%"),
        ("倍率", ("10.0", "2.5", "9.0"), "share", ""),
        ("合計特殊出生率", ("1.45", "1.38", "1.5"), "share", ""),
        ("死亡率（人口千対）", ("12.1", "13.3", "14"), "share", ""),
        ("死亡率（％）", ("1.21", "1.33", "1.4"), "share", "%"),
        ("対前年比", ("98.5", "101.2", "103"), "share", ""),
    ],
)
def test_a_share_is_said_under_its_own_unit(header: str, cells: tuple[str, ...], meaning: str, unit: str) -> None:
    rows = "".join(f'{name},"{cell}"\n' for name, cell in zip("甲乙丙", cells, strict=True))
    found = table(f"件名,{header}\n{rows}")[header]
    assert (found.meaning, found.unit) == (meaning, unit)


def test_words_under_no_header_are_no_code() -> None:
    assert said("区分,,職員数\n一般,議会,8\n,総務,150\n,税務,60\n特別,教育,120\n")["（2列目）"] == "name"


@pytest.mark.parametrize(
    "label",
    [
        "有効投票数",
        "無効投票数",
        "投票総数",
        "（再掲）",
        "再掲 65歳以上",
        "65歳以上（再掲）",
        "（計）",
        "【合計】",
        "(年 計)",
    ],
)
def test_votes_in_all_and_what_is_listed_again_are_sums(label: str) -> None:
    assert is_sum(label)


@pytest.mark.parametrize("label", ["有効期限", "無効", "掲示板", "効果", "（設計）", "〔会計〕", "(年)"])
def test_other_words_of_the_same_signs_are_none(label: str) -> None:
    assert not is_sum(label)


def test_a_road_is_no_address() -> None:
    assert not looks_like_address("市道本町12号線")
    assert looks_like_address("見本市本町12番3号")


def test_the_whole_is_offered_before_one_of_its_parts() -> None:
    months = table("施設名,4月,5月,合計\n体育館,1,2,3\n図書館,4,5,9\n公民館,2,2,4\n")
    assert suggest(list(months.values()), 3)[0].params["amount"] == "合計"
    polls = table(POLLS)
    assert suggest(list(polls.values()), 4)[0].params["amount"] == "投票率（％）_計"


@pytest.mark.parametrize(
    ("cell", "value"), [("12,345 1)", 12345), ("11,200*", 11200), ("r5200", 5200), ("p 6,100", 6100), ("△3※", -3)]
)
def test_a_mark_of_a_note_beside_a_figure_is_counted_and_left_out(cell: str, value: float) -> None:
    assert (number(cell).value, number(cell).conversion) == (value, "remark")


@pytest.mark.parametrize("cell", ["p", "r", "3*4", "1) 改修", "12a", "R5"])
def test_a_mark_without_a_figure_of_its_own_is_no_number(cell: str) -> None:
    assert number(cell).value is None


def test_bracketed_visitors_are_not_below_zero() -> None:
    columns = table("年度,利用者数,増減額\n令和3年度,9000,5\n令和4年度,（8000）,（6）\n令和5年度,9500,7\n")
    assert read_as("（8000）", columns["利用者数"]).value is None
    assert read_as("（6）", columns["増減額"]).value == -6


def test_months_of_one_year_are_a_series() -> None:
    text = "年度,月,区分,件数\n" + "".join(f"令和4年度,{m},{k},{m * 2}\n" for m in (4, 5, 6) for k in ("救急", "火災"))
    first = suggest(list(table(text).values()), 6)[0]
    assert (first.card_id, first.params["time"], first.params["amount"]) == ("anything_series", "年度", "件数")


def test_a_list_of_what_was_founded_long_ago_is_no_calendar() -> None:
    text = "名称,種別,指定年月日\n" + "".join(
        f"塔{n},{'建物絵画'[n % 2 * 2 :][:2]},昭和{30 + n}.4.{n + 1}\n" for n in range(9)
    )
    assert suggest(list(table(text).values()), 9)[0].card_id != "anything_calendar"


def test_a_name_in_every_row_goes_before_one_that_merged_cells_leave_out() -> None:
    text = "部局,課,職員数\n総務部,総務課,20\n,財政課,12\n,小計,32\n市民部,市民課,25\n,税務課,30\n,小計,55\n合計,,87\n"
    assert suggest(list(table(text).values()), 7)[0].params["label"] == "課"


@pytest.mark.parametrize(
    ("header", "cells", "meaning", "unit"),
    [
        ("発生時（始期）", ("8", "17", "23"), "code", ""),
        ("登録番号", ("R5-01", "R5-02", "R5-03"), "code", ""),
        ("ISBN", ("9784000000010", "9784000000027", "9784000000034"), "code", ""),
        ("歳入総額（円）", ("51234567890", "50234567890", "52234567890"), "amount", "円"),
        ("予算額", ("1000000000", "20000000000", "3000000000"), "amount", ""),
        ("stop_sequence", ("4", "9", "2"), "code", ""),
        ("平均気温(℃)_品質情報", ("8", "5", "8"), "code", ""),
        (
            "件名",
            ("令和6年度見本市補正予算（第1号）", "令和6年度見本市補正予算（第2号）", "令和5年度見本市予算"),
            "name",
            "",
        ),
        ("工事名", ("見本市本町1丁目配水管工事", "見本市東町2丁目舗装工事", "見本市栄町3丁目側溝修繕"), "name", ""),
        ("代表者氏名", ("見本　花子", "見本　花子", "例示　太郎"), "name", ""),
        ("参加業者数", ("3", "5", "12"), "amount", ""),
        ("測定値(μSv/h) 地上1m", ("0.08", "0.11", "0.12"), "amount", "μSv/h"),
        ("個人貸出冊数", ("800", "1100", "950"), "amount", "冊"),
        ("区道 面積[平方メートル]", ("800", "1100", "950"), "amount", "平方メートル"),
        ("地価[千円毎平方メートル]", ("800", "1100", "950"), "amount", "千円毎平方メートル"),
        ("開催（毎日）", ("8", "11", "9"), "amount", ""),
        ("管理", ("202530000000100921", "20253000000010084", "202530000000100863"), "code", ""),
        ("総額", ("1234567890123", "234567890123", "34567890123"), "amount", ""),
        ("Android", ("42.8", "45.7", "43.9"), "amount", ""),
        ("facilityid", ("4", "7", "2"), "code", ""),
        ("緯度_度", ("37", "38", "37"), "amount", ""),
        ("lng", ("139.5", "139.6", "139.7"), "code", ""),
        ("週", ("14", "15", "18"), "code", ""),
        ("route_short_name", ("4", "7", "2"), "code", ""),
        ("職員（名）", ("4", "7", "2"), "people", "名"),
        ("街区符号・地番", ("4", "7", "2"), "code", ""),
        ("Ｘ座標", ("166000.5", "166010.2", "166020.8"), "code", ""),
        ("出発時刻", ("7:05", "9:10", "12:30"), "code", ""),
    ],
)
def test_what_a_column_of_a_published_file_means(header: str, cells: tuple[str, ...], meaning: str, unit: str) -> None:
    rows = "".join(f"{name},{cell}\n" for name, cell in zip("甲乙丙", cells, strict=True))
    found = table(f"所,{header}\n{rows}")[header]
    assert (found.meaning, found.unit) == (meaning, unit)


@pytest.mark.parametrize("header", ["エネルギー（小学校）", "食塩相当量(g)", "家賃（円/月）", "工期（日）", "X"])
def test_what_each_meal_or_flat_has_is_not_added_up(header: str) -> None:
    assert not table(f"日,{header}\n1,600\n2,620\n3,610\n")[header].additive


@pytest.mark.parametrize(
    ("text", "card", "column"),
    [
        (
            "支出日,区分,件名,相手方,金額（円）\n"
            + "".join(f"2024/4/{n},会{'費費儀'[n % 3]},総{'会出品'[n % 3]},{'甲乙丙丁'[n % 4]}会,{n}000\n" for n in range(1, 13)),
            "anything_ranking",
            "区分",
        ),
        (
            "登録番号,売買の別,建築年,面積\n"
            + "".join(f"R5-{n:02d},{'売貸'[n % 2]},昭和{40 + n}年,{90 + n}\n" for n in range(1, 10)),
            "anything_ranking",
            "売買の別",
        ),
        (
            "測定日,測定時刻,測定場所,値(μSv/h)\n"
            + "".join(f"2024/4/{n // 3 + 1},{9 + n % 3}:00,{'東西南'[n % 3]}公園,0.1{n % 7}\n" for n in range(18)),
            "anything_ranking",
            "測定場所",
        ),
    ],
)  # fmt: skip
def test_a_register_is_no_series(text: str, card: str, column: str) -> None:
    first = suggest(list(table(text).values()), text.count("\n") - 1)[0]
    assert (first.card_id, first.params["label"]) == (card, column)


def test_the_sum_of_sums_is_offered_before_a_part() -> None:
    pupils = table(
        "学校名,1年_男,1年_女,合計_男,合計_女,合計_計\n一小,5,6,11,12,23\n二小,7,8,15,16,31\n三小,9,4,13,9,22\n"
    )
    assert suggest(list(pupils.values()), 3)[0].params["amount"] == "合計_計"


def test_a_whole_town_is_no_sum_over_towns() -> None:
    assert not is_sum("全域")
    assert is_sum("市全域")


def test_ten_minutes_of_one_day_are_no_series_of_days() -> None:
    text = "観測日時,水位(m),雨量(mm)\n" + "".join(
        f"2024/7/25 0{n // 6}:{n % 6}0,0.{n + 10},{n % 4}\n" for n in range(24)
    )
    columns = table(text)
    assert columns["観測日時"].distinct == 1
    cards = [offer.card_id for offer in suggest(list(columns.values()), 24)]
    assert "anything_series" not in cards
    assert "anything_calendar" not in cards


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("年次,世帯数,人口_総数,人口_男\n大正9年,9,52,25\n昭和5年,10,56,27\n令和2年,47,117,55\n", "人口_総数"),
        ("年次,世帯数,人口\n大正9年,9,52\n昭和5年,10,56\n令和2年,47,117\n", "人口"),
        ("年次,世帯数,乗用車\n大正9年,9,52\n昭和5年,10,56\n令和2年,47,117\n", "世帯数"),
        ("税目,令和3年度_調定額,令和3年度_収入済額,令和4年度_調定額\n甲税,9,8,7\n乙税,5,4,6\n丙税,3,2,1\n", "令和3年度_調定額"),
    ],
)  # fmt: skip
def test_the_first_figure_of_a_yearbook(text: str, amount: str) -> None:
    assert suggest(list(table(text).values()), 3)[0].params["amount"] == amount


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Name,Y,X\n一,37.39,140.39\n二,37.40,140.31\n三,37.38,140.35\n", ["lat", "lon"]),
        ("Name,X座標,Y座標\n一,139.9,37.4\n二,139.8,37.5\n三,139.7,37.6\n", ["lon", "lat"]),
        ("Name,X,Y\n一,139.9123,37.4123\n二,139.8001,37.5\n三,139.7123,37.6123\n", ["lon", "lat"]),
        ("Name,X,Y\n一,139,37\n二,138,36\n三,137,35\n", ["amount", "amount"]),
        ("Name,x,y\n一,139.5,37.5\n二,138.5,36.5\n三,137.5,35.5\n", ["amount", "amount"]),
        ("Name,Ｘ座標,Ｙ座標\n一,139,37\n二,138,36\n三,137,35\n", ["code", "code"]),
        ("Name,X,Y\n一,139554800,37295300\n二,139554801,37295301\n三,139554802,37295302\n", ["amount", "amount"]),
        ("Name,緯度,経度\n一,51.5,-0.1\n二,48.1,11.5\n三,40.7,-74\n", ["lat", "lon"]),
        ("Name,Y,X\n一,51.51,-0.11\n二,48.11,11.51\n三,40.71,-74.01\n", ["code", "amount"]),
        ("Name,緯度_分,経度_分\n一,51.5,0.1\n二,48.1,11.5\n三,40.7,7\n", ["amount", "amount"]),
        ("Name,経度,緯度\n一,139,37\n二,138,36\n三,137,35\n", ["lon", "lat"]),
        ("Name,X,Y\n一,55120.5,-8021.1\n二,55130.2,-8010.4\n三,55199.9,-8000.0\n", ["amount", "amount"]),
    ],
)
def test_the_x_and_y_of_a_map(text: str, wanted: list[str]) -> None:
    assert list(said(text).values())[1:] == wanted


def test_the_unit_above_that_is_named_beside_percent_holds_for_money_only() -> None:
    assert [unit_above([cell]) for cell in ("（単位：千円、％）", "単位：千円", "（単位：人、世帯）")] == [
        "千円",
        "千円",
        "",
    ]
    got = read("会計,歳入,増減\n甲,520,9.3\n乙,110,8.2\n".encode(), free=True)
    found = meanings_of(got.frame, {"c1": "会計", "c2": "歳入", "c3": "増減"}, unit="千円")
    assert [one.unit for one in found] == ["", "千円", ""]


def test_unknown_among_names_is_a_row_of_its_own() -> None:
    cause = table("原因,件数\nたばこ,5\nたき火,8\n不明,6\n放火,3\nこんろ,2\n電気,4\n")["原因"]
    assert (cause.meaning, read_as("不明", cause).value) == ("name", "不明")


@pytest.mark.parametrize(
    ("text", "value", "problem"),
    [
        ("12,000\n(300)", 12000.0, ""),
        ("1,200（うち5）", None, "not_a_number"),
        ("12人(3人)", 12.0, ""),
        ("(300)", -300.0, ""),
        ("<0.5", None, "censored"),
        ("0.5未満", None, "censored"),
        ("＜ 0.05mg/L", None, "censored"),
        ("5人未満", None, "censored"),
        ("未満", None, "not_a_number"),
        ("0.5以上", None, "not_a_number"),
    ],
)
def test_two_figures_in_a_cell_and_figures_below_a_limit(text: str, value: float | None, problem: str) -> None:
    got = read_as(text, Meaning("c", "件数", "amount"))
    assert (got.value, got.problem) == (value, problem)


FIGURES = ["<0.5", "0.5未満", "0.7", "1.2", "<0.5"]


def test_a_column_with_figures_below_a_limit_is_one_of_figures() -> None:
    text = "地点,鉛（mg/L）\n" + "".join(f"第{n}地点,{cell}\n" for n, cell in enumerate(FIGURES))
    got = read(text.encode(), name="t.csv", free=True)
    titles = {column.name: column.title for column in got.schema.columns}
    found = meanings_of(got.frame, titles)
    assert [one.meaning for one in found] == ["name", "amount"]
    cells = read_column(got.frame["c2"], found[1])
    assert (cells.counts["censored"], cells.counts["unreadable"], cells.counts["filled"]) == (3, 0, 2)
    assert [(issue.row, issue.kind) for issue in unread(got.frame, found)] == [(row, "censored") for row in (2, 3, 6)]


def test_a_second_figure_in_brackets_is_told_once() -> None:
    text = "館,利用者数\n" + "".join(f'{name},"{n},000\n({n})"\n' for name, n in (("甲", 1), ("乙", 2), ("丙", 3)))
    got = read(text.encode(), name="t.csv", free=True)
    titles = {column.name: column.title for column in got.schema.columns}
    told = unread(got.frame, meanings_of(got.frame, titles))
    assert [(issue.kind, issue.row, issue.expected) for issue in told] == [("second_figure", 2, "3")]


@pytest.mark.parametrize(
    ("above", "headers", "read_so"),
    [
        ("令和７・８年度予算", ["款", "７年度", "８年度"], ["款", "令和7年度", "令和8年度"]),
        ("予算の比較（令和7年度・令和8年度）", ["款", "7年度", "8年度"], ["款", "令和7年度", "令和8年度"]),
        ("平成30年度から令和2年度まで", ["款", "30年度", "31年度"], ["款", "30年度", "31年度"]),
        ("令和3年度", ["款", "7年度", "8年度"], ["款", "7年度", "8年度"]),
        ("令和7年度", ["学年", "1年生", "2年生"], ["学年", "1年生", "2年生"]),
        ("令和5〜7年度", ["款", "5年度", "6年度", "7年度"], ["款", "令和5年度", "令和6年度", "令和7年度"]),
        ("令和6年・7年", ["町", "6年", "7年"], ["町", "令和6年", "令和7年"]),
        ("令和7年度末現在 築年数別（単位：棟）", ["種類", "7年", "15年", "20年"], ["種類", "7年", "15年", "20年"]),
        ("令和5・7年度の築年数別", ["種類", "5年", "7年"], ["種類", "5年", "7年"]),
        (
            "令和5年度 勤続年数別職員数",
            ["課", "5年未満", "10年未満", "20年以上"],
            ["課", "5年未満", "10年未満", "20年以上"],
        ),
        ("令和5・6年", ["課", "5年目", "6年目"], ["課", "5年目", "6年目"]),
        ("令和7年度", ["款", "7年度", "8年度"], ["款", "7年度", "8年度"]),
        ("令和7年度", ["款", "令和7年度", "8年度"], ["款", "令和7年度", "8年度"]),
    ],
)
def test_an_era_that_only_the_title_names(above: str, headers: list[str], read_so: list[str]) -> None:
    assert era_headers(headers, [above, ""]) == read_so


@pytest.mark.parametrize(
    ("header", "unit", "flow"),
    [
        *(
            (header, "", False)
            for header in ("道路延長（km）", "配水管延長", "延床面積", "延べ床面積", "投票所数", "収集所数")
        ),
        *(
            (header, "", False)
            for header in ("相談員数", "利用団体数（団体）", "生産者数", "給水戸数", "貸出可能冊数", "発電容量")
        ),
        *((header, "円", False) for header in ("財政調整基金", "資産総額", "負債総額", "資本金")),
        *(
            (header, "", True)
            for header in ("利用者数", "来場者数", "死亡者数", "転入者数", "受診者数_男", "搬送人員数")
        ),
        *(
            (header, "", True)
            for header in ("延べ利用団体数", "延人数", "延長保育利用者数", "出動台数", "観光客数", "新規就農者数")
        ),
        *((header, "円", True) for header in ("固定資産税", "基金積立額", "金額")),
    ],
)
def test_a_stock_is_no_flow_because_of_a_word_in_its_header(header: str, unit: str, flow: bool) -> None:
    assert Meaning("c", header, "amount", unit=unit).flow is flow


@pytest.mark.parametrize("header", ["年齢", "対象"])
def test_ages_below_a_limit_and_those_after_it_are_words(header: str) -> None:
    ages = ("3歳未満", "3歳", "4歳", "5歳")
    text = f"園,{header},人数\n" + "".join(f"{name}園,{age},{n}\n" for name in "東西" for n, age in enumerate(ages, 11))
    got = read(text.encode(), name="t.csv", free=True)
    found = meanings_of(got.frame, {column.name: column.title for column in got.schema.columns})
    assert [one.meaning for one in found] == ["category", "category", "people"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("階層区分,3歳未満児,3歳児\nA,0,0\nB,3000,2500\nC,9000,8000\nD,19000,16500\n", [("円/人", False)] * 2),
        ("段階,保険料（円）,人数\n第1,29400,12\n第2,44100,30\n第3,58800,50\n", [("円/人", False), ("人", True)]),
        ("段階,補助金額\n第1段階,500000\n第2段階,120000\n第3段階,80000\n", [("", True)]),
        ("階層,保育料（円）\nA,0\nB,3000\nC,9000\n", [("円", False)]),
        # Numbers of children, sums of money, and money that came in are no fees.
        ("階層区分,3歳未満児,3歳児\nA,10,20\nB,31,27\nC,1400,900\n", [("", True)] * 2),
        ("所得段階,調定額,件数\n第1,4410000,100\n第2,882000,20\n第3,73500,1\n", [("", True), ("件", True)]),
        ("年度,保育料収入,授業料収納額\n令和5年度,3000,500\n令和6年度,4000,600\n", [("", True)] * 2),
        ("施設,単価（円/人）,利用料収入（円）\n東,300,9000\n西,400,8000\n", [("円/人", False), ("円", True)]),
    ],
)
def test_fees_by_class_have_no_sum(text: str, wanted: list[tuple[str, bool]]) -> None:
    found = list(table(text).values())[1:]
    assert [(one.unit, one.additive) for one in found] == wanted


DAILY = "受付_年月日,曜日,相談件数\n" + "".join(
    f"2026-04-{day:02},{'月火水木金土日'[day % 7]},{day * 7 % 11}\n" for day in range(1, 25)
)
FARMS = "名称,面積（㎡）,開園年月日\n第一農園,750,H10.8.1\n第二農園,1338,H30.4.1\n第三農園,900,R2.4.1\n"
HELD = "開催日,催し名,定員\n" + "".join(f"2026-04-{day:02},催し{day},{10 + day}\n" for day in range(1, 13))


def offered(text: str) -> list[tuple[str, str]]:
    found = suggest(list(table(text).values()), text.count("\n") - 1)
    return [(offer.card_id, offer.params.get("how", "")) for offer in found]


def test_days_that_have_one_row_each_are_not_counted() -> None:
    assert offered(DAILY)[0] == ("anything_series", "")
    assert not {card for card, _how in offered(DAILY)} & {"anything_calendar", "anything_cross"}
    assert ("anything_series", "count") not in offered(DAILY)


def test_what_is_held_on_days_of_its_own_is_still_counted_on_them() -> None:
    assert {("anything_calendar", ""), ("anything_series", "count")} <= set(offered(HELD))


def test_sizes_by_the_day_of_the_opening_are_no_series() -> None:
    assert "anything_series" not in [card for card, _how in offered(FARMS)]


KINDS, WHATS = ("騒音", "ごみ", "道路"), ("夜間", "放置")
COMPLAINTS = "受付日,地区,区分,内容,対応日数\n" + "".join(
    f"令和5年{month}月{day}日,{'東西南'[(month + day) % 3]}地区,{KINDS[day % 3]},{WHATS[month % 2]},{day}\n"
    for month in range(4, 10)
    for day in (3, 3, 8, 15, 22)
)


def test_cases_that_took_some_days_are_counted_first() -> None:
    """How many complaints there are, then how long they took on average; never the sum of the days."""
    found = table(COMPLAINTS)
    first = suggest(list(found.values()), 30)
    assert (first[0].card_id, first[0].params) == ("anything_cross", {"by": "地区", "across": "区分"})
    assert all(offer.params.get("how") in ("mean", "count", None) for offer in first)
    assert {
        offer.params["how"] for offer in first if offer.params.get("amount") == "対応日数" and "how" in offer.params
    } == {"mean"}


def test_mileage_by_the_month_of_the_plate_is_no_series() -> None:
    cars = "管理番号,車種,初度登録年月,走行距離（km）\n" + "".join(
        f"A-{n:03d},{'軽乗貨'[n % 3]}用車,H{20 + n % 9}.{1 + n % 12},{n * 1000 + 5000}\n" for n in range(24)
    )
    cards = {offer.card_id for offer in suggest(list(table(cars).values()), 24)}
    assert "anything_series" not in cards
    assert "anything_ranking" in cards


def test_the_turnout_of_all_is_looked_at_first() -> None:
    """率（男） is a percentage as 率 is, and （計） the whole of （男） and （女）."""
    polls = "投票所,有権者数（男）,有権者数（女）,有権者数（計）,投票率（男）,投票率（女）,投票率（計）\n" + "".join(
        f"第{n}投票所,{900 + n},{1000 + n},{1900 + 2 * n},4{n}.12,5{n}.34,4{n}.9{n}\n" for n in range(1, 9)
    )
    found = table(polls)
    assert (found["投票率（男）"].meaning, found["投票率（男）"].unit) == ("share", "%")
    assert suggest(list(found.values()), 8)[0].params == {"label": "投票所", "amount": "投票率（計）", "how": "mean"}
