"""Seconds and bytes of a deck of 20 slides (15 charts, 3 maps, 2 tables) as PowerPoint, paper, workbook and presentation.

    python -m benchmarks.deck

Budgets: PowerPoint in 5 s of CPU (what it takes on a machine that has nothing else to do) and 5 MB. Where there is a
Chromium, also the milliseconds from a key to the next slide on the screen (100). Exit status 1 when one is missed. The
libraries are imported before the clock runs: a server has them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import machi.cards.all  # noqa: F401 - registers every card
from machi.briefing.deck import Deck, Slide
from machi.briefing.present import present_bytes
from machi.briefing.press import press_from
from machi.cards.card import Chart, Map
from machi.export.booklet import Booklet
from machi.export.pdf import pdf_bytes
from machi.export.pptx_deck import pptx_bytes
from machi.export.workbook import xlsx_bytes
from machi.store.database import data_folder, open_shelf

SECONDS, MEGABYTES, MILLISECONDS = 5.0, 5.0, 100.0
CHARTS = (
    *("population_trend", "population_ages", "population_pyramid", "population_households", "population_pair"),
    *("census_totals", "events_by_month", "events_by_weekday", "statistic_series", "statistic_shares"),
    *("statistic_waste", "snow_seasons", "snow_days", "places_counts", "park_equipment"),
)
MAPS, TABLES = ("mesh_map", "joined_aed", "places_map"), ("events_list", "works_list")


def main() -> int:
    booklet = twenty()
    pptx_bytes(Booklet("", booklet.leaves[:1]))
    failed = False
    for name, make in (("pptx", pptx_bytes), ("pdf", pdf_bytes), ("xlsx", xlsx_bytes), ("html", present_bytes)):
        seconds, wall, body = timed(make, booklet)
        said = f"{name}: {seconds:.2f} s of CPU, {wall:.2f} s on the clock, {len(body) / 1e6:.2f} MB"
        if name == "pptx":
            said += f"; budget {SECONDS:.0f} s, {MEGABYTES:.0f} MB"
            failed |= seconds > SECONDS or len(body) / 1e6 > MEGABYTES
        print(said)
    steps = next_slide(body)
    if steps:
        print(f"next slide: median {median(steps):.0f} ms, longest {max(steps):.0f} ms; budget {MILLISECONDS:.0f} ms")
        failed |= median(steps) > MILLISECONDS
    return 1 if failed else 0


def twenty() -> Booklet:
    """The deck, its cards already made: what is measured is the making of files."""
    shelf = open_shelf(data_folder())
    deck = Deck("20枚", slides=tuple(Slide(name) for name in (*CHARTS, *MAPS, *TABLES)), closing="おわり")
    booklet = press_from(deck, shelf)
    figures = [card.figure for card in booklet.cards]
    assert sum(isinstance(figure, Chart) for figure in figures) == len(CHARTS)
    assert sum(isinstance(figure, Map) for figure in figures) == len(MAPS)
    return booklet


def timed(make: Callable[[Booklet], bytes], booklet: Booklet) -> tuple[float, float, bytes]:
    """Seconds of CPU, seconds on the clock, and what was made."""
    start, clock = time.process_time(), time.perf_counter()
    body = make(booklet)
    return time.process_time() - start, time.perf_counter() - clock, body


def next_slide(document: bytes) -> list[float]:
    """Milliseconds from each key press until the next slide is painted; empty without a Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import FLAGS, find_chromium

    path = find_chromium()
    if path is None:
        return []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "deck.html"
        file.write_bytes(document)
        chromium = driver.chromium.launch(executable_path=path, args=list(FLAGS), headless=True)
        page = chromium.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(file.as_uri())
        steps = []
        for _slide in range(20):
            page.wait_for_timeout(500)
            steps.append(
                page.evaluate(
                    """async () => { const start = performance.now(); go(at + 1)
                      await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
                      return performance.now() - start }"""
                )
            )
        chromium.close()
    return steps


if __name__ == "__main__":
    sys.exit(main())
