"""What a session holds of its visitor's files: shown on every page by the address, marked, erased without a trace."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machi.own.shelf import own_shelf
from tests.own import MARKER, aed_file, shipped
from tests.test_pages import words
from tests.visitor import as_served, at
from ui import session

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")
STRIP = "うちのデータ（うちのAED.csv）で表示中・まだ公開されていません"


def holding(page: str, src: str = "own", held: bool = True, **query: str) -> AppTest:
    """A page opened in a session that holds the AED file."""
    app = at(page, **({"src": src} if src else {}), **query)
    if held:
        file = aed_file()
        app.session_state["own"] = session.Own((file,), own_shelf([file], shipped()))
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Any:
    return next(found for found in app.button if found.label == label)


def test_the_page_of_an_example_shows_the_own_file() -> None:
    app = holding("places")
    assert STRIP in words(app)
    assert MARKER in app.header[0].value
    assert MARKER in words(app)
    assert "庁内限り・検査未了" in words(app)


def test_without_the_word_in_the_address_the_published_data_is_shown() -> None:
    app = holding("places", src="")
    assert STRIP not in words(app)
    assert MARKER not in words(app)


def test_the_word_without_a_file_is_told() -> None:
    app = holding("places", held=False)
    assert "再読み込みでファイルが消えました" in app.warning[0].value
    assert MARKER not in words(app)


def test_a_page_change_that_drops_the_query_keeps_what_is_shown() -> None:
    app = holding("places")
    app.switch_page("pages/safety.py")
    app.query_params.clear()
    app.run()
    assert app.query_params["src"] == "own"
    assert STRIP in words(app)


def test_back_to_the_published_data_and_the_file_stays_held() -> None:
    app = holding("places")
    button(app, "公開データに戻す").click().run()
    assert "src" not in app.query_params
    assert STRIP not in words(app)
    assert MARKER not in words(app)
    assert "own" in app.session_state


def test_another_session_sees_nothing_of_it() -> None:
    """Both in one process: what is shared between sessions holds no card of an own file."""
    holding("places")
    other = holding("places", src="", held=False)
    assert MARKER not in words(other)
    asked = holding("places", held=False)
    assert MARKER not in words(asked)


def test_erased_is_gone() -> None:
    app = holding("places")
    held = app.session_state["own"]
    assert held.bytes_held > len(held.files[0].data)
    assert held.made
    watched = [weakref.ref(thing) for thing in (held, held.shelf, held.files[0], held.files[0].frame)]
    watched += [weakref.ref(made) for made in held.made.values() if hasattr(made, "table")]
    del held
    button(app, "消去する").click().run()
    assert "own" not in app.session_state
    assert MARKER not in words(app)
    gc.collect()
    assert [ref() for ref in watched] == [None] * len(watched)


def test_no_more_cards_are_kept_than_said() -> None:
    file = aed_file()
    held = session.Own((file,), own_shelf([file], shipped()))
    for number in range(session.KEPT_CARDS + 5):
        held.once((number,), lambda: object())
    assert len(held.made) == session.KEPT_CARDS
    assert (0,) not in held.made


def test_geometry_of_an_own_file_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "ROUTES", True)
    app = holding("places", view="map")
    specs = [element.proto.json for element in app.get("deck_gl_json_chart")]
    assert specs
    assert any(MARKER in spec for spec in specs)
    assert not any("/geo/place" in spec for spec in specs)
