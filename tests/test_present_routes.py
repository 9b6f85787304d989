"""The routes for projector and other people's pages: what they give, to whom, and that own data is nowhere without its token."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

import machi.cards.all  # noqa: F401 - registers every card
from machi.briefing.controls import controls
from machi.briefing.deck import Deck, Slide
from machi.briefing.link import to_link
from machi.cards.registry import build
from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from machi.web import briefcase
from machi.web.headers import SecurityHeaders
from machi.web.present_routes import packed
from machi.web.routes import OpenRoutes
from tests import egress
from tests.asgi import get

ROOT = Path(__file__).resolve().parent.parent
TREND = Slide("population_trend", note="ひそかなメモ")


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return open_shelf(ROOT / "data")


@pytest.fixture(scope="module")
def app(shelf: Shelf) -> Starlette:
    return Starlette(routes=OpenRoutes(lambda: shelf).routes(), middleware=[Middleware(SecurityHeaders)])


def test_a_deck_in_the_address_is_one_document(app: Starlette) -> None:
    answer = get(app, "/present", {"deck": to_link(Deck("題", slides=(TREND, Slide("events_list"))))})
    assert answer.status == 200
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-disposition" not in answer.headers
    facts = egress.deck_json(answer.content)
    assert facts["live"] is True
    assert [slide["address"] for slide in facts["slides"]] == ["population_trend", "events_list"]
    assert [one["name"] for one in facts["slides"][0]["controls"]] == ["town"]
    assert "ひそかなメモ" not in answer.text


def test_the_saved_document_asks_no_server(app: Starlette) -> None:
    answer = get(app, "/present", {"deck": to_link(Deck(slides=(TREND,))), "save": "1"})
    assert answer.headers["content-disposition"].startswith("attachment")
    assert egress.deck_json(answer.content)["live"] is False


@pytest.mark.parametrize("query", ["", "deck=", "deck=nonsense", "token=guess", "token="])
def test_what_is_no_deck_is_told_in_words(app: Starlette, query: str) -> None:
    answer = get(app, f"/present?{query}")
    assert answer.status == 404
    assert "発表を開けません" in answer.text
    assert "Traceback" not in answer.text


def test_a_change_of_town_changes_headline_and_figure(app: Starlette, shelf: Shelf) -> None:
    town = shelf.ask("population_town_names").frame.iloc[0, 0]
    answer = get(app, "/present/card", {"address": f"population_trend?town={town}"})
    card = build(shelf, "population_trend", {"town": town})
    assert answer.json()["headline"] == card.finding
    assert answer.json()["data"][0]["y"] == card.figure.spec["data"][0]["y"]  # type: ignore[union-attr]
    assert town in answer.json()["headline"]


@pytest.mark.parametrize("address", ["", "no_such_card", "<script>", "population_trend?town=" + "x" * 3000])
def test_a_wrong_address_of_a_slide_is_an_answer_too(app: Starlette, address: str) -> None:
    answer = get(app, "/present/card", {"address": address})
    assert answer.status in (200, 404)
    assert answer.headers["content-type"].startswith("application/json")
    assert json.loads(answer.text)


def test_own_documents_live_as_long_as_their_session_holds_them(app: Starlette) -> None:
    held = briefcase.put(packed(b"<html>own</html>"))
    assert len(held.token) > 40
    answer = get(app, "/present", {"token": held.token})
    assert answer.text == "<html>own</html>"
    assert answer.headers["cache-control"] == "no-store"
    token = held.token
    del held
    gc.collect()
    assert get(app, "/present", {"token": token}).status == 404


def test_an_embedded_card_may_be_framed_and_runs_nothing(app: Starlette, shelf: Shelf) -> None:
    answer = get(app, "/embed/population_trend")
    card = build(shelf, "population_trend")
    assert answer.status == 200
    assert card.finding in answer.text
    assert "合成データ（見本）" in answer.text
    assert all(source.licence in answer.text for source in card.sources)
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "x-frame-options" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_embed_of_nothing_is_told(app: Starlette) -> None:
    answer = get(app, "/embed/no_such_card")
    assert answer.status == 404
    assert "このカードはありません" in answer.text
    assert get(app, "/embed").status == 404
    assert get(app, "/present/other").json()["error"] == "not_found"


def test_a_hostile_parameter_stays_words(app: Starlette) -> None:
    answer = get(app, "/embed/population_trend", {"town": "<script>alert(1)</script>"})
    assert "<script" not in answer.text


def test_documents_travel_compressed(app: Starlette) -> None:
    link = to_link(Deck(slides=(TREND,)))
    small = get(app, "/present", {"deck": link}, accept_encoding="gzip")
    plain = get(app, "/present", {"deck": link})
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content
    assert len(small.raw) < len(plain.raw) / 2


@pytest.mark.parametrize(
    ("card_id", "params"),
    [("events_by_month", {}), ("events_calendar", {}), ("events_by_month", {"year": 2027}), ("population_pyramid", {})],
)
def test_a_control_says_what_is_shown(shelf: Shelf, card_id: str, params: dict[str, int]) -> None:
    card = build(shelf, card_id, params)
    (year,) = [one for one in controls(shelf, card) if one.name == "year"]
    again = build(shelf, card_id, {**params, "year": int(year.chosen)})
    assert again.finding == card.finding
    assert len(year.choices) > 1
