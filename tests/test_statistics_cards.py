"""Statistics, waste and snow over figures small enough to be worked out on paper (the sums stand beside them)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

import machi.cards.statistics  # noqa: F401
from machi.cards.card import Card, Chart, Value
from machi.cards.registry import CARDS, build
from machi.errors import NotOnShelf
from machi.own.shelf import close, own_shelf
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import folder, publish
from tests.own import opened, shipped

# 令和元年度 holds 29 February 2020: 366 days. 7,320 t / 10,000 / 366 = 2,000 g; 5,475 t / 10,000 / 365 = 1,500 g;
# April to September 2022: 183 days, 1,830 t / 10,000 / 183 = 1,000 g. 合計 must not be counted on top.
WASTE = """年度,区分,量_t,人口
令和元年度,家庭,3660,10000
令和元年度,事業,3660,10000
令和2年度,家庭,3650,10000
令和2年度,事業,"1,825",10000
令和2年度,合計,5475,10000
令和3年度,家庭,3650,10000
令和3年度,事業,－,10000
令和4年度,家庭,915,10000
令和4年度,事業,915,10000
"""
PLAN = "年度,目標_g人日,計画名\n令和2年度,1400,見本計画\n令和7年度,1200,見本計画\n"
SNOW = """日付,積雪深_cm,出動台数,要望件数
2020-11-01,0,0,0
2020-12-31,10,4,2
2021-01-01,9,0,1
2021-01-02,欠測,1,
2021-04-30,12,0,0
2021-05-01,50,9,9
2021-10-31,50,9,9
2021-12-01,30,3,1
"""
LIBRARY = """項目,区分,単位,2018年度,2019年度,2020年度,2021年度（9月まで）
貸出,東館,冊,100,150,300,10
貸出,西館,冊,300,150,100,10
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    root = tmp_path_factory.mktemp("statistics")
    data = folder(root)
    publish(data, "waste/waste", WASTE, as_of="2022-09-30")
    publish(data, "waste_plan/waste_plan", PLAN)
    publish(data, "snow/snow", SNOW, as_of="2021-12-05")
    publish(data, "statistic/library", LIBRARY, title='"図書館"', as_of="2021-09-30")
    publish(data, "statistic/rate", "年度,進学率（%）,不明\n2018年度,50,\n2019年度,60,\n", part='"b"', title='"率"')
    return open_shelf(data, root / "store.duckdb")


def made(shelf: Shelf, card_id: str, **params: Value) -> Card:
    return build(shelf, card_id, params)


def drawn(card: Card) -> dict[str, object]:
    assert isinstance(card.figure, Chart)
    go.Figure(card.figure.spec)
    return card.figure.spec


def test_grams_by_the_days_of_the_calendar(shelf: Shelf) -> None:
    table = made(shelf, "statistic_waste").table.set_index("year")
    assert table.loc[[2019, 2020, 2022], "grams"].tolist() == [2000, 1500, 1000]
    assert table.loc[[2019, 2020, 2022], "days"].tolist() == [366, 365, 183]
    assert pd.isna(table.loc[2021, "grams"])  # 事業 is not said: no total
    assert table.loc[2022, "part"] == "途中まで"
    assert table.loc[[2020, 2025], "target_g"].tolist() == [1400, 1200]


def test_waste_is_said_against_the_plan_of_the_same_year(shelf: Shelf) -> None:
    card = made(shelf, "statistic_waste")
    assert (
        card.finding
        == "2020年度（令和2年度）のごみは1人1日あたり1,500g。見本計画の目標1,400gより100g多い量です（waste）。"
    )
    assert any("2022年度（令和4年度）は令和4年9月30日までの183日分" in note for note in card.notes)
    assert any("量の書かれていない区分" in note for note in card.notes)
    line, target, part = drawn(card)["data"]  # type: ignore[misc]
    assert line["x"] == [2019, 2020]
    assert target["x"] == [2020, 2025]
    assert (part["x"], part["marker"]["symbol"]) == ([2022], "circle-open")
    assert "2019年度" in line["hovertext"][0]


