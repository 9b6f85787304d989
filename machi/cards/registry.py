"""Which cards there are. A card function takes a shelf and keyword parameters and gives a ``Card``.

``build(shelf, id, params)`` is the only way in for pages, exports and the API, so that all of them get the same card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from machi.cards.address import Param
from machi.cards.card import Card, Value
from machi.cards.guard import guarded
from machi.errors import MachiError
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

CardFunction = Callable[..., Card]


@dataclass(frozen=True)
class CardKind:
    """A registered card: its id, subject, declared parameters, the kinds of data it needs, and its function."""

    id: str
    subject: str
    params: tuple[Param, ...]
    needs: tuple[str, ...]
    function: CardFunction


CARDS: dict[str, CardKind] = {}


def card(
    card_id: str, *, subject: str, needs: tuple[str, ...], params: tuple[Param, ...] = ()
) -> Callable[[CardFunction], CardFunction]:
    """Register a card function. ``needs`` names the kinds without which the card can't be made (any one of them suffices)."""

    def register(function: CardFunction) -> CardFunction:
        if card_id in CARDS:
            raise ValueError(f"card {card_id} is registered twice")
        CARDS[card_id] = CardKind(card_id, subject, params, needs, function)
        return function

    return register


def build(shelf: Shelf, card_id: str, params: Mapping[str, Value] | None = None) -> Card:
    """Make the card ``card_id`` with ``params`` (missing ones at their default).

    What its figure could be misread as is added to its notes (``guard``). Private parameters reach the function and end
    there: a card is kept, shown, exported and linked to.
    Raises MachiError when the id is unknown or the shelf lacks the data the card needs.
    """
    kind = CARDS.get(card_id)
    if kind is None:
        raise MachiError(
            _("「{card}」というカードはありません。").format(card=card_id), _("リンクを確かめてください。")
        )
    given = dict(params or {})
    full = {param.name: given.get(param.name, param.default) for param in kind.params}
    shelf.require_any(kind.needs)
    made = kind.function(shelf, **full)
    told = {param.name: full[param.name] for param in kind.params if not param.private}
    return guarded(replace(made, id=card_id, params=told))
