"""The progress board: hand-counted answers, and that a public store tells nothing of what is not open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import machi.cards.all  # noqa: F401  registers the cards
from machi.cards.board_items import age_words
from machi.cards.board_similar import theme_of
from machi.cards.card import Card, Chart
from machi.cards.catalogue_view import catalogue_table, dataset_view
from machi.cards.registry import CARDS, build
from machi.errors import BadSettings, NotOnShelf
from machi.export.datasets import cleaned_bytes, original_bytes
from machi.export.tables import card_csv, card_file_name, file_name
from machi.profile import profile
from machi.store.database import open_shelf
from machi.store.internal import STATES, state_of
from machi.store.shelf import Shelf
from tests.boards import HERE, answer, board_data, board_shelf, golden
from tests.folders import AED, folder, publish
from tests.visitor import as_served, at

__all__ = ["as_served"]
SECRETS = (
    *("財政課", "保育課", "広報課", "通報の記録", "秘密の台帳", "保育所の一覧", "申込者の名簿", "ちらし", "来月中"),
    *("名前を外している", "人手が足りない", "丙山氏"),
)
"""Everything in tests/data/inquiry that belongs to a line which isn't 公開."""
QUESTIONS = sorted(path.stem for path in (HERE / "golden").glob("board_*.csv"))
BOARD = [name for name, kind in CARDS.items() if kind.subject == "board"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with pytest.MonkeyPatch.context() as patch:
        yield board_shelf(tmp_path_factory.mktemp("office"), patch, "internal")


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return board_shelf(tmp_path, monkeypatch, "public")


@pytest.fixture
def inside(office: Shelf, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The office's shelf, with the profile set also after another test's ``public`` shelf."""
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    return office


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_question_gives_the_counted_answer(inside: Shelf, name: str) -> None:
    heading, rows = golden(name)
    assert answer(inside, name, heading) == rows


def test_there_is_a_golden_answer_for_each_question(inside: Shelf) -> None:
    assert [name for name in inside.library if name.startswith("board_")] == QUESTIONS


def test_the_totals_are_the_same_outside(public: Shelf) -> None:
    heading, rows = golden("board_totals")
    assert answer(public, "board_totals", heading) == rows


def told(card: Card) -> str:
    """Everything that a card says anywhere."""
    texts = [card.title, card.finding, card.alt, *card.notes, card.table.to_csv(), card_csv(card).decode("utf-8-sig")]
    texts += [str(card.figure.spec)] if isinstance(card.figure, Chart) else []
    return "\n".join([*texts, *(str(dict(ran.params)) for ran in card.ran)])


def test_no_card_tells_outside_what_is_not_open(public: Shelf, inside: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = [{}, {"state": "あとで"}, {"state": "検討中"}, {"department": "財政課"}]
    inside_words = "".join(told(build(inside, card_id)) for card_id in BOARD)
    assert [word for word in SECRETS if word not in inside_words] == ["来月中"]  # an unreadable day is an issue only
    monkeypatch.setenv("MACHI_PROFILE", "public")
    for card_id in BOARD:
        for params in asked:
            known = {param.name for param in CARDS[card_id].params}
            card = build(public, card_id, {name: value for name, value in params.items() if name in known})
            words = told(card).replace("'department': '財政課'", "")  # what was asked, not what was answered
            assert [word for word in SECRETS if word in words] == [], card_id
            assert not card.internal


def test_nothing_in_a_public_store_tells_it(public: Shelf, tmp_path: Path) -> None:
    with public.connection.cursor() as cursor:
        tables = [name for (name,) in cursor.execute("select table_name from duckdb_tables()").fetchall()]
        assert "inquiry" in tables
        everything = "\n".join(cursor.execute(f'select * from "{name}"').df().to_csv() for name in tables)
    assert "橋の台帳" in everything
    assert [word for word in SECRETS if word in everything] == []
    (store,) = tmp_path.glob("store-*.duckdb")
    content = store.read_bytes()
    assert "橋の台帳".encode() in content
    assert [word for word in SECRETS if word.encode() in content] == []


def test_rows_lose_their_place(public: Shelf) -> None:
    """Lines 3, 5 and 7 to 9 of the file are hidden: a gap in the numbers would show between whose lines they stood."""
    rows = public.table("inquiry", "999997_inquiry").frame
    assert rows["source_row"].dropna().tolist() == [1, 2, 3]
    assert sorted(rows.loc[rows["source_row"].isna(), "status"]) == [
        *("あとで", "あとで", "その他・記載なし", "検討中", "検討中")
    ]
    assert rows[["reason", "trouble", "next_check_on", "personal", "note"]].isna().all().all()


def test_outside_it_can_not_be_listed_or_taken(public: Shelf) -> None:
    assert "999997_inquiry" not in catalogue_table(public)[0]["id"].tolist()
    for take in (dataset_view, original_bytes, lambda shelf, name: cleaned_bytes(shelf, name, "csv")):
        with pytest.raises(NotOnShelf):
            take(public, "999997_inquiry")


def test_inside_it_is_listed_and_marked(inside: Shelf) -> None:
    assert "999997_inquiry" in catalogue_table(inside)[0]["id"].tolist()
    view = dataset_view(inside, "999997_inquiry")
    assert "広報課" in original_bytes(inside, "999997_inquiry").decode()
    assert "庁内限り" in cleaned_bytes(inside, "999997_inquiry", "csv").decode("utf-8-sig").splitlines()[1]
    assert "庁内限り" in file_name(view.publication.source, "csv")
    card = build(inside, "board_departments")
    assert card.internal
    assert "庁内限り" in card_file_name(card, "csv")
    assert not build(inside, "works_list").internal


def test_a_forgotten_access_does_not_publish_a_department(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = board_data(tmp_path)
    sidecar = data / "inquiry" / "999997_inquiry.toml"
    sidecar.write_text(sidecar.read_text("utf-8").replace('access = "internal"\n', ""), encoding="utf-8")
    monkeypatch.setenv("MACHI_PROFILE", "")
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    assert shelf.ask("board_department_names").frame["department"].tolist() == ["道路課", "市民課"]
    assert "999997_inquiry" not in catalogue_table(shelf)[0]["id"].tolist()


def test_a_kind_without_a_rule_stays_out_altogether(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = folder(tmp_path)
    publish(data, "aed/a", AED + "132012,1,見本集会所,35.0,139.0,有\n", access='"internal"')
    monkeypatch.setenv("MACHI_PROFILE", "public")
    shelf = open_shelf(data, tmp_path / "store.duckdb")
    assert not shelf.has("aed")
    assert shelf.table("aed", "a").frame.empty
    assert any("庁内限り" in problem.sentence() for problem in shelf.catalogue.problems("aed"))
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    assert open_shelf(data, tmp_path / "store.duckdb").has("aed")


def test_changing_the_profile_builds_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One store path for both: the one that was built for the office is never opened for the public."""
    data, names = board_data(tmp_path), {}
    for word in ("internal", "public", "internal"):
        monkeypatch.setenv("MACHI_PROFILE", word)
        shelf = open_shelf(data, tmp_path / "store.duckdb")
        names[word] = len(shelf.ask("board_department_names").frame)
        shelf.connection.close()
    assert names == {"internal": 5, "public": 2}


def test_a_word_that_is_no_profile_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_PROFILE", "Internal")
    with pytest.raises(BadSettings, match="MACHI_PROFILE"):
        profile()
    with pytest.raises(BadSettings, match="MACHI_PROFILE"):
        open_shelf(board_data(tmp_path), tmp_path / "store.duckdb")


@pytest.mark.parametrize(
    ("words", "state"),
    [
        *((word, "公開") for word in ("公開", "公開中", "公開済み", "公開済", " 公開 ", "公　開")),
        *((word, "検討中") for word in ("検討中", "公開予定", "公開準備中", "庁内で調整")),
        *((word, "あとで") for word in ("あとで", "後で公開", "保留")),
        *((word, "その他・記載なし") for word in ("非公開", "未公開", "公開しない", "一部公開", "", None)),
    ],
)
def test_only_a_plain_open_is_open(words: str | None, state: str, inside: Shelf) -> None:
    assert state_of(words) == state
    assert state in STATES
    (found,) = inside.connection.cursor().execute("select inquiry_state($words)", {"words": words}).fetchone() or ("",)
    assert found == state


def test_the_sentences(inside: Shelf) -> None:
    assert build(inside, "board_departments").finding == (
        "2の部署が3件のデータを公開しています。うち1件は、部署が自分から始めたものです。"
        "「検討中」は2件、「あとで」は2件、状態の記載がはっきりしないものは1件です（庁内照会票、令和8年5月1日時点）。"
    )
    assert build(inside, "board_ages").finding == (
        "公開しているデータ3件のうち、この1年に更新したのは1件、1年より前は1件、更新日が分からないものは1件です"
        "（令和8年5月8日から数えて）。"
    )
    # due: 5月1日 and today; soon: 5月20日. 保育所 is published elsewhere, AEDのちらし is like 市民課's list.
    assert build(inside, "board_next").finding == (
        "確認の日が来ているのは2件、30日以内に来るのは1件。似たデータがすでに公開されているものは2件です"
        "（庁内照会票、令和8年5月1日時点）。"
    )
    items = build(inside, "board_items", {"department": "道路課"})
    assert items.finding == "道路課のデータ3件のうち、公開しているのは2件です（庁内照会票、令和8年5月1日時点）。"
    assert build(inside, "board_items", {"self_started": True}).table["data_name"].tolist() == ["橋の台帳"]


def test_similar_data_is_looked_for_in_the_city_first(inside: Shelf) -> None:
    table = build(inside, "board_next").table.set_index("data_name")["similar"]
    assert table["AEDのちらし"] == "市民課が「ＡＥＤの場所」を公開しています"
    assert table["保育所の一覧"] == "ほかの自治体に「子育て施設一覧」として公開している例があります"
    assert table["秘密の台帳"] == ""
    assert theme_of("AED講習の申込") == theme_of("ＡＥＤ設置箇所")
    assert theme_of("橋の台帳") is None


def test_personal_data_gets_no_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_PROFILE", "internal")
    data = folder(tmp_path)
    publish(
        data,
        "inquiry/x",
        "部署,データ名称,保有形式,個人情報の有無,状態,経緯\n保育課,保育所の申込,紙,有,あとで,依頼\n保育課,保育所の一覧,紙,無,あとで,依頼\n",
    )
    card = build(open_shelf(data, tmp_path / "store.duckdb"), "board_next")
    assert [bool(words) for words in card.table["similar"]] == [False, True]


def test_outside_the_next_card_says_where_to_look(public: Shelf) -> None:
    card = build(public, "board_next")
    assert card.empty
    assert card.finding.startswith("次に声をかける相手は、庁内の画面でだけ表示します。「検討中」は2件")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0日前に更新"), (30, "30日前に更新"), (31, "1か月前に更新"), (183, "6か月前に更新"),
        (365, "11か月前に更新"), (366, "1年0か月前に更新"), (1461, "4年0か月前に更新"), (1644, "4年6か月前に更新"),
        (-3, "これから更新"), (None, None),
    ],
)  # fmt: skip
def test_ages_in_words(days: int | None, words: str | None) -> None:
    assert age_words(days) == words


