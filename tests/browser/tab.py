"""One browser tab on the app: opens pages, waits until Streamlit is quiet, and keeps what a good page never does."""

from __future__ import annotations

import io
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

RESULTS = Path(__file__).resolve().parent.parent.parent / "test-results"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# On deep links Streamlit probes for itself below the page's path and gets 404s: the only errors that are excused.
PROBES = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
QUIET_MS = 350
SECONDS = 60
SHOTS = bool(os.environ.get("MACHI_SHOTS"))
"""Pictures of whole pages are for people, and a machine without a graphics card draws at some of them for 20 s."""

_IS_QUIET = """
() => {
  const app = document.querySelector('[data-testid="stApp"]')
  return !!app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"], [data-stale="true"]')
}
"""


@dataclass
class Tab:
    """``complaints`` must be empty when the test ends; ``requests`` holds every address that was asked for."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to ``path`` (``/places?view=map``) as a fresh visitor would and wait until the app is quiet."""
        self.page.goto(self.url + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until no script has run and nothing stale stood for a moment (a press starts a run a little later)."""
        end, since = time.monotonic() + SECONDS, None
        while time.monotonic() < end:
            if self.page.evaluate(_IS_QUIET):
                since = since or time.monotonic()
                if (time.monotonic() - since) * 1000 >= QUIET_MS:
                    return
            else:
                since = None
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{self.page.url} was not quiet after {SECONDS} s")

    def widen(self) -> None:
        """From a phone to a desk, without loading the page again."""
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.settle()

    def shot(self, name: str) -> None:
        """The whole page as ``test-results/<name>.png``, when ``MACHI_SHOTS`` asks for it. Streamlit scrolls inside, so
        the window is grown first.
        """
        if not SHOTS:
            return
        size = self.page.viewport_size or {"width": 1440, "height": 900}
        height = self.page.evaluate(
            """() => Math.max(...['stMain', 'stMainBlockContainer']
              .map(id => document.querySelector(`[data-testid="${id}"]`)?.scrollHeight ?? 0))"""
        )
        self.page.set_viewport_size({"width": size["width"], "height": min(max(int(height) + 80, 900), 6000)})
        self.page.wait_for_timeout(400)
        RESULTS.mkdir(exist_ok=True)
        self.page.screenshot(path=RESULTS / f"{name}.png", timeout=60_000)
        self.page.set_viewport_size(size)

    def sideways(self) -> int:
        """By how many pixels the page, or the part of it that scrolls, is wider than the window."""
        return int(
            self.page.evaluate(
                """() => Math.max(
                  document.scrollingElement.scrollWidth - innerWidth,
                  ...[...document.querySelectorAll('[data-testid="stMain"]')]
                    .map(e => e.scrollWidth - e.clientWidth))"""
            )
        )

    def exceptions(self) -> list[str]:
        """Texts of Streamlit's red exception boxes."""
        return self.page.locator('[data-testid="stException"]').all_inner_texts()

    def wait_for_paint(self, canvas: Locator) -> None:
        """Wait until the map in ``canvas`` shows more than a background. Its box is measured anew on each look."""
        canvas.scroll_into_view_if_needed()
        end, seen = time.monotonic() + SECONDS, (0, 0.0)
        while time.monotonic() < end:
            box = canvas.bounding_box()
            if box and box["width"] > 50 and box["height"] > 50:
                seen = colours(self.page.screenshot(clip=box))
                if is_painted(*seen):
                    return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"the map stayed blank for {SECONDS} s: {seen[0]} colours, {seen[1]:.1%} not background")


def colours(png: bytes) -> tuple[int, float]:
    """How many colours (16 steps a channel) stand on ten pixels or more, and the share that is not the commonest."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = image.point(lambda value: value >> 4).getcolors(image.width * image.height) or []  # type: ignore[operator]
    counts = [count for count, _ in pixels]
    return sum(1 for count in counts if count >= 10), 1 - max(counts) / image.width / image.height


def is_painted(colour_count: int, share: float) -> bool:
    """A blank deck has its background and the grey edges of a button or two."""
    return colour_count >= 3 and share >= 0.003


def watched(context: BrowserContext, url: str) -> Tab:
    """A new tab that notes console errors, uncaught exceptions, failed requests and any foreign host."""
    tab = Tab(context.new_page(), url)

    def on_console(message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not PROBES.search(urlsplit(where).path):
            tab.complaints.append(f"console: {message.text} ({where})")

    def on_request(address: str) -> None:
        tab.requests.append(address)
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOOPBACK:
            tab.complaints.append(f"foreign request: {address}")

    def on_any_request(request: Request) -> None:
        on_request(request.url)

    # The context's event also sees what workers and pop-ups ask for; the page's own would not.
    context.on("request", on_any_request)
    tab.page.on("close", lambda _: context.remove_listener("request", on_any_request))
    tab.page.on("websocket", lambda socket: on_request(socket.url))
    tab.page.on("console", on_console)
    tab.page.on("pageerror", lambda error: tab.complaints.append(f"uncaught: {error}"))
    return tab
