"""SQLで調べる as a visitor meets it: an answer at once, refusals with a line, links, examples, own files."""

from __future__ import annotations

import tomllib

import pytest
from streamlit.testing.v1 import AppTest

import ui.explore
from machi.own.shelf import close, own_shelf
from machi.sandbox.ask import ask
from machi.sandbox.card import card_of
from machi.sandbox.figure import figure_of
from machi.sandbox.guide import EXAMPLES, LONGEST_LINK, TABLES, examples, first_question, link_fits, sources, tables
from machi.store.shape import shapes
from machi.store.shelf import Shelf
from tests.own import MARKER, aed_file, csv_text, opened, shipped
from tests.own import shipped as shipped_shelf
from tests.test_pages import run, words
from tests.visitor import as_served

__all__ = ["as_served"]
pytestmark = pytest.mark.usefixtures("as_served")


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return shipped_shelf()


def edit(app: AppTest, sql: str) -> AppTest:
    app.text_area[0].set_value(sql)
    return app.button(next(button.key for button in app.button if button.label == "実行する")).click().run()


def test_it_opens_with_an_answer() -> None:
    app = run("explore")
    assert [error.message for error in app.exception] == []
    assert "答えは8行です。" in words(app)
    assert "fire_hydrant" in app.table[0].value.to_string().replace("\\", "")
    assert "3秒・1GB・1,000行" in words(app)


def test_a_question_is_run_and_stands_in_the_address() -> None:
    app = edit(run("explore"), "select count(*) as n from aed")
    assert "答えは 68 です。" in words(app)
    assert app.query_params["sql"] == "select count(*) as n from aed"


def test_a_link_opens_the_same_question() -> None:
    app = run("explore", sql="select 40 + 2 as answer")
    assert app.text_area[0].value == "select 40 + 2 as answer"
    assert "答えは 42 です。" in words(app)


def test_a_refusal_names_the_line_and_shows_it() -> None:
    app = run("explore", sql="select 1\nfrom nosuch")
    assert "2行目: 「nosuch」という表はありません。" in words(app)
    assert "from nosuch" in [code.value for code in app.code]
    assert [error.message for error in app.exception] == []


def test_an_example_opens_by_its_name() -> None:
    app = run("explore", query="place_counts")
    assert "from place" in app.text_area[0].value
    assert "答えは8行です。" in words(app)


def test_a_long_question_is_not_put_into_the_address() -> None:
    sql = "select 1 as one -- " + "あ" * 2000
    assert not link_fits(sql)
    app = edit(run("explore"), sql)
    assert "答えは 1 です。" in words(app)
    assert "sql" not in app.query_params
    assert "アドレスには入りません" in words(app)


def test_it_is_off_and_says_why_where_memory_can_not_be_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("machi.sandbox.ask.sys.platform", "win32")
    app = run("explore")
    assert "Linux" in words(app)
    assert "WSL" in words(app)
    assert len(app.text_area) == 0
    assert len(app.selectbox) > 0, "tables and columns can be read all the same"


def test_every_column_of_every_table_is_described(shelf: Shelf) -> None:
    bare = [f"{t.name}.{c.name}" for t in tables(shelf) for c in t.columns if not (c.title and c.description)]
    assert bare == []
    every = {shape.name for shape in shapes(shelf.connection)}
    described = tomllib.loads(TABLES.read_text(encoding="utf-8"))["tables"]
    assert every - set(shelf.schemas) - set(described) == set()
    assert set(described) - every == set()
    assert [t.name for t in tables(shelf) if not (t.title and t.description)] == []
    assert len(tables(shelf)) > 40


def test_every_column_of_an_own_table_says_what_it_was_read_as() -> None:
    data = csv_text(("番号", "施設名", "定員（人）"), [("1", "北保育園", "60"), ("2", "南保育園", "70")]).encode()
    own = own_shelf([opened(data, "保育園.csv")], shipped())
    table = next(table for table in tables(own) if table.name == "anything")
    said = {column.name: column.title for column in table.columns}
    assert said["施設名"] == "名前"
    assert said["定員（人）"] == "人数"
    assert all(column.title and column.description for column in table.columns)
    close(own)


def test_every_question_is_an_example(shelf: Shelf) -> None:
    shown = {example.name: example for example in examples(shelf)}
    assert set(shown) == set(shelf.library)
    assert all(shelf.library[name].sql.rstrip() == example.sql for name, example in shown.items())
    labels = [example.label for example in shown.values()]
    assert len(set(labels)) == len(labels)


