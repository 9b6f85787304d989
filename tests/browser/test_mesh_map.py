"""The mesh in a browser: a step of the slider fetches nothing, a click and a typed code open the same square."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocket

import machi.cards.all  # noqa: F401  # registers the cards
from machi.cards import maps, registry
from machi.cards.card import Map
from machi.cards.place_names import pixel
from tests.browser.tab import Tab
from tests.own import shipped

MAP = '[data-testid="stDeckGlJsonChart"] canvas'
# All that a step sends, with its buttons and menus. Map, sentence and legend alone (budget 10 kB) are weighed apart by
# benchmarks/mesh.py: 5.5 kB.
STEP_BYTES = 13_000


def opened(visit: Callable[..., Tab], query: str = "", width: int = 1440) -> tuple[Tab, Page, list[int]]:
    """The page with its map painted, and the sizes of the messages that arrive from then on."""
    tab = visit(width=width)
    sizes: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: sizes.append(len(data)))

    tab.page.on("websocket", listen)
    page = tab.open(f"/population_map{query}")
    tab.wait_for_paint(page.locator(MAP).first)
    return tab, page, sizes


def geometry(tab: Tab) -> list[str]:
    """Names of the geometries that were asked for, in order."""
    return [address.split("/geo/")[1].split(".")[0] for address in tab.requests if "/geo/" in address]


def headings(page: Page) -> list[str]:
    return page.locator('[class*="st-key-card-"] h2').all_inner_texts()


def test_a_step_of_the_slider_fetches_nothing_and_stays_small(visit: Callable[..., Tab]) -> None:
    tab, page, sizes = opened(visit)
    fetched = geometry(tab)
    assert "mesh-10-people" in fetched
    before = page.locator(MAP).first.screenshot()
    page.get_by_role("slider").first.focus()
    for month in ("202609", "202608", "202607"):
        sizes.clear()
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"**month={month}**")
        tab.settle()
        assert sum(sizes) < STEP_BYTES
    assert headings(page)[0].endswith("2026年7月）。")
    assert geometry(tab) == fetched
    assert page.locator(MAP).first.screenshot() != before


@pytest.mark.full
def test_another_level_is_one_geometry_more(visit: Callable[..., Tab]) -> None:
    tab, page, _sizes = opened(visit)
    known = set(geometry(tab))
    page.get_by_text("500m区画", exact=True).first.click()
    tab.settle()
    tab.wait_for_paint(page.locator(MAP).first)
    assert set(geometry(tab)) - known == {"mesh-9-people"}


def test_a_click_opens_the_square_and_its_link_does_too(visit: Callable[..., Tab]) -> None:
    tab, page, _sizes = opened(visit)
    canvas = page.locator(MAP).first
    canvas.evaluate("element => element.scrollIntoView({block: 'center'})")
    box = canvas.bounding_box()
    assert box is not None
    # A phone's first view is centred on where people live: its middle is a square with people, also on a desk's map.
    figure = registry.build(shipped(), "mesh_map").figure
    assert isinstance(figure, Map)
    desk = maps.on_desk(figure).view
    here, shown = (pixel(view["longitude"], view["latitude"], desk["zoom"]) for view in (figure.view, desk))
    middle = (
        box["x"] + box["width"] / 2 + here[0] - shown[0],
        box["y"] + box["height"] / 2 + here[1] - shown[1],
    )
    page.mouse.move(*middle)
    page.wait_for_timeout(500)  # deck.gl looks up what lies under the pointer between frames
    page.mouse.click(*middle)
    page.wait_for_url("**cell=**", timeout=15_000)
    tab.settle()
    history = headings(page)[1]
    code = page.url.split("cell=")[1].split("&")[0]
    assert f"（{code}）" in history
    other = visit()
    assert headings(other.open(f"/population_map?cell={code}"))[1] == history


def test_a_square_can_be_chosen_without_a_mouse(visit: Callable[..., Tab]) -> None:
    tab, page, _sizes = opened(visit)
    field = page.get_by_role("textbox").last
    field.focus()
    page.keyboard.type("5639178432")
    page.keyboard.press("Enter")
    tab.settle()
    assert "（5639178432）" in headings(page)[1]
    assert page.url.endswith("cell=5639178432")
