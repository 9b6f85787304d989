"""Event questions against hand-counted answers, and the sentences of the cards, on ``tests/data/event``."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import machi.cards.events  # noqa: F401  registers the cards
from machi.cards import theme
from machi.cards.card import Card, Chart, Map
from machi.cards.catalogue_view import catalogue_table, dataset_view, read_sentence
from machi.cards.events_filter import settle
from machi.cards.registry import build
from machi.errors import NotOnShelf
from machi.export.datasets import cleaned_bytes, original_bytes
from machi.export.ics import calendar_for
from machi.export.tables import card_csv
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import EVENT, REAL, folder, needs_real, publish

HERE = Path(__file__).parent
GOLDEN = sorted(path.stem for path in (HERE / "golden").glob("event_*.csv"))
REACH = "この一覧は5月31日に始まる催しまでの分です。"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    root = tmp_path_factory.mktemp("events")
    shutil.copytree(HERE / "data" / "event", root / "data" / "event")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MACHI_TODAY", "2026-05-08")
        yield open_shelf(root / "data", root / "store.duckdb")


def spelt(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_question_gives_the_counted_answer(shelf: Shelf, name: str) -> None:
    with (HERE / "golden" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        heading, *rows = csv.reader(stream)
    frame = shelf.ask(name).frame
    answer = [[spelt(value) for value in row] for row in frame[heading].astype(object).to_numpy().tolist()]
    assert answer == rows


def test_there_is_a_golden_answer_for_each_event_question(shelf: Shelf) -> None:
    assert [name for name in shelf.library if name.startswith("event_")] == GOLDEN


def made(shelf: Shelf, card_id: str, **params: Any) -> Card:
    return build(shelf, card_id, params)


def names(card: Card) -> list[str]:
    return card.table["name"].tolist()


def test_the_weekend_is_told_as_people_ask_for_it(shelf: Shelf) -> None:
    card = made(shelf, "events_list")
    assert card.finding == f"今週末（5月9日・10日）の催しは7件、うち無料で申込不要は2件。{REACH}"
    assert names(card) == [
        *("試験朝市", "長い展覧会", "独自形式の体操", "夜通し上映会", "星を見る会"),
        *("子ども工作", "料金の分からない会"),
    ]
    assert any("料金の記載がはっきりしない2件は、無料に数えていません" in note for note in card.notes)
    assert any("開始日を読み取れない催しが1件" in note for note in card.notes)
    assert card.synthetic


def test_the_chips_leave_out_what_is_not_said(shelf: Shelf) -> None:
    free = made(shelf, "events_list", period="next30", free=True)
    assert free.finding.startswith("これから30日（6月6日まで）の催しのうち無料は6件、うち申込不要は3件。")
    assert len(free.table) == 6
    both = made(shelf, "events_list", free=True, no_booking=True)
    assert both.finding.startswith("今週末（5月9日・10日）の催しのうち無料で申込不要は2件（全部では7件）。")
    assert names(both) == ["試験朝市", "子ども工作"]
    assert names(made(shelf, "events_list", period="range", start=date(2026, 5, 20), category="子育て")) == [
        "和暦の音楽会"
    ]
    assert names(made(shelf, "events_list", period="all", text="広場")) == ["試験まつり", "試験朝市"]


def test_a_day_that_cannot_be_read_is_shown_as_published(shelf: Shelf) -> None:
    rows = made(shelf, "events_list", period="all").table
    whens = dict(zip(rows["name"], rows["when"], strict=True))
    assert whens["日付の読めない会"] == "5月下旬"
    assert whens["試験まつり"] == "5月3日（日）〜5月5日（火） 10:00〜17:00"
    assert whens["夜通し上映会"] == "5月9日（土） 20:00〜25:30"
    assert whens["年越しの会"] == "2025年12月31日（水） 23:00〜1:00"


@needs_real
def test_a_real_list_with_prose_for_days_is_still_a_list(tmp_path: Path) -> None:
    """Takamatsu's list of September 2024: 45 events, days as prose without a year, so none can be placed in time."""
    source = REAL / "takamatsu_events_data.csv"
    data = folder(tmp_path)
    publish(data, "event/takamatsu_events_data", source.read_text(encoding="utf-8"))
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    everything = made(shelf, "events_list", period="all")
    assert len(everything.table) == 45
    assert "9月7日(土)～ 11月4日(月・祝)" in set(everything.table["when"])
    for card_id in ("events_calendar", "events_by_month", "events_by_weekday", "events_by_category", "events_list"):
        card = made(shelf, card_id)
        assert card.empty
        assert "45件は" in card.finding
    assert not made(shelf, "events_map", period="all").empty


