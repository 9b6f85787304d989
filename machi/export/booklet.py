"""What is put on paper, slides and sheets: cards in an order, under words of their own. Every export takes this and adds nothing.

``leaf`` makes one out of a card; a card that can't be made or that its licence keeps here becomes a leaf that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machi.cards.card import Card, Source
from machi.cards.credit import credits, day, marks
from machi.export.licence import closed
from machi.text import _

LONGEST_HEADLINE = 170
"""Letters of a headline that a slide can hold; the whole stands in the notes."""


@dataclass(frozen=True)
class Leaf:
    """One card on its page. Without ``card``, ``problem`` says why."""

    card: Card | None
    address: str = ""
    title: str = ""
    note: str = ""
    part: str = ""
    problem: str = ""

    @property
    def headline(self) -> str:
        """The words on top: the presenter's own, else the card's finding."""
        own = " ".join(self.title.split())
        return own or (self.card.finding if self.card else self.address)

    @property
    def lead(self) -> str:
        """What must be read before the headline (まず119番へ), whatever the presenter writes."""
        return self.card.lead if self.card else ""

    @property
    def marks(self) -> tuple[str, ...]:
        return marks(self.card.sources) if self.card else ()

    @property
    def credits(self) -> tuple[str, ...]:
        return tuple(credits(self.card.sources)) if self.card else ()


@dataclass(frozen=True)
class Booklet:
    """Cover, leaves, closing."""

    title: str
    leaves: tuple[Leaf, ...]
    subtitle: str = ""
    day: date | None = None
    closing: str = ""
    bare: bool = False
    """True for one card by itself: no cover, no closing."""

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(leaf.card for leaf in self.leaves if leaf.card)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source once, in the order of the leaves."""
        return tuple(dict.fromkeys(source for card in self.cards for source in card.sources))

    @property
    def marks(self) -> tuple[str, ...]:
        return marks(self.sources)

    @property
    def stamp(self) -> str:
        return "・".join(self.marks)

    @property
    def dated(self) -> str:
        return day(self.day) if self.day else ""


def leaf(card: Card, *, address: str = "", title: str = "", note: str = "", part: str = "") -> Leaf:
    """A leaf of ``card``, unless the licence of its data keeps it from leaving."""
    reason = closed(card.sources)
    if reason:
        return Leaf(None, address or card.id, title or card.title, note, part, reason)
    return Leaf(card, address or card.id, title, note, part)


def single(card: Card) -> Booklet:
    """One card as a booklet of its own, without cover or closing."""
    return Booklet(card.title, (leaf(card),), bare=True)


def shortened(text: str, most: int = LONGEST_HEADLINE) -> str:
    """At most ``most`` letters on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def cut_words(all_rows: int, shown: int) -> str:
    """What is said below a table that does not show all of its rows; empty when it does."""
    return _("ほか {n} 行").format(n=f"{all_rows - shown:,}") if all_rows > shown else ""
