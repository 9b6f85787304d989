"""What a sum over rows does with the times of a table: a flow adds up over them, what stands at a moment never does.

The 人口 of twelve months is no population: the newest month is taken and named. Where the header says neither, the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

from machi.cards.anything_common import Table, pick
from machi.cards.anything_periods import first_month
from machi.cards.card import Ran
from machi.cards.statistics_periods import period_label
from machi.ingest.meaning import TIMES, Meaning
from machi.ingest.meaning_words import SINCE
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

LEAST, MOST = 0.7, 1.4
"""Rows for each thing at each moment: about one, or the table is a list of things with a date."""
KEYS = ("category", "town", "name", "code", "text")


@dataclass(frozen=True)
class Moments:
    """``picks`` and ``given`` narrow a question to the newest moment; both are empty where all rows may be added up.

    ``adds``: whether the values of several groups add up. ``said`` follows the finding, ``notes`` stand below the card.
    """

    picks: dict[str, str]
    given: dict[str, date | int]
    adds: bool = True
    said: str = ""
    notes: tuple[str, ...] = ()
    ran: tuple[Ran, ...] = ()


def moments(shelf: Shelf, table: Table, figure: Meaning | None, *by: Meaning | None) -> Moments:
    """How sums of ``figure`` in groups of ``by`` treat the times of the table."""
    shown = [one for one in by if one is not None]
    if figure is None or not figure.additive:
        return Moments({}, {})
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
    known = answer.frame.loc[answer.frame["figures"] > 0, "start_on"]
    if known.nunique() < 2:
        return Moments({}, {})
    step = "month_number" if alone else "month" if months else "day" if time.meaning == "date" else time.meaning
    first, last = (period_label(day.date(), step) for day in (known.min(), known.max()))
    facts = {"column": figure.title, "time": time.title, "first": first, "last": last}
    if figure.flow:
        return Moments(
            {}, {}, notes=(_("「{column}」は、{first}から{last}までを足し合わせています。").format(**facts),)
        )
    newest = known.max().date()
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
    said = _("{last}の値です。").format(**facts)
    return Moments(picks, given, True, said, (why.format(**facts),), (answer.ran,))


def _again(table: Table, time: Meaning, figure: Meaning, shown: list[Meaning]) -> bool:
    """Whether the same things are counted again at each moment of ``time``; a list of things with a date has no such."""
    numbered = _numbered(table, time)
    if prod(one.distinct for one in (time, *numbered)) < 2 or SINCE.search(time.header):
        return False
    if figure.stock and time.meaning in ("year", "fiscal_year") and 1 < time.distinct <= table.rows / 2:
        return True
    fixed = {one.column: one.distinct for one in (time, *numbered, *shown)}
    others = [one.distinct for one in table.of(*KEYS) if one.column not in fixed and one.distinct > 1]
    least = prod(fixed.values())
    products = (least * prod(some) for size in range(3) for some in combinations(others, size))
    return any(LEAST * table.rows <= each <= MOST * table.rows for each in products)


def _numbered(table: Table, time: Meaning) -> list[Meaning]:
    """The column of months beside a column of years."""
    return table.of("month_number")[:1] if time.meaning in ("year", "fiscal_year") else []
