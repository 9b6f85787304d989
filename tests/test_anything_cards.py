"""The general cards: numbers worked out by hand, sentences that name the column, missing kinds apart, hostile headers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

import machi.cards.all  # noqa: F401
from machi.cards import anything_squares
from machi.cards.address import decode, encode, from_query
from machi.cards.anything_distribution import nice_width
from machi.cards.anything_suggest import offers
from machi.cards.card import Card, Chart, Map
from machi.cards.registry import CARDS, build
from machi.errors import NotOnShelf
from machi.export.series import read as read_chart
from machi.ingest.suggest import suggest
from machi.own.shelf import close, own_shelf
from machi.store.shelf import Shelf
from tests.anything import anything_shelf
from tests.own import opened, shipped

TAX = """年度,税目,税額（円）
令和3年度,市民税,100
令和3年度,固定資産税,50
令和3年度,合計,150
令和4年度,市民税,120
令和4年度,固定資産税,60
令和4年度,合計,180
令和5年度,市民税,90
令和5年度,固定資産税,60
令和5年度,合計,150
"""
PLACES = """名称,緯度,経度,種別
あ,37.5000,139.9000,公園
い,37.5001,139.9001,公園
う,37.5002,139.9002,広場
え,0,0,公園
お,37.6000,139.8000,
"""
EVENTS = """行事名,開催日,会場,参加者数（人）
あ,令和5年4月1日,甲,10
い,令和5年4月1日,乙,20
う,令和5年4月15日,甲,x
え,令和5年5月3日,甲,30
お,令和5年6月10日,乙,40
"""


@cache
def shelf_of(text: str, b: str = "") -> Shelf:
    return anything_shelf(**({"a": text, "b": b} if b else {"a": text}))[0]


def made(text: str, card_id: str, **params: Any) -> Card:
    return build(shelf_of(text), card_id, params)


def first(text: str) -> Card:
    """The card that a stranger sees without any choice."""
    shelf = shelf_of(text)
    offer = offers(shelf)[0]
    return build(shelf, offer.card_id, offer.params)


def values(card: Card, *columns: str) -> list[tuple[Any, ...]]:
    return list(card.table[list(columns)].itertuples(index=False, name=None))


def test_a_series_adds_up_its_groups_without_the_totals_of_the_file() -> None:
    card = first(TAX)
    assert card.id == "anything_series"
    # 90 + 60 = 150 against 120 + 60 = 180 the year before: 30 less, a sixth.
    assert card.finding == (
        "「税額」（税目2つの合計）は2023年度（令和5年度）に150円。前の年度の180円より30円（16.7%）少なくなりました（a）。"
    )
    assert values(card, "category", "value")[:2] == [("市民税", 100.0), ("固定資産税", 50.0)]
    assert any("合計・小計などと読める3行" in note for note in card.notes)
    assert card.unit == "円"


def test_a_series_can_follow_one_group_or_count_rows() -> None:
    counted = made(EVENTS, "anything_series", time="開催日", how="count", step="month")
    assert [(str(start), rows) for start, rows in values(counted, "start_on", "value")] == [
        ("2023-04-01", 3.0), ("2023-05-01", 1.0), ("2023-06-01", 1.0),
    ]  # fmt: skip
    # The file ends on 10 June: June is no whole month and compared with nothing.
    assert counted.table["part"].tolist() == [False, False, True]
    assert any("2023年6月は途中まで" in note for note in counted.notes)
    assert (
        counted.finding
        == "「開催日ごとの行の数」は2023年5月に1件。2023年4月の3件より2件（66.7%）少なくなりました（a）。"
    )
    summed = made(EVENTS, "anything_series", time="開催日", amount="参加者数（人）", step="month")
    assert values(summed, "value") == [(30.0,), (30.0,), (40.0,)]
    assert any("「参加者数」に値のない行" in note and "秘匿1" in note for note in summed.notes)


def test_fiscal_years_begin_in_april() -> None:
    text = "日付,件数\n2022-03-31,1\n2022-04-01,2\n2023-03-31,4\n2023-04-01,8\n2024-03-31,16\n"
    fiscal = made(text, "anything_series", time="日付", amount="件数", step="fiscal_year")
    assert values(fiscal, "period", "value") == [
        ("2021年度（令和3年度）", 1.0), ("2022年度（令和4年度）", 6.0), ("2023年度（令和5年度）", 24.0),
    ]  # fmt: skip
    assert fiscal.table["part"].tolist() == [True, False, False]
    year = made(text, "anything_series", time="日付", amount="件数", step="year")
    assert [value for (value,) in values(year, "value")] == [3.0, 12.0, 16.0]
    # 2022 begins on 31 March in this file, 2024 ends on it: neither is a whole year.
    assert year.table["part"].tolist() == [True, False, True]


def test_a_month_beside_a_fiscal_year_lies_in_the_right_year() -> None:
    text = "年度,月,件数\n令和4年度,4月,1\n令和4年度,12月,2\n令和4年度,1月,3\n令和4年度,3月,4\n令和5年度,4月,5\n"
    card = made(text, "anything_series", time="年度", amount="件数")
    assert [(str(start), value) for start, value in values(card, "start_on", "value")] == [
        ("2022-04-01", 1.0), ("2022-12-01", 2.0), ("2023-01-01", 3.0), ("2023-03-01", 4.0), ("2023-04-01", 5.0),
    ]  # fmt: skip


def test_months_without_a_year_are_a_series_that_says_so() -> None:
    text = "月,来館者数\n" + "".join(f"{m}月,{100 + m}\n" for m in (*range(4, 13), 1, 2, 3)) + "計,1278\n"
    card = first(text)
    assert card.id == "anything_series"
    assert card.finding == "「来館者数」は3月に103人。4月の104人より1人（1.0%）少なくなりました（a）。"
    assert [period for (period,) in values(card, "period")] == [f"{m}月" for m in (*range(4, 13), 1, 2, 3)]
    assert "「月」に年の記載がないので、表の順に並べています。" in card.notes
    assert not any("200" in str(part) for part in (card.table.to_dict(), card.alt, card.figure)), "no year is made up"
    assert isinstance(card.figure, Chart)
    plot = read_chart(card.figure)
    assert plot is not None
    assert plot.categories[:2] == ("4月", "5月")
    calendar = made(
        "月,館,来館者数\n1月,甲,5\n1月,乙,1\n2月,甲,6\n2月,乙,2\n3月,甲,7\n3月,乙,3\n",
        "anything_series",
        by="館",
        time="月",
        amount="来館者数",
    )
    assert [value for (value,) in values(calendar, "value")] == [5, 1, 6, 2, 7, 3]


def test_months_of_two_years_that_nobody_names_are_no_series() -> None:
    twice = "月,人口\n" + "".join(f"{m}月,{base + m}\n" for base in (100, 1100) for m in range(1, 13))
    assert first(twice).id != "anything_series"
    stock = made(
        "月,地区,人口\n4月,北,50\n4月,南,10\n5月,北,60\n5月,南,20\n1月,北,70\n1月,南,30\n",
        "anything_ranking",
        label="地区",
        amount="人口",
    )
    assert [value for (value,) in values(stock, "value")] == [70, 30]
    assert stock.finding.endswith("1月の値です。")


def test_a_table_with_years_across_is_a_series() -> None:
    card = first("観光地,単位,令和元年度,令和2年度,令和3年度\n城,人,500,200,300\n湖,人,300,100,x\n合計,人,800,300,\n")
    assert card.id == "anything_series"
    # 令和3年度 lacks the lake: both years before are whole, 300 after 800.
    assert card.finding.startswith("「観光地ごとの数」（観光地2つの合計）は2020年度（令和2年度）に300人")
    assert "500人（62.5%）少なくなりました" in card.finding
    assert sorted(values(card, "category", "value"), key=str)[0][0] == "城"
    assert "合計" not in card.table["category"].tolist()
    assert card.unit == "人"


def test_ranking_adds_up_groups_and_orders_by_size_only_where_no_person_is_concerned() -> None:
    text = "款,項,予算額（千円）\n総務費,甲,10\n民生費,乙,50\n総務費,丙,15\n土木費,丁,5\n"
    card = made(text, "anything_ranking", label="款", amount="予算額（千円）")
    assert values(card, "label", "value", "rows") == [("民生費", 50.0, 1), ("総務費", 25.0, 2), ("土木費", 5.0, 1)]
    assert card.finding == "「予算額」がいちばん多いのは民生費の50千円。3種類を合わせた80千円の62.5%です（a）。"
    people = "町,人口（人）\n本町,120\n東町一丁目,300\n西ケ丘,80\n"
    kept = made(people, "anything_ranking")
    assert [label for (label,) in values(kept, "label")] == ["本町", "東町一丁目", "西ケ丘"]
    assert kept.finding == "「人口」は、3件を合わせて500人。1つずつでは80人から300人です（a）。"
    assert any("順位をつけないよう" in note for note in kept.notes)
    asked = made(people, "anything_ranking", order="value")
    assert [label for (label,) in values(asked, "label")] == ["東町一丁目", "本町", "西ケ丘"]


def test_rates_are_never_added_up() -> None:
    text = "地区,接種率（％）\n東,40\n東,60\n西,80\n"
    card = made(text, "anything_ranking", label="地区", amount="接種率（％）", how="sum")
    assert values(card, "label", "value") == [("東", 50.0), ("西", 80.0)]
    assert "平均" in card.finding


def test_cross_counts_pairs_and_keeps_the_blank_apart() -> None:
    text = "種別,設備\n公園,有\n公園,有\n公園,無\n広場,有\n,無\n"
    card = made(text, "anything_cross", by="種別", across="設備")
    assert set(values(card, "category", "across_category", "rows")) == {
        ("公園", "有", 2), ("公園", "無", 1), ("広場", "有", 1), ("（記載なし）", "無", 1),
    }  # fmt: skip
    assert card.finding.startswith("「種別」の2種類のうち、いちばん多いのは公園の3件。全体の5件の60.0%です（a）。")
    assert "ほかに記載なしが1件" in card.finding
    assert "公園の有が2件" in card.finding


def test_a_map_counts_what_it_places_and_what_it_cannot() -> None:
    card = first(PLACES)
    assert card.id == "anything_map"
    assert isinstance(card.figure, Map)
    assert card.finding.startswith(
        "「緯度」「経度」で5行のうち4行を地図に置きました。「種別」の2種類では、いちばん多いのは公園の2件です"
    )
    assert any("1行は場所を決められず" in note for note in card.notes)
    drawn = [layer for layer in card.figure.layers if str(layer["id"]).startswith("place-any")]
    assert sorted(len(layer["data"]) for layer in drawn) == [1, 1, 2]
    assert {label for label, _colour in card.figure.legend} == {"1 公園（2件）", "2 広場（1件）", "（記載なし）（1件）"}


def test_more_rows_than_markers_are_counted_by_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    from machi.cards import anything_map

    one_by_one = made(PLACES, "anything_map", by="種別").finding
    monkeypatch.setattr(anything_map, "MOST_POINTS", 2)
    card = made(PLACES, "anything_map", by="種別")
    assert "5行のうち4行を地図に置きました" in one_by_one
    assert "5行のうち4行を地図に置きました" in card.finding
    assert sorted(rows for (rows,) in values(card, "rows")) == [1, 3]
    assert any("500mの区画ごとの数" in note for note in card.notes)


def test_a_map_by_addresses_says_that_it_shows_towns() -> None:
    card = made("名称,住所\nあ,見本市本町5-6\nい,見本市東町2丁目9\nう,別市本町1-1\n", "anything_map")
    assert "3行のうち2行を地図に置きました" in card.finding
    assert any("2行は町名までで決めた、町の代表点です" in note for note in card.notes)
    assert values(card, "name", "placed_words")[2] == ("う", "場所を決められません")


def test_squares_count_rows_or_add_an_amount() -> None:
    counted = made(PLACES, "anything_mesh", level="half")
    assert sorted(rows for (rows,) in values(counted, "rows")) == [1, 3]
    assert any("1行は場所か区画が決まらず" in note for note in counted.notes)
    summed = first("メッシュコード,従業者数（人）\n564000111,120\n564000112,48\n564000113,0\n")
    assert (summed.id, sorted(value for (value,) in values(summed, "value"))) == ("anything_mesh", [0.0, 48.0, 120.0])
    assert "3区画にあり、「従業者数」は合わせて168人。いちばん多い区画は120人" in summed.finding


def test_distribution_has_the_middle_and_nine_tenths() -> None:
    text = "名,面積（㎡）\n" + "".join(f"公園{number},{number}\n" for number in range(1, 102))
    card = made(text, "anything_distribution", amount="面積（㎡）")
    # 1 … 101: the 5th percentile by linear interpolation is 6, the median 51, the 95th 96.
    assert card.finding == "「面積」のまん中の値は51㎡。101行のうち9割は6㎡から96㎡の間にあります（a）。"
    assert sum(rows for (rows,) in values(card, "rows")) == 101
    assert isinstance(card.figure, Chart)


@pytest.mark.parametrize(
    "ends", [(0, 1, 0, 1), (0, 0, 0, 0), (5, 5, 5, 5), (-3, 900, -50, 1e6), (0.001, 0.009, 0, 0.01)]
)
def test_classes_have_round_widths_and_are_not_too_many(ends: tuple[float, float, float, float]) -> None:
    width = nice_width(*ends)
    assert width > 0
    assert (ends[3] - ends[2]) / width <= 61
    mantissa = float(f"{width:e}".split("e")[0])
    assert mantissa in (1.0, 2.0, 5.0)


def test_a_calendar_knows_where_the_file_ends() -> None:
    card = made(EVENTS, "anything_calendar")
    assert card.finding == "「開催日」が2023年の行は5件、4日にあります。いちばん多い日は4月1日で2件です（a）。"
    counts = {str(day.date()): rows for day, rows in values(card, "day", "rows")}
    assert counts["2023-04-01"] == 2
    assert counts["2023-04-02"] == 0
    assert str(counts["2023-03-31"]) in ("<NA>", "nan")


def test_before_and_after_match_rows_by_a_key_and_not_by_their_number() -> None:
    before = "NO,施設名,定員\n1,あ館,10\n2,い館,20\n3,う館,30\n4,え館,40\n"
    after = "NO,施設名,定員\n1,あ館,10\n2,う館,35\n3,え館,40\n4,お館,50\n"
    shelf = shelf_of(before, b=after)
    card = build(shelf, "anything_compare", {"before": "a", "after": "b"})
    assert card.finding == (
        "「施設名」でくらべると、増えた行は1、なくなった行は1、変わった行は1、同じ行は2です（a → b）。"
        "「定員」の合計は100人から135人になりました。"
    )
    states = {key: (state, change) for state, key, change in values(card, "state", "key", "change")}
    assert (states["お館"][0], states["い館"][0]) == ("増えた", "なくなった")
    assert "定員: 30.0 → 35.0" in states["う館"][1] or "定員: 30 → 35" in states["う館"][1]
    assert "あ館" not in states
    assert {source.dataset for source in card.sources} == {"a", "b"}
    assert "anything_compare" in [offer.card_id for offer in offers(shelf)]


def test_comparison_needs_two_files() -> None:
    card = made(EVENTS, "anything_compare")
    assert card.empty
    assert "もう1つのファイル" in card.finding


def test_the_list_of_columns_counts_every_kind_of_missing() -> None:
    card = made("名,値（人）\nあ,1\nい,x\nう,-\nえ,不詳\nお,\nか,2\nき,3\nく,多い\nけ,4\nこ,5\n", "anything_columns")
    row = card.table.set_index("header").loc["値（人）"]
    assert row[["filled", "blank", "none", "unknown", "suppressed", "unreadable"]].tolist() == [5, 1, 1, 1, 1, 1]


HOSTILE = (
    '"; DROP TABLE x; --',
    "select",
    "{name}",
    "a.b",
    "%s",
    "<b>x</b>",
    "'",
    "\\",
    "$dataset",
    "amount",
    "label",
    "dataset",
)


def hostile_table(header: str) -> str:
    quoted = '"' + header.replace('"', '""') + '"'
    lines = (
        f"施設{n},{n},令和{1 + n % 5}年度,{'甲乙'[n % 2]},37.5{n:02d},139.9{n:02d},2024-04-{n:02d}"
        for n in range(1, 26)
    )
    return "\n".join([f"名称,{quoted},年度,区分,緯度,経度,日", *lines]) + "\n"


@pytest.fixture(scope="module")
def hostile() -> Shelf:
    return anything_shelf(**{f"f{at}": hostile_table(header) for at, header in enumerate(HOSTILE)})[0]


@pytest.mark.parametrize("at", range(len(HOSTILE)))
def test_hostile_headers_work_in_every_card(hostile: Shelf, at: int) -> None:
    dataset, header = f"f{at}", HOSTILE[at]
    roles = {"dataset": dataset, "amount": header, "label": "名称", "by": "区分", "time": "年度", "after": dataset}
    for card_id in [name for name in CARDS if name.startswith("anything_")]:
        names = {param.name for param in CARDS[card_id].params}
        card = build(hostile, card_id, {name: value for name, value in roles.items() if name in names})
        assert not card.empty, card_id
        assert len(card.table) > 0 or card_id == "anything_compare"
    total = build(hostile, "anything_ranking", {"dataset": dataset, "label": "区分", "amount": header})
    assert sum(value for (value,) in values(total, "value")) == sum(range(1, 26))
    crossed = build(hostile, "anything_cross", {"dataset": dataset, "by": "区分", "amount": header})
    assert sum(value for (value,) in values(crossed, "value")) == sum(range(1, 26))


def test_headers_travel_through_the_codec() -> None:
    kind = CARDS["anything_ranking"]
    params = {"dataset": "a", "label": 'a&b=c?"; --', "amount": "数（人）,%", "how": "", "order": ""}
    card_id, query = decode(encode("anything_ranking", params, kind.params))
    assert (card_id, from_query(query, kind.params)) == ("anything_ranking", params)


def test_unknown_columns_fall_back_instead_of_failing() -> None:
    for card_id in [name for name in CARDS if name.startswith("anything_")]:
        names = {param.name for param in CARDS[card_id].params} - {"year", "dataset"}
        card = build(shelf_of(TAX), card_id, dict.fromkeys(names, "ない列"))
        assert card.finding.endswith("。")


def test_every_offer_names_a_card_and_parameters_that_exist() -> None:
    for text in (TAX, PLACES, EVENTS):
        shelf = shelf_of(text, b=text)
        for offer in offers(shelf):
            assert set(offer.params) <= {param.name for param in CARDS[offer.card_id].params}
            assert build(shelf, offer.card_id, offer.params).finding


def test_without_a_file_the_card_says_what_to_do() -> None:
    shelf, _loaded = anything_shelf()
    assert offers(shelf) == []
    with pytest.raises(NotOnShelf, match="うちのデータで見る"):
        build(shelf, "anything_map")


def test_headers_only_is_an_honest_refusal() -> None:
    shelf = shelf_of("名称,緯度,経度\n,,\n")
    assert offers(shelf) == []
    card = build(shelf, "anything_columns")
    assert card.empty or len(card.table) == 3
    assert suggest([], 0) == []


UGLY = {
    "予算": """款,項,本年度予算額（千円）,前年度予算額（千円）,比較（千円）
