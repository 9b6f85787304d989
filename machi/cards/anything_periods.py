"""The figures of any table by period: out of a column of times, or out of headers that are times. Draws nothing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import prod
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards.anything_common import Table, pick
from machi.cards.card import Ran
from machi.ingest.meaning import TIMES, Meaning
from machi.ingest.meaning_values import is_sum
from machi.ingest.meaning_words import NOT_ADDITIVE, unit_in_header
from machi.ingest.schema import header_key
from machi.ingest.times_across import own_names
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

SLACK = 0.1
"""Part of a period that may lie before the file's first or after its last day: beyond it the period is told as partial."""
MOST = 1.4
"""Rows for each thing at each moment: about one; with more they are of several moments that nothing tells apart."""
THINGS = ("category", "town", "name", "code", "text")
FEW_DAYS, FEW_YEARS = 62, 4
YEARS = ("fiscal_year", "year")
NAMELESS = 2000
"""The year in which months without one are put into their order; it is shown nowhere."""


@dataclass(frozen=True)
class Periods:
    """``frame``: start_on, category, value, part (and rows), oldest first. ``figure`` None: rows are counted, or the
    figures come from the headers."""

    frame: pd.DataFrame
    step: str
    what: str
    unit: str
    group: str
    figure: Meaning | None
    additive: bool
    ran: tuple[Ran, ...]
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> pd.DataFrame:
        """Periods that the file covers from end to end."""
        return self.frame[~self.frame["part"]]


def by_headers(shelf: Shelf, table: Table, item: str) -> Periods | None:
    """The figures of a table whose headers are times; None when it is none. ``item``: one of several indicators."""
    answer = shelf.ask("anything_figures", dataset=table.dataset)
    frame = answer.frame
    if frame.empty:
        return None
    types = frame["period_type"].value_counts()
    frame = frame[frame["period_type"] == types.index[0]]
    items = list(dict.fromkeys(frame["item"]))
    chosen = item if item in items else items[0]
    frame = frame[frame["item"] == chosen].assign(
        start_on=[_day(value) for value in frame.loc[frame["item"] == chosen, "start_on"]]
    )
    sums = {name: any(is_sum(part) for part in str(name).split("・")) for name in frame["category"].unique()}
    totals = frame["category"].map(sums)
    frame = frame if totals.all() else frame[~totals]
    doubled = frame.duplicated(["start_on", "category"], keep=False)
    frame = frame.assign(value=frame["value"].mask(doubled)).drop_duplicates(["start_on", "category"])
    labels = [column.title for column in table.columns if column.meaning in ("name", "category", "town", "text")]
    above = {column.unit for column in table.columns if column.meaning == "amount"}
    unit = next((text for text in frame["unit"] if text), above.pop() if len(above) == 1 else "")
    what = chosen or (_("{label}ごとの数").format(label=labels[0]) if labels else table.title)
    notes = []
    if doubled.any():
        notes.append(_("同じ時点・区分の行が2つ以上あるところは、どれが正しいか決められないため数を出していません。"))
    if len(items) > 1:
        notes.append(_("単位の違うほかの{n}つの項目は、選びなおすと見られます。").format(n=len(items) - 1))
    made = frame[["dataset", "source_row", "start_on", "category", "value", "part"]].sort_values(
        ["start_on", "source_row"], kind="stable"
    )
    group = labels[0] if labels and frame["category"].nunique() > 1 else ""
    additive = not NOT_ADDITIVE.search(header_key(f"{chosen}{unit}{table.title}")) and unit != "%"
    additive = additive and _alike(frame["category"].unique())
    return Periods(
        made.reset_index(drop=True), types.index[0], what, unit, group, None, additive, (answer.ran,), tuple(notes)
    )


def _alike(categories: Sequence[str]) -> bool:
    """Whether rows may be added up: 出動件数, 搬送人員 and 1日平均 below each other are different things."""
    keys = [header_key(str(name)) for name in categories]
    units = {unit_in_header(str(name), key) for name, key in zip(categories, keys, strict=True)}
    return len(units - {""}) < 2 and not any(map(NOT_ADDITIVE.search, keys))


