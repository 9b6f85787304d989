"""The catalogue of every language is whole, and two visitors with two languages never meet."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from machi.cards import words
from machi.cards.card import Card, Chart
from machi.cards.evacuation_readout import LONGEST_ENGLISH, read_out
from machi.cards.registry import CARDS, build
from machi.errors import MachiError
from machi.store.shelf import Shelf
from machi.text import LOCALE, available_languages, use_language
from machi.web.door import Door
from tests.caller import ask
from tests.own import shipped as shipped_shelf
from tests.test_boundaries import sources, trees
from ui import session

ROOT = Path(__file__).resolve().parent.parent
PLACE = re.compile(r"\{[^{}]*\}")
KANA = re.compile("[ぁ-ゖァ-ヺ]")
QUOTED = re.compile("“[^”]*”")
REPAIR = (
    "Update the catalogue with the two pybabel commands of CONTRIBUTING.md, then fill in each empty msgstr of "
    "locale/en/LC_MESSAGES/machi.po: the same {places}, no kana outside “quotes”."
)


def marked(tree: ast.AST) -> Iterator[ast.Call]:
    """Every ``_("…")`` and ``N_("…")``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
            yield node


@cache
def messages() -> set[str]:
    """What the code says, found without Babel: by the syntax tree."""
    calls = [call for tree in trees().values() for call in marked(tree)]
    said = [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]
    return {text for text in said if isinstance(text, str)}


@cache
def catalogue(code: str) -> Catalog:
    with (LOCALE / code / "LC_MESSAGES" / "machi.po").open("rb") as stream:
        return read_po(stream)


def translations(code: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue(code) if message.id}


def complaints(said: set[str], told: dict[str, str]) -> list[str]:
    """What is wrong with a catalogue for these messages."""
    found = [f"not in the catalogue: {text}" for text in sorted(said - set(told))]
    for text, translation in told.items():
        if not translation:
            found.append(f"not translated: {text}")
        elif set(PLACE.findall(text)) != set(PLACE.findall(translation)):
            found.append(f"other {{places}}: {text} → {translation}")
        elif KANA.search(QUOTED.sub("", translation)):
            found.append(f"Japanese left: {translation}")
    return found


@pytest.mark.parametrize(
    "told",
    [{}, {"{n}件": ""}, {"{n}件": "items"}, {"{n}件": "{n} けん"}],
    ids=["absent", "empty", "place lost", "kana"],
)
def test_a_gap_in_a_catalogue_is_noticed(told: dict[str, str]) -> None:
    assert len(complaints({"{n}件"}, told)) == 1


def test_every_message_is_in_english() -> None:
    found = complaints(messages(), translations("en"))
    assert not found, "\n".join([REPAIR, *found])
    assert [message.id for message in catalogue("en") if message.fuzzy and message.id] == []


def test_the_catalogue_holds_nothing_that_the_code_no_longer_says() -> None:
    assert set(translations("en")) - messages() == set(), REPAIR


def too_early(tree: ast.Module) -> list[int]:
    """Lines where ``_`` runs while a module is imported: before any visitor, so in Japanese for ever."""
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for part in (function.body if isinstance(function.body, list) else [function.body])
        for node in ast.walk(part)
    }
    return [call.lineno for call in marked(tree) if id(call) not in inside and ast.unparse(call.func) == "_"]


@pytest.mark.parametrize("text", ['A = _("あ")', 'def f(a=_("あ")): ...', 'class A:\n    a = _("あ")'])
def test_a_word_that_is_translated_too_early_is_noticed(text: str) -> None:
    assert too_early(ast.parse(text))


def test_a_word_in_a_function_is_in_time() -> None:
    assert not too_early(ast.parse('def f():\n    return _("あ")\ng = lambda: _("い")'))


def test_words_wait_for_the_visitor() -> None:
    """Pages are run for each visitor; what they import is run once."""
    found = {path: too_early(tree) for path, tree in trees().items() if path.startswith(("ui/", "machi/"))}
    assert {path: lines for path, lines in found.items() if lines} == {}


