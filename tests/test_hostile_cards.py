"""Findings of a hostile review of the cards: each would have told or given away something that is not so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import machi.cards.evacuation
import machi.cards.events
import machi.cards.places
import machi.cards.population  # noqa: F401  # registers the cards
import ui.events
from machi.cards import place_kinds, registry
from machi.cards.card import Card, Source
from machi.cards.credit import credits
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import POPULATION, folder, publish

AEDS = """市区町村コード,NO,名称,緯度,経度,外部利用不可
999999,1,工場,35.0005,139.0,1
999999,2,会館,35.001,139.0,
"""
SITES = "NO,名称,緯度,経度,災害種別_地震\n1,見本広場,35.001,139.0,1\n"


def build(shelf: Shelf, card_id: str, **params: object) -> Card:
    return registry.build(shelf, card_id, params)  # type: ignore[arg-type]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHI_TODAY", "2026-06-15")
    made = folder(tmp_path)
    publish(made, "aed/list", AEDS)
    publish(made, "evacuation_space/sites", SITES)
    return made


def opened(data: Path) -> Shelf:
    return open_shelf(data, data.parent / "store.duckdb")


def test_nearest_is_not_said_of_one_behind_a_nearer_one_for_insiders(data: Path) -> None:
    finding = build(opened(data), "places_nearest").finding
    assert finding.startswith("施設の外の人は使えないと書かれたもの（これより近くに1台）を除くと、一覧の中で")
    # From beside the hall nothing for insiders is nearer.
    assert build(opened(data), "places_nearest", near="35.0011,139.0").finding.startswith("一覧の中で")


@pytest.mark.parametrize("card_id", ["places_map", "place_hours"])
def test_first_aid_stands_before_aeds_that_nobody_asked_for_by_name(data: Path, card_id: str) -> None:
    publish(data, "park/one", "ID,名称,緯度,経度\n1,中央公園,35.0,139.0\n")
    shelf = opened(data)
    assert build(shelf, card_id).lead.startswith("まず119番へ")
    assert build(shelf, card_id, kinds=("park",)).lead == ""


@pytest.mark.parametrize("card_id", ["places_nearest", "evacuation_sites"])
def test_distances_do_not_give_the_visitors_position_away(data: Path, card_id: str) -> None:
    shelf = opened(data)
    own = build(shelf, card_id, lat=35.00213, lon=139.0)  # 会館 and 見本広場: 0.00113° are 126 m (111.195 km a degree)
    assert own.table["distance_m"].iloc[0] == 150
    assert "直線で約150m" in own.finding
    typed = build(shelf, card_id, near="35.00213,139.0")
    assert typed.table["distance_m"].iloc[0] == 126


@pytest.mark.parametrize("card_id", ["places_nearest", "evacuation_sites"])
def test_a_real_list_grows_old_while_the_samples_day_stands_still(
    data: Path, monkeypatch: pytest.MonkeyPatch, card_id: str
) -> None:
    monkeypatch.delenv("MACHI_TODAY")
    publish(data, "event/sample", "ID,イベント名,開始日\n1,見本の会,2026-06-20\n", synthetic="true")
    shelf = opened(data)
    assert shelf.today == date(2026, 6, 15)
    monkeypatch.setattr(place_kinds, "real_today", lambda: date(2040, 1, 1))  # 5023 days after 2026-04-01
    assert "5,023日たっているため、近い順に並べていません" in build(shelf, card_id).finding


@pytest.mark.parametrize("card_id", ["places_nearest", "evacuation_sites"])
def test_a_list_dated_in_the_future_is_of_unknown_age(data: Path, card_id: str) -> None:
    publish(data, "aed/list", AEDS, as_of="2099-01-01")
    publish(data, "evacuation_space/sites", SITES, as_of="2099-01-01")
    card = build(opened(data), card_id)
    assert "日付が今日より先で" in card.finding
    assert "distance_m" not in [column.name for column in card.columns]


EVENTS = (
    "ID,イベント名,開始日,終了日,料金(基本),参加申込方法,緯度,経度,説明\n"
    '1,体操,2026-06-20,,,,,,"座ってできます。\n参加費：無料"\n'
    '2,汁もの,2026-06-21,,,,,,"対象：親子\n参加費：600円"\n'
    "3,朗読,2026-06-22,,先着順,詳しくは案内で,,,\n"
    "4,朝市,6月下旬,,無料,,,,\n"
)


def test_a_price_in_the_description_is_read_and_unclear_words_are_not_unsaid(data: Path) -> None:
    publish(data, "event/events", EVENTS)
    table = build(opened(data), "events_list", period="all").table
    assert list(table["fee_word"]) == ["無料", "有料", "読み取れない", "無料"]
    assert list(table["booking_word"]) == ["記載なし", "記載なし", "読み取れない", "記載なし"]


def test_the_calendar_button_counts_what_the_file_holds(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(data, "event/events", EVENTS)
    shelf = opened(data)
    card = build(shelf, "events_list", period="all")
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(ui.events, "_save", lambda _card, rows, label, *_more: asked.append((label, len(rows))))
    monkeypatch.setattr(ui.events.session, "shelf", lambda: shelf)
    ui.events.event_list(card)
    assert len(card.table) == 4
    assert asked[0] == ("この3件をカレンダーに入れる（.ics）", 3)


def test_a_suppressed_area_is_in_the_list(data: Path) -> None:
    publish(
        data, "population/people", POPULATION + "2026-04-01,甲町,72,36,36,30,30,6,6\n2026-04-01,秘町,X,X,X,X,X,X,X\n"
    )
    shelf = opened(data)
    for card_id in ("population_trend", "population_ages"):
        card = build(shelf, card_id, town="秘町")
        assert card.empty
        assert card.finding.startswith("秘町の人数は、この一覧では読み取れません（秘匿や空欄など）。")
        assert "「乙町」という地域は、この一覧にありません" in build(shelf, card_id, town="乙町").finding


def test_an_unknown_day_is_said_once_and_nothing_is_left_over(data: Path) -> None:
    dated = Source("a", "aed", "一覧", "見本市", "CC BY 4.0", as_of=date(2026, 4, 1))
    undated = Source("b", "aed", "古い一覧", "見本市", "CC BY 4.0", as_of=None)
    assert credits([dated, undated])[0].endswith("令和8年4月1日時点（ほか1件、日付不明のものを含む）")
    assert credits([undated])[0].endswith("（CC BY 4.0）日付不明")
    counts = build(opened(data), "places_counts", by="district").finding
    assert counts.startswith("2件すべての地区が分かり、1地区にあります")
