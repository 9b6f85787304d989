"""うちの表で見る, run as a page with files of no known kind in the session: every view opens, and the address is silent."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from machi.own.shelf import own_shelf
from tests.own import opened, shipped
from tests.test_pages import words
from tests.visitor import as_served, at
from ui import anything, session
from ui.parts import FAULT

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")
MARK = "めじるし項目"
ROWS = [
    f"ID{n:03d},施設{n},{'甲乙丙'[n % 3]},令和{3 + n % 3}年度,2024-{1 + n % 9:02d}-{1 + n % 27:02d},{n * 7 % 40},"
    f"37.4{n:02d},139.9{n:02d}"
    for n in range(1, 31)
]
TABLE = "\n".join([f"登録番号,施設名,区分,年度,開催日,{MARK}（人）,緯度,経度", *ROWS]) + "\n"


def page(*texts: str, **query: str) -> AppTest:
    files = tuple(opened(text.encode(), f"表{at}.csv", id=f"own-{at}") for at, text in enumerate(texts, 1))
    app = at("anything", **({"src": "own"} if files else {}), **query)
    if files:
        app.session_state["own"] = session.Own(files, own_shelf(files, shipped()))
    app.run()
    assert not app.exception
    assert FAULT not in [error.value for error in app.error]
    return app


def test_without_a_file_the_page_says_what_to_do() -> None:
    app = page()
    assert "お手元の表" in words(app)
    assert not app.header
    app.file_uploader[0].set_value([("表.csv", TABLE.encode(), "text/csv")]).run()
    assert app.header[0].value.replace("\\", "").startswith("「緯度」「経度」で30行すべてを地図に置きました")


def test_a_strangers_file_is_shown_without_any_choice() -> None:
    app = page(TABLE)
    assert app.header[0].value.replace("\\", "").startswith("「緯度」「経度」で30行すべてを地図に置きました")
    assert "庁内限り・検査未了" in words(app)


@pytest.mark.parametrize("view", list(anything.views()))
def test_every_view_opens_and_the_address_never_says_a_header(view: str) -> None:
    app = page(TABLE, TABLE.replace("ID007", "ID777"), view=view)
    finding = app.header[0].value
    assert finding.strip().endswith("。")
    assert MARK not in str(dict(app.query_params))
    assert "見つかりません" not in finding


def test_choosing_a_column_by_its_place_changes_the_card() -> None:
    # The third column is the group, the fourth the fiscal year.
    by_group = page(TABLE, view="anything_cross", cross_by="3", cross_across="0").header[0].value
    by_year = page(TABLE, view="anything_cross", cross_by="4", cross_across="0").header[0].value
    assert "「区分」の3種類" in by_group.replace("\\", "")
    assert "「年度」の3種類" in by_year.replace("\\", "")


@pytest.mark.parametrize("nonsense", ["99", "-1", "x", "' or 1=1"])
def test_a_mangled_address_opens_the_usual_view(nonsense: str) -> None:
    app = page(TABLE, view="anything_ranking", ranking_label=nonsense, ranking_order=nonsense)
    assert app.header[0].value == page(TABLE, view="anything_ranking").header[0].value
