"""A department's file from the drop to the erase, as a visitor does it: on two pages, with its recipe, and without a trace.

The file's words are new in each run: wherever one of them is found afterwards, the file was there.
"""

from __future__ import annotations

import re
import secrets
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page

from benchmarks.live import ROOT, Live
from tests.browser.tab import Tab
from tests.own import AED_HEADER, AED_ROWS, csv_text

VISITORS_OWN = re.compile(r"playwright|chromium|\.org\.chromium")
"""Folders of the browser itself: what lies there lies on the visitor's own computer."""
LARGEST_SEARCHED = 64 * 2**20


def drop(tab: Tab, name: str, data: bytes) -> None:
    field = tab.page.locator('input[type="file"]').first
    field.set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def uploaded_bytes(live: Live) -> int:
    """Bytes of uploads that Streamlit holds in the whole server, as it tells them itself."""
    with urllib.request.urlopen(f"{live.url}/_stcore/metrics") as answer:
        text = answer.read().decode()
    return sum(int(found) for found in re.findall(r'cache_type="UploadedFileManager"[^}]*\} (\d+)', text))


def written_since(start: float, live: Live) -> Iterator[Path]:
    """Every file of the server's folders, of its log and of the machine's temporary folder that changed since."""
    homes = [ROOT / ".build", ROOT / ".streamlit", ROOT / "data", live.log.parent, Path(tempfile.gettempdir())]
    for home in homes:
        for path in home.rglob("*"):
            try:
                if path.is_file() and path.stat().st_mtime >= start and not VISITORS_OWN.search(str(path)):
                    yield path
            except OSError:
                continue


def holds(path: Path, words: list[str]) -> bool:
    try:
        if path.suffix == ".png" or path.stat().st_size > LARGEST_SEARCHED:
            return False
        data = path.read_bytes()
    except OSError:
        return False
    return any(word.encode(encoding) in data for word in words for encoding in ("utf-8", "cp932", "utf-16-le"))


def press(tab: Tab, label: str) -> None:
    tab.page.get_by_role("button", name=label).first.click()
    tab.settle()


def open_navigation(page: Page) -> None:
    """On a phone the navigation is folded away."""
    button = page.get_by_test_id("stExpandSidebarButton")
    if button.count() and button.is_visible():
        button.click()


def close_navigation(page: Page) -> None:
    """On a phone it stays open over the page."""
    if (
        page.get_by_test_id("stExpandSidebarButton").count() == 0
        and (page.viewport_size or {"width": 0})["width"] < 700
    ):
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()


def seen(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()


@pytest.mark.parametrize("width", [pytest.param(1440, marks=pytest.mark.full), 390])
def test_from_the_drop_to_the_erase(visit: Callable[..., Tab], live: Live, width: int) -> None:
    start, mark = time.time(), secrets.token_hex(4)
    place, name = f"しるし{mark}館", f"うちの{mark}一覧.csv"
    rows = [(place, *AED_ROWS[0][1:]), *AED_ROWS[1:]]
    data = csv_text(AED_HEADER, rows, "ＡＥＤの一覧（令和8年10月1日現在）").encode("cp932")
    before = uploaded_bytes(live)
    tab = visit(width=width)
    page = tab.open("/your_data?lang=ja")
    assert "まだ公開されません。この画面だけで使います。" in seen(page)
    dropped = time.monotonic()
    drop(tab, name, data)
    page.get_by_text("3行をすべて読みました。元のファイルは変えていません。").wait_for()
    page.get_by_text("地図にあるのは、AED3台").wait_for()
    assert time.monotonic() - dropped < 60, "a minute from the drop to a useful card"
    heading = page.get_by_role("heading", name="このファイルで見られるもの")
    first = heading.bounding_box()
    tab.settle()
    last = heading.bounding_box()
    assert first is not None
    assert last is not None
    assert abs(first["y"] - last["y"]) < 4, "what is read does not jump when the last example arrives"
    assert page.get_by_role("combobox", name="何の表ですか").input_value() == "AED設置箇所一覧"
    tab.shot(f"own-first-{width}")
    assert uploaded_bytes(live) == before, "Streamlit's copy goes as soon as the file is read"

    page.get_by_role("link", name="くわしく見る").nth(1).click()
    page.get_by_role("heading", name="近くに何がある？").wait_for()
    tab.settle()
    assert place in seen(page)
    assert f"うちのデータ（{name}）で表示中・まだ公開されていません" in seen(page)
    assert "庁内限り・検査未了" in seen(page)
    assert "src=own" in page.url
    tab.shot(f"own-aed-{width}")

    # The navigation drops the whole query: what was shown goes on being shown.
    open_navigation(page)
    page.get_by_role("link", name="いざというとき").first.click()
    page.get_by_role("heading", name=re.compile("いざというとき")).wait_for()
    close_navigation(page)
    tab.settle()
    assert "src=own" in page.url
    assert name in seen(page)

    page.get_by_role("link", name="ほかの見かた").click()
    page.get_by_text("3行をすべて読みました。").wait_for()
    tab.settle()
    page.get_by_text("レシピを保存する（来年のファイルも").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="レシピを保存する").click()
    recipe = Path(download.value.path()).read_text(encoding="utf-8")
    assert 'kind = "aed"' in recipe
    assert '"名称" = "name"' in recipe
    assert mark not in recipe

    press(tab, "消去する")
    assert mark not in seen(page)
    assert "src=own" not in page.url
    assert uploaded_bytes(live) == before
    assert [address for address in tab.requests if mark in unquote(address)] == []
    assert [path for path in written_since(start, live) if holds(path, [mark])] == []


