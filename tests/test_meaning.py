"""What columns of unknown tables mean: hand-written tables as departments make them, and what a person would say."""

from __future__ import annotations

import pytest

from machi.ingest.meaning import MEANINGS, Meaning, meaning_label, meanings_of
from machi.ingest.meaning_values import read_as
from machi.ingest.place_names import find_town, looks_like_address, place_key
from machi.ingest.reader import read
from machi.ingest.reading import Hint
from machi.ingest.suggest import suggest

TOWNS = ("本町", "東町一丁目", "東町二丁目", "西ケ丘")


def table(text: str, name: str = "", towns: tuple[str, ...] = TOWNS) -> dict[str, Meaning]:
    got = read(text.encode(), name=name, free=True)
    titles = {column.name: column.title for column in got.schema.columns}
    return {one.header: one for one in meanings_of(got.frame, titles, towns=towns, hint=Hint(file_name=name))}


def said(text: str, name: str = "") -> dict[str, str]:
    return {header: one.meaning for header, one in table(text, name).items()}


BUDGET = """款,項,本年度予算額（千円）,前年度予算額（千円）,増減率（％）
総務費,総務管理費,"1,234,567","1,200,000",2.9
総務費,徴税費,"345,678","350,000",△1.2
民生費,社会福祉費,"4,567,890","4,400,000",3.8
民生費,児童福祉費,"3,210,000","3,100,000",3.5
土木費,道路橋りょう費,"987,654","1,000,000",△1.2
教育費,小学校費,"765,432","700,000",9.3
"""
SCHOOLS = """学校名,所在地,電話番号,児童数,学級数,開校年月日,ホームページ
見本第一小学校,見本市本町1-2-3,0242-11-1111,412人,16,M6.4.1,https://example.jp/1
見本第二小学校,見本市東町一丁目5番6号,0242-11-2222,98人,6,S23.5.1,https://example.jp/2
見本第三小学校,見本市西ヶ丘7-8,0242-11-3333,255人,11,昭和49年4月1日,https://example.jp/3
見本第四小学校,見本市本町9-9,0242-11-4444,301人,12,H2.4.1,https://example.jp/4
"""
ELECTION = """投票区,投票所名,当日有権者数,投票者数,投票率（％）
第1投票区,本町会館,"2,310","1,204",52.12
第2投票区,東町会館,"1,870",801,42.83
第3投票区,西ケ丘集会所,940,512,54.47
第4投票区,南小学校,"3,105","1,550",49.92
"""
TRAFFIC = """観測地点番号,路線名,観測地点住所,12時間交通量（台）,24時間交通量（台）,大型車混入率（％）,平均速度（km/h）
10010,国道118号,見本市本町1,"12,345","16,789",12.3,31.5
10020,国道118号,見本市東町一丁目2,"9,876","12,001",10.1,28.4
20010,県道64号,見本市西ケ丘3,"5,432",-,8.8,40.2
20020,県道64号,見本市本町4,"4,321","5,000",7.5,42.0
"""
GARBAGE = """地区,町名,燃やせるごみ,プラスチック,古紙
東部,東町一丁目,月・木,水,第1・3金曜日
東部,東町二丁目,月・木,水,第1・3金曜日
中央,本町,火・金,木,第2・4水曜日
西部,西ケ丘,火・金,木,第2・4水曜日
"""
MINUTES = """会議名,会議の種類,開催日,議題,会議録URL
令和5年6月定例会（第1号）,定例会,令和5年6月5日,開会、会期の決定について,https://example.jp/a
令和5年6月定例会（第2号）,定例会,令和5年6月12日,一般質問（個人）,https://example.jp/b
令和5年6月定例会（第3号）,定例会,令和5年6月13日,一般質問（個人）の続き,https://example.jp/c
令和5年8月臨時会,臨時会,令和5年8月1日,補正予算の専決処分の承認について,https://example.jp/d
令和5年9月定例会（第1号）,定例会,令和5年9月4日,開会、議案の上程について,https://example.jp/e
"""
TAX = """年度,税目,調定額（円）,収入済額（円）
令和3年度,市民税,"24,420,760,388","24,225,777,140"
令和3年度,固定資産税,"7,192,490,300","7,132,300,491"
令和4年度,市民税,"25,000,000,000","24,800,000,000"
令和4年度,固定資産税,"7,300,000,000","7,250,000,000"
令和5年度,市民税,"25,500,000,000","25,300,000,000"
令和5年度,固定資産税,"7,400,000,000","7,350,000,000"
"""
VISITORS = """観光地,単位,令和元年度,令和2年度,令和3年度,令和4年度
見本城,人,"512,345","210,001","250,400","430,210"
見本湖,人,"312,000","120,500",x,"280,000"
見本温泉郷,人,"1,204,500","640,000","702,100","980,300"
"""
MESHED = """メッシュコード,従業者数（人）
564000111,120
564000112,48
564000113,0
"""
ONE_CELL = '施設,位置,開設日\nあ館,"37.4950, 139.9297",2001/4/1\nい館,"37.5, 139.93",2010/10/1\nう館,"37.51, 139.94",1999/4/2\n'
DMS = "地点,北緯,東経\n甲,37°29′42″,139°55′47″\n乙,37°30′00″,139°56′10″\n丙,37°31′10″,139°57′00″\n"