def seen(path: Path) -> set[str]:
    """What pybabel finds in a file."""
    return {str(text) for _line, text, *_rest in extract_from_file("python", path, keywords={"_": None, "N_": None})}


def test_pybabel_sees_every_message() -> None:
    """It does not look inside f-strings: a word there would never reach a translator."""
    assert messages() - set().union(*map(seen, sources())) == set()


def test_a_word_inside_an_f_string_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = f\"{_('あ')}\", _('い')\n", encoding="utf-8")
    assert seen(tmp_path / "a.py") == {"い"}


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return shipped_shelf()


def in_language(code: str, make: Callable[[], Any]) -> Any:
    """What a visitor with this language gets, in a context of its own as each run has."""

    def run() -> Any:
        use_language(code)
        return make()

    return copy_context().run(run)


def made(shelf: Shelf, card_id: str) -> Card | None:
    try:
        return build(shelf, card_id, {})
    except MachiError:
        return None


def figures(card: Card) -> pd.DataFrame:
    """The numbers of a card's table: what no language changes."""
    return card.table.select_dtypes("number").reset_index(drop=True)


@pytest.mark.parametrize("card_id", sorted(CARDS))
def test_a_card_says_the_same_in_english(shelf: Shelf, card_id: str) -> None:
    """The same figures, the same cautions beside them, and a sentence of its own."""
    japanese, english = (in_language(code, lambda: made(shelf, card_id)) for code in ("ja", "en"))
    if japanese is None:
        assert english is None
        return
    assert english.finding != japanese.finding
    assert len(english.notes) == len(japanese.notes)
    pd.testing.assert_frame_equal(figures(english), figures(japanese))
    assert isinstance(english.figure, Chart) == isinstance(japanese.figure, Chart)


def test_the_text_to_read_out_keeps_the_name_of_the_site(shelf: Shelf) -> None:
    text, name = in_language(
        "en", lambda: (read_out(card := build(shelf, "evacuation_sites", {})), card.table["name"].iloc[0])
    )
    assert name in text
    assert text.endswith("If life is in danger, call 119.")
    assert len(text) <= LONGEST_ENGLISH


def test_dates_and_units_are_english() -> None:
    """1 October 2026 was in 令和8年; an English unit that is a word is set apart."""

    def said() -> tuple[str, ...]:
        day = date(2026, 10, 1)
        return words.day(day), words.year_month(day), words.month_label(10), words.with_unit("1,234", "units")

    assert in_language("en", said) == ("1 October 2026", "October 2026", "Oct", "1,234 units")
    assert in_language("ja", said) == ("令和8年10月1日", "2026年10月", "10月", "1,234units")


def test_a_kept_card_goes_to_visitors_of_its_language_only() -> None:
    """The cache of the app is shared by everybody: each language asks twice, in turn."""
    told = [in_language(code, lambda: session.card("places_counts").finding) for code in ("ja", "en", "ja", "en")]
    assert told[0] == told[2] != told[1] == told[3]
    assert "一覧にあるのは" in told[0]
    assert "The lists have" in told[1]


def test_visitors_at_the_same_moment_keep_their_language(shelf: Shelf) -> None:
    def finding(code: str) -> str:
        return str(in_language(code, lambda: build(shelf, "census_totals", {}).finding))

    codes = ["ja", "en"] * 12
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(finding, codes))
    assert set(told[::2]) == {finding("ja")}
    assert set(told[1::2]) == {finding("en")}


def test_the_api_is_japanese_unless_told_otherwise(shelf: Shelf) -> None:
    door = Door(lambda *_: None, lambda: shelf)  # type: ignore[arg-type]
    path = "/api/cards/census_totals.json"
    plain, english, again = (ask(door, path + query).json() for query in ("", "?lang=en", ""))
    assert plain == again
    assert plain != english
    assert "国勢調査" in plain["finding"]
    assert "census" in english["finding"]


def test_english_is_offered_and_unknown_languages_are_japanese() -> None:
    assert available_languages()[:2] == ["ja", "en"]
    assert in_language("xx", lambda: use_language("xx")) == "ja"
