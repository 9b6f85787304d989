"""The tray: pins come from any card, keep their order and words, and those of an own file go with 消去する."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from machi.briefing.deck import Deck, Slide, from_toml
from machi.briefing.link import to_link
from tests.test_pages import words
from tests.visitor import as_served, at

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")


def opened(deck: Deck | None = None) -> AppTest:
    app = at("briefing")
    if deck is not None:
        app.session_state["deck"] = deck
    return app.run()


def addresses(app: AppTest) -> list[str]:
    return [slide.address for slide in app.session_state["deck"].slides]


def button(app: AppTest, label: str) -> None:
    next(one for one in app.button if one.label == label or one.help == label).click()
    app.run()


def test_a_pin_takes_the_card_in_its_present_state() -> None:
    app = at("population", view="households").run()
    town = app.selectbox[0].options[1]
    app.selectbox[0].select_index(1).run()
    button(app, "ピン")
    (slide,) = app.session_state["deck"].slides
    assert from_toml(f'version = 1\n[[slide]]\ncard = "{slide.address}"\n')[1] == ()
    assert slide.address.startswith("population_households?town=")
    assert not slide.own
    assert town
    button(app, "ピンを外す")
    assert addresses(app) == []


def test_the_empty_tray_offers_the_kit() -> None:
    app = opened()
    assert "ピン" in words(app)
    button(app, "部署に話すための8枚を使う")
    assert len(addresses(app)) == 8
    assert not app.exception
    assert "市民が使う" in app.session_state["deck"].slides[0].part


def test_order_words_and_removal() -> None:
    app = opened(Deck(slides=(Slide("census_totals"), Slide("population_trend"), Slide("works_by_year"))))
    button(app, "3枚目を上へ")
    assert addresses(app) == ["census_totals", "works_by_year", "population_trend"]
    button(app, "1枚目を下へ")
    assert addresses(app) == ["works_by_year", "census_totals", "population_trend"]
    button(app, "2枚目を外す")
    assert addresses(app) == ["works_by_year", "population_trend"]
    next(box for box in app.text_input if box.label.startswith("題（")).input("私の題").run()
    next(box for box in app.text_area).input("話すこと").run()
    assert app.session_state["deck"].slides[0] == Slide("works_by_year", "私の題", "話すこと")
    next(box for box in app.text_input if box.label == "題").input("表紙").run()
    assert app.session_state["deck"].title == "表紙"


def test_a_link_opens_its_deck_and_names_what_is_gone() -> None:
    app = at("briefing", deck=to_link(Deck("題", slides=(Slide("census_totals"), Slide("gone_card"))))).run()
    assert addresses(app) == ["census_totals", "gone_card"]
    assert "gone_card" in words(app)
    assert "国勢調査" in words(app)
    assert not app.exception


def test_hostile_words_are_shown_as_words() -> None:
    nasty = "# <script>alert(1)</script> **太** :red[赤] " + "あ" * 9000
    app = opened(Deck(nasty, slides=(Slide("census_totals", nasty[:150], nasty[:3000]),), closing=nasty))
    assert not app.exception
    assert "**太** :red[赤]" in words(app)


def test_a_slide_of_an_own_file_without_the_file_says_so_and_has_no_link() -> None:
    app = opened(Deck(slides=(Slide("census_totals"), Slide("population_trend", own=True))))
    told = words(app)
    assert "この画面にはもうありません" in told
    assert "リンクにできません" in told
    assert "briefing?deck=" not in "".join(code.value for code in app.code)


def test_a_file_is_made_and_can_be_saved() -> None:
    app = opened(Deck("題", slides=(Slide("census_totals"),)))
    button(app, "PowerPointを作る")
    kept = app.session_state["made-pptx"]
    assert kept[1][:2] == b"PK"
    assert not app.exception
