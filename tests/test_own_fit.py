"""What an own file can be shown as, and what it lacks: decided by its cells, offered only where something is to be seen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import machi.cards.all  # noqa: F401 - registers every card
from machi.cards.registry import CARDS, build
from machi.ingest.schema import project_schemas
from machi.own.examples import examples, questions
from machi.own.files import Choices
from machi.own.fit import Fit, fit, offers
from machi.own.shelf import close, own_shelf
from tests.contents import pages, views
from tests.own import AED_HEADER, AED_ROWS, aed_file, csv_text, opened, shipped

ROOT = Path(__file__).resolve().parent.parent


def fits(data: bytes, name: str) -> Fit:
    files = [opened(data, name)]
    shelf = own_shelf(files, shipped())
    found = fit(files, shelf)
    close(shelf)
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda one: f"{one.card}-{'-'.join(one.kinds[:1])}")
def test_every_example_stands_where_it_says(example) -> None:  # type: ignore[no-untyped-def]
    kind = CARDS[example.card]
    assert set(example.kinds) <= set(kind.needs)
    assert set(example.params) <= {param.name for param in kind.params}
    assert example.page in pages()
    assert example.view.get("view", "") in ["", *views(example.page)]
    for name in example.kinds:
        known = project_schemas()[name].by_name
        assert [column for column in example.columns if column not in known and len(example.kinds) == 1] == []


def test_every_example_fits_the_shipped_data() -> None:
    """Each shipped file of a kind feeds what is listed for its kind, or the list promises too much."""
    folder = Path(__file__).resolve().parent.parent / "data"
    for kind, least in (("event", 3), ("park", 4), ("population", 2), ("evacuation_space", 3), ("waste", 1)):
        path = sorted((folder / kind).glob("*.csv"))[-1]
        assert len(fits(path.read_bytes(), path.name).offers) >= least, kind


def test_an_aed_list_is_offered_its_pages_map_first() -> None:
    files = [aed_file()]
    shelf = own_shelf(files, shipped())
    found = fit(files, shelf)
    assert found.offers[0].example.card == "places_map"
    cards = [offer.example.card for offer in found.offers]
    assert [card for card in cards if card.startswith("anything")]
    assert max(cards.index(card) for card in cards if not card.startswith("anything")) < min(
        cards.index(card) for card in cards if card.startswith("anything")
    )
    assert {offer.example.card for offer in found.offers} >= {"places_map", "places_nearest", "places_counts"}
    assert "3" in found.offers[0].finding
    assert found.lacks == ("「利用可能曜日」・「開始時間」の列があれば、曜日と時刻で探せます。",)
    close(shelf)


def test_the_first_example_does_not_wait_for_the_others() -> None:
    made: list[str] = []

    def make(shelf, card_id, params):  # type: ignore[no-untyped-def]
        made.append(card_id)
        return build(shelf, card_id, params)

    files = [aed_file()]
    shelf = own_shelf(files, shipped())
    coming = offers(files, shelf, make)
    first = next(coming)
    assert made == [first.example.card] == ["places_map"]
    assert (first, *coming) == fit(files, shelf).offers
    close(shelf)


def test_what_is_missing_is_said_in_plain_words() -> None:
    header, rows = (*AED_HEADER[:2], *AED_HEADER[4:]), [(*row[:2], *row[4:]) for row in AED_ROWS]
    found = fits(csv_text(header, rows).encode(), "aed.csv")
    assert found.offers[0].example.card == "places_counts"
    assert "places_map" not in {offer.example.card for offer in found.offers}
    assert "「緯度」・「経度」の列があれば、地図で見られます。" in found.lacks


def test_a_column_that_nobody_can_read_feeds_nothing() -> None:
    data = csv_text(("イベント名", "開始日"), [("朝市", "そのうち"), ("夜市", "いつか")]).encode()
    files = [opened(data, "event.csv", Choices(kind="event"))]
    shelf = own_shelf(files, shipped())
    found = fit(files, shelf)
    close(shelf)
    assert "「開始日」の列に読める値があれば、カレンダーで見られます。" in found.lacks
    assert "events_calendar" not in {offer.example.card for offer in found.offers}


def test_a_table_of_no_known_kind_over_years_is_offered_its_series_on_both_pages() -> None:
    rows = [(f"令和{n}年度", str(100 + n)) for n in range(1, 8)]
    found = fits(csv_text(("年度", "貸出冊数（冊）"), rows).encode(), "図書.csv")
    assert (found.offers[0].example.page, found.offers[0].example.card) == ("anything", "anything_series")
    assert "107" in found.offers[0].finding
    assert "statistics" in {offer.example.page for offer in found.offers}
    assert "緯度・経度か、町名・住所の列があれば、地図で見られます。" in found.lacks


def test_every_general_card_has_its_question() -> None:
    cards = {card for card, kind in CARDS.items() if kind.needs == ("anything",)}
    assert set(questions()) == cards


def test_two_files_of_no_known_kind_are_each_shown_and_compared() -> None:
    one = csv_text(("品目", "値段"), [("米", "300"), ("味噌", "250"), ("塩", "120")]).encode()
    two = csv_text(("品目", "値段"), [("米", "320"), ("味噌", "250"), ("砂糖", "180")]).encode()
    files = [opened(one, "前.csv", id="own-1"), opened(two, "後.csv", id="own-2")]
    shelf = own_shelf(files, shipped())
    found = fit(files, shelf)
    assert "anything_compare" in {offer.example.card for offer in found.offers}
    shown = {
        offer.example.view.get("file", "own-1") for offer in found.offers if offer.example.card == "anything_ranking"
    }
    assert shown == {"own-1", "own-2"}
    close(shelf)


def real_files() -> list[Path]:
    """Really published files, headers without rows left out; none where the folder isn't there."""
    folder = Path(os.environ.get("MACHI_REAL", ROOT.parent / "shared" / "real"))
    return [path for path in sorted(folder.glob("*.csv")) if not path.name.startswith("template_")]


