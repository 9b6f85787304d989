"""SQLで調べる in a browser: from a card to its question, changed and run by the keyboard, back by the button."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from tests.browser.tab import Tab


def test_from_a_card_to_its_question_and_on(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/places?view=counts")
    card = page.locator('[class*="st-key-card-"]').first
    card.get_by_text("SQLを見る", exact=True).click()
    tab.settle()
    card.get_by_text("SQLで調べるで開く").first.click()
    page.wait_for_url("**/explore*")
    tab.settle()
    editor = page.get_by_role("textbox", name="質問（SQL）")
    assert "from place" in editor.input_value()
    answer = page.locator('[class*="st-key-card-explore_query"]')
    first = answer.locator("h2").inner_text()
    assert "行です" in first
    editor.fill("select count(*) as n from aed")
    editor.press("Control+Enter")
    answer.get_by_role("heading", name="答えは 68 です。").wait_for()
    tab.settle()
    assert parse_qs(urlsplit(page.url).query)["sql"] == ["select count(*) as n from aed"]
    page.go_back()
    tab.settle()
    assert answer.locator("h2").inner_text() == first


def test_a_card_gives_lines_for_programs(visit: Callable[..., Tab]) -> None:
    tab = visit(width=390)
    page = tab.open("/places?view=counts&kinds=aed")
    card = page.locator('[class*="st-key-card-"]').first
    card.get_by_text("プログラムで使う", exact=True).click()
    tab.settle()
    assert f'curl -fsS "{tab.url}/api/cards/' in card.locator("code").first.inner_text()
    assert "kinds=aed" in card.locator("code").first.inner_text()
    card.get_by_role("tab", name="Python（pandas）").click()
    assert "pd.read_csv(" in card.locator("code").nth(1).inner_text()
    assert tab.sideways() <= 0


def test_names_are_offered_while_one_types(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/explore")
    editor = page.get_by_role("textbox", name="質問（SQL）")
    editor.fill("")
    editor.press_sequentially("select count(*) as n from public_t")
    offered = page.get_by_role("option", name="public_toilet")
    offered.wait_for()
    editor.press("Tab")
    assert editor.input_value() == "select count(*) as n from public_toilet"
    assert offered.count() == 0
    editor.press("Control+Enter")
    page.get_by_role("heading", name="答えは 100 です。").wait_for()
    tab.settle()
    editor.press_sequentially(" -- pub")
    assert page.get_by_role("option").count() == 0, "a comment is left alone"
    editor.press("Tab")
    assert not editor.evaluate("field => field === document.activeElement"), "Tab moves on while nothing is offered"