@pytest.mark.parametrize(("listed", "year"), [(2021, 2021), (2030, 2030)])
def test_a_list_that_ends_before_this_year_or_begins_after_it_shows_its_own_nearest_year(
    tmp_path: Path, listed: int, year: int
) -> None:
    data = folder(tmp_path)
    publish(data, "event/e", EVENT + f"1,見本の会,{listed}-05-03,,,,,\n")
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    for card_id in ("events_calendar", "events_by_month", "events_by_weekday", "events_by_category"):
        card = made(shelf, card_id)
        assert card.empty == (card_id == "events_by_category")
        assert card.finding.startswith(f"{year}年"), card_id


def test_an_empty_answer_says_why_and_names_a_way_out(shelf: Shelf) -> None:
    chips = made(shelf, "events_list", period="today", free=True)
    assert chips.empty
    assert chips.finding == f"今日（5月8日）の無料と書かれた催しは、一覧にありません。条件を外すと1件あります。{REACH}"
    week = {"period": "range", "start": date(2026, 5, 11), "end": date(2026, 5, 15), "category": "学び"}
    later = made(shelf, "events_list", **week)
    assert later.finding == (
        "5月11日から5月15日までの種類が「学び」の催しは、一覧にありません。"
        f"次は5月16日（土）の「=SUM(1,2)の講座」です。{REACH}"
    )
    beyond = made(shelf, "events_list", period="range", start=date(2027, 1, 1), end=date(2027, 1, 3))
    assert REACH in beyond.finding
    assert "「すべて」を選ぶと" in beyond.finding
    turned = made(shelf, "events_list", period="range", start=date(2026, 5, 9), end=date(2026, 5, 8))
    assert turned.finding == "おわりの日がはじめの日より前です。期間を選び直してください。"


@pytest.mark.parametrize(
    ("today", "first", "last", "words"),
    [
        (date(2026, 5, 4), date(2026, 5, 9), date(2026, 5, 10), "今週末（5月9日・10日）"),
        (date(2026, 5, 9), date(2026, 5, 9), date(2026, 5, 10), "今週末（5月9日・10日）"),
        (date(2026, 5, 10), date(2026, 5, 10), date(2026, 5, 10), "今週末（5月10日）"),
        (date(2026, 1, 29), date(2026, 1, 31), date(2026, 2, 1), "今週末（1月31日・2月1日）"),
        (date(2026, 12, 31), date(2027, 1, 2), date(2027, 1, 3), "今週末（2027年1月2日・3日）"),
    ],
)
def test_which_days_a_weekend_is(today: date, first: date, last: date, words: str) -> None:
    asked = settle(today, "weekend", None, None, free=False, no_booking=False, category="", text="")
    assert (asked.first, asked.last, asked.when) == (first, last, words)


def test_an_empty_map_does_not_say_the_sentence_of_the_list_again(shelf: Shelf) -> None:
    asked = {"period": "today", "free": True}
    empty = made(shelf, "events_map", **asked)
    assert empty.empty
    assert empty.finding.endswith("がないため、地図に置くものもありません。")
    assert empty.finding != made(shelf, "events_list", **asked).finding


def test_the_map_counts_what_it_cannot_show(shelf: Shelf) -> None:
    card = made(shelf, "events_map")
    assert card.finding == (
        "今週末（5月9日・10日）の催しのうち、地図に置けるのは3か所の5件。位置の記載がない2件は地図にありません。"
    )
    assert isinstance(card.figure, Map)
    (circles,) = [layer for layer in card.figure.layers if layer["id"] == "events"]
    assert sorted((row["n"], row["t"]) for row in circles["data"]) == [
        ("中央広場", "1"),
        ("試験会館", "3"),
        ("試験体育館", "1"),
    ]


def test_the_calendar_tells_no_event_from_no_data(shelf: Shelf) -> None:
    card = made(shelf, "events_calendar")
    assert card.finding == (
        f"2026年は、一覧の期間151日のうち12日に催しがあります。いちばん多いのは5月9日（土）の4件です。{REACH}"
    )
    assert isinstance(card.figure, Chart)
    counts = dict(zip(card.table["day"].dt.date, card.table["events"].astype(object), strict=True))
    assert counts[date(2026, 5, 9)] == 4
    assert counts[date(2026, 1, 1)] == 0
    assert counts[date(2026, 8, 31)] == 1
    assert pd.isna(counts[date(2026, 6, 3)])
    holidays = card.table[card.table["holiday"] != ""]
    assert holidays.loc[holidays["day"] == "2026-05-06", "holiday"].tolist() == ["憲法記念日 振替休日"]
    assert any("60日をこえてつづく催し（1件）" in note for note in card.notes)


