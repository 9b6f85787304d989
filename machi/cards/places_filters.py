"""Filters that keep what is *written* as there, and the sentence that tells what they left out.

Blank is neither 有 nor 無 (standards.md 14: child pads are blank on 318 of 455 AEDs of one city): the rows that say
nothing are left out of a filtered list, and counted beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from machi.cards.card import Ran
from machi.cards.equipment import spellings
from machi.cards.place_text import moment, moment_words
from machi.store.shelf import Shelf
from machi.text import _

FLAGS = ("child_pads", "wheelchair", "infant", "ostomate")


@dataclass(frozen=True)
class Filters:
    """What is asked for. ``hours`` is ``6-10:00`` (ISO weekday, time); words that spell no moment are told."""

    flags: tuple[str, ...] = ()
    equipment: str = ""
    hours: str = ""

    @property
    def moment(self) -> tuple[int, int] | None:
        return moment(self.hours)

    @property
    def active(self) -> bool:
        return bool(self.flags or self.equipment.strip() or self.moment)

    def bound(self) -> dict[str, Any]:
        """As parameters of ``place_nearest``."""
        weekday, minute = self.moment or (None, None)
        flags = {flag: flag in self.flags for flag in FLAGS}
        return {**flags, "equipment": spellings(self.equipment), "weekday": weekday, "minute": minute}


@dataclass(frozen=True)
class LeftOut:
    """Sentences about what the filters keep and leave out, and the question that counted it."""

    notes: tuple[str, ...] = ()
    ran: tuple[Ran, ...] = field(default=())


def left_out(shelf: Shelf, kinds: tuple[str, ...], filters: Filters) -> LeftOut:
    """One note per filter: how many are written as there, as not there, and how many say nothing."""
    notes: list[str] = []
    if filters.hours and filters.moment is None:
        notes.append(
            _("時刻「{text}」を読めないので、時間では絞っていません（例: 6-10:00 は土曜日の10:00）。").format(
                text=filters.hours
            )
        )
    if not filters.active:
        return LeftOut(tuple(notes))
    weekday, minute = filters.moment or (1, 600)
    answer = shelf.ask(
        "place_written", kinds=kinds, equipment=spellings(filters.equipment), weekday=weekday, minute=minute
    )
    row = answer.frame.iloc[0]
    for key, what in _wanted(filters):
        notes.append(
            _(
                "{what}と書かれた{yes}件だけを見ています。そうでないと書かれたものは{no}件。"
                "記載なしの{blank}件は「ない」という意味ではありませんが、含めていません。"
            ).format(
                what=what, yes=f"{row[f'{key}_yes']:,}", no=f"{row[f'{key}_no']:,}", blank=f"{row[f'{key}_blank']:,}"
            )
        )
    if filters.moment:
        notes.append(_("時間は書かれたとおりに比べています。祝日・年末年始・ただし書きは考えていません。"))
    return LeftOut(tuple(notes), (answer.ran,))


def _wanted(filters: Filters) -> list[tuple[str, str]]:
    names = {
        "child_pads": _("小児対応が「有」"),
        "wheelchair": _("車椅子使用者用トイレが「有」"),
        "infant": _("乳幼児用設備が「有」"),
        "ostomate": _("オストメイト設備が「有」"),
    }
    wanted = [(flag, names[flag]) for flag in FLAGS if flag in filters.flags]
    if filters.equipment.strip():
        wanted.append(("equipment", _("「{name}」がある").format(name=filters.equipment.strip())))
    if filters.moment:
        wanted.append(("hours", _("{moment}に開いている").format(moment=moment_words(*filters.moment))))
    return wanted
