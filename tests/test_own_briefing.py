"""A card of the visitor's own file in a briefing: shown and saved with its mark, in no link, no storage, erased for good."""

from __future__ import annotations

import gc
import gzip
import io

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from machi.web import briefcase
from tests.own import MARKER
from tests.test_own_session import button, holding
from tests.test_pages import words
from tests.visitor import as_served
from ui import pins, session

UNCHECKED = "庁内限り・検査未了"
__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")


def pinned() -> AppTest:
    """The own file's card is pinned and the tray is open."""
    app = holding("places")
    button(app, "ピン").click().run()
    assert app.session_state["deck"].slides[0].own
    app.switch_page("pages/briefing.py")
    app.run()
    assert not app.exception
    return app


def test_the_tray_shows_it_and_gives_no_link() -> None:
    app = pinned()
    told = words(app)
    assert MARKER in told
    assert "リンクにできません" in told
    assert all("deck=" not in code.value for code in app.code)


def test_a_file_made_of_it_is_marked() -> None:
    app = pinned()
    button(app, "PowerPointを作る").click().run()
    assert not app.exception
    _key, body, name = app.session_state["made-pptx"]
    assert "庁内限り" in name
    slide = Presentation(io.BytesIO(body)).slides[1]
    texts = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert MARKER in texts
    assert UNCHECKED in texts


def test_its_presentation_dies_with_erasing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "ROUTES", True)
    app = pinned()
    button(app, "発表の準備をする").click().run()
    assert not app.exception
    _key, token = app.session_state["made-token"]
    body = briefcase.body_of(token)
    assert body is not None
    document = gzip.decompress(body).decode()
    assert MARKER in document
    assert UNCHECKED in document
    del body
    button(app, "消去する").click().run()
    gc.collect()
    assert briefcase.body_of(token) is None
    assert app.session_state["deck"].slides == ()
    assert "made-token" not in app.session_state


def test_another_s_slides_stay_when_the_file_is_erased() -> None:
    app = holding("places", src="")
    button(app, "ピン").click().run()
    assert not app.session_state["deck"].slides[0].own
    app.query_params["src"] = "own"
    app.run()
    button(app, "ピン").click().run()
    assert [slide.own for slide in app.session_state["deck"].slides] == [False, True]
    button(app, "消去する").click().run()
    assert [slide.own for slide in app.session_state["deck"].slides] == [False]


def test_the_browser_s_storage_never_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(pins, "_stored", lambda real=pins._stored: sent.append(real()) or sent[-1])
    pinned()
    assert sent
    assert set(sent) == {""}