def test_a_calendar_cell_stands_under_its_week_and_weekday(shelf: Shelf) -> None:
    """2026 begins on a Thursday: 9 May is in the 19th week from Monday 29 December, so column 18, row 5 (Saturday)."""
    figure = made(shelf, "events_calendar").figure
    assert isinstance(figure, Chart)
    first_half, second_half = [trace for trace in figure.spec["data"] if trace["type"] == "heatmap"]
    assert first_half["hovertext"][5][18] == "5月9日（土）　4件"
    assert first_half["z"][5][18] == len(first_half["colorscale"]) // 2 - 1
    assert first_half["z"][0][0] is None
    assert second_half["hovertext"][0][9] == "8月31日（月）　1件"


def test_a_year_without_events_names_the_years_that_have_some(shelf: Shelf) -> None:
    card = made(shelf, "events_calendar", year=2030)
    assert card.empty
    assert card.finding == "2030年の催しは一覧にありません。一覧にあるのは2025・2026年です。"


def test_counts_by_month_weekday_and_category(shelf: Shelf) -> None:
    month = made(shelf, "events_by_month")
    assert month.finding.startswith(
        "2026年に催しがいちばん多い月は5月の14件、いちばん少ない月は1月、2月、3月で、いずれも0件です。"
    )
    assert month.table["events"].isna().tolist() == [False] * 5 + [True] * 7
    weekday = made(shelf, "events_by_weekday")
    assert weekday.finding.startswith(
        "2026年の6日以内の催しがいちばん多いのは日曜日の7件。平日（月〜金）は1つの曜日あたり平均1.0件です。"
    )
    category = made(shelf, "events_by_category")
    assert category.finding.startswith(
        "2026年の催し14件のうち種類が書かれているのは10件。その中でいちばん多い種類は「学び」の4件、次は「子育て」の2件です。"
    )
    bars = category.figure.spec["data"][0]  # type: ignore[union-attr]
    assert bars["x"][-1] == 4
    assert category.figure.spec["layout"]["yaxis"]["ticktext"][-1] == "記載なし"  # type: ignore[union-attr]
    assert bars["marker"]["color"][-1] == theme.MUTED
    assert REACH in month.finding
    for other in (weekday, category):
        assert REACH not in other.finding
        assert REACH in other.notes
    assert made(shelf, "events_by_month", year=2025, category="映画").empty


def test_all_egress_agree_on_the_rows(shelf: Shelf) -> None:
    card = made(shelf, "events_list")
    text = card_csv(card).decode("utf-8-sig")
    assert text.count("合成データ（見本）") == 7
    calendar = calendar_for(card.table, card.sources, title="試験市", today=shelf.today).decode()
    assert calendar.count("BEGIN:VEVENT") == 7
    every = card_csv(made(shelf, "events_list", period="all")).decode("utf-8-sig")
    assert '"\'=SUM(1,2)の講座"' in every


def test_names_with_markup_stay_text_in_figures(shelf: Shelf) -> None:
    card = made(shelf, "events_map", period="all")
    assert isinstance(card.figure, Map)
    assert card.figure.tooltip is not None
    assert "html" not in card.figure.tooltip


def test_the_catalogue_tells_how_each_file_was_read(shelf: Shelf) -> None:
    frame, columns = catalogue_table(shelf)
    assert [column.name for column in columns] == list(frame.columns)
    assert dict(zip(frame["id"], frame["rows_ok"], strict=True)) == {"999997_event": 14, "999997_event_own": 2}
    view = dataset_view(shelf, "999997_event")
    assert read_sentence(view.publication).startswith("14行すべてを読みました。")
    assert any("12行目「開始日」" in issue.example and "5月下旬" in issue.example for issue in view.issues)
    assert next(column for column in view.columns if column.header == "場所名称").title == "場所名称"
    with pytest.raises(NotOnShelf, match="ありません"):
        dataset_view(shelf, "../../etc/passwd")


def test_the_original_leaves_as_it_came_and_the_cleaned_table_as_read(shelf: Shelf) -> None:
    source = HERE / "data" / "event" / "999997_event_own.csv"
    assert original_bytes(shelf, "999997_event_own") == source.read_bytes()
    cleaned = cleaned_bytes(shelf, "999997_event_own", "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(cleaned.splitlines(keepends=True)))
    assert (rows[0]["開始日"], rows[0]["終了時間"], rows[0]["経度（度）"]) == ("2026-05-09", "11:30", "139.93")
    assert rows[0]["説明"] == "いすの体操\n動きやすい服で"
    assert rows[0]["注意"] == "合成データ（見本）"
    assert b'"coordinates":[139.93,37.53]' in cleaned_bytes(shelf, "999997_event_own", "geojson")
    with pytest.raises(NotOnShelf, match="渡せません"):
        cleaned_bytes(shelf, "999997_event_own", "xlsx")


def test_a_table_is_only_that_of_a_known_kind(shelf: Shelf) -> None:
    with pytest.raises(NotOnShelf, match="ありません"):
        shelf.table('event" where 1=1 --', "x")
