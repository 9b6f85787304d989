"""What may be changed on a slide while it is shown (town, year). The choices come from the same questions as on the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from machi.cards.address import spell
from machi.cards.card import Card
from machi.cards.registry import CARDS
from machi.store.shelf import Shelf
from machi.text import _

QUESTIONS = {
    ("population", "town"): "population_town_names",
    ("population", "year"): "population_years",
    ("events", "year"): "event_years",
}
"""(subject of the card, parameter) → the question whose first column holds the choices."""


@dataclass(frozen=True)
class Control:
    """One box of choices: (spelt value, words) in order; ``chosen`` is the spelt value in force."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


def controls(shelf: Shelf, card: Card) -> tuple[Control, ...]:
    """The controls of a card. None for a card whose parameters are others."""
    kind = CARDS[card.id]
    subject = "population" if kind.id.startswith("population_") else kind.subject
    made = []
    for param in kind.params:
        question = QUESTIONS.get((subject, param.name))
        if question:
            values = [value for value in shelf.ask(question).frame.iloc[:, 0].tolist() if value is not None]
            made.append(_control(param.name, values, card))
    return tuple(control for control in made if len(control.choices) > 1)


def _control(name: str, values: list[Any], card: Card) -> Control:
    current = card.params.get(name)
    if name == "town":
        choices = (("", _("市全体")), *((spell(value), str(value)) for value in values))
        return Control(name, _("地域"), choices, spell(current))
    years = tuple((str(int(value)), _("{year}年").format(year=int(value))) for value in values)
    return Control(name, _("年"), years, str(current if current is not None else _year_shown(card, years)))


def _year_shown(card: Card, years: tuple[tuple[str, str], ...]) -> str:
    """The year that a card takes by itself: what it says is the only one who knows, and it names it first."""
    said = f"{card.title} {card.finding}"
    named = {year: re.search(rf"(?<!\d){year}年", said) for year, _words in years}
    found = {match.start(): year for year, match in named.items() if match}
    return found[min(found)] if found else max((year for year, _words in years), default="")
