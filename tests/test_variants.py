"""Layouts of cities that nobody here has a file of: made from the headers that standards and publishers are known to use.

Rows are invented; the headers, the encodings and the warts are what the test is about.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import machi.cards.all  # noqa: F401  registers the cards
from machi.cards.registry import build
from machi.ingest.reader import Ingested, read
from machi.ingest.schema import project_schemas
from machi.ingest.spans import day_in_words, span
from machi.store.adopt import adopt
from machi.store.database import open_shelf


def reading(name: str, text: str, encoding: str = "utf-8") -> Ingested:
    got = read(text.encode(encoding), name=name)
    assert got.receipt.rows_in == got.receipt.rows_ok + got.receipt.rows_reported
    return got


TOWNS = [
    (
        "R6_4_町丁別人口.csv",
        "町丁字名,世帯数,男,女,計\n栄町,100,120,130,250\n本町,80,90,95,185\n合計,180,210,225,435\n",
    ),
    (
        "人口世帯数_令和6年4月1日.csv",
        "令和6年4月1日現在,,,,\n町丁目,世帯数,男,女,総数\n栄町,100,120,130,250\n本町,80,90,95,185\n",
    ),
    ("jinkou_20240401.csv", "町名,世帯数,人口（男）,人口（女）,人口（計）\n栄町,100,120,130,250\n本町,80,90,95,185\n"),
    (
        "population_by_town_20240401.csv",
        "大字町名,世帯数,人口総数,男性,女性\n栄町,100,250,120,130\n本町,80,185,90,95\n",
    ),
]


@pytest.mark.parametrize(("name", "text"), TOWNS, ids=[name for name, _text in TOWNS])
@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
def test_a_plain_table_of_towns_is_population_on_the_day_of_its_name(name: str, text: str, encoding: str) -> None:
    got = reading(name, text, encoding)
    assert got.receipt.kind == "population"
    frame = got.frame
    assert frame["town"].tolist() == ["栄町", "本町"]
    assert frame[["men", "women", "total", "households"]].to_numpy().tolist() == [
        [120, 130, 250, 100],
        [90, 95, 185, 80],
    ]
    assert {pd.Timestamp(day).date() for day in frame["surveyed_on"]} == {date(2024, 4, 1)}


def test_a_plain_table_of_towns_becomes_that_citys_pages(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for year in (5, 6):
        text = f"町丁字名,世帯数,男,女,計\n栄町,100,120,{130 + year},{250 + year}\n本町,80,90,95,185\n"
        (tmp_path / "src" / f"R{year}_4_町丁別人口.csv").write_bytes(text.encode("cp932"))
    adopt([tmp_path / "src"], tmp_path / "data", name="見本市", code="132012", licence="CC BY 4.0")
    shelf = open_shelf(tmp_path / "data", tmp_path / "store.duckdb")
    assert not [problem.sentence() for problem in shelf.catalogue.problems() if problem.stops]
    assert build(shelf, "population_trend", {}).finding.startswith("見本市の人口は441人。1年前より1人")
    for card in ("population_towns", "population_households", "population_pyramid", "population_ages"):
        assert build(shelf, card, {}).finding


AGES = [f"{first}-{first + 4}歳" for first in range(0, 85, 5)]
SPELLINGS = {
    "男性{age}": ["{age}男性", "{age}女性"],
    "男": ["{age}男", "{age}女"],
    "(男)": ["{age}（男）", "{age}（女）"],
    "男_": ["男_{age}", "女_{age}"],
    "wide": ["{age}の男性", "{age}の女性"],
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_age_columns_are_read_by_name_whatever_the_order_and_spelling(spelling: str) -> None:
    """All men before all women, the oldest first: 1 man in the first class, 2 in the second, …; women 100 more."""
    ages = [*AGES, "85歳以上"]
    shown = [age.replace("-", "～") for age in ages] if spelling == "wide" else ages
    headers, values = [], []
    for sex, form in enumerate(SPELLINGS[spelling]):
        for nth in reversed(range(len(ages))):
            headers.append(form.format(age=shown[nth]))
            values.append(nth + 1 + 100 * sex)
    men, women = sum(range(1, 19)), sum(range(101, 119))
    head = "全国地方公共団体コード,地域コード,地方公共団体名,調査年月日,地域名,総人口,男性,女性,"
    row = f"122033,1,見本市,45016,栄町,{men + women},{men},{women},"
    text = f"{head}{','.join(headers)}\n{row}{','.join(map(str, values))}\n"
    got = reading("122033_population.csv", text, "cp932")
    (one,) = got.frame.to_dict("records")
    assert pd.Timestamp(one["surveyed_on"]).date() == date(2023, 3, 31)
    assert (one["m_0_4"], one["m_5_9"], one["m_85_over"]) == (1, 2, 18)
    assert (one["f_0_4"], one["f_80_84"], one["f_85_over"]) == (101, 117, 118)


PLACES = [
    (
        "aed",
        "sapporo_aed.csv",
        "区コード,ＮＯ,市町村名,名称＿カナ,名称,住所,緯度,経度,設置位置\n011011,1,見本市,ホンチョウ,本庁,北1,43.06,141.35,1階\n",
        {"municipality_code": "011011", "name": "本庁", "location_detail": "1階", "lat": 43.06},
    ),
    (
        "aed",
        "AED設置場所一覧.csv",
        "施設名,所在地,設置場所,緯度(世界測地系),経度(世界測地系),電話,使用可能時間,小児用パッド\n"
        "市役所,本町1,1階ロビー,35.1,139.1,0466-00-0000,8:30～17:15,有\n",
        {"name": "市役所", "location_detail": "1階ロビー", "lon": 139.1, "open_minute": 510, "child_pads": True},
    ),
    (
        "evacuation_space",
        "14100.csv",
        "共通ID,都道府県名及び市町村名,施設・場所名,住所,洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,大規模な火事,内水氾濫,"
        "火山現象,指定避難所との住所同一,緯度,経度,備考\n"
        "E1410000001,見本県見本市,見本小学校,西区,1,,,1,,1,,,1,35.4,139.6,\n",
        {"name": "見本小学校", "flood": "○", "earthquake": "○", "landslide": None, "shelter": "○", "lat": 35.4},
    ),
    (
        "evacuation_space",
        "指定緊急避難場所.csv",
        "NO,避難場所名,所在地,緯度,経度,洪水,土砂災害,地震,津波,火災,収容人数（人）\n1,見本小,本町,35.1,139.1,○,×,○,－,△,300\n",
        {"name": "見本小", "landslide": "×", "fire": "△", "tsunami": None, "capacity": 300},
    ),
    (
        "fire_hydrant",
        "消防水利.csv",
        "水利番号,水利種別,住所,緯度,経度,管径\n1,地上式消火栓,本町,35.1,139.1,150\n",
        {"water_kind": "地上式消火栓", "bore_mm": 150, "lat": 35.1},
    ),
    (
        "park",
        "都市公園一覧.csv",
        "公園名,所在地,面積(㎡),主な施設,緯度,経度\n中央公園,本町,10500,すべり台,35.1,139.1\n",
        {"name": "中央公園", "area_m2": 10500, "facilities": "すべり台"},
    ),
    (
        "parking",
        "駐車場.csv",
        "駐車場名,住所,緯度,経度,収容台数,料金,営業時間\n駅前,本町,35.1,139.1,100,30分100円,24時間\n",
        {"name": "駅前", "capacity": 100, "fee": "30分100円", "open_minute": 0, "close_minute": 1440},
    ),
    (
        "public_toilet",
        "福井_toilet.csv",
        "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,男性トイレ総数,車椅子使用者用トイレ,乳幼児用設備設置トイレ\n"
        "182010,1,駅前,大手,36.1,136.2,2,有,無\n",
        {"name": "駅前", "wheelchair": True, "infant": False, "men_total": 2},
    ),
]


@pytest.mark.parametrize(("kind", "name", "text", "wanted"), PLACES, ids=[f"{k}-{n}" for k, n, _t, _w in PLACES])
def test_places_of_cities_that_write_their_own_headers(
    kind: str, name: str, text: str, wanted: dict[str, object]
) -> None:
    got = reading(name, text, "cp932" if "㎡" not in text else "utf-8-sig")
    assert got.receipt.kind == kind
    (row,) = got.frame.to_dict("records")
    read_as = {key: (None if pd.isna(row[key]) else row[key]) for key in wanted}
    assert read_as == wanted


def test_an_area_in_hectares_is_not_taken_for_square_metres() -> None:
    got = reading("park_info.csv", "公園名,所在地,面積（ha）,設置遊具\n中央公園,本町,10.5,すべり台\n")
    assert got.receipt.kind == "park"
    assert got.frame["area_m2"].isna().all()


def test_events_whose_two_days_stand_in_one_cell() -> None:
    text = (
        "タイトル,開催期間,会場,カテゴリー,お問い合わせ\n"
        "花火,2026年8月1日(土)～3日(月),河川敷,まつり,観光課\n展示,2026/12/28～1/5,市民館,展示,文化課\n朝市,2026-08-02,広場,市,農政課\n"
    )
    got = reading("イベント一覧.csv", text, "cp932")
    assert got.receipt.kind == "event"
    days = [
        tuple(None if pd.isna(day) else pd.Timestamp(day).date() for day in pair)
        for pair in zip(got.frame["start_on"], got.frame["end_on"], strict=True)
    ]
    assert days == [
        (date(2026, 8, 1), date(2026, 8, 3)),
        (date(2026, 12, 28), date(2027, 1, 5)),
        (date(2026, 8, 2), None),
    ]
    assert got.receipt.conversions["start_on"]["date_span"].count == 2
    assert not [issue for issue in got.issues if issue.column == "start_on"]


@pytest.mark.parametrize(
    "text", ["9月7日(土)～11月4日(月・祝)", "2026年8月3日～1日", "2026年8月1日、3日", "2026-08-01～", "～8月3日"]
)
def test_a_span_without_a_year_or_with_its_end_before_its_beginning_is_no_span(text: str) -> None:
    assert span(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日現在", date(2019, 5, 1)),
        ("R6_4_人口", date(2024, 4, 1)),
        ("人口2024年4月", date(2024, 4, 1)),
        ("AR6_4", None),
        ("222127_population", None),
    ],
)
def test_the_day_that_a_name_tells_in_words(text: str, day: date | None) -> None:
    assert day_in_words(text) == day


MESHES = [
    "メッシュコード,年月,0-14歳,15-64歳,65歳以上,総人口\n5639178432,2026-10,10,60,30,100\n",
    "MESH_CODE,年,月,年少人口,生産年齢人口,老年人口,人口\n5639178432,2026,10,10,60,30,100\n",
    "地域メッシュコード,年月,0〜14歳人口,15〜64歳人口,65歳以上人口,人口総数\n5639178432,2026/10,10,60,30,100\n",
]


@pytest.mark.parametrize("text", MESHES)
def test_mesh_files_of_several_spellings(text: str) -> None:
    got = reading("mesh_population.csv", text, "cp932" if "〜" not in text else "utf-8")
    (row,) = got.frame.to_dict("records")
    assert (row["mesh_code"], row["young"], row["working"], row["old"], row["total"]) == ("5639178432", 10, 60, 30, 100)
    assert pd.Timestamp(row["surveyed_on"]).date() == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "hospital.csv",
            "名称,住所,緯度,経度,電話番号,小児対応,診療科目\n見本医院,本町,35.1,139.1,03-0000-0000,有,内科\n",
        ),
        ("list.csv", "名称,日付,数量\n甲,2026-04-01,3\n"),
        ("schools.csv", "学校名,男,女,計\n甲小,100,110,210\n"),
        (
            "公園遊具.csv",
            "公園名,所在地,面積（㎡）,遊具,緯度,経度\n"
            + "".join(
                f"{park}公園,本町,900,{thing},35.1,139.1\n"
                for park in "甲乙丙"
                for thing in ("ぶらんこ", "鉄棒", "砂場")
            ),
        ),
    ],
)
def test_lists_of_other_things_are_not_taken_for_a_kind_that_they_resemble(name: str, text: str) -> None:
    assert reading(name, text).receipt.kind == ""


def test_no_header_is_accepted_by_two_columns_of_one_kind() -> None:
    for schema in project_schemas().values():
        seen: dict[str, str] = {}
        for column in schema.columns:
            for header in column.headers:
                assert seen.setdefault(header, column.name) == column.name, f"{schema.kind}: {header}"
