"""公開前チェック as a page: run by AppTest with a file in the session, and what the check leaves behind."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from machi.own.files import open_file
from machi.own.shelf import own_shelf
from tests.prechecks import table
from tests.test_pages import words
from tests.visitor import as_served, at
from ui import session
from ui.parts import FAULT

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")
NAMES = ["佐藤 太郎", "鈴木 花子", "今野 希", "渡辺 誠", "弓削 健太"]
LIST = table(
    ["名称", "面積", "電話番号", "担当者氏名", "備考"],
    [[f"緑町{n}公園", str(100 + n), f"0242-22-100{n}", name, "朝は混みます。"] for n, name in enumerate(NAMES)],
)
CLEAN = table(["名称", "区分"], [[f"緑町{n}公園", "街区"] for n in range(5)])


def opened(data: bytes, name: str = "公園.csv", **query: str) -> AppTest:
    """The page with ``data`` held by the session."""
    app = at("precheck", **query)
    shelf = session.published()
    file = open_file(data, name, schemas=shelf.schemas, city=shelf.city.name)
    app.session_state["own"] = session.Own((file,), own_shelf((file,), shelf))
    app.session_state["src"] = "own"
    return settled(app.run())


def settled(app: AppTest) -> AppTest:
    assert [error.message for error in app.exception] == []
    assert FAULT not in [error.value for error in app.error]
    return app


def headline(app: AppTest) -> str:
    return str(app.header[0].value).replace("\\", "").replace("\u2060", "")


def press(app: AppTest, label: str) -> AppTest:
    button = next(button for button in app.button if button.label == label)
    return settled(button.click().run())


def all_words(app: AppTest) -> str:
    return words(app) + "\n".join(str(element.value) for element in app.subheader).replace("\\", "")


def test_without_a_file_the_page_says_what_it_does() -> None:
    app = settled(at("precheck").run())
    assert "もとのファイルは変えません" in words(app)


def test_a_list_with_names_is_stopped_and_says_where() -> None:
    app = opened(LIST)
    assert headline(app).startswith("このままでは公開できません。")
    said = all_words(app)
    assert "「担当者氏名」に、個人の名前とみられるセルが5件あります。" in said
    assert "2〜6行目" in said
    assert "合格" not in said


def licensed(app: AppTest) -> AppTest:
    licence = next(box for box in app.selectbox if box.label == "公開するときの利用条件")
    return settled(licence.select("CC BY 4.0").run())


def test_one_click_mends_and_one_takes_it_back() -> None:
    app = press(opened(LIST), "列を消す")
    assert "「担当者氏名」列を消す（5か所、5列→4列）" in all_words(app)
    assert "担当者氏名」に、個人" not in all_words(app)
    app = press(app, "取り消す")
    assert "「担当者氏名」に、個人の名前とみられるセルが5件あります。" in all_words(app)


def test_a_reason_and_a_tick_decide_and_then_the_bytes_may_pass() -> None:
    app = opened(LIST)
    reason = next(field for field in app.text_input if "公開してよい理由" in field.label)
    app = settled(reason.input("職員録で公表ずみです").run())
    assert "止める指摘はありません" in headline(app)
    for box in [box for box in app.checkbox if box.label == "確かめました"]:
        box.check()
    app = licensed(settled(app.run()))
    assert "すべて決めました（安全の保証ではありません）" in headline(app)
    app = press(app, "この中身を検査済みにする")
    held = app.session_state["own"]
    assert held.files[0].data == LIST
    assert not held.files[0].unchecked
    assert all(not source.unchecked for kind in held.shelf.schemas for source in held.shelf.sources(kind))
    assert "検査済みです（安全の保証ではありません）" in "".join(str(info.value) for info in app.info)
    assert not app.success


def test_repaired_bytes_pass_and_later_repairs_lose_the_mark() -> None:
    app = press(opened(LIST), "列を消す")
    for box in [box for box in app.checkbox if box.label == "確かめました"]:
        box.check()
    app = settled(app.run())
    # A licence is chosen, not looked at: no tick settles that there is none.
    assert "この中身を検査済みにする" not in [found.label for found in app.button]
    assert "利用条件（ライセンス）がまだ決まっていません。" in words(app)
    app = press(licensed(app), "この中身を検査済みにする")
    file = app.session_state["own"].files[0]
    assert "佐藤" not in file.data.decode("utf-8-sig")
    assert not file.unchecked
    app = press(app, "取り消す")
    assert "このままでは公開できません" in headline(app)
    assert not any("この中身は検査済み" in str(info.value) for info in app.info)


def test_a_file_is_unchecked_until_it_passed() -> None:
    app = opened(CLEAN)
    assert app.session_state["own"].files[0].unchecked


def test_a_file_without_findings_gets_no_all_clear() -> None:
    app = licensed(opened(CLEAN))
    assert headline(app) == "この検査では見つかりませんでした（安全の保証ではありません）"
    assert "見ていないこと" in words(app)


def test_erasing_leaves_nothing_of_the_check() -> None:
    app = press(opened(LIST), "列を消す")
    works: dict[Any, Any] = app.session_state["precheck"]
    seen = [weakref.ref(work) for work in works.values()] + [weakref.ref(app.session_state["own"])]
    assert app.session_state["own"].bytes_held > 2 * len(LIST)
    del works
    app = settled(next(button for button in app.button if button.label == "消去する").click().run())
    assert "precheck" not in app.session_state
    assert "own" not in app.session_state
    app = settled(app.run())
    gc.collect()
    assert [ref() for ref in seen] == [None, None]


def test_the_copy_for_a_class_is_offered_for_persons_only() -> None:
    rows = [[str(n), "男性" if n % 2 else "女性", str(20 + n % 40), "緑町", str(n % 5)] for n in range(80)]
    app = opened(table(["回答番号", "性別", "年齢", "地区", "満足度"], rows), "answers.csv")
    app = press(app, "匿名の写しを作る")
    assert "どの組み合わせも" in words(app)
    assert "同じ組み合わせの全員が同じ答えなら" in words(app)
    assert not any("匿名の写し" in expander.label for expander in opened(CLEAN).expander)


@pytest.mark.parametrize("data", [LIST, CLEAN, b"a\n=1\n", "名称,x\nあ\n".encode("cp932")])
def test_no_file_makes_a_traceback(data: bytes) -> None:
    assert headline(opened(data))


def test_another_visitor_sees_nothing_of_it() -> None:
    opened(LIST)
    st.cache_data.clear()
    app = at("precheck").run()
    assert "担当者氏名" not in words(app)
