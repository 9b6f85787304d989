"""The page うちのデータで見る: from a dropped or pasted table to pages that show it, with everything changeable by hand."""

from __future__ import annotations

import ast
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machi.errors import BadSettings
from machi.own.limits import most_megabytes
from machi.own.recipe import View, recipe_of, write_recipe
from tests.contents import pages
from tests.own import AED_HEADER, AED_ROWS, MARKER, aed_bytes, aed_file, csv_text
from tests.test_pages import words
from tests.visitor import ROOT, as_served, at

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")
OWN_PAGES = {"your_data", "precheck"}


def opened_page() -> AppTest:
    app = at("your_data").run()
    assert not app.exception
    return app


def pasted(text: str) -> AppTest:
    app = opened_page()
    app.text_area[0].set_value(text)
    button(app, "貼り付けた表を読む").click().run()
    assert not app.exception
    return app


def dropped(*files: tuple[str, bytes]) -> AppTest:
    app = opened_page()
    app.file_uploader[0].set_value([(name, data, "text/csv") for name, data in files]).run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Any:
    return next(found for found in app.button if found.label == label)


def test_what_happens_to_a_file_stands_beside_the_drop_zone_before_anything_is_dropped() -> None:
    said = words(opened_page())
    assert "まだ公開されません。この画面だけで使います。" in said
    assert "1つ20MBまで" in said


def test_a_dropped_cp932_file_is_answered_recognised_and_shown() -> None:
    app = dropped(("うちのAED.csv", aed_bytes()))
    said = words(app)
    assert "3行をすべて読みました。元のファイルは変えていません。" in said
    assert app.selectbox(key="own-kind-own-1-aed").value == "aed"
    assert "確からしさ" in said
    assert "うちのデータ（うちのAED.csv）で表示中" in said
    assert "地図にあるのは、AED3台" in said
    assert said.count("まず119番へ") == 1, "three cards say it, the page says it once"
    questions = [*(found.value for found in app.header), *(link.proto.label for link in app.get("page_link"))]
    assert questions.count("どこにある？") == 1
    assert app.query_params["src"] == "own"
    app.switch_page("pages/places.py").run()
    assert MARKER in words(app)


def test_several_files_at_once_and_a_twin_replaces_its_older_self() -> None:
    events = csv_text(("イベント名", "開始日"), [("朝市", "2026-12-05")]).encode()
    app = dropped(("aed.csv", aed_bytes()), ("催し_event.csv", events))
    assert [file.kind for file in app.session_state["own"].files] == ["aed", "event"]
    again = [("aed.csv", csv_text(AED_HEADER, AED_ROWS[:2]).encode(), "text/csv")]
    app.file_uploader[0].set_value(again).run()
    assert sorted((file.name, len(file.frame)) for file in app.session_state["own"].files) == [
        ("aed.csv", 2),
        ("催し_event.csv", 1),
    ]


def test_pasted_cells_are_read() -> None:
    app = pasted("名称\t緯度\t経度\t小児対応設備の有無\n公民館\t37.49\t139.93\t有\n")
    assert "1行をすべて読みました" in words(app)
    assert app.session_state["own"].files[0].kind == "aed"


def test_what_is_no_table_is_told_and_the_others_are_kept() -> None:
    app = dropped(("図.csv", b"\x89PNG\r\n\x1a\n" + b"0" * 40), ("aed.csv", aed_bytes()))
    assert any("画像" in warning.value for warning in app.warning)
    assert [file.name for file in app.session_state["own"].files] == ["aed.csv"]


def test_the_kind_is_changed_by_hand_undone_and_started_again() -> None:
    app = dropped(("うちのAED.csv", aed_bytes()))
    app.selectbox(key="own-kind-own-1-aed").set_value("public_facility").run()
    assert app.session_state["own"].files[0].kind == "public_facility"
    button(app, "ひとつ戻す").click().run()
    assert app.session_state["own"].files[0].kind == "aed"
    assert app.session_state["own"].before == ()
    app.selectbox(key="own-kind-own-1-aed").set_value("park").run()
    button(app, "はじめの読み方に戻す").click().run()
    assert app.session_state["own"].files[0].kind == "aed"


