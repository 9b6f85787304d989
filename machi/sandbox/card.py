"""A free question as a card: pinned, linked to and exported like every other. It is asked again each time it is made."""

from __future__ import annotations

from machi.cards.address import Param
from machi.cards.card import Card
from machi.cards.registry import card
from machi.errors import NotOnShelf
from machi.sandbox.ask import Result, ask
from machi.sandbox.figure import alt_of, columns_of, figure_of, finding_of
from machi.sandbox.guide import sources
from machi.store.shelf import Shelf
from machi.text import _

CARD = "explore_query"


@card(CARD, subject="explore", needs=(), params=(Param("sql", "text", ""), Param("title", "text", "")))
def explore_query(shelf: Shelf, sql: str, title: str) -> Card:
    """The card of a question. Raises Refused when it has no answer."""
    if not sql.strip():
        raise NotOnShelf(_("質問が書かれていません。"), _("「SQLで調べる」で質問を書いて、ピンで留めてください。"))
    # Every maker of this card counts as one visitor: a page of pinned questions is made one after the other anyway.
    return card_of(shelf, ask(shelf, sql, f"card {hash(sql)}"), title)


def card_of(shelf: Shelf, result: Result, title: str = "") -> Card:
    """The card of an answer that is there."""
    figure = figure_of(shelf, result)
    notes = [_("だれかが書いた質問（SQL）の答えです。質問そのものが正しいかは、確かめていません。")]
    if result.more:
        notes.append(_("はじめの{n}行までです。続きがあります。").format(n=f"{len(result.frame):,}"))
    if result.cut:
        notes.append(_("長い文字は途中までです（{n}か所）。").format(n=f"{result.cut:,}"))
    return Card(
        id=CARD,
        params={"sql": result.ran.sql, "title": title},
        title=title or _("SQLで調べた答え"),
        finding=finding_of(result) if not title else f"{title}: {finding_of(result)}",
        table=result.frame,
        columns=columns_of(result),
        figure=figure,
        alt=alt_of(result, figure),
        sources=sources(shelf, result.ran.sql),
        ran=(result.ran,),
        notes=tuple(notes),
        empty=result.frame.empty,
    )
