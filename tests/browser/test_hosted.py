"""The public profile as it is hosted: its Content-Security-Policy stops nothing that a page needs, and a cut connection heals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.live import Live
from tests.browser.tab import Tab, watched
from tests.contents import address, pages, screens

LISTEN = """
window.violations = []
document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`))
window.sockets = []
const Real = window.WebSocket
window.WebSocket = class extends Real { constructor(...words) { super(...words); window.sockets.push(this) } }
"""


@pytest.fixture
def listening(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo")
    context.set_default_timeout(15_000)
    context.add_init_script(LISTEN)
    yield context
    context.close()


def until(tab: Tab, condition: str) -> None:
    """Wait for it. Playwright's own waiting evaluates text inside the page, which the policy forbids, as it should."""
    for _ in range(200):
        if tab.page.evaluate(condition):
            return
        tab.page.wait_for_timeout(100)
    raise AssertionError(condition)


def violations(tab: Tab) -> list[str]:
    """What the policy stopped on the present page, in every frame of it."""
    return [text for frame in tab.page.frames for text in frame.evaluate("window.violations || []")]


def test_a_violation_would_be_heard(live: Live, listening: BrowserContext) -> None:
    """A picture of another host is against the policy: if this were not heard, the walk below would show nothing."""
    tab = watched(listening, live.url)
    tab.open("/about")
    tab.page.evaluate("document.body.appendChild(new Image()).src = 'https://elsewhere.example/x.png'")
    until(tab, "window.violations.length > 0")
    assert violations(tab)[0].startswith("img-src")


def walk(live: Live, context: BrowserContext, stops: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Open each screen and press what opens parts of it; screen → what the policy stopped."""
    stopped: dict[str, list[str]] = {}
    for page, view in stops:
        tab = watched(context, live.url)
        document = _opened(tab, address(page, view))
        for summary in document.locator('[data-testid="stExpander"] summary').all()[:3]:
            summary.click()
        tab.settle()
        document.mouse.wheel(0, 2000)
        tab.settle()
        assert tab.complaints == [], page
        if found := violations(tab):
            stopped[address(page, view)] = found
        document.close()
    return stopped


def _opened(tab: Tab, where: str) -> Page:
    """A busy machine may need a second half minute; what is looked for here is not the time."""
    tab.page.goto(tab.url + where)
    try:
        tab.settle()
    except AssertionError:
        tab.settle()
    return tab.page


SOME = [("population", ""), ("population_map", ""), ("places", "map")]


def test_no_page_asks_for_what_the_policy_forbids(live: Live, listening: BrowserContext) -> None:
    """S40: a page with charts, one with a grid map, one with points; every other is walked in make test-full."""
    assert walk(live, listening, [stop for stop in SOME if stop[0] in pages()]) == {}


@pytest.mark.full
def test_no_screen_at_all_does(live: Live, listening: BrowserContext) -> None:
    stops = screens()
    stopped = walk(live, listening, stops)
    print(f"screens walked on the hosted profile: {len(stops)}, policy violations: {sum(map(len, stopped.values()))}")
    assert stopped == {}


def test_a_cut_connection_comes_back_where_it_was(live: Live, listening: BrowserContext) -> None:
    """F17: the socket dies (a sleeping laptop, a proxy's time-out); the page comes back with the same view and works."""
    tab = watched(listening, live.url)
    document = tab.open("/population?view=towns")
    heading = document.locator("h2").first.inner_text()
    before = document.evaluate("window.sockets.length")
    document.evaluate("window.sockets.forEach(socket => socket.close())")
    until(tab, f"window.sockets.length > {before}")
    tab.settle()
    assert document.locator("h2").first.inner_text() == heading
    assert "view=towns" in document.url
    document.locator('[data-testid="stSidebarNav"] a').nth(2).click()
    tab.settle()
    assert tab.exceptions() == []
    assert document.locator("h2").first.inner_text() != heading


@pytest.mark.full
def test_a_reload_after_the_session_is_gone_shows_the_same(live: Live, listening: BrowserContext) -> None:
    """F17: what was chosen is in the address, so nothing is lost with a session that ended."""
    tab = watched(listening, live.url)
    document = tab.open("/population?view=towns")
    heading = document.locator("h2").first.inner_text()
    address_then = document.url
    document.close()
    again = watched(listening, live.url)
    opened = again.open(address_then.removeprefix(live.url))
    assert opened.locator("h2").first.inner_text() == heading