総務費,総務管理費,"1,234","1,200",34
総務費,徴税費,345,350,△5
民生費,社会福祉費,"4,567","4,400",167
,計,"6,146","5,950",196
""",
    "学校": """学校名,所在地,電話番号,児童数,学級数
見本第一小,見本市本町1-2-3,0242-11-1111,412人,16
見本第二小,見本市東町一丁目5,0242-11-2222,98人,6
見本第三小,見本市西ヶ丘7,0242-11-3333,255人,11
""",
    "投票率": """投票区,投票所,当日有権者数,投票者数,投票率（％）
第1投票区,本町会館,"2,310","1,204",52.12
第2投票区,東町会館,"1,870",801,42.83
合計,,"4,180","2,005",47.97
""",
    "交通量": """調査地点,路線名,昼間12時間交通量（台）,24時間交通量（台）
甲,国道118号,"12,345","16,789"
乙,国道118号,"9,876",-
丙,県道64号,"5,432","7,000"
""",
    "ごみ": """地区,町名,燃やせるごみ,プラスチック
東部,東町一丁目,月・木,水
東部,東町二丁目,月・木,水
中央,本町,火・金,木
西部,西ケ丘,火・金,木
""",
    "会議録": """会議名,種類,開催日,URL
6月定例会1号,定例会,令和5年6月5日,https://example.jp/a
6月定例会2号,定例会,令和5年6月12日,https://example.jp/b
8月臨時会,臨時会,令和5年8月1日,https://example.jp/c
9月定例会1号,定例会,令和5年9月4日,https://example.jp/d
9月定例会2号,定例会,令和5年9月11日,https://example.jp/e
""",
    "税収": TAX,
    "観光": """施設名,平成30年度,令和元年度,令和2年度,令和3年度