def by_column(
    shelf: Shelf, table: Table, time: Meaning, figure: Meaning | None, group: Meaning | None, how: str, step: str
) -> Periods:
    """The figure (or the rows) by the periods of a column."""
    alone = time.meaning == "month_number"
    months = time if alone else next(iter(table.of("month_number")), None) if time.meaning in YEARS else None
    group = None if group is not None and group.column == time.column else group
    natural = "month" if months is not None else "day" if time.meaning == "date" else time.meaning
    roles = pick(moment=None if alone else time, month_number=months, amount=figure, category=group)
    base = first_month(shelf, table, time) if alone else None
    step = "month" if alone else step or (natural if natural != "day" else _day_step(shelf, table, roles))
    if alone:
        natural = "month"
    elif (natural == "fiscal_year" and step in ("month", "day")) or (natural == "year" and step != "year"):
        step = natural
    if figure is not None and figure.stock and not alone:
        # Twelve months of a population are no population of a year.
        step = natural
    answer = shelf.ask_picked(
        "anything_series", roles, dataset=table.dataset, step=step if step != "day" else "date", base=base
    )
    frame = answer.frame
    again = months_again(table) if alone and figure is not None and figure.stock else None
    mean = figure is not None and (how == "mean" or not figure.additive or again is not None)
    value = frame["rows"] if figure is None else frame["mean" if mean else "total"]
    starts = [_day(start) for start in frame["start_on"]]
    part = _partial(frame, starts, step, natural) if not mean else [False] * len(frame)
    frame = frame.assign(start_on=starts, value=value.astype(float), part=part)
    title = figure.title if figure is not None else _("行の数")
    if mean and (frame["figures"] > 1).any():
        title = _("{title}の平均").format(title=title)
    return Periods(
        frame[["start_on", "category", "value", "part", "rows", "figures"]],
        "month_number" if alone else step,
        title if figure is not None else _("{time}ごとの行の数").format(time=time.title),
        figure.unit if figure is not None else _("件"),
        group.title if group is not None else "",
        figure,
        figure is None or not mean,
        (answer.ran,),
        (
            *(
                (_("「{column}」に年の記載がないので、表の順に並べています。").format(column=time.title),)
                if alone
                else ()
            ),
            *undated_note(table, frame),
        ),
    )


def undated(table: Table, counted: pd.DataFrame) -> int:
    """How many rows have no moment: they are in none of the periods that were ``counted``."""
    return table.rows - table.totals - int(counted["rows"].sum())


def undated_note(table: Table, counted: pd.DataFrame) -> tuple[str, ...]:
    rows = undated(table, counted)
    return (_("いつのことか分からない{n}行は入れていません。").format(n=f"{rows:,}"),) if rows > 0 else ()


def months_again(table: Table) -> Meaning | None:
    """The column of months, in a table that says no year, when they come again for the same things: of several years."""
    months = next(iter(table.of("month_number")), None)
    if months is None or table.of(*TIMES):
        return None
    things = prod(one.distinct for one in table.of(*THINGS) if one.distinct > 1)
    return months if table.rows > MOST * months.distinct * things else None


def first_month(shelf: Shelf, table: Table, months: Meaning) -> date:
    """Where the months of a nameless year begin: with that of the file's first row. The year itself means nothing."""
    january = date(NAMELESS, 1, 1)
    answer = shelf.ask_picked(
        "anything_series", pick(month_number=months), dataset=table.dataset, step="month", base=january
    )
    first = answer.frame.sort_values("first_row", kind="stable")["start_on"]
    return date(NAMELESS, _day(first.iloc[0]).month, 1) if len(first) else january


def _day_step(shelf: Shelf, table: Table, roles: dict[str, str]) -> str:
    """Days for a short span or where each row is a reading of its own, months for a few years, else years."""
    days = shelf.ask_picked("anything_series", roles, dataset=table.dataset, step="date").frame
    if days.empty:
        return "day"
    starts = [_day(start) for start in days["start_on"]]
    span = (max(starts) - min(starts)).days
    alone = (days["rows"] == 1).all() and "amount" in roles and len(set(starts)) <= 60
    if span <= FEW_DAYS or (alone and not own_names(table.columns)):
        return "day"
    return "month" if span <= FEW_YEARS * 366 else "year"


def _partial(frame: pd.DataFrame, starts: Sequence[date], step: str, natural: str) -> list[bool]:
    """Which periods the file's days don't cover at one of its own ends."""
    if step == natural or step == "day" or frame.empty:
        return [False] * len(frame)
    first = min(_day(value) for value in frame["first_on"])
    last = max(_last_of(_day(value), natural) for value in frame["last_on"])
    return [_uncovered(start, _end_of(start, step), first, last) for start in starts]


def _uncovered(start: date, end: date, first: date, last: date) -> bool:
    length = (end - start).days + 1
    return (first - start).days > SLACK * length or (end - last).days > SLACK * length


def _end_of(start: date, step: str) -> date:
    if step == "month":
        return date(start.year, start.month, monthrange(start.year, start.month)[1])
    return date(start.year + 1, start.month, start.day) - timedelta(days=1)


def _last_of(day: date, natural: str) -> date:
    return day if natural == "day" else _end_of(day, natural)


def _day(value: object) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else value  # type: ignore[return-value]
