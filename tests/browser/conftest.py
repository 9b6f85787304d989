"""A live server and a real Chromium for the tests in this folder; every tab is searched for complaints at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from benchmarks.live import Live, running
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.tab import RESULTS, Tab, watched

TODAY = "2026-11-20"
"""A day inside the sample's dates, so that 今日 and 今週末 have something to show whenever the tests run."""
HEIGHTS = {390: 844, 1440: 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """The app as ``make run`` starts it, on a free port, with the clock fixed. Its log stays beside the screenshots."""
    with running("server.py", RESULTS / "server.log", health="/healthz", env={"MACHI_TODAY": TODAY}) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (make test installs one, or set MACHI_CHROMIUM)")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=list(FLAGS), headless=True)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[int, BrowserContext]:
    """One context for each width: a second visit finds the 2 MB entry script in its cache, as a visitor's would."""
    return {width: _context(browser, width) for width in HEIGHTS}


def _context(browser: Browser, width: int, **options: Any) -> BrowserContext:
    size = ViewportSize(width=width, height=HEIGHTS[width])
    context = browser.new_context(viewport=size, locale="ja-JP", timezone_id="Asia/Tokyo", **options)
    context.set_default_timeout(15_000)
    return context


@pytest.fixture
def visit(live: Live, browser: Browser, contexts: dict[int, BrowserContext]) -> Iterator[Callable[..., Tab]]:
    """Gives tabs: ``visit(width=390)``, ``visit(geolocation={…})``. Each must end with an empty list of complaints."""
    tabs: list[Tab] = []

    def start(width: int = 1440, **options: Any) -> Tab:
        tabs.append(watched(_context(browser, width, **options) if options else contexts[width], live.url))
        return tabs[-1]

    yield start
    complaints = [complaint for tab in tabs for complaint in tab.complaints]
    for tab in tabs:
        tab.page.close()
    assert complaints == []