def test_every_line_about_an_example_has_its_question(shelf: Shelf) -> None:
    lines = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))["examples"]
    assert set(lines) - set(shelf.library) == set()


@pytest.mark.parametrize(
    ("sql", "figure"),
    [
        ("select kind, count(*) as n from place group by 1 order by 2 desc, 1", "Chart"),
        ("select year(surveyed_on) as year, sum(people) as people from population_age group by 1 order by 1", "Chart"),
        ("select start_on, count(*) as n from event_item where start_on is not null group by 1 order by 1", "Chart"),
        ("select name, lat, lon from park order by name", "Map"),
        ("select 1 as one", "NoneType"),
        ("select name, address from aed order by 1, 2", "NoneType"),
        ("select 'x' as name, null as n union all select 'y', null", "NoneType"),
        ("select lat, lon from aed where false", "NoneType"),
        ("select 'a' as lat, 'b' as lon", "NoneType"),
        ("select 1e9 as lat, -1e9 as lon, 'x' as name", "NoneType"),
    ],
)
def test_the_figure_follows_the_shape_of_the_answer(shelf: Shelf, sql: str, figure: str) -> None:
    result = ask(shelf, sql, "me")
    made = figure_of(shelf, result)
    assert type(made).__name__ == figure
    assert card_of(shelf, result).alt if made else True


def test_a_year_is_no_amount(shelf: Shelf) -> None:
    card = card_of(shelf, ask(shelf, "select 2026 as year, 2026 as people", "me"))
    assert [column.format for column in card.columns] == ["year", "integer"]


def test_a_question_is_marked_by_whose_data_it_reads(shelf: Shelf) -> None:
    def read(sql: str) -> set[str]:
        return {source.kind for source in sources(shelf, sql)}

    assert read("select * from census_total") == {"census_total"}
    assert not any(source.synthetic for source in sources(shelf, "select * from census_total"))
    assert read("select * from AED join park using (town)") == {"aed", "park"}
    assert read("-- aed\nselect * from event_day") == {"event"}
    assert "park" in read("select * from place")
    assert read("select * from query('select * from ae' || 'd')") == {s.kind for s in sources(shelf, "select 1")}
    assert read("select * from census_total, query_table('ae' || 'd')") == read("select 1")
    assert any(source.synthetic for source in sources(shelf, "select * from query_table('ae' || 'd')"))


def test_an_own_file_is_asked_in_its_own_process_only() -> None:
    own = own_shelf([aed_file()], shipped())
    card = card_of(own, ask(own, "select name from aed order by name", "me", seconds=20))
    assert MARKER in card.table["name"].tolist()
    assert card.internal
    assert MARKER not in ask(shipped(), "select name from aed", "me", seconds=20).frame["name"].tolist()
    assert first_question(own)
    close(own)


@pytest.mark.parametrize(
    "sql", ['from "anything"', "select count(*) from anything_row", "select 1", "from query_table('any' || 'thing')"]
)
def test_an_answer_from_a_table_of_no_known_kind_is_marked_as_of_the_office(sql: str) -> None:
    data = csv_text(("番号", "施設名", "定員（人）"), [("1", "北保育園", "60"), ("2", "南保育園", "70")]).encode()
    own = own_shelf([opened(data, "保育園.csv")], shipped())
    card = card_of(own, ask(own, sql, "me", seconds=20))
    assert card.internal
    assert [source.title for source in card.sources] == ["保育園.csv"]
    close(own)


def test_own_columns_and_values_never_stand_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    own = own_shelf([aed_file()], shipped())
    monkeypatch.setattr(ui.explore.session, "shelf", lambda: own)
    app = edit(run("explore"), f"select count(*) as n from aed where name = '{MARKER}'")
    assert "答えは 1 です。" in words(app)
    assert "sql" not in app.query_params
    assert MARKER not in str(app.query_params)


def test_a_pinned_question_is_asked_again_in_the_briefing() -> None:
    app = edit(run("explore"), "select count(*) as n from aed")
    app = app.button("pin-explore_query").click().run()
    app = app.switch_page("pages/briefing.py").run()
    assert [error.message for error in app.exception] == []
    assert "答えは 68 です。" in words(app)


def test_links_are_capped() -> None:
    assert link_fits("x" * LONGEST_LINK)
    assert not link_fits("x" * (LONGEST_LINK + 1))