PEOPLE_WOULD_SAY = [
    (BUDGET, {"款": "category", "項": "name", "本年度予算額（千円）": "amount", "増減率（％）": "share"}),
    (
        SCHOOLS,
        {
            "学校名": "name", "所在地": "address", "電話番号": "contact", "児童数": "people", "学級数": "amount",
            "開校年月日": "date", "ホームページ": "url",
        },
    ),
    (ELECTION, {"投票所名": "name", "当日有権者数": "people", "投票者数": "people", "投票率（％）": "share"}),
    (
        TRAFFIC,
        {
            "観測地点番号": "code", "路線名": "category", "観測地点住所": "address", "12時間交通量（台）": "amount",
            "24時間交通量（台）": "amount", "大型車混入率（％）": "share", "平均速度（km/h）": "amount",
        },
    ),
    (GARBAGE, {"地区": "category", "町名": "town", "燃やせるごみ": "category", "古紙": "category"}),
    (MINUTES, {"会議名": "name", "会議の種類": "category", "開催日": "date", "会議録URL": "url"}),
    (TAX, {"年度": "fiscal_year", "税目": "category", "調定額（円）": "amount"}),
    (VISITORS, {"観光地": "name", "令和元年度": "amount", "令和3年度": "amount"}),
    (MESHED, {"メッシュコード": "mesh", "従業者数（人）": "people"}),
    (ONE_CELL, {"施設": "name", "位置": "point", "開設日": "date"}),
    (DMS, {"北緯": "lat", "東経": "lon"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), PEOPLE_WOULD_SAY)
def test_a_department_table_means_what_a_person_would_say(text: str, wanted: dict[str, str]) -> None:
    found = said(text)
    assert {header: found[header] for header in wanted} == wanted


FIRST_CARD = [
    (BUDGET, "anything_ranking", {"label": "項", "amount": "本年度予算額（千円）"}),
    (SCHOOLS, "anything_ranking", {"label": "学校名", "amount": "児童数"}),
    (ELECTION, "anything_ranking", {"label": "投票所名", "amount": "投票率（％）", "how": "mean"}),
    (GARBAGE, "anything_map", {"by": "地区"}),
    (MINUTES, "anything_calendar", {"time": "開催日"}),
    (TAX, "anything_series", {"time": "年度", "amount": "調定額（円）", "by": "税目"}),
    (VISITORS, "anything_series", {}),
    (MESHED, "anything_mesh", {"amount": "従業者数（人）"}),
    (ONE_CELL, "anything_map", {}),
]


@pytest.mark.parametrize(("text", "card", "params"), FIRST_CARD)
def test_the_first_offer_is_what_one_would_draw(text: str, card: str, params: dict[str, str]) -> None:
    found = table(text)
    offers = suggest(list(found.values()), next(iter(found.values())).rows)
    assert (offers[0].card_id, offers[0].params) == (card, params)
    assert offers[-1].card_id == "anything_columns"
    assert any(header in offer.why or one.title in offer.why for offer in offers[:1] for header, one in found.items())


def test_units_come_from_the_header_or_from_the_cells() -> None:
    assert table(BUDGET)["本年度予算額（千円）"].unit == "千円"
    assert table(BUDGET)["本年度予算額（千円）"].title == "本年度予算額"
    assert table(BUDGET)["増減率（％）"].unit == "%"
    assert table(SCHOOLS)["児童数"].unit == "人"
    rain = table("日,雨量\n2024-04-01,12mm\n2024-04-02,3.5mm\n2024-04-03,0mm\n")["雨量"]
    assert (rain.meaning, rain.unit) == ("amount", "mm")
    cost = table("事業,費用\nあ,1200千円\nい,300千円\nう,45千円\n")["費用"]
    assert (cost.meaning, cost.unit, cost.cell_unit) == ("amount", "千円", "千円")
    assert read_as("1200千円", cost).value == 1200
    assert table("公園,開園（令和5年）\nあ,3\nい,4\nう,9\n")["開園（令和5年）"].unit == ""


def test_every_meaning_has_a_reason_and_a_japanese_name() -> None:
    for text, _wanted in PEOPLE_WOULD_SAY:
        for one in table(text).values():
            assert one.reason.endswith("。")
            assert 0 < one.confidence <= 1
            assert meaning_label(one.meaning)
    assert len({meaning_label(meaning) for meaning in MEANINGS}) == len(MEANINGS)


def test_a_header_alone_convinces_nobody() -> None:
    """「緯度」 over words is no latitude, 「年度」 over words no time."""
    found = said("緯度,年度,人口\nなかよし,春,多い\nひまわり,夏,少ない\nすみれ,秋,ふつう\n")
    assert found["緯度"] not in ("lat", "amount")
    assert found["年度"] not in ("fiscal_year", "year")
    assert found["人口"] != "people"


def test_a_latitude_without_its_longitude_is_no_place() -> None:
    found = table("名,緯度\nあ,37.1\nい,37.2\nう,37.3\n")["緯度"]
    assert found.meaning == "code"
    assert "経度" in found.reason


def test_numbers_that_name_are_codes() -> None:
    found = said(
        "NO,市区町村コード,郵便番号,数\n1,072028,9650001,5\n2,072028,9650002,5\n3,072028,9650003,8\n4,072028,9650004,2\n"
    )
    assert (found["NO"], found["市区町村コード"], found["郵便番号"], found["数"]) == ("code", "code", "code", "amount")
    assert said("番,値\n0012,3\n0034,4\n0056,1\n")["番"] == "code"


def test_a_year_and_a_fiscal_year_are_told_apart() -> None:
    assert said("年度,件数\n2020,1\n2021,2\n2022,4\n")["年度"] == "fiscal_year"
    assert said("年,件数\n2020,1\n2021,2\n2022,4\n")["年"] == "year"
    assert said("年月,件数\n2020-04,1\n2020-05,2\n2020-06,4\n")["年月"] == "month"
    assert said("いつ,件数\n令和2年度,1\n令和3年度,2\n令和4年度,4\n")["いつ"] == "fiscal_year"
    assert said("量,件数\n2020,1\n2021,2\n2022,4\n")["量"] == "amount"
    assert said("年度,月,件数\n令和2年度,4月,1\n令和2年度,5月,2\n令和2年度,6月,4\n")["月"] == "month_number"


def test_the_order_of_day_and_month_comes_from_the_column_or_the_file() -> None:
    assert table("日付,数\n4/1/24,1\n4/30/24,2\n5/2/24,3\n")["日付"].date_order == "mdy"
    named = table("調査日,数\n4/1/24,1\n4/1/24,2\n4/1/24,3\n", name="data_202404.csv")["調査日"]
    assert (named.meaning, named.date_order) == ("date", "mdy")
    assert read_as("4/1/24", named).value.isoformat() == "2024-04-01"


def test_missing_is_counted_apart_and_an_answer_is_no_missing() -> None:
    flags = table("施設,有無\nあ,有\nい,無\nう,-\nえ,有\nお,\n")["有無"]
    assert (flags.filled, flags.distinct) == (3, 2)
    assert read_as("無", flags).value == "無"
    assert read_as("-", flags).mark == "none"
    assert read_as("", flags).mark == "blank"
    assert read_as("秘匿", flags).mark == "suppressed"
    counts = table("施設,人数（人）\nあ,12\nい,x\nう,不詳\nえ,7\nお,30\n")["人数（人）"]
    assert [read_as(text, counts).mark for text in ("x", "不詳", "-", "")] == ["suppressed", "unknown", "none", "blank"]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("東町1丁目3-4", "東町一丁目"),
        ("大字東町二丁目", "東町二丁目"),
        ("福島県見本市西ヶ丘12", "西ケ丘"),
        ("〒965-0001 見本市本町５番地", "本町"),
        ("別市本町5", ""),
        ("見本市北本町1", ""),
        ("どこか", ""),
    ],
)
def test_an_address_leads_to_its_town(text: str, town: str) -> None:
    assert find_town(text, {place_key(name) for name in TOWNS}, city="見本市") == (place_key(town) if town else "")


def test_words_with_numbers_are_no_addresses() -> None:
    assert looks_like_address("見本市東町一丁目3-3")
    assert not looks_like_address("3か月～5歳児")
    assert not looks_like_address("月火水木金")


def test_a_file_without_rows_is_offered_nothing() -> None:
    assert suggest(list(table("a,b\n").values()), 0) == []
    assert suggest(list(table("a,b\n,\n,\n").values()), 2) == []


@pytest.mark.parametrize("header", ['"; DROP TABLE x; --', "select", "{name}", "a.b", "%s", "\\1", "$amount"])
def test_hostile_headers_are_only_words(header: str) -> None:
    quoted = header.replace('"', '""')
    found = table(f'"{quoted}",数\nあ,1\nい,2\nう,3\n')
    assert header in found
    assert header in " ".join(offer.why for offer in suggest(list(found.values()), 3))
