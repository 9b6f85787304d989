"""What the cards of the progress board share: the totals, their sentence, and the note on what is held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards.card import Card, Ran
from machi.cards.credit import day
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

NEEDS = ("inquiry",)


@dataclass(frozen=True)
class Totals:
    """Lines of the 照会票 by state. They are the same on both profiles."""

    lines: int
    opened: int
    self_started: int
    considered: int
    later: int
    other: int
    departments: int
    ran: Ran


def totals(shelf: Shelf) -> Totals:
    """The totals of this shelf."""
    answer = shelf.ask("board_totals")
    row = {name: int(value) for name, value in answer.frame.iloc[0].items()}
    return Totals(**row, ran=answer.ran)


def all_named(shelf: Shelf) -> bool:
    """Whether this shelf names departments whose data isn't open: on the internal profile only."""
    return any(source.internal for source in shelf.sources("inquiry"))


def as_of(shelf: Shelf) -> str:
    """「庁内照会票、令和8年10月1日時点」."""
    newest = max((source.as_of for source in shelf.sources("inquiry") if source.as_of), default=None)
    return _("{title}、{day}時点").format(title=shelf.schemas["inquiry"].title, day=day(newest))


def rest(counted: Totals) -> str:
    """「「検討中」は12件、「あとで」は6件です」."""
    text = _("「検討中」は{considered}件、「あとで」は{later}件").format(
        considered=counted.considered, later=counted.later
    )
    if counted.other:
        text += _("、状態の記載がはっきりしないものは{n}件").format(n=counted.other)
    return text + _("です")


def held_back(shelf: Shelf) -> str:
    """What this screen leaves out, or must not leave the office."""
    if all_named(shelf):
        return _("庁内だけの表示です。公開していないデータの部署と名前が含まれます。")
    return _("公開していないデータは、部署と名前を出さず、合計だけを示しています。")


def nothing(shelf: Shelf, title: str, finding: str, *ran: Ran, kinds: tuple[str, ...] = NEEDS) -> Card:
    """The empty card: why, and one way out."""
    return Card(
        id="",
        params={},
        title=title,
        finding=finding,
        table=pd.DataFrame(),
        columns=(),
        sources=shelf.sources(*kinds),
        ran=ran,
        empty=True,
    )