def test_a_column_is_given_its_meaning_by_hand() -> None:
    header = ("置いてある所", *AED_HEADER[1:])
    app = dropped(("aed.csv", csv_text(header, AED_ROWS).encode()))
    assert "必要な列（名称）が見つかりません" in words(app)
    app.selectbox(key="own-header-own-1").set_value("置いてある所").run()
    app.selectbox(key="own-meaning-own-1-置いてある所").set_value("name").run()
    button(app, "この意味にする").click().run()
    assert app.session_state["own"].files[0].absent == ()
    assert "必要な列" not in words(app)
    assert "地図にあるのは、AED3台" in words(app)


def test_the_sample_workbook_is_shown_and_marked_as_synthetic() -> None:
    app = opened_page()
    button(app, "見本のExcelで試す").click().run()
    assert not app.exception
    said = words(app)
    assert "37行のうち36行を読みました。残り1行は理由つきで下にあります。" in said
    assert "合成データ（見本）" in said
    assert "イベント一覧" in said or app.selectbox(key="own-kind-own-1-event").value == "event"


def test_a_doubt_is_asked_with_two_previews_and_answered() -> None:
    rows = "\n".join(f"{n};{n},5" for n in range(1, 30))
    app = dropped(("値.csv", f"番号;値\n{rows}\n".encode()))
    file = app.session_state["own"].files[0]
    assert (file.receipt.delimiter, file.receipt.rows_ok) == (";", 29)
    header = dropped(("表.csv", "あ,い\n1,2\n品名,数\n米,3\n味噌,4\n塩,5\n".encode()))
    asked = [found for found in header.button if found.label == "こちらで読む"]
    if asked:
        asked[1].click().run()
        assert header.session_state["own"].files[0].choices.header_row


def test_a_recipe_dropped_with_the_new_file_replays_and_tells_what_changed() -> None:
    recipe = recipe_of(
        aed_file(), (View("places", {"view": "map"}, "places_map", "どこにある？"),),
        today=date(2026, 11, 20), title="去年のAED", author="", note="",
    )  # fmt: skip
    this_year = csv_text(("施設名", *AED_HEADER[1:]), AED_ROWS).encode()
    app = dropped(("recipe.toml", write_recipe(recipe).encode()), ("ことし.csv", this_year))
    said = words(app)
    assert "レシピ「去年のAED」のとおりに読みました。前と違うところが1つあります。" in said
    assert "列「名称」は「施設名」に名前が変わったようです。" in said
    links = [link.proto for link in app.get("page_link") if link.proto.label == "どこにある？"]
    assert any("view=map" in link.query_string and "src=own" in link.query_string for link in links)


def test_a_recipe_alone_waits_for_its_file_and_a_broken_one_is_told() -> None:
    recipe = recipe_of(aed_file(), (), today=date(2026, 11, 20), title="去年のAED", author="", note="")
    app = dropped(("recipe.toml", write_recipe(recipe).encode()))
    assert any("レシピ「去年のAED」で、次に入れるファイルを読みます" in info.value for info in app.info)
    app.file_uploader[0].set_value([("aed.csv", aed_bytes(), "text/csv")]).run()
    assert "前と大きく違うところは見つかりませんでした" in "\n".join(found.value for found in app.success)
    broken = dropped(("recipe.toml", b"recipe = 1\nkind = 'evil'"))
    assert any("レシピを読めません" in warning.value for warning in broken.warning)
    assert not broken.exception


