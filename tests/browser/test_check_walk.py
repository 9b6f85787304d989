"""公開前チェック in a browser: a file with names is stopped, mended, decided, passed, taken home, and erased."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.browser.tab import Tab
from tests.prechecks import table

NAMES = ("佐藤 太郎", "鈴木 花子", "今野 希", "渡辺 誠", "弓削 健太", "髙橋 一郎")
PARKS = table(
    ["番号", "公園名", "緯度", "経度", "面積（㎡）", "担当者氏名", "備考"],
    [
        [
            f"{n + 1:03d}",
            f"緑町{n}公園",
            f"{37.48 + n / 200:.5f}",
            f"{139.92 + n / 300:.5f}",
            f"{n + 1},200㎡",
            name,
            note,
        ]
        for n, (name, note) in enumerate(
            zip(NAMES, ("", "佐藤さん宅の前", "", "", "雨の日は閉まります。", ""), strict=True)
        )
    ],
    "cp932",
)


def drop(tab: Tab) -> Page:
    page = tab.open("/precheck")
    file = {"name": "公園一覧.csv", "mimeType": "text/csv", "buffer": PARKS}
    page.locator('input[type="file"]').first.set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_text("このままでは公開できません").wait_for()
    tab.settle()
    return page


def card(page: Page, words: str) -> Locator:
    return page.locator('[class*="st-key-finding-"]', has_text=words)


def press(tab: Tab, button: Locator) -> None:
    button.click()
    tab.settle()


def test_the_findings_fit_the_screen(visit: Callable[..., Tab]) -> None:
    tab = visit(width=390)
    page = drop(tab)
    assert tab.sideways() <= 0
    first = page.locator('[class*="st-key-finding-"]').first
    assert "止める" in first.inner_text()
    assert "担当者氏名" in first.inner_text()
    assert "2〜7行目" in first.inner_text()
    tab.shot("precheck-390")
    tab.widen()
    assert tab.sideways() <= 0
    tab.shot("precheck-1440")


def test_from_a_working_copy_to_the_pack(visit: Callable[..., Tab]) -> None:
    tab = visit()
    page = drop(tab)
    press(tab, card(page, "担当者氏名").get_by_role("button", name="列を消す"))
    assert page.get_by_text("もとのファイルは変えていません").is_visible()
    press(tab, page.get_by_role("button", name="取り消す"))
    assert card(page, "担当者氏名」に、個人").count() == 1
    press(tab, card(page, "担当者氏名」に、個人").get_by_role("button", name="列を消す"))
    press(
        tab, card(page, "佐藤").or_(card(page, "文章に、個人")).first.get_by_role("button", name="そのセルを空にする")
    )
    for index in range(page.get_by_text("確かめました", exact=True).count()):
        press(tab, page.get_by_text("確かめました", exact=True).nth(index))
    page.get_by_role("combobox", name="公開するときの利用条件").click()
    press(tab, page.get_by_role("option", name="CC BY 4.0"))
    assert page.get_by_text("合格").count() == 0
    press(tab, page.get_by_role("button", name="この中身を検査済みにする"))
    page.get_by_text("検査済みです（安全の保証ではありません）").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="お返しパックを保存する").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert len(archive.namelist()) == 5
        assert "佐藤".encode() not in b"".join(
            archive.read(name) for name in archive.namelist() if name.endswith(".csv")
        )
        assert io.BytesIO(archive.read("決裁用の1枚.pdf")).read(4) == b"%PDF"
    press(tab, page.get_by_role("button", name="消去する").first)
    assert page.get_by_text("公園一覧").count() == 0
