"""A deck and a shelf become a booklet: the cards as they are today, under the deck's words.

A card that can't be made keeps its place and says why; nothing else of the deck is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from machi.briefing.deck import Deck, Slide, resolved
from machi.cards.card import Card, Value
from machi.cards.registry import CARDS, build
from machi.errors import MachiError
from machi.export.booklet import Booklet, Leaf, leaf
from machi.store.shelf import Shelf
from machi.text import _

CardOf = Callable[[str, Mapping[str, Value], bool], Card]
"""Makes the card of an id and parameters; the flag says whether it is of the visitor's own file."""


def press(deck: Deck, card_of: CardOf) -> Booklet:
    """The booklet of ``deck``."""
    return Booklet(
        title=deck.title,
        leaves=tuple(_leaf(slide, card_of) for slide in deck.slides),
        subtitle=deck.subtitle,
        day=deck.day,
        closing=deck.closing,
    )


def press_from(deck: Deck, shelf: Shelf) -> Booklet:
    """The booklet of published data only, for a command or a link: a slide of somebody's own file says that it is missing."""
    return press(deck, lambda card_id, params, own: _published(shelf, card_id, params, own))


def makeable(shelf: Shelf, slide: Slide) -> bool:
    """Whether the shelf has the data of a slide, and the card something to show."""
    found = resolved(slide.address)
    needs = CARDS[found[0]].needs if found is not None else ()
    if found is None or (needs and not any(shelf.has(kind) for kind in needs)):
        return False
    try:
        return not build(shelf, *found).empty
    except MachiError:
        return False


def filled(deck: Deck, shelf: Shelf) -> Deck:
    """``deck`` without the slides that this city has no data for, ``{city}`` put in."""
    city = shelf.city.name

    def named(text: str) -> str:
        return text.replace("{city}", city)

    slides = tuple(
        replace(slide, title=named(slide.title), note=named(slide.note), part=named(slide.part))
        for slide in deck.slides
        if makeable(shelf, slide)
    )
    return replace(
        deck, title=named(deck.title), subtitle=named(deck.subtitle), closing=named(deck.closing), slides=slides
    )


def _leaf(slide: Slide, card_of: CardOf) -> Leaf:
    words = {"address": slide.address, "title": slide.title, "note": slide.note, "part": slide.part}
    found = resolved(slide.address)
    if found is None:
        problem = _("このカードは、いまのアプリにありません（{card}）。").format(card=slide.address[:80])
        return Leaf(None, problem=problem, **words)
    try:
        return leaf(card_of(*found, slide.own), **words)
    except MachiError as told:
        return Leaf(None, problem=str(told), **words)


def _published(shelf: Shelf, card_id: str, params: Mapping[str, Value], own: bool) -> Card:
    if own:
        raise MachiError(
            _("アップロードしたデータのカードです。"),
            _("そのデータを開いている画面でだけ表示できます。"),
        )
    return build(shelf, card_id, params)
