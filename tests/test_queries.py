"""Every question is declared, binds on an empty shelf and on the shipped data, and ends in a total order.

Also the shared expressions of ``_macros.sql``: hand tables for what prices and booking notes mean.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from machi.errors import BadSettings
from machi.store.database import open_shelf
from machi.store.queries import QUERIES, Library
from machi.store.shelf import Shelf
from tests.folders import folder
from tests.own import shipped as shipped_shelf

LIBRARY = Library()
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    root = tmp_path_factory.mktemp("empty")
    return open_shelf(folder(root), root / "store.duckdb")


@pytest.fixture(scope="module")
def shipped() -> Shelf:
    return shipped_shelf()


@pytest.mark.parametrize("name", LIBRARY)
def test_a_question_binds_and_answers_without_any_data(name: str, empty: Shelf) -> None:
    answer = empty.ask(name)
    assert len(answer.frame.columns) > 0
    assert set(answer.ran.params) == {param.name for param in LIBRARY[name].params}


@pytest.mark.parametrize("name", LIBRARY)
def test_a_question_answers_the_same_twice_on_the_shipped_data(name: str, shipped: Shelf) -> None:
    first, second = shipped.ask(name).frame, shipped.ask(name).frame
    assert first.equals(second)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_question_declares_its_grain_its_parameters_and_what_it_reads(name: str, empty: Shelf) -> None:
    query = LIBRARY[name]
    assert query.grain.lower().startswith(("one row", "at most one row"))
    body = re.sub(r"--.*", "", query.sql)
    assert set(re.findall(r"\$(\w+)", body)) == {param.name for param in query.params}
    assert all(param.about for param in query.params)
    tables = {row[0] for row in empty.connection.cursor().execute("select table_name from duckdb_tables()").fetchall()}
    assert query.reads
    assert set(query.reads) <= tables
    assert set(re.findall(r"\b(?:from|join)\s+(\w+)", body)) & tables == set(query.reads)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_question_ends_in_an_order_and_pastes_nothing(name: str, shipped: Shelf) -> None:
    body = re.sub(r"--.*", "", LIBRARY[name].sql).strip().lower().rstrip(";")
    if LIBRARY[name].grain.lower().startswith("one row per"):
        assert re.search(r"\border by\b[^()]*(\([^()]*\)[^()]*)*$", body), "the outermost select needs an order by"
    else:
        assert len(shipped.ask(name).frame) <= 1, "a question with several rows says: one row per …"
    assert "{" not in body
    assert len(LIBRARY[name].sql.splitlines()) <= 60


def test_no_statement_in_the_core_is_made_of_values() -> None:
    """A statement may be an f-string only to place names of tables and columns, through ``tables.quoted``."""
    names = {"table", "key", "order", "complete", "name", "spelt", "quoted", "kind", "names"}
    for path in sorted((ROOT / "machi").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute"
            ):
                continue
            for part in ast.walk(node.args[0]) if node.args else ():
                if isinstance(part, ast.FormattedValue):
                    used = {item.id for item in ast.walk(part) if isinstance(item, ast.Name)} - {"schema"}
                    assert used <= names, f"{path.name}:{node.lineno}"


def test_a_parameter_that_was_not_declared_is_refused(tmp_path: Path) -> None:
    (tmp_path / "two.sql").write_text(
        "-- One row.\n-- param n integer = 2 how many\nselect $n as n order by n\n", encoding="utf-8"
    )
    query = Library(tmp_path)["two"]
    assert query.bind({"n": 3}, date(2026, 1, 1)) == {"n": 3}
    with pytest.raises(KeyError, match="m"):
        query.bind({"m": 3}, date(2026, 1, 1))


def test_defaults_are_typed(tmp_path: Path) -> None:
    lines = [
        "-- One row.",
        "-- param a text = よ text",
        "-- param b integer = 2 count",
        "-- param c number = 0.5 share",
        "-- param d flag = 1 yes",
        "-- param e date = today day",
        "-- param f date = 2026-05-08 day",
        "-- param g list = x,y kinds",
        "-- param h list =  kinds",
        "-- param i integer =  count",
    ]
    (tmp_path / "q.sql").write_text("\n".join(lines) + "\nselect 1 order by 1\n", encoding="utf-8")
    values = list(Library(tmp_path)["q"].bind({}, date(2026, 1, 2)).values())
    assert values[:7] == ["よ", 2, 0.5, True, date(2026, 1, 2), date(2026, 5, 8), ["x", "y"]]
    assert values[7:] == [[], None]


def test_a_declaration_that_can_not_be_read_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_text("-- One row.\n-- param n sometype = 2\nselect 1\n", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"bad\.sql"):
        Library(tmp_path)


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute((QUERIES / "_macros.sql").read_text(encoding="utf-8"))
    return con


FREE = [
    ("無料", True),
    ("無 料", True),
    ("無料（要申込）", True),
    ("無料(申込不要)", True),
    ("入場無料", True),
    ("参加費：無料", True),
    ("保護者同伴。参加費無料", True),
    ("無料（小学生以下は保護者同伴）", True),
    ("どなたでも無料", True),
    ("親子で参加、無料", True),
    ("無料（100名まで）", True),
    ("無料（駐車場無料）", True),
    ("10円玉をご用意ください", False),
    ("0円", True),
    ("0", True),
    ("FREE", True),
    ("なし", True),
    ("大人500円、小学生以下無料", False),
    ("一般1200円 高校生以下無料", False),
    ("無料（材料費500円）", False),
    ("500円（駐車場無料）", False),
    ("500円", False),
    ("５００円", False),
    ("1,000円（税込）", False),
    ("￥1,500", False),
    ("3千円", False),
    ("500", False),
    ("有料", False),
    ("一部有料", False),
    ("無料\n※駐車場は有料", False),
    ("材料費実費", False),
    ("入館料が必要", False),
    ("別途入館料", False),
    ("小学生以下無料", None),
    ("65歳以上無料", None),
    ("中学生以下は無料です", None),
    ("会員無料", None),
    ("市民は無料", None),
    ("一部無料", None),
    ("駐車場無料", None),
    ("初回無料", None),
    ("無料（要入館券）", None),
    ("無料（要整理券）", True),
    ("無料送迎バスあり", None),
    ("要問合せ", None),
    ("", None),
    ("　", None),
    (None, None),
]


@pytest.mark.parametrize(("words", "free"), FREE)
def test_what_a_price_says(macros: duckdb.DuckDBPyConnection, words: str | None, free: bool | None) -> None:
    assert macros.execute("select says_free($words)", {"words": words}).fetchone() == (free,)


BOOKING = [
    ("申込不要", False),
    ("事前申込不要", False),
    ("予約不要", False),
    ("予約・申込不要", False),
    ("申込等不要", False),
    ("申し込み不要", False),
    ("事前の申込みは不要です", False),
    ("申込みは必要ありません", False),
    ("予約なしで参加できます", False),
    ("当日受付", False),
    ("直接会場へお越しください", False),
    ("自由参加", False),
    ("要申込", True),
    ("申込", True),
    ("要予約", True),
    ("電話で予約", True),
    ("往復はがきで応募", True),
    ("事前予約制", True),
    ("無料（要申込）", True),
    ("申込不要、団体は要予約", None),
    ("当日受付（要整理券）", None),
    ("当日受付（申込不要）", False),
    ("定員20名", None),
    ("無料", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("words", "booking"), BOOKING)
def test_what_is_said_about_booking(macros: duckdb.DuckDBPyConnection, words: str | None, booking: bool | None) -> None:
    assert macros.execute("select says_booking($words)", {"words": words}).fetchone() == (booking,)


WAYS = [
    ("不要", False),
    ("なし", False),
    ("申込不要", False),
    ("電話 0242-00-0000", True),
    ("窓口または電話", True),
    ("必要", True),
    ("申込不要、団体は要予約", None),
    ("詳しくはお問い合わせください", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "booking"), WAYS)
def test_what_a_way_to_book_says(macros: duckdb.DuckDBPyConnection, words: str, booking: bool | None) -> None:
    assert macros.execute("select way_to_book($words)", {"words": words}).fetchone() == (booking,)


@pytest.mark.parametrize(
    ("points", "metres"),
    [
        # One degree of a great circle is R·π/180.
        ((0.0, 139.0, 1.0, 139.0), 111195.08),
        ((0.0, 0.0, 0.0, 1.0), 111195.08),
        ((35.0, 139.0, 35.0, 139.0), 0.0),
        ((0.0, 0.0, 0.0, 180.0), 20015114.44),
    ],
)
def test_distance(macros: duckdb.DuckDBPyConnection, points: tuple[float, ...], metres: float) -> None:
    (found,) = macros.execute("select distance_m($1, $2, $3, $4)", list(points)).fetchone() or (None,)
    assert found == pytest.approx(metres, abs=0.01)