def test_one_category_has_no_target(shelf: Shelf) -> None:
    card = made(shelf, "statistic_waste", category="家庭")
    # 3,650 t / 10,000 / 365 = 1,000 g in 2021, 3,660 / 366 the same in 2019
    assert (
        card.finding
        == "2021年度（令和3年度）の家庭は1人1日あたり1,000g。2019年度（令和元年度）は1,000gでした（waste）。"
    )
    assert made(shelf, "statistic_waste", category="ない区分").empty


def test_winters_are_not_calendar_years(shelf: Shelf) -> None:
    table = made(shelf, "snow_seasons").table
    assert table["winter"].tolist() == [2020, 2021]
    assert table["days_over"].tolist() == [2, 1]  # 31 December and 30 April; May and October are no winter
    assert table["days_unknown"].tolist() == [181 - 4, 35 - 1]
    assert table["part"].tolist() == [False, True]
    assert table["vehicles_out"].tolist() == [5, 3]


def test_the_depth_that_counts_can_be_chosen(shelf: Shelf) -> None:
    assert made(shelf, "snow_seasons", threshold_cm=9).table["days_over"].tolist() == [3, 1]
    card = made(shelf, "snow_seasons")
    assert card.finding == "2020–21年の冬に、積雪が10cm以上の日は2日でした（snow）。"
    assert any("2021–22年の冬は令和3年12月5日までの分" in note for note in card.notes)


def test_one_winter_day_by_day(shelf: Shelf) -> None:
    card = made(shelf, "snow_days")
    assert len(card.table) == 181
    assert card.table["depth_cm"].notna().sum() == 4
    assert "いちばん深かったのは令和3年4月30日の12cm" in card.finding
    assert made(shelf, "snow_days", winter=1990).empty


def test_a_cross_table_over_time(shelf: Shelf) -> None:
    card = made(shelf, "statistic_series", topic="library")
    assert (
        card.finding
        == "図書館（貸出）は2020年度（令和2年度）に400冊。前の年度より100冊（33.3%）多くなりました（図書館）。"
    )
    assert len(card.table) == 8
    data = drawn(card)["data"]
    assert [trace["name"] for trace in data] == ["東館", "西館", "途中まで"]  # type: ignore[attr-defined]
    assert data[0]["y"] == [100, 150, 300]  # type: ignore[index]


def test_index_by_hand(shelf: Shelf) -> None:
    table = made(shelf, "statistic_index", topic="library").table
    east = table[table["category"] == "東館"]
    assert east["index_100"].tolist()[:3] == [100, 150, 300]
    later = made(shelf, "statistic_index", topic="library", base=2019).table
    assert later[later["category"] == "西館"]["index_100"].round(1).tolist()[:3] == [200, 100, 66.7]
    assert made(shelf, "statistic_index", topic="library", base=1950).empty


def test_shares_add_up_and_say_of_what(shelf: Shelf) -> None:
    card = made(shelf, "statistic_shares", topic="library")
    shares = card.table.groupby("year")["share_percent"].sum()
    assert shares.round(9).tolist() == [100, 100, 100, 100]
    assert "400冊、そのうち東館が75.0%。2018年度（平成30年度）より50.0ポイント高い" in card.finding
    assert any("合計を100%" in note for note in card.notes)
    assert made(shelf, "statistic_shares").table["category"].nunique() == 3  # 合計 is in the table only
    spec = drawn(made(shelf, "statistic_shares"))
    assert [trace["name"] for trace in spec["data"]] == ["家庭", "事業"]  # type: ignore[attr-defined]
    assert len(spec["data"][0]["y"]) == 2  # type: ignore[index]  # 2021 has a gap, 2022 is a part


def test_rates_are_not_added_up(shelf: Shelf) -> None:
    card = made(shelf, "statistic_shares", topic="rate")
    assert card.empty
    assert "率や平均" in card.finding
    assert made(shelf, "statistic_series", topic="rate").finding.startswith("率（進学率）は2019年度")


def test_change_against_the_year_before(shelf: Shelf) -> None:
    card = made(shelf, "statistic_change", topic="library", category="西館")
    changes = card.table[card.table["category"] == "西館"]["change_percent"].round(1).tolist()
    assert changes[1:3] == [-50, -33.3]
    assert pd.isna(changes[0])
    assert pd.isna(changes[3])  # a part of a year is compared with nothing
    assert "50冊（33.3%）減りました。くらべた2回のうち、増えたのは0回" in card.finding


