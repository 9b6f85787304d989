"""What the event cards share: what the lists cover, and days in words.

A list of events reaches until the last day on which one of its events *starts*. Days after it are "no data", not "no
event"; an exhibition that runs on for months doesn't move that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import jpholiday
import pandas as pd

from machi.cards import words
from machi.cards.card import Ran
from machi.store.shelf import Shelf
from machi.text import _, language

NEEDS = ("event",)


@dataclass(frozen=True)
class Coverage:
    """What the lists hold together. ``first`` and ``reach`` are None when no date could be read."""

    events: int
    dated: int
    first: date | None
    reach: date | None
    long_runs: int
    ran: Ran

    def known(self, first: date, last: date) -> bool:
        """Whether the lists say anything about the days ``first`` … ``last``."""
        return self.first is not None and self.reach is not None and first <= self.reach and last >= self.first

    def whole(self, first: date, last: date) -> bool:
        """Whether the lists cover all of the days ``first`` … ``last``."""
        return self.first is not None and self.reach is not None and self.first <= first and last <= self.reach


def coverage(shelf: Shelf) -> Coverage:
    """What the lists of events on this shelf cover."""
    answer = shelf.ask("event_period")
    row = records(answer.frame)[0]
    return Coverage(
        row["events"], row["dated"], as_day(row["first_on"]), as_day(row["reach_on"]), row["long_runs"], answer.ran
    )


def year_shown(year: int | None, covered: Coverage, today: date) -> int:
    """The year that was asked for, else this one; where the lists don't reach it, the nearest one that they hold."""
    if year or covered.first is None or covered.reach is None:
        return year or today.year
    return min(max(today.year, covered.first.year), covered.reach.year)


def reach_sentence(covered: Coverage, today: date) -> str:
    """Until when the list reaches."""
    if covered.reach is None:
        return _("この一覧の日付は読み取れません。")
    return _("この一覧は{day}に始まる催しまでの分です。").format(day=short_day(covered.reach, today))


def undated_sentence(covered: Coverage) -> str:
    """Why nothing can be counted in time: no event has a date that can be read."""
    return _("一覧の{n}件は日付を読み取れないため、数えられません。一覧の「すべて」で見られます。").format(
        n=words.number(covered.events)
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a small frame as dicts of Python values; every kind of missing is None."""
    columns = [
        [None if value is pd.NA or value != value else value for value in frame[name].tolist()] for name in frame
    ]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def as_day(value: Any) -> date | None:
    """A date out of a frame's cell."""
    return value.date() if isinstance(value, datetime) else value


def weekday_names() -> tuple[str, ...]:
    """Monday first: Saturday and Sunday stand side by side, as in the weekend of ``events_list``."""
    return tuple(_("月 火 水 木 金 土 日").split())


def short_day(value: date, today: date, *, weekday: bool = False) -> str:
    """「5月31日」; with the year where it isn't this year's; with ``weekday`` 「5月31日（日）」."""
    form = _("{month}月{day}日") if value.year == today.year else _("{year}年{month}月{day}日")
    text = form.format(year=value.year, month=value.month, day=value.day)
    if language() == "en":
        text = f"{value.day} {value:%B}" if value.year == today.year else words.day(value)
    return _("{date}（{weekday}）").format(date=text, weekday=weekday_names()[value.weekday()]) if weekday else text


def clock(minute: int) -> str:
    """Minutes from 0:00 as 「9:00」; 「24:00」 and 「25:30」 stay as published."""
    return f"{minute // 60}:{minute % 60:02d}"


@cache
def holidays(year: int) -> dict[date, str]:
    """The national holidays of a year (振替休日 and 国民の休日 included). Kept: a year costs 30 ms to work out."""
    return dict(jpholiday.year_holidays(year))
