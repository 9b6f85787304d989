"""Taking in a recipe: a stranger's file until it has been looked at. Only what ``write_recipe`` could have written passes.

Sizes, types, names of kinds, columns, meanings and cards are checked one by one; everything else is refused in a sentence.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from machi.cards.address import decode
from machi.cards.registry import CARDS
from machi.errors import MachiError
from machi.ingest.choices import FREE, NO_HEADER
from machi.ingest.decode import ENCODINGS
from machi.ingest.meaning import MEANINGS
from machi.ingest.records import COLUMN_LIMIT, DELIMITERS
from machi.ingest.schema import Schemas
from machi.own.recipe import LONGEST, MOST_CATEGORIES, MOST_VIEWS, READING, VERSION, WITHIN, Recipe, View
from machi.text import _

LARGEST = 256 * 1024
"""Bytes of a recipe: a thousand columns with their headers are a quarter of it."""
MOST_QUERY = 20
_PAGE = re.compile(r"[a-z][a-z_]{0,40}")
_ABOUT = ("recipe", "title", "author", "note", "made_on", "kind")
_TABLES = ("reading", "columns", "meanings", "expect", "categories", "totals", "view")
NOT_OURS = ("src", "lang")
"""Parts of an address that are the session's, not a view's."""


def read_recipe(data: bytes, schemas: Schemas) -> Recipe:
    """The recipe in ``data``. Raises MachiError, in a sentence, for anything that ``write_recipe`` would not write."""
    if len(data) > LARGEST:
        raise _refusal(_("大きすぎます"))
    try:
        facts = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise _refusal(_("TOMLの形ではありません")) from error
    if facts.get("recipe") != VERSION:
        raise _refusal(_("「recipe = 1」がありません"))
    if unknown := set(facts) - {*_ABOUT, *_TABLES}:
        raise _refusal(_("知らない項目「{name}」があります").format(name=sorted(unknown)[0][:40]))
    try:
        return _checked(facts, schemas)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _refusal(str(error)[:80]) from error


def _refusal(why: str) -> MachiError:
    return MachiError(
        _("レシピを読めません（{why}）。").format(why=why), _("この画面で保存したレシピのファイルを入れてください。")
    )


def _checked(facts: Mapping[str, Any], schemas: Schemas) -> Recipe:
    reading, expect = _table(facts, "reading", READING), _table(facts, "expect", ("rows", "within"))
    kind = _text(facts.get("kind", ""), "kind")
    if kind != FREE and kind not in schemas:
        raise ValueError(f"kind = {kind}")
    known = {"", *schemas[kind].by_name} if kind != FREE else {""}
    categories = _table(facts, "categories")
    return Recipe(
        **{name: _text(facts.get(name, ""), name) for name in ("title", "author", "note")},
        made_on=_one_of(facts.get("made_on"), "made_on", date, type(None)),
        kind=kind,
        encoding=_among(reading.get("encoding", ""), "encoding", ("", *ENCODINGS)),
        delimiter=_among(reading.get("delimiter", ""), "delimiter", ("", *DELIMITERS)),
        header_row=_whole(reading.get("header_row", 0), "header_row", 1000, NO_HEADER),
        header_rows=_whole(reading.get("header_rows", 0), "header_rows", 2),
        blocks=_whole(reading.get("blocks", 0), "blocks", 1),
        sheet=_text(reading.get("sheet", ""), "sheet"),
        columns=_settled(facts, "columns", known),
        meanings=_settled(facts, "meanings", MEANINGS),
        rows=_whole(expect.get("rows", 0), "rows", 10**9),
        within=_number(expect.get("within", WITHIN), "within"),
        categories={_text(header, "categories"): _words(words) for header, words in categories.items()},
        totals={_text(header, "totals"): _number(value, header) for header, value in _table(facts, "totals").items()},
        views=tuple(_view(item) for item in _one_of(facts.get("view", []), "view", list)[:MOST_VIEWS]),
    )  # fmt: skip


def _settled(facts: Mapping[str, Any], name: str, allowed: Collection[str]) -> dict[str, str]:
    return {_text(header, name): _among(value, header, allowed) for header, value in _table(facts, name).items()}


def _table(facts: Mapping[str, Any], name: str, keys: tuple[str, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = _one_of(facts.get(name, {}), name, dict)
    if len(found) > COLUMN_LIMIT or (keys and set(found) - set(keys)):
        raise ValueError(name)
    return found


def _one_of(value: Any, name: str, *types: type) -> Any:
    # A flag is an integer and a moment is a day to isinstance; here they are neither.
    if type(value) not in types:
        raise TypeError(name)
    return value


def _text(value: Any, name: str) -> str:
    text: str = _one_of(value, name, str)
    if len(text) > LONGEST or any(ord(sign) < 32 and sign not in "\n\t" for sign in text):
        raise ValueError(name)
    return text


def _among(value: Any, name: str, allowed: Any) -> str:
    if value not in allowed:
        raise ValueError(f"{name[:40]} = {str(value)[:40]}")
    return str(value)


def _whole(value: Any, name: str, most: int, least: int = 0) -> int:
    number: int = _one_of(value, name, int)
    if not least <= number <= most:
        raise ValueError(name)
    return number


def _number(value: Any, name: str) -> float:
    number = float(_one_of(value, name, int, float))
    if not math.isfinite(number):
        raise ValueError(name)
    return number


def _words(value: Any) -> tuple[str, ...]:
    words = _one_of(value, "categories", list)
    if len(words) > MOST_CATEGORIES:
        raise ValueError("categories")
    return tuple(_text(word, "categories") for word in words)


def _view(item: Any) -> View:
    facts = _one_of(item, "view", dict)
    if set(facts) - {"page", "title", "card", "query"}:
        raise ValueError("view")
    page, query = _text(facts.get("page", ""), "page"), _one_of(facts.get("query", {}), "query", dict)
    if not _PAGE.fullmatch(page) or len(query) > MOST_QUERY:
        raise ValueError(f"page = {page[:40]}")
    card, title = _text(facts.get("card", ""), "card"), _text(facts.get("title", ""), "title")
    if card and decode(card)[0] not in CARDS:
        raise ValueError(f"card = {card[:40]}")
    spelt = {_text(name, "query"): _text(value, "query") for name, value in query.items()}
    return View(page, {name: value for name, value in spelt.items() if name not in NOT_OURS}, card, title)
