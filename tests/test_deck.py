"""A deck keeps what it was given: through its file, through its link, from older versions and with hostile words."""

from __future__ import annotations

import base64
import json
import tomllib
import zlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import machi.cards.all  # noqa: F401 - registers every card
from machi.briefing.deck import (
    BadDeck,
    Deck,
    Slide,
    address_of,
    from_toml,
    missing_cards,
    resolved,
    to_toml,
)
from machi.briefing.link import LONGEST, NoLink, from_link, to_link
from machi.store import toml

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = (
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script>",
    "**太字** :red[x]",
    "あ" * 10_000,
    '"""\\',
    "\x7f\x00",
)
values = st.recursive(
    st.text(max_size=20) | st.integers(-(2**60), 2**60) | st.booleans() | st.dates() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
extras = st.dictionaries(st.text(max_size=12).map(lambda name: f"k_{name}"), values, max_size=3)
slides = st.builds(
    Slide,
    address=st.sampled_from(["population_trend", "population_trend?town=%E6%9D%B1", "gone_card?x=1"])
    | st.text(max_size=30),
    title=st.text(max_size=40),
    note=st.text(max_size=80),
    part=st.text(max_size=10),
    own=st.booleans(),
    extra=extras,
)
decks = st.builds(
    Deck,
    title=st.text(max_size=40),
    subtitle=st.text(max_size=40),
    day=st.none() | st.dates(),
    slides=st.lists(slides, max_size=5).map(tuple),
    closing=st.text(max_size=60),
    extra=extras,
)


@settings(max_examples=60, deadline=None)
@given(decks)
def test_a_file_gives_back_the_deck(deck: Deck) -> None:
    assert from_toml(to_toml(deck))[0] == deck


@settings(max_examples=60, deadline=None)
@given(decks)
def test_a_link_gives_back_the_deck(deck: Deck) -> None:
    deck = deck.public()
    assert from_link(to_link(deck))[0] == deck


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ABCDEFGHabcdefgh0123456789-_", max_size=60) | st.text(max_size=60))
def test_a_wrong_link_is_told_in_words(link: str) -> None:
    told = ""
    try:
        from_link(link)
    except BadDeck as problem:
        told = str(problem)
    assert told == "" or "リンク" in told


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(["version", "title", "day", "slide", "closing", "other"]), values, max_size=6))
def test_a_file_of_any_shape_opens_and_loses_nothing(facts: dict[str, object]) -> None:
    deck, told = from_toml(toml.dumps(facts, {}))
    kept = to_toml(deck)
    again, _ = from_toml(kept)
    assert again == deck
    for name, value in facts.items():
        if name in ("title", "closing") and not isinstance(value, str):
            assert any(name in sentence for sentence in told)
            assert tomllib.loads(kept)[f"{name}_unread"] == tomllib.loads(toml.dumps({"x": value}, {}))["x"]


def test_an_older_file_with_a_card_that_is_gone_keeps_the_rest() -> None:
    text = """
title = "古い"
theme = {dark = true}
[[slide]]
card = "population_trend?town=&year=2020"
title = "人口"
[[slide]]
card = "card_that_was"
note = "ここは話す"
transition = "fade"
[[slide]]
title = "カードのない1枚"
"""
    deck, told = from_toml(text)
    said = "\n".join(told)
    assert "前の版" in said
    assert "2枚目のカード「card_that_was」" in said
    assert "3枚目" in said
    assert "theme" in said
    assert [slide.address for slide in deck.slides] == ["population_trend?town=&year=2020", "card_that_was"]
    assert missing_cards(deck) == ("card_that_was",)
    kept = tomllib.loads(to_toml(deck))
    assert kept["theme"] == {"dark": True}
    assert kept["slide"][1] == {"card": "card_that_was", "note": "ここは話す", "transition": "fade"}
    assert kept["slide_unread"] == [{"title": "カードのない1枚"}]


def test_a_newer_file_says_so() -> None:
    assert "新しい版（9）" in from_toml('version = 9\n[[slide]]\ncard = "population_trend"\n')[1][0]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    deck = Deck(words, words, date(2026, 11, 26), (Slide("population_trend", words, words),), words)
    assert from_toml(to_toml(deck)) == (deck, ())


@pytest.mark.parametrize("text", ["= 1", "[[slide]", "x" * 1_000_001, "[" * 5000])
def test_what_is_no_deck_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadDeck):
        from_toml(text)


def test_a_deck_of_an_own_file_has_no_link() -> None:
    deck = Deck(slides=(Slide("population_trend?town=%E7%A7%98%E5%AF%86", own=True), Slide("population_trend")))
    with pytest.raises(NoLink, match="うちのデータ"):
        to_link(deck)
    assert from_link(to_link(deck.public()))[0].slides == (Slide("population_trend"),)


def test_a_deck_too_long_for_a_link_says_to_use_the_file() -> None:
    notes = "".join(chr(0x4E00 + n % 20000) for n in range(3 * LONGEST))
    with pytest.raises(NoLink, match=r"deck\.toml"):
        to_link(Deck(slides=(Slide("population_trend", note=notes),)))


def test_a_link_that_unpacks_to_much_is_refused() -> None:
    packer = zlib.compressobj(9, wbits=-15)
    bomb = packer.compress(json.dumps([1, [], "あ" * 30_000_000]).encode()) + packer.flush()
    with pytest.raises(BadDeck):
        from_link(base64.urlsafe_b64encode(bomb).rstrip(b"=").decode())


def test_twenty_slides_fit_into_a_mail() -> None:
    deck = Deck("題", slides=tuple(Slide(f"population_trend?town=町{n}") for n in range(20)))
    assert len(to_link(deck)) < 500


def test_pins_move_and_go() -> None:
    deck = Deck()
    for name in "abca":
        deck = deck.pinned(Slide(name))
    order = lambda deck: "".join(slide.address for slide in deck.slides)  # noqa: E731
    assert order(deck) == "abc"
    assert order(deck.moved(0, 2)) == "bca"
    assert order(deck.moved(2, 0)) == "cab"
    assert order(deck.moved(1, 99)) == "acb"
    assert order(deck.without(1)) == "ac"
    assert deck.changed(1, title="題").slides[1] == Slide("b", "題")


def test_an_address_is_the_card_codec_s() -> None:
    address = address_of("population_trend", {"town": "東町"})
    assert address == "population_trend?town=%E6%9D%B1%E7%94%BA"
    assert resolved(address) == ("population_trend", {"town": "東町"})
    assert resolved("no_such_card") is None
