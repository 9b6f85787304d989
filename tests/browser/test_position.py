"""「現在地を使う」: refused, it is told; granted, it is used and left nowhere."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.live import Live
from tests.browser.tab import Tab

BUTTON = "現在地を使う"
LAT, LON = 37.491237, 139.923459
"""Digits that occur nowhere else, so that a trace of them is a trace of the visitor."""
TRACES = ("37.4912", "139.9234")


def test_a_refusal_is_told_with_another_way(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/places")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("位置の利用が許可されませんでした").wait_for(timeout=15_000)
    tab.settle()
    assert tab.exceptions() == []
    assert page.get_by_role("combobox", name="どこから").is_visible()


def test_a_position_is_used_and_left_nowhere(visit: Callable[..., Tab], live: Live) -> None:
    tab = visit(geolocation={"latitude": LAT, "longitude": LON, "accuracy": 20}, permissions=["geolocation"])
    page = tab.open("/places")
    before = page.locator('[class*="st-key-card-"] h2').first.inner_text()
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("現在地（誤差").wait_for(timeout=15_000)
    tab.settle()
    assert tab.exceptions() == []
    assert page.locator('[class*="st-key-card-"] h2').first.inner_text() != before
    assert [address for address in [page.url, *tab.requests] if any(trace in address for trace in TRACES)] == []
    assert "lat" not in page.url
    log = live.log.read_text(encoding="utf-8", errors="replace")
    assert not any(trace in log for trace in TRACES)


def test_a_position_does_not_reach_another_visitor(visit: Callable[..., Tab]) -> None:
    mine = visit(geolocation={"latitude": LAT, "longitude": LON}, permissions=["geolocation"])
    mine.open("/places").get_by_role("button", name=BUTTON).click()
    mine.page.get_by_text("現在地（誤差").wait_for(timeout=15_000)
    other = visit().open("/places")
    assert other.get_by_text("現在地（誤差").count() == 0
