"""Rows per day as a calendar: for any column of dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import words
from machi.cards.address import Param
from machi.cards.anything_common import DATASET, NEEDS, Table, card_of, empty, gap_note, open_table, pick, total_note
from machi.cards.calendar_chart import Day, calendar_heatmap
from machi.cards.card import Card, TableColumn
from machi.cards.events_common import holidays, weekday_names
from machi.cards.registry import card
from machi.ingest.meaning import Meaning
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Answer, Shelf


@card(
    "anything_calendar",
    subject="anything",
    needs=NEEDS,
    params=(DATASET, Param("time", "text", ""), Param("year", "integer")),
)
def anything_calendar(shelf: Shelf, dataset: str, time: str, year: int | None) -> Card:
    """Rows per day of one year (the one with most rows, the newest of equals). Days beyond the file's own ends are no zeros."""
    table = open_table(shelf, dataset)
    title = _("いつが多い？")
    column = table.choose(time, ("date",)) or next(iter(table.of("date")), None)
    if column is None:
        return empty(table, title, _("日付の列が見つかりません。"), _("列の意味を選びなおしてください。"))
    answer, counts = _counts(shelf, table, column)
    if not counts:
        return empty(
            table,
            title,
            _("「{column}」に日付がありません。").format(column=column.title),
            _("別の列を選んでください。"),
        )
    years = _by_year(counts)
    shown = year if year in years else max(years, key=lambda one: (years[one], one))
    days = _days(shown, counts, min(counts), max(counts))
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime([day for day, *_rest in days]),
            "weekday": [weekday_names()[day.weekday()] for day, *_rest in days],
            "holiday": [name for _day, _count, name, _text in days],
            "rows": pd.array([count for _day, count, _name, _text in days], dtype="Int64"),
        }
    )
    busy = [(day, count) for day, count, _name, _text in days if count]
    most = max(count for _day, count in busy)
    top = [day for day, count in busy if count == most]
    if most > 1:
        said = _(
            "「{column}」が{year}年の行は{n}件、{days}日にあります。いちばん多い日は{top}{more}で{most}件です（{source}）。"
        )
    elif all(count for _day, count, _name, _text in days if count is not None):
        said = _(
            "「{column}」が{year}年の行は、毎日1つずつ{days}日分あります。行の数は、日によって変わりません（{source}）。"
        )
    else:
        said = _("「{column}」が{year}年の行は{n}件、{days}日にあります。同じ日の行はありません（{source}）。")
    finding = said.format(
        column=column.title,
        year=shown,
        n=f"{sum(count for _day, count in busy):,}",
        days=len(busy),
        most=most,
        source=table.title,
        top=_("{m}月{d}日").format(m=top[0].month, d=top[0].day),
        more=_("など{k}日").format(k=len(top)) if len(top) > 1 else "",
    )
    notes = [_("期間のある行も、この列の日だけで数えています。")]
    if len(years) > 1:
        others = _("・").join(f"{one}" for one in sorted(years) if one != shown)
        notes.append(
            _("ほかの年の行もあります（{years}年）。").format(
                years=others if len(years) <= 8 else f"{min(years)}–{max(years)}"
            )
        )
    return card_of(
        table,
        title,
        finding,
        frame,
        (
            TableColumn("day", _("日"), format="date"),
            TableColumn("weekday", _("曜日")),
            TableColumn("holiday", _("祝日")),
            TableColumn("rows", _("行の数"), _("件"), "integer"),
        ),
        figure=calendar_heatmap(days, weekday_names(), _("件")),
        alt=_("{year}年の日ごとの行の数を色の濃さで表すカレンダー。月ごとの数は、1月から順に{months}件。").format(
            year=shown,
            months=_("、").join(str(sum(count for day, count in busy if day.month == month)) for month in range(1, 13)),
        ),
        unit=_("件"),
        ran=(table.ran, answer.ran),
        notes=(*notes, *gap_note(table, column), *total_note(table)),
    )


def years_of(shelf: Shelf, table: Table, time: str) -> dict[int, int]:
    """The years that a column of dates has, with how many rows each."""
    column = table.choose(time, ("date",)) or next(iter(table.of("date")), None)
    return _by_year(_counts(shelf, table, column)[1]) if column is not None else {}


def _counts(shelf: Shelf, table: Table, column: Meaning) -> tuple[Answer, dict[date, int]]:
    answer = shelf.ask_picked("anything_series", pick(moment=column), dataset=table.dataset, step="date")
    days = zip(answer.frame["start_on"], answer.frame["rows"], strict=True)
    return answer, {pd.Timestamp(day).date(): int(rows) for day, rows in days}


def _by_year(counts: dict[date, int]) -> dict[int, int]:
    years: dict[int, int] = {}
    for day, rows in counts.items():
        years[day.year] = years.get(day.year, 0) + rows
    return years


def _days(year: int, counts: dict[date, int], first: date, last: date) -> list[Day]:
    names = holidays(year)
    made: list[Day] = []
    for offset in range((date(year, 12, 31) - date(year, 1, 1)).days + 1):
        day = date(year, 1, 1) + timedelta(offset)
        count = counts.get(day, 0 if first <= day <= last else None)
        said = _("表の期間の外") if count is None else words.items(count)
        inside = _("・").join(part for part in (weekday_names()[day.weekday()], names.get(day, "")) if part)
        made.append((day, count, names.get(day, ""), f"{day.month}/{day.day}（{inside}）　{said}"))
    return made