見本城,"567,890","512,345","210,001","250,400"
見本湖,"330,000","312,000","120,500",-
計,"897,890","824,345","330,501","250,400"
""",
    "月別": """年月,来館者数（人）,貸出冊数（冊）
2023年4月,"1,200","3,400"
2023年5月,"1,350","3,600"
2023年6月,980,"2,900"
2023年7月,"1,500","4,100"
""",
    "文章だけ": """質問,回答
燃えるごみはいつですか,地区によって違います。
窓口は何時までですか,午後5時15分までです。
""",
}


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_table_gives_a_good_first_card(name: str) -> None:
    """Without any choice: a sentence that names a column of the file, rows in the table, no total counted twice."""
    shelf = shelf_of(UGLY[name])
    card = first(UGLY[name])
    headers = shelf.ask("anything_columns").frame
    assert not card.empty
    assert len(card.table) > 0
    names = [*headers["header"], *headers["title"]]
    assert any(f"「{one}" in card.finding or f"{one}」" in card.finding for one in names), card.finding
    labels = {str(text) for column in ("label", "category") if column in card.table for text in card.table[column]}
    assert not labels & {"合計", "計"}


def test_what_the_ugly_tables_say() -> None:
    """The first sentences of three of them, worked out by hand."""
    assert (
        first(UGLY["投票率"]).finding == "「投票率」がいちばん大きいのは第1投票区で52.1%。まん中の値は47.5%です（a）。"
    )
    assert (
        first(UGLY["予算"]).finding
        == "「本年度予算額」がいちばん多いのは社会福祉費の4,567千円。3件を合わせた6,146千円の74.3%です（a）。"
    )
    # 令和3年度 lacks the lake, so 令和2年度 (330,501) stands against 令和元年度 (824,345).
    assert "2020年度（令和2年度）に330,501" in first(UGLY["観光"]).finding


def test_the_unit_above_a_cross_table_stands_beside_its_figures() -> None:
    text = "入込客数（単位：千人）,,\n区分,令和5年度,令和6年度\n道内,520,900\n道外,180,500\n"
    shelf = own_shelf([opened(text.encode(), "入込.csv")], shipped())
    assert "1,400千人" in build(shelf, "anything_series", {}).finding
    close(shelf)


def test_different_things_below_each_other_are_not_added_up() -> None:
    card = first("区分,令和4年,令和5年\n出動件数,48,56\n搬送人員,45,52\n1日平均,13,15\n")
    assert "出動件数の" in card.finding
    assert "56" in card.finding
    assert "合計" not in card.finding


def test_one_fiscal_year_and_one_year_are_no_line() -> None:
    """Found by fuzzing: two headers that name times of different kinds were offered as a series, and it was empty."""
    text = '令和2年度,男,人口（人）,令和2年度,2018,"a""b",年月\r\n99%,1e5,2,{n},３,項目0,10\r\n'
    file = opened(text.encode(), "表.csv")
    shelf = own_shelf([file], shipped())
    offered = [offer.card_id for offer in offers(shelf, "own-1")]
    assert "anything_series" not in offered
    assert not any(
        build(shelf, offer.card_id, {"dataset": "own-1", **offer.params}).empty for offer in offers(shelf, "own-1")
    )
    close(shelf)


def test_months_alone_name_the_bars_and_their_sum_is_no_fault() -> None:
    shelf, _loaded = anything_shelf(a="月,電話,計\n4月,10,17\n5月,12,19\n3月,11,20\n計,33,56\n")
    (offer,) = [one for one in offers(shelf) if one.card_id == "anything_ranking"]
    made = build(shelf, offer.card_id, offer.params)
    assert made.table["label"].tolist() == ["3月", "5月", "4月"]
    assert "計」がいちばん多いのは3月の20。3件を合わせた56" in made.finding


def test_thousandths_are_shown() -> None:
    shelf, _loaded = anything_shelf(a="局,SO2(ppm)\n東,0.0021\n西,0.0034\n南,0.0012\n")
    assert "西で0.003ppm" in build(shelf, "anything_ranking", {"label": "局", "amount": "SO2(ppm)"}).finding


def test_points_that_are_all_abroad_are_said_and_not_ranked() -> None:
    text = "名称,緯度,経度\n" + "".join(f"店{n},51.{n},-0.{n + 1}\n" for n in range(6))
    assert "6行に座標がありますが、どれも日本の外を指すか" in made(text, "anything_map").finding
    assert "anything_ranking" not in [offer.card_id for offer in offers(shelf_of(text))]


def test_works_with_a_name_and_a_day_of_their_own_are_added_up_by_month() -> None:
    """April: 100 + 200; the last month with a whole one before it is August."""
    works = [
        ("4月3日", 100),
        ("4月20日", 200),
        ("5月9日", 300),
        ("6月1日", 400),
        ("7月7日", 500),
        ("8月2日", 600),
        ("8月9日", 50),
    ]
    text = "工事名,着工日,金額（千円）\n" + "".join(
        f"第{n}工事,令和6年{day},{cost}\n" for n, (day, cost) in enumerate(works)
    )
    card = build(shelf_of(text), "anything_series", {"time": "着工日", "amount": "金額（千円）"})
    assert card.table["value"].tolist() == [300.0, 300.0, 400.0, 500.0, 650.0]


def test_a_plan_with_one_row_a_day_is_first_seen_by_what_stands_there() -> None:
    days = [date(2026, 4, 1) + timedelta(n) for n in range(70)]
    plan = "収集日,品目\n" + "".join(f"{day},{('燃やせるごみ', 'プラ', '古紙')[day.day % 3]}\n" for day in days)
    assert offers(shelf_of(plan))[0].card_id == "anything_cross"
    assert "毎日1つずつ70日分あります" in made(plan, "anything_calendar").finding
    gaps = "収集日,品目\n" + "".join(f"{day},プラ\n" for day in days if day.weekday() in (0, 3))
    assert "同じ日の行はありません" in made(gaps, "anything_calendar").finding
    # A list of happenings, and days of which some have several rows, keep their calendar first.
    few = "催し,開催日,区分\n" + "".join(f"催し{n},{day},{'甲乙'[n % 2]}\n" for n, day in enumerate(days[::4]))
    assert offers(shelf_of(few))[0].card_id == "anything_calendar"


def test_a_figure_of_some_of_the_groups_says_so_where_no_note_stands() -> None:
    rows = "".join(f"2025年{month}月,{group},{month}\n" for month in (4, 5, 6) for group in "あいうえおか")
    few = made(f"年月,種類,件数\n{rows}", "anything_series").figure
    assert isinstance(few, Chart)
    assert few.said == "6種類のうち多い4種類を描いています。"
    rows = "".join(f"2025年{month}月,{group},{month}\n" for month in (4, 5, 6) for group in "あいうえ")
    every = made(f"年月,種類,件数\n{rows}", "anything_series").figure
    assert isinstance(every, Chart)
    assert every.said == ""


def test_the_fullest_square_is_named_by_its_town_only_where_there_is_one() -> None:
    def near_of(codes: list[str]) -> str:
        return anything_squares.near(shipped(), codes)

    assert near_of(["5639178432"]).endswith("のあたり）")
    assert near_of(["5639178432", "5639178433"]) == "", "two that hold as many"
    assert near_of(["5339452811"]) == "", "東京, far from every town of the list"


def test_a_map_is_coloured_by_no_group_that_every_place_has() -> None:
    def by(rows: str) -> dict[str, str]:
        return next(offer.params for offer in offers(shelf_of(rows)) if offer.card_id == "anything_map")

    crossed = "".join(
        f"{town},{age},{at}{n}\n" for n, town in enumerate(["本町", "東町"]) for at, age in enumerate("老若幼")
    )
    assert by(f"町名,年齢区分,人口\n{crossed}") == {}
    single = "".join(f"館{n},{37.4 + n / 100},139.9,{'老若幼'[n % 3]}\n" for n in range(6))
    assert by(f"名称,緯度,経度,区分\n{single}") == {"by": "区分"}