@pytest.mark.full
@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.stem)
def test_every_really_published_file_comes_to_a_useful_card(path: Path) -> None:
    """Nothing settled by hand: every row accounted for, a card with rows, whose sentence has a number."""
    file = opened(path.read_bytes(), path.name)
    assert file.receipt.rows_in == file.receipt.rows_ok + file.receipt.rows_reported
    shelf = own_shelf([file], shipped())
    found = fit([file], shelf)
    best = found.offers[0].example
    card = build(shelf, best.card, best.params)
    assert len(card.table) > 0
    assert any(sign.isdigit() for sign in card.finding)
    assert card.internal
    close(shelf)


def test_a_table_of_no_known_kind_far_away_is_not_drawn_on_this_city() -> None:
    rows = [
        ("西の店", "34.34", "134.04", "食堂"),
        ("東の店", "34.35", "134.06", "食堂"),
        ("南の店", "34.30", "134.05", "本"),
    ]
    shelf = own_shelf([opened(csv_text(("店", "緯度", "経度", "業種"), rows).encode(), "店.csv")], shipped())
    assert shelf.city.name == "このまち"
    assert build(shelf, "anything_map").figure.view["latitude"] == pytest.approx(34.33, abs=0.05)  # type: ignore[union-attr]
    close(shelf)


def test_the_first_card_of_a_very_long_file_waits_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("machi.own.shelf.MOST_KEPT", 2)
    files = [aed_file()]
    shelf = own_shelf(files, shipped())
    first, *others = [offer for offer in fit(files, shelf).offers if offer.example.page == "places"]
    assert "3" in first.finding
    assert {offer.finding for offer in others} == {"行が多いため、開いたときに作ります。"}
    close(shelf)


def test_only_the_first_card_of_a_very_long_table_of_no_known_kind_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("machi.own.shelf.MOST_KEPT", 2)
    rows = [
        ("西の店", "37.49", "139.92", "食堂"),
        ("東の店", "37.48", "139.93", "食堂"),
        ("南の店", "37.47", "139.94", "本"),
    ]
    files = [opened(csv_text(("店", "緯度", "経度", "業種"), rows).encode(), "店.csv")]
    shelf = own_shelf(files, shipped())
    first, *others = fit(files, shelf).offers
    assert "3" in first.finding
    assert {offer.finding for offer in others} == {"行が多いため、開いたときに作ります。"}
    for offer in others:
        assert not build(shelf, offer.example.card, offer.example.params).empty
    close(shelf)
