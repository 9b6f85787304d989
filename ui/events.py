"""Parts for events: the list that a thumb can use, and the calendar file of one event or of all that are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from machi.cards.card import Card
from machi.cards.events_common import short_day
from machi.export.ics import calendar_for
from machi.export.licence import closed
from machi.export.tables import card_file_name
from machi.store.shelf import Shelf
from machi.text import _
from ui import session
from ui.html import plain
from ui.parts import lines
from ui.values import clock, there, web

AT_ONCE = 15


def event_list(card: Card) -> None:
    """The events of a card in the order of the days, the first fifteen at once; the table below has all."""
    # An event whose day can't be read has no place in a calendar: the button counts what the file will hold.
    dated = card.table[card.table["start_on"].notna()]
    shelf = session.shelf()  # once: asking for it again for every line costs as much as drawing the line
    if len(dated):
        _save(card, dated, _("この{n}件をカレンダーに入れる（.ics）").format(n=f"{len(dated):,}"), "all", shelf)
    for index, row in enumerate(card.table.head(AT_ONCE).to_dict("records")):
        with st.expander(_headline(row, shelf.today), key=f"event-{index}"):
            st.markdown(lines(*_lines(row, shelf.today)))
            with st.container(horizontal=True):
                if there(row.get("start_on")):
                    _save(card, card.table.iloc[[index]], _("カレンダーに入れる（.ics）"), str(index), shelf)
                if web(row.get("url")):
                    st.link_button(_("案内のページ"), str(row["url"]), icon=":material/open_in_new:")
    if len(card.table) > AT_ONCE:
        st.caption(
            _("ほかに{n}件あります。「表を見る」ですべて見られます。").format(n=f"{len(card.table) - AT_ONCE:,}")
        )


def _headline(row: dict[str, Any], today: date) -> str:
    marks = [_("無料")] if row.get("is_free") is True else []
    marks += [_("申込不要")] if row.get("needs_booking") is False else []
    badges = " ".join(f":blue-badge[{mark}]" for mark in marks)
    return f"{plain(_when(row, today))}　**{plain(str(row['name']))}**　{badges}"


def _when(row: dict[str, Any], today: date) -> str:
    if not there(row.get("start_on")):
        return _("日付は案内を見てください")
    days = short_day(row["start_on"], today, weekday=True)
    if there(row.get("last_on")) and row["last_on"] != row["start_on"]:
        days = _("{first}から{last}").format(first=days, last=short_day(row["last_on"], today, weekday=True))
    if there(row.get("start_minute")):
        days += f" {clock(row['start_minute'])}"
        days += f"–{clock(row['end_minute'])}" if there(row.get("end_minute")) else ""
    return days


def _lines(row: dict[str, Any], today: date) -> list[str]:
    named = (
        ("place", _("会場")),
        ("address", _("所在地")),
        ("time_note", _("日時の補足")),
        ("fee", _("料金")),
        ("fee_detail", _("料金の詳細")),
        ("how_to_apply", _("申込")),
        ("capacity", _("定員")),
        ("audience", _("対象")),
        ("description", _("内容")),
        ("organiser", _("主催")),
        ("contact", _("問い合わせ先")),
        ("phone", _("電話")),
    )
    told = [f"{label}: {row[name]}" for name, label in named if there(row.get(name))]
    if there(row.get("apply_until")):
        told.append(_("申込の締切: {day}").format(day=short_day(row["apply_until"], today, weekday=True)))
    return told


def _save(card: Card, rows: pd.DataFrame, label: str, name: str, shelf: Shelf) -> None:
    if closed(card.sources):
        return  # 「保存する」 of the card says why
    st.download_button(
        label,
        lambda: calendar_for(rows, card.sources, title=shelf.city.name, today=shelf.today),
        file_name=card_file_name(card, "ics"),
        mime="text/calendar",
        key=f"ics-{name}",
        icon=":material/calendar_add_on:",
        on_click="ignore",
    )
