"""Small live cards: the examples of the gallery, and what an own file can be shown as."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from machi.cards.card import Card, Chart, Map, Value
from machi.cards.deck import ready_deck
from machi.cards.display import readable
from machi.cards.glimpse import HEIGHT, first_bars, legend_of, small_map
from machi.cards.glimpse import glimpse as small
from machi.text import _
from ui import parts, session
from ui.html import plain

GLIMPSE_WIDTH = 310
"""Pixels: three abreast at 1440, one on a phone."""
FIRST = 3


def glimpse(
    card_id: str,
    params: Mapping[str, Value],
    page: str,
    question: str,
    view: Mapping[str, str],
    *,
    key: str = "",
    by: str = "",
    said: set[str] | None = None,
) -> None:
    """A usage example in the gallery: question, finding, small live figure, and the way to its very view on its page.

    ``key`` tells two examples of one card apart; ``by`` credits whose idea it was; ``said`` holds the leads
    that the page has said, and takes this card's.
    """
    key = key or card_id
    with st.container(border=True, key=f"glimpse-{key}", height="stretch", width=GLIMPSE_WIDTH), parts.telling():
        card = session.card(card_id, **params)
        st.header(plain(question), anchor=False)
        if card.lead and (said is None or card.lead not in said):
            parts.say_lead(card.lead)
        if said is not None:
            said.add(card.lead)
        parts.badges(card)
        st.markdown(plain(card.finding))
        _small_figure(card, f"glimpse-figure-{key}")
        if by:
            st.caption(plain(by))
        st.page_link(
            page,
            label=_("くわしく見る"),
            help=plain(question),
            icon=":material/arrow_forward:",
            query_params={**view, **session.kept()},
        )


def _small_figure(card: Card, key: str) -> None:
    figure = card.figure
    if isinstance(figure, Chart):
        parts.legend(legend_of(figure), key)
        parts.plot(small(figure), key, card.alt)
        if first_bars(figure):
            st.caption(
                _("上から{n}本だけを描いています。ほかは「くわしく見る」にあります。").format(n=first_bars(figure))
            )
        elif figure.said:
            st.caption(figure.said)
    elif isinstance(figure, Map):
        st.pydeck_chart(ready_deck(small_map(figure), session.geo_url), height=HEIGHT, key=key, alt=card.alt)
    elif "name" in card.table.columns:
        shown = readable(card.table.head(FIRST), card.columns)
        st.caption(parts.lines(*(_("・").join(row) for row in shown.iloc[:, :2].itertuples(index=False))))
