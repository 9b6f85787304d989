"""The pins of this visitor: a deck in the session, kept over a reload in the browser's own storage.

Slides of the visitor's own file stay in the session: they are never stored in the browser, never in an address, and go with
消去する, together with every presentation that was made of them.
"""

from __future__ import annotations

import streamlit as st

from machi.briefing.deck import Deck, Slide, address_of
from machi.briefing.link import NoLink, from_link, to_link
from machi.cards.card import Card
from machi.errors import MachiError
from machi.web import briefcase

_DECK, _ASKED, _OWN, _GENERATION = "deck", "deck-asked", "own-presentations", "deck-generation"
_storage = st.components.v2.component(
    "machi_pins",
    html="<span></span>\n<span></span>",
    js="""
const KEY = 'machi-deck'
export default function ({ data, setTriggerValue }) {
  // A browser that keeps nothing (private window, blocked) only loses the deck with a reload.
  try {
    if (data.ask) {
      const held = localStorage.getItem(KEY)
      if (held) setTriggerValue('held', held)
    } else if (data.deck) localStorage.setItem(KEY, data.deck)
    else if (data.emptied) localStorage.removeItem(KEY)
  } catch {}
}
""",
)


def deck() -> Deck:
    """The deck of this session."""
    held = st.session_state.get(_DECK)
    return held if isinstance(held, Deck) else Deck()


def keep(changed: Deck) -> None:
    st.session_state[_DECK] = changed


def load(other: Deck) -> None:
    """Take over a whole deck: what was typed for the one before does not go into it."""
    keep(other)
    st.session_state[_GENERATION] = generation() + 1


def generation() -> int:
    """How often a whole deck was taken over; part of the names of the boxes that words are typed into."""
    return int(st.session_state.get(_GENERATION, 0))


def empty() -> None:
    """Take every pin out."""
    keep(Deck())


def slide_of(card: Card) -> Slide:
    """The slide that a pin of this card makes."""
    own = any(source.unchecked for source in card.sources)
    return Slide(address_of(card.id, card.params), own=own)


def pinned(card: Card) -> bool:
    """Whether the card in its present state is in the deck."""
    wanted = slide_of(card)
    return any((slide.address, slide.own) == (wanted.address, wanted.own) for slide in deck().slides)


def turn(card: Card) -> None:
    """Pin the card, or take its pin out."""
    wanted = slide_of(card)
    for place, slide in enumerate(deck().slides):
        if (slide.address, slide.own) == (wanted.address, wanted.own):
            keep(deck().without(place))
            return
    keep(deck().pinned(wanted))


def remember() -> None:
    """Once a run, somewhere on the page: bring the deck back after a reload, and keep the browser's copy up to date."""
    ask = not st.session_state.get(_ASKED, False)
    answer = _storage(
        key="pins",
        data={"ask": ask, "deck": _stored(), "emptied": _DECK in st.session_state and not deck().slides},
        on_held_change=lambda: None,
        height=1,
    )
    st.session_state[_ASKED] = True
    if answer.held and not deck().slides:
        try:
            load(from_link(str(answer.held))[0])
        except MachiError:
            return  # what another version left there; the next pin writes over it
        st.rerun()


def hold(document: bytes) -> str:
    """Keep a presentation of own data in this session; gives its token."""
    held = briefcase.put(document)
    st.session_state[_OWN] = [*st.session_state.get(_OWN, [])[-2:], held]
    return held.token


def forget_own() -> None:
    """消去する: no slide and no presentation of the visitor's own file is left."""
    st.session_state.pop(_OWN, None)
    for key in [key for key in st.session_state if str(key).startswith("made-")]:
        del st.session_state[key]
    if deck().own:
        keep(deck().public())


def _stored() -> str:
    try:
        return to_link(deck().public()) if deck().public() != Deck() else ""
    except NoLink:
        return ""
