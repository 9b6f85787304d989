"""Every page and view in Chromium, on a desk and on a phone. With ``MACHI_SHOTS=1`` the pictures go to ``test-results/``.

That no page asks a foreign host and none writes an error to the console is checked after each test by ``visit``.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from tests.browser.tab import Tab, colours, is_painted
from tests.contents import address, pages, screens

MAPS = '[data-testid="stDeckGlJsonChart"] canvas'


SCREENS = [
    *((page, "") for page in pages()),
    # Every view is run by tests/test_pages.py; in a browser they take minutes, so they belong to make test-full.
    *(pytest.param(page, view, marks=pytest.mark.full) for page, view in screens() if view),
]


@pytest.mark.parametrize(("page", "view"), SCREENS)
def test_screen_opens(visit: Callable[..., Tab], page: str, view: str) -> None:
    """On a phone, which is then made as wide as a desk: the page is loaded once."""
    tab = visit(width=390)
    document = tab.open(address(page, view))
    assert tab.exceptions() == []
    assert document.locator("h1").count() == 1
    assert document.evaluate("document.documentElement.lang") == "ja"
    assert tab.sideways() <= 0
    tab.shot(f"{page}-{view or 'first'}-390")
    tab.widen()
    assert tab.sideways() <= 0
    canvases = document.locator(MAPS).all()
    assert canvases or page != "population_map"
    for canvas in canvases[:1]:
        tab.wait_for_paint(canvas)
    tab.shot(f"{page}-{view or 'first'}-1440")


def _picture(*shapes: tuple[tuple[int, int, int, int], str]) -> bytes:
    image = Image.new("RGB", (600, 400), "white")
    for box, colour in shapes:
        ImageDraw.Draw(image).ellipse(box, fill=colour)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def test_a_blank_map_is_not_painted() -> None:
    assert not is_painted(*colours(_picture()))
    assert not is_painted(*colours(_picture(((10, 10, 16, 16), "black"))))


def test_two_coloured_points_are_painted() -> None:
    assert is_painted(*colours(_picture(((100, 100, 130, 130), "red"), ((200, 100, 230, 130), "blue"))))