def test_a_published_total_is_not_counted_on_top(real: Path, tmp_path: Path) -> None:
    """takamatsu 0097 has three rows of 全税目. Its own total, in the file's last row, is 66,486,823,320 yen."""
    data = folder(tmp_path)
    text = (real / "takamatsu_old_data_0097.csv").read_text(encoding="utf-8-sig")
    publish(data, "statistic/tax", text, title='"市税"')
    shelf = open_shelf(data, tmp_path / "s.duckdb")
    table = made(shelf, "statistic_shares", topic="tax", item="adjustedAmount").table
    assert table.loc[table["is_total"], "category"].str.startswith("全税目").tolist() == [True] * 3
    assert set(table["whole"]) == {66_486_823_320}
    assert made(shelf, "statistic_index", topic="tax", item="adjustedAmount").empty  # one year only


def test_a_total_by_another_name_is_found_by_its_sum(tmp_path: Path) -> None:
    data = folder(tmp_path)
    rows = "2018年度,甲,1\n2018年度,乙,2\n2018年度,市内,3\n2019年度,甲,4\n2019年度,乙,1\n2019年度,市内,5\n"
    publish(data, "statistic/named", "年度,区分,件数\n" + rows)
    card = made(open_shelf(data, tmp_path / "s.duckdb"), "statistic_shares")
    assert set(card.table.loc[card.table["is_total"], "category"]) == {"市内"}
    assert card.table["whole"].unique().tolist() == [3, 5]


def test_an_index_of_months_is_based_on_the_mean_of_the_year(tmp_path: Path) -> None:
    data = folder(tmp_path)
    months = "".join(f"2019年{month}月,{month}\n" for month in range(1, 13)) + "2020年1月,13\n"
    publish(data, "statistic/monthly", "年月,件数\n" + months, as_of="2020-02-01")
    card = made(open_shelf(data, tmp_path / "s.duckdb"), "statistic_index")
    # mean of 1 … 12 is 6.5; 13 is twice that
    assert card.finding == "monthly（件数）は、2019年の平均を100とすると2020年1月に200.0です（monthly）。"


def test_two_rows_of_one_category_are_no_figure(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "statistic/twice", "年度,区分,値\n2018年度,東,1\n2018年度,東,2\n2019年度,東,3\n")
    card = made(open_shelf(data, tmp_path / "s.duckdb"), "statistic_series")
    assert card.table["value"].isna().tolist() == [True, False]
    assert any("2つ以上" in note for note in card.notes)


@pytest.mark.parametrize("card_id", sorted(key for key, kind in CARDS.items() if kind.subject == "statistics"))
def test_without_data_a_card_says_so(card_id: str, tmp_path: Path) -> None:
    with pytest.raises(NotOnShelf):
        made(open_shelf(folder(tmp_path), tmp_path / "s.duckdb"), card_id)


def test_a_table_without_time_is_told(tmp_path: Path) -> None:
    data = folder(tmp_path)
    publish(data, "statistic/list", "名前,量\nあ,1\nい,2\n")
    shelf = open_shelf(data, tmp_path / "s.duckdb")
    assert [problem.code for problem in shelf.catalogue.problems("statistic")] == ["unreadable"]


def test_every_shipped_card_is_marked_as_a_sample() -> None:
    shelf = shipped()
    for card_id, kind in CARDS.items():
        if kind.subject == "statistics":
            card = made(shelf, card_id)
            assert card.synthetic, card_id
            assert card.finding.endswith("。"), card_id
            drawn(card)


def test_a_file_without_a_title_is_named_once_and_compared_with_its_first_period() -> None:
    text = "年月,人口\n2025年4月,30\n2025年5月,31\n2025年6月,33\n"
    own = own_shelf([opened(text.encode(), "月別相談件数.csv")], shipped())
    finding = build(own, "statistic_series").finding
    # 33 beside 30: no month of the year before.
    assert finding == "「人口」は2025年6月に33。2025年4月より3（10.0%）多くなりました（月別相談件数.csv）。"
    assert build(own, "statistic_index").finding.count("月別相談件数.csv") == 1
    close(own)
    alone = own_shelf([opened("年月,人口\n2025年4月,30\n2025年5月,30\n".encode(), "数.csv")], shipped())
    assert "2025年4月と同じです" in build(alone, "statistic_series").finding
    close(alone)
