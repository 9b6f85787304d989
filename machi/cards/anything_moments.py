"""What a sum over rows does with the times of a table: a flow adds up over them, what stands at a moment never does.

The 人口 of twelve months is no population: the newest month is taken and named. Where the header says neither, the same.
A newest moment of which little is told yet is passed over for the one before, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

from machi.cards import words
from machi.cards.anything_common import Table, pick
from machi.cards.anything_periods import MOST, THINGS, first_month, months_again, undated, undated_note
from machi.cards.card import Ran
from machi.cards.statistics_periods import period_label
from machi.ingest.meaning import TIMES, Meaning
from machi.ingest.meaning_words import SINCE
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

LEAST = 0.7
"""Rows for each thing at each moment: about one (up to ``MOST``), or the table is a list of things with a date."""
COMPLETE = 0.8
"""Part of the figures of the moment before it that one must have, or it isn't told in full. Two alike are a state."""


@dataclass(frozen=True)
class Moments:
    """``picks`` and ``given`` narrow a question to the newest moment; both are empty where all rows may be added up.

    ``adds``: whether the values of several groups add up. ``sums``: whether those of one group do at all. ``said`` follows
    the finding, ``notes`` stand below the card.
    """

    picks: dict[str, str]
    given: dict[str, date | int]
    adds: bool = True
    sums: bool = True
    said: str = ""
    notes: tuple[str, ...] = ()
    ran: tuple[Ran, ...] = ()


def moments(shelf: Shelf, table: Table, figure: Meaning | None, *by: Meaning | None) -> Moments:
    """How sums of ``figure`` in groups of ``by`` treat the times of the table."""
    shown = [one for one in by if one is not None]
    if figure is None or not figure.additive:
        return Moments({}, {})
    if months := months_again(table):
        why = (
            _("「{time}」に年の記載がなく、同じ月がくり返されているので、「{column}」を足していません。")
            if figure.stock
            else _(
                "「{time}」に年の記載がなく、同じ月の行がくり返されています。「{column}」はすべて足し合わせています。"
            )
        )
        said = why.format(time=months.title, column=figure.title)
        return Moments({}, {}, adds=not figure.stock, sums=not figure.stock, notes=(said,))
    times = table.of(*TIMES) or table.of("month_number")
    time = next((one for one in times if _again(table, one, figure, shown)), None)
    if time is None:
        return Moments({}, {})
    alone = time.meaning == "month_number"
    months = time if alone else next(iter(_numbered(table, time)), None)
    apart = {one.column for one in shown}
    if time.column in apart or (months and months.column in apart):
        return Moments({}, {}, adds=figure.flow)
    picks = pick(moment=None if alone else time, month_number=months)
    base = first_month(shelf, table, time) if alone else None
    answer = shelf.ask_picked(
        "anything_series", picks | pick(amount=figure), dataset=table.dataset, step="date", base=base
    )
    known = answer.frame[answer.frame["figures"] > 0].groupby("start_on")["figures"].sum()
    if len(known) < 2:
        return Moments({}, {})
    step = "month_number" if alone else "month" if months else "day" if time.meaning == "date" else time.meaning
    first, last = (period_label(day.date(), step) for day in (known.index.min(), known.index.max()))
    facts = {"column": figure.title, "time": time.title, "first": first, "last": last}
    if figure.flow:
        rows = undated(table, answer.frame)
        summed = _("「{column}」は、{first}から{last}までを足し合わせています。")
        if rows:
            summed = _("「{column}」は、{first}から{last}までと、いつのことか分からない{n}行を足し合わせています。")
        return Moments({}, {}, notes=(summed.format(**facts, n=f"{rows:,}"),))
    at = _told(known.tolist())
    newest = known.index[at].date()
    given: dict[str, date | int] = {"at": newest}
    if alone:
        given = {"month": newest.month}
    elif months:
        early = time.meaning == "fiscal_year" and newest.month < 4
        given = {"at": date(newest.year - early, 4 if time.meaning == "fiscal_year" else 1, 1), "month": newest.month}
    why = (
        _("「{column}」はその時点の数です。「{time}」をまたいで足さず、いちばん新しい{last}の値を出しています。")
        if figure.stock
        else _(
            "「{column}」が時点の数か、足してよい数かは、見出しからは決められません。足さずに、いちばん新しい{last}の値を出しています。"
        )
    )
    facts |= {
        "shown": period_label(newest, step),
        "few": words.items(known.iloc[-1]),
        "full": words.items(known.iloc[at]),
    }
    said, notes = _("{shown}の値です。"), [why.format(**facts)]
    if at < len(known) - 1:
        said = _("{shown}の値です（{last}の値は{few}だけなので、{full}ある{shown}を見ています）。")
        notes = [_("「{column}」は「{time}」をまたいで足していません。").format(**facts)]
    if known.iloc[at] < known.max():
        facts |= {"now": words.items(known.iloc[at]), "most": words.items(known.max())}
        facts["fullest"] = period_label(known[known == known.max()].index[-1].date(), step)
        notes.append(_("{shown}の値は{now}です。{fullest}には{most}の値があります。").format(**facts))
    notes += undated_note(table, answer.frame)
    return Moments(picks, given, said=said.format(**facts), notes=tuple(notes), ran=(answer.ran,))


def _told(figures: list[int]) -> int:
    """The place of the newest moment, oldest first, that has about as many figures as the one before it."""
    at = len(figures) - 1
    while at and figures[at] < COMPLETE * figures[at - 1]:
        at -= 1
    return at


def _again(table: Table, time: Meaning, figure: Meaning, shown: list[Meaning]) -> bool:
    """Whether the same things are counted again at each moment of ``time``; a list of things with a date has no such."""
    numbered = _numbered(table, time)
    if prod(one.distinct for one in (time, *numbered)) < 2 or SINCE.search(time.header):
        return False
    if figure.stock and time.meaning in ("year", "fiscal_year") and 1 < time.distinct <= table.rows / 2:
        return True
    fixed = {one.column: one.distinct for one in (time, *numbered, *shown)}
    others = [one.distinct for one in table.of(*THINGS) if one.column not in fixed and one.distinct > 1]
    least = prod(fixed.values())
    products = (least * prod(some) for size in range(3) for some in combinations(others, size))
    return any(LEAST * table.rows <= each <= MOST * table.rows for each in products)


def _numbered(table: Table, time: Meaning) -> list[Meaning]:
    """The column of months beside a column of years."""
    return table.of("month_number")[:1] if time.meaning in ("year", "fiscal_year") else []
