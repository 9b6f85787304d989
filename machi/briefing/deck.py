"""A deck: which cards are shown in which order, under which words. Addresses only, never numbers.

A deck is made of card addresses (``machi.cards.address``), so a monthly deck shows this month's data, and its file is
small. What this version does not know (a key, a card, a newer version) is named and kept: a deck that was opened and
saved again has lost nothing. A slide of a visitor's own file says ``own = true``; a deck with one never goes into a URL.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from machi.cards.address import decode, encode, from_query
from machi.cards.card import Value
from machi.cards.registry import CARDS
from machi.errors import MachiError
from machi.store import toml
from machi.text import _

VERSION = 1
LONGEST_FILE = 1_000_000
"""Bytes of a ``deck.toml``: two hundred slides with long notes are a tenth of it."""
MOST_SLIDES = 200
_SLIDE_KEYS = ("card", "title", "note", "part", "own")
_DECK_KEYS = ("version", "title", "subtitle", "day", "closing", "slide")


class BadDeck(MachiError):
    """The text is no deck at all; ``message`` says where it breaks."""


@dataclass(frozen=True)
class Slide:
    """One card of a deck. An empty title means: the card's own finding."""

    address: str
    title: str = ""
    note: str = ""
    part: str = ""
    """A few words above the headline: to which part of the talk the slide belongs."""
    own: bool = False
    """True for a card of the visitor's own file: it lives in that session only."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Keys of other versions, kept as they are."""


@dataclass(frozen=True)
class Deck:
    """Cover, slides, closing. ``day`` is the day of the talk as it is written on the cover."""

    title: str = ""
    subtitle: str = ""
    day: date | None = None
    slides: tuple[Slide, ...] = ()
    closing: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        return any(slide.own for slide in self.slides)

    def pinned(self, slide: Slide) -> Deck:
        """With one more slide at the end; the same card in the same state is not pinned twice."""
        if any((old.address, old.own) == (slide.address, slide.own) for old in self.slides):
            return self
        return replace(self, slides=(*self.slides, slide))

    def moved(self, place: int, to: int) -> Deck:
        """With the slide at ``place`` standing at ``to``; beyond the ends is the end."""
        slides = list(self.slides)
        slide = slides.pop(place)
        slides.insert(min(max(to, 0), len(slides)), slide)
        return replace(self, slides=tuple(slides))

    def without(self, place: int) -> Deck:
        return replace(self, slides=self.slides[:place] + self.slides[place + 1 :])

    def changed(self, place: int, **words: Any) -> Deck:
        """With other words on one slide."""
        slides = list(self.slides)
        slides[place] = replace(slides[place], **words)
        return replace(self, slides=tuple(slides))

    def public(self) -> Deck:
        """Without the slides of a visitor's own file: what may travel as a link or stay in the browser."""
        return replace(self, slides=tuple(slide for slide in self.slides if not slide.own))


def address_of(card_id: str, params: Mapping[str, Value]) -> str:
    """The address of a card in its present state."""
    kind = CARDS.get(card_id)
    return encode(card_id, params, kind.params if kind else ())


def resolved(address: str) -> tuple[str, dict[str, Value]] | None:
    """Card id and typed parameters of an address; None when there is no such card here."""
    card_id, query = decode(address)
    kind = CARDS.get(card_id)
    return (card_id, from_query(query, kind.params)) if kind else None


def to_toml(deck: Deck) -> str:
    """The deck as the text of a ``deck.toml``."""
    facts: dict[str, Any] = {"version": VERSION, **_said(title=deck.title, subtitle=deck.subtitle)}
    facts |= {"day": deck.day} if deck.day else {}
    facts |= {**_said(closing=deck.closing), **deck.extra}
    slides = [
        {"card": slide.address, **_said(title=slide.title, note=slide.note, part=slide.part)}
        | ({"own": True} if slide.own else {})
        | dict(slide.extra)
        for slide in deck.slides
    ]
    return toml.dumps(facts, {"slide": slides})


