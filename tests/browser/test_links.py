"""The address is the state: a filter writes it, the back button reads it, a copied link opens the same view."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.tab import Tab

GROUPS = '[data-testid="stButtonGroup"]'


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def findings(page: Page) -> list[str]:
    return page.locator('[class*="st-key-card-"] h2').all_inner_texts()


def press(tab: Tab, label: str) -> None:
    """Press one button of a segmented control or of pills."""
    tab.page.locator(GROUPS).get_by_text(label, exact=True).first.click()
    tab.settle()


def pick(tab: Tab, label: str, position: int) -> str:
    """Choose the option at ``position`` of a select box; gives its words."""
    tab.page.get_by_role("combobox", name=label).click()
    option = tab.page.get_by_role("option").nth(position)
    text = option.inner_text()
    option.click()
    tab.settle()
    return text


def test_a_view_is_written_and_back_restores_it(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/population")
    first = findings(page)
    press(tab, "町ごと")
    assert query(page)["view"] == ["towns"]
    assert findings(page) != first
    page.go_back()
    tab.settle()
    assert "view" not in query(page)
    assert findings(page) == first


def test_a_filter_is_written_and_back_restores_it(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/population")
    first = findings(page)
    town = pick(tab, "地域", 3)
    assert query(page)["town"] == [town]
    assert findings(page) != first
    assert town in findings(page)[0]
    page.go_back()
    tab.settle()
    assert "town" not in query(page)
    assert findings(page) == first


def test_a_copied_link_opens_the_same_view(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/events")
    press(tab, "これから30日")
    page.get_by_text("無料", exact=True).first.click()
    tab.settle()
    assert query(page)["free"] == ["1"]
    other = visit()
    copied = other.open(page.url.removeprefix(tab.url))
    assert findings(copied) == findings(page)
    assert findings(page)


def test_going_to_another_page_by_the_menu_works(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/population?view=towns")
    page.locator('[data-testid="stSidebarNavLink"]', has_text="催し").click()
    page.wait_for_url("**/events*")
    tab.settle()
    assert page.locator("h1").inner_text() == "催しはいつ、どこで？"
    assert "view" not in query(page)


@pytest.mark.full  # tests/test_pages.py does it without a browser
def test_a_mangled_link_opens_the_usual_view(visit: Callable[..., Tab]) -> None:
    tab = visit()
    usual = findings(tab.open("/population"))
    assert findings(tab.open("/population?view=%3Cscript%3E&town=%27&year=abc")) == usual


def test_a_card_opens_its_table_and_its_question(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/population")
    card = page.locator('[class*="st-key-card-"]').first
    card.get_by_text("表を見る", exact=True).click()
    tab.settle()
    assert card.locator("table tbody tr").count() > 1
    card.get_by_text("SQLを見る", exact=True).click()
    tab.settle()
    assert "select" in card.locator("code").first.inner_text().lower()
