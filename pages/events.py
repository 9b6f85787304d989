"""催しはいつ、どこで？ Layout only."""

from datetime import timedelta

import streamlit as st

from machi.text import _
from ui import controls, events, parts, session

VIEWS = {"list": _("一覧"), "calendar": _("カレンダー"), "counts": _("いつ・何が多い？")}
PERIODS = {
    "today": _("今日"),
    "weekend": _("今週末"),
    "next30": _("これから30日"),
    "range": _("期間を選ぶ"),
    "all": _("すべて"),
}
today = session.shelf().today

parts.head(_("催しはいつ、どこで？"), "event")
view = controls.choose("view", _("見るもの"), list(VIEWS), "list", show=VIEWS.__getitem__, few=True)
categories = ["", *session.choices("event_category_names")]

if view == "list":
    period = controls.choose("period", _("いつ"), list(PERIODS), "weekend", show=PERIODS.__getitem__, few=True)
    chosen = {"period": period}
    if period == "range":
        left, right = st.columns(2)
        far = timedelta(days=3660)
        with left:
            chosen["start"] = controls.day("start", _("はじめの日"), today, first=today - far, last=today + far)
        with right:
            chosen["end"] = controls.day(
                "end", _("おわりの日"), today + timedelta(30), first=today - far, last=today + far
            )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen["free"] = controls.flag("free", _("無料"))
        chosen["no_booking"] = controls.flag("no_booking", _("申込不要"))
        if len(categories) > 1:
            chosen["category"] = controls.choose("category", _("種類"), categories, "", show=lambda c: c or _("すべて"))
        chosen["text"] = controls.write("text", _("ことばで絞る"), placeholder=_("例: 音楽"))
    parts.show("events_list", before_figure=events.event_list, **chosen)
    parts.show("events_map", **chosen)
elif view == "calendar":
    years = session.choices("event_years")
    year = (
        controls.slide("year", _("年"), years, today.year if today.year in years else years[-1])
        if len(years) > 1
        else None
    )
    parts.show("events_calendar", year=year)
else:
    parts.show("events_by_month")
    parts.show("events_by_weekday")
    parts.show("events_by_category")