def from_toml(text: str) -> tuple[Deck, tuple[str, ...]]:
    """The deck in ``text`` and, in words, what in it could not be used. Raises BadDeck when it is no TOML."""
    if len(text.encode("utf-8", "replace")) > LONGEST_FILE:
        raise BadDeck(_("ブリーフィングのファイルが大きすぎます。"), _("1MBより小さいファイルを選んでください。"))
    try:
        facts = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadDeck(
            _("ブリーフィングのファイルを読めません（{error}）。").format(error=str(error)[:200]),
            _("このアプリで保存した deck.toml を選んでください。"),
        ) from error
    return from_facts(facts)


def from_facts(facts: Mapping[str, Any]) -> tuple[Deck, tuple[str, ...]]:
    """A deck out of parsed keys; see ``from_toml``. A key of the wrong type is kept beside the known ones."""
    told: list[str] = []
    extra = {name: value for name, value in facts.items() if name not in _DECK_KEYS}
    version = facts.get("version", 0)
    if not isinstance(version, int) or isinstance(version, bool) or version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        told.append(
            _("新しい版（{version}）のファイルです。読めるところだけを使います。").format(version=version)
            if newer
            else _("前の版のファイルです。いまの版（{version}）として読みました。").format(version=VERSION)
        )
    words = {name: _text(facts, name, told, extra) for name in ("title", "subtitle", "closing")}
    listed = facts.get("slide", [])
    if not isinstance(listed, list):
        told.append(_("slide が一覧ではないため、スライドを読めません。"))
        extra["slide_unread"], listed = listed, []
    read = [_slide(item, number, told) for number, item in enumerate(listed, 1)]
    slides = tuple(slide for slide in read if slide is not None)
    unread = [item for item, slide in zip(listed, read, strict=True) if slide is None]
    if unread:
        extra["slide_unread"] = unread
    if len(slides) > MOST_SLIDES:
        told.append(
            _("スライドが{n}枚あります。{most}枚より多いと、発表と保存に時間がかかります。").format(
                n=len(slides), most=MOST_SLIDES
            )
        )
    if extra:
        told.append(
            _("分からない項目（{names}）は、使わずにそのまま残します。").format(
                names="・".join(str(name)[:40] for name in list(extra)[:8])
            )
        )
    return Deck(slides=slides, day=_day(facts, told, extra), extra=extra, **words), tuple(told)


def missing_cards(deck: Deck) -> tuple[str, ...]:
    """The addresses whose card does not exist here, named to the reader."""
    return tuple(slide.address for slide in deck.slides if resolved(slide.address) is None)


def _slide(item: Any, number: int, told: list[str]) -> Slide | None:
    if not isinstance(item, dict) or not isinstance(item.get("card"), str):
        told.append(_("{n}枚目は、どのカードか分からないため表示しません。").format(n=number))
        return None
    extra = {name: value for name, value in item.items() if name not in _SLIDE_KEYS}
    words = {name: _text(item, name, told, extra) for name in ("title", "note", "part")}
    if resolved(item["card"]) is None:
        told.append(
            _("{n}枚目のカード「{card}」は、いまはありません。ほかのスライドはそのまま使えます。").format(
                n=number, card=item["card"][:80]
            )
        )
    return Slide(item["card"], own=item.get("own") is True, extra=extra, **words)


def _text(facts: Mapping[str, Any], name: str, told: list[str], extra: dict[str, Any]) -> str:
    value = facts.get(name, "")
    if isinstance(value, str):
        return value
    told.append(_("「{name}」が文字ではないため、使いませんでした。").format(name=name))
    extra[f"{name}_unread"] = value
    return ""


def _day(facts: Mapping[str, Any], told: list[str], extra: dict[str, Any]) -> date | None:
    value = facts.get("day")
    if isinstance(value, str):
        with suppress(ValueError):  # told below, and kept
            value = date.fromisoformat(value)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    told.append(_("「{name}」を日付として読めないため、使いませんでした。").format(name="day"))
    extra["day_unread"] = value
    return None


def _said(**words: str) -> dict[str, str]:
    return {name: text for name, text in words.items() if text}
