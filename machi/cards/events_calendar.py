"""The year of events as a calendar: on which days is something on?

Weeks begin on Monday: the two days of a weekend then stand together, and the weekend is what people ask for.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from machi.cards import words
from machi.cards.address import Param
from machi.cards.calendar_chart import Day, calendar_heatmap
from machi.cards.card import Card, TableColumn
from machi.cards.events_common import (
    NEEDS,
    Coverage,
    as_day,
    coverage,
    holidays,
    reach_sentence,
    records,
    short_day,
    undated_sentence,
    weekday_names,
    year_shown,
)
from machi.cards.registry import card
from machi.store.shelf import Answer, Shelf
from machi.text import _


@card(
    "events_calendar",
    subject="events",
    needs=NEEDS,
    params=(Param("year", "integer"), Param("category", "text", "")),
)
def events_calendar(shelf: Shelf, year: int | None, category: str) -> Card:
    """Events per day of a year (see ``year_shown``). An event counts on each day that it runs."""
    covered = coverage(shelf)
    year = year_shown(year, covered, shelf.today)
    answer = shelf.ask("event_days", first=date(year, 1, 1), last=date(year, 12, 31), category=category)
    days = _days(year, answer, covered)
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime([day for day, _count, _name, _text in days]),
            "weekday": [weekday_names()[day.weekday()] for day, _count, _name, _text in days],
            "holiday": [name for _day, _count, name, _text in days],
            "events": pd.array([count for _day, count, _name, _text in days], dtype="Int64"),
        }
    )
    busy = [item for item in days if item[1]]
    return Card(
        id="",
        params={},
        title=_("{year}年、催しはいつ？").format(year=year),
        finding=_finding(year, days, covered, shelf.today) if busy else _nothing(shelf, year, covered, category),
        table=frame,
        columns=(
            TableColumn("day", _("日"), format="date"),
            TableColumn("weekday", _("曜日")),
            TableColumn("holiday", _("祝日")),
            TableColumn("events", _("催し"), _("件"), "integer"),
        ),
        figure=calendar_heatmap(days, weekday_names(), _("件")) if busy else None,
        alt=_alt(year, days),
        unit=_("件"),
        sources=shelf.sources("event"),
        ran=(answer.ran, covered.ran),
        notes=_notes(covered) if busy else (),
        empty=not busy,
    )


def _days(year: int, answer: Answer, covered: Coverage) -> list[Day]:
    """Every day of the year. Outside of the list's period a day without a known event has no count."""
    counts = {as_day(row["day"]): row["events"] for row in records(answer.frame)}
    names = holidays(year)
    days: list[Day] = []
    for offset in range((date(year, 12, 31) - date(year, 1, 1)).days + 1):
        day = date(year, 1, 1) + timedelta(offset)
        count = counts.get(day, 0 if covered.known(day, day) else None)
        text = _("一覧の期間の外") if count is None else words.items(count)
        days.append((day, count, names.get(day, ""), f"{_named(day, names.get(day, ''))}　{text}"))
    return days


def _named(day: date, holiday: str) -> str:
    """「5月3日（日・憲法記念日）」."""
    weekday = weekday_names()[day.weekday()]
    inside = f"{weekday}・{holiday}" if holiday else weekday
    return _("{date}（{weekday}）").format(date=short_day(day, day), weekday=inside)


def _finding(year: int, days: list[Day], covered: Coverage, today: date) -> str:
    inside = [item for item in days if covered.known(item[0], item[0])]
    shown = [item for item in inside if item[1]] or days
    most = max(count or 0 for _day, count, _name, _text in shown)
    top = [_named(day, name) for day, count, name, _text in shown if count == most]
    if most == 1 and len(top) > 1:
        busiest = _("催しのある日は、どの日も1件です。")
    elif len(top) == 1:
        busiest = _("いちばん多いのは{day}の{n}件です。").format(day=top[0], n=words.number(most))
    else:
        busiest = _("いちばん多い日は{n}件で、{day}など{days}日あります。").format(
            n=words.number(most), day=top[0], days=len(top)
        )
    return _("{year}年は、一覧の期間{all}日のうち{busy}日に催しがあります。{busiest}{reach}").format(
        year=year,
        all=len(inside),
        busy=sum(1 for item in inside if item[1]),
        busiest=busiest,
        reach=reach_sentence(covered, today),
    )


def _nothing(shelf: Shelf, year: int, covered: Coverage, category: str) -> str:
    """Why the year is empty, and a way out."""
    if not covered.dated:
        return undated_sentence(covered)
    if category:
        return _("{year}年に「{category}」の催しは一覧にありません。種類を「すべて」にしてください。{reach}").format(
            year=year, category=category, reach=reach_sentence(covered, shelf.today)
        )
    years = [str(row["year"]) for row in records(shelf.ask("event_years").frame)]
    return _("{year}年の催しは一覧にありません。一覧にあるのは{years}年です。").format(
        year=year, years=_("・").join(years)
    )


def _alt(year: int, days: list[Day]) -> str:
    months = [sum(count or 0 for day, count, _name, _text in days if day.month == month) for month in range(1, 13)]
    return _(
        "{year}年の日ごとの催しの数を色の濃さで表すカレンダー。横が週、縦が月曜から日曜。"
        "月ごとの延べ数は、1月から順に{months}件。祝日には印があります。"
    ).format(year=year, months=_("、").join(map(words.number, months)))


def _notes(covered: Coverage) -> tuple[str, ...]:
    notes = [_("つづく催しは、開かれる日のそれぞれで1件と数えています。休みの日は一覧からは分かりません。")]
    if covered.long_runs:
        notes.append(
            _("60日をこえてつづく催し（{n}件）は、最初の日と最後の日だけ数えています。").format(
                n=words.number(covered.long_runs)
            )
        )
    if covered.events > covered.dated:
        notes.append(
            _("日付を読み取れない催しが{n}件あり、カレンダーには入っていません。").format(
                n=words.number(covered.events - covered.dated)
            )
        )
    return tuple(notes)