@pytest.mark.usefixtures("as_served")
@pytest.mark.parametrize("word", ["public", "internal"])
def test_the_page_on_both_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """The secrets of the small form, searched on the real page."""
    monkeypatch.setenv("MACHI_TODAY", "2026-05-08")
    monkeypatch.setenv("MACHI_PROFILE", word)
    monkeypatch.setenv("MACHI_DATA", str(board_data(tmp_path)))
    monkeypatch.setenv("MACHI_STORE", str(tmp_path / "store.duckdb"))
    seen = ""
    for view in ("departments", "items", "next"):
        app = at("board", view=view).run()
        assert [error.message for error in app.exception] == []
        assert app.header
        elements = (*app.header, *app.markdown, *app.caption, *app.warning, *app.text)
        seen += "\n".join(str(element.value) for element in elements)
        seen += "\n".join(str(option) for box in app.selectbox for option in box.options)
    found = [secret for secret in SECRETS if secret in seen.replace("\\", "")]
    assert ("財政課" in found) if word == "internal" else found == []


def test_free_sql_on_a_public_store_finds_no_name(public: Shelf) -> None:
    with pytest.raises(duckdb.Error):
        public.connection.cursor().execute("select * from read_csv('/etc/hostname')")
    rows = public.connection.cursor().execute("select distinct department from inquiry order by 1").fetchall()
    assert rows == [("市民課",), ("道路課",), (None,)]