def choose_language(tab: Tab, language: str) -> None:
    option = tab.page.get_by_role("option", name=language)
    for _attempt in range(5):
        tab.page.get_by_role("combobox", name="Language").click()
        tab.page.wait_for_timeout(300)
        # A list that was opened while the page still moved closes again.
        if option.count():
            break
    option.click()
    tab.settle()


def test_another_language_keeps_the_file(visit: Callable[..., Tab]) -> None:
    """Changed on the page of a card: the same figures in a sentence of that language, on every page, and back again."""
    name, mark = "設置場所.csv", secrets.token_hex(4)
    rows = [(f"{mark}館", *AED_ROWS[0][1:]), *AED_ROWS[1:]]
    tab = visit()
    page = tab.open("/your_data")
    drop(tab, name, csv_text(AED_HEADER, rows, "ＡＥＤの一覧（令和8年10月1日現在）").encode("cp932"))
    page.get_by_text("3行をすべて読みました。").wait_for()
    tab.settle()
    page.get_by_role("link", name="くわしく見る").nth(1).click()
    page.get_by_role("heading", name="近くに何がある？").wait_for()
    tab.settle()
    metres = re.findall(r"直線で([\d,]+)m（", seen(page))
    assert len(metres) == 1

    choose_language(tab, "English")
    page.get_by_role("heading", name="What is nearby?").wait_for()
    assert f"Showing your own data ({name}), not yet published" in seen(page)
    assert re.findall(r"([\d,]+) m in a straight line \(", seen(page)) == metres
    assert mark in seen(page)
    assert "src=own" in page.url
    assert "lang=en" in page.url
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="In an emergency").first.click()
    page.get_by_role("heading", name=re.compile("In an emergency")).wait_for()
    tab.settle()
    assert "lang=en" in page.url
    assert "src=own" in page.url
    page.get_by_role("link", name="Other views").click()
    page.get_by_text("All 3 rows were read. The original file is not changed.").wait_for()
    tab.settle()
    tab.shot("own-english-1440")

    choose_language(tab, "日本語")
    page.get_by_text("3行をすべて読みました。元のファイルは変えていません。").wait_for()
    assert "lang=" not in page.url
    assert page.evaluate("document.documentElement.lang") == "ja"
    page.get_by_text("レシピを保存する（来年のファイルも").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="レシピを保存する").click()
    assert 'kind = "aed"' in Path(download.value.path()).read_text(encoding="utf-8")
    press(tab, "消去する")
    assert mark not in seen(page)
    assert "src=own" not in page.url


def test_a_link_opens_in_english(visit: Callable[..., Tab]) -> None:
    tab = visit(width=390)
    page = tab.open("/population?lang=en")
    assert page.get_by_role("heading", name="Population over time").is_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert tab.sideways() <= 0


def test_a_reload_loses_the_file_and_says_so(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = tab.open("/your_data")
    drop(tab, "aed.csv", csv_text(AED_HEADER, AED_ROWS).encode())
    page.get_by_text("3行をすべて読みました。").wait_for()
    tab.settle()
    page.reload()
    tab.settle()
    assert "再読み込みでファイルが消えました。もう一度入れてください。" in seen(page)
    assert "3行をすべて読みました" not in seen(page)


def test_reading_can_be_stopped(visit: Callable[..., Tab]) -> None:
    """A file that takes seconds shows a bar that moves, and a button that ends it."""
    tab = visit()
    page = tab.open("/your_data")
    rows = "\r\n".join(f"地点{n},栄町{n},37.49,139.93,1階,有" for n in range(400_000))
    drop(tab, "大きい.csv", (",".join(AED_HEADER) + "\r\n" + rows).encode("cp932"))
    page.get_by_role("progressbar").wait_for()
    page.get_by_role("button", name="やめる").click()
    tab.settle()
    assert "行をすべて読みました" not in seen(page)
    assert "うちのデータ（" not in seen(page)