def test_a_view_with_its_filters_is_put_into_the_recipe_from_its_page() -> None:
    app = dropped(("うちのAED.csv", aed_bytes()))
    app.switch_page("pages/places.py")
    app.query_params["view"] = "coverage"
    app.query_params["radius"] = "500"
    app.run()
    button(app, "この見かたをレシピに入れる").click().run()
    (view,) = app.session_state["own"].views
    assert (view.page, dict(view.query)) == ("places", {"view": "coverage", "radius": "500"})
    assert view.card.startswith("places_coverage?")
    told = [found.value for found in app.success]
    assert len(told) == 1
    assert "この見かたをレシピに入れました（1つめ）" in told[0]
    # Pressed again it is not put in twice, and that is told too; the word goes with the next run.
    button(app, "この見かたをレシピに入れる").click().run()
    assert len(app.session_state["own"].views) == 1
    assert "もうレシピに入っています" in app.success[0].value
    assert not app.run().success


def test_the_gallery_credits_who_made_an_example() -> None:
    app = at("home").run()
    assert "作った人: このサイトの見本" in words(app)


def test_the_header_row_is_chosen_by_hand() -> None:
    app = dropped(("表.csv", "一覧,令和8年\n品名,数\n米,3\n味噌,4\n塩,5\n".encode()))
    app.number_input[0].set_value(2)
    button(app, "この読み方にする").click().run()
    file = app.session_state["own"].files[0]
    assert (file.receipt.header_row, list(file.receipt.columns)) == (2, ["品名", "数"])


def test_a_file_name_is_shown_as_its_characters() -> None:
    app = dropped(("**太字**[x](javascript:1) aed.csv", aed_bytes()))
    assert "**太字**[x](javascript:1) aed.csv" in words(app)
    raw = "\n".join(str(element.value) for element in app.markdown)
    assert "](javascript" not in raw


def test_erased_on_its_own_page() -> None:
    app = dropped(("うちのAED.csv", aed_bytes()))
    button(app, "消去する").click().run()
    assert "own" not in app.session_state
    assert "うちのAED" not in words(app)
    assert app.file_uploader[0].value == []


def example_pages() -> list[str]:
    """Pages whose head names kinds of data."""
    found = []
    for page in pages():
        tree = ast.parse((ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        if any(ast.unparse(call.func) == "parts.head" and len(call.args) > 1 for call in calls):
            found.append(page)
    return found


def test_the_example_pages_are_found() -> None:
    assert {"population", "places", "events", "safety"} <= set(example_pages())


@pytest.mark.parametrize("page", example_pages())
def test_every_example_page_leads_here(page: str) -> None:
    app = at(page).run()
    links = [link.proto.label for link in app.get("page_link")]
    assert "うちのデータで見る" in links or app.file_uploader, "a link to the way in, or the way in itself"


def test_a_page_that_the_held_file_fits_offers_itself() -> None:
    app = dropped(("うちのAED.csv", aed_bytes()))
    app.switch_page("pages/places.py").run()
    button(app, "公開データに戻す").click().run()
    link = next(link.proto for link in app.get("page_link") if link.proto.label == "この画面をうちのデータで見る")
    assert "src=own" in link.query_string
    app.switch_page("pages/events.py").run()
    assert "この画面をうちのデータで見る" not in [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize("page", [page for page in pages() if page not in OWN_PAGES])
def test_no_page_asks_where_its_data_came_from(page: str) -> None:
    """The same module on published data and on an upload: no name, attribute or text of a page tells the two apart."""
    tree = ast.parse((ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8"))
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    named |= {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert named & {"own", "shows_own", "unchecked", "src", "published", "OWN", "SRC"} == set()


@pytest.mark.parametrize("text", ["0", "201", "abc", "-1", "５０"])
def test_a_limit_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("MACHI_MAX_UPLOAD", text)
    with pytest.raises(BadSettings, match="MACHI_MAX_UPLOAD"):
        most_megabytes()


def test_a_file_over_the_limit_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_MAX_UPLOAD", "1")
    app = pasted("名称\t備考\n" + "公民館\tあ\n" * 100_000)
    assert any("1MBより大きい" in warning.value for warning in app.warning)
    assert "own" not in app.session_state
