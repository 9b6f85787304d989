"""統計表. Layout only."""

import streamlit as st

from machi.cards.statistics_common import topic_title
from machi.cards.statistics_snow import winter_label
from machi.text import _
from ui import controls, parts, session

VIEWS = {
    "waste": _("ごみ"),
    "snow": _("雪"),
    "series": _("うつりかわり"),
    "shares": _("内訳"),
    "index": _("指数"),
    "change": _("増減"),
}
CARDS = {"series": "statistic_series", "shares": "statistic_shares", "change": "statistic_change"}
DEPTHS = (5, 10, 15, 20, 30, 50, 100)


def winter_name(year: int) -> str:
    return winter_label(year) if year else _("終わった冬でいちばん新しいもの")


parts.head(_("数字はどう変わった？（統計表）"), "waste", "snow", "statistic")
view = controls.choose("view", _("見るもの"), list(VIEWS), "waste", show=VIEWS.__getitem__, few=True)

if view == "waste":
    categories = session.choices("statistic_waste_categories")
    category = controls.choose(
        "category", _("区分"), ["", *categories], "", show=lambda name: name or _("すべての区分の合計")
    )
    parts.show("statistic_waste", category=category)
elif view == "snow":
    default = session.shelf().city.snow_dispatch_cm
    winters = session.choices("snow_winters")
    left, right = st.columns(2)
    with left:
        depths = sorted({*DEPTHS, default})
        depth = controls.slide("depth", _("数える積雪の深さ"), depths, default, show=lambda cm: f"{cm}cm")
    parts.show("snow_seasons", threshold_cm=depth)
    if winters:
        with right:
            winter = controls.choose("winter", _("日ごとに見る冬"), [0, *winters], 0, kind="integer", show=winter_name)
        parts.show("snow_days", threshold_cm=depth, winter=winter or None)
else:
    topics = session.choices("statistic_topics")
    topic, item = topics[0] if topics else "", ""
    left, right = st.columns(2)
    if topics:
        with left:
            topic = controls.choose(
                "topic", _("統計表"), topics, topics[0], show=lambda key: topic_title(session.shelf(), key)
            )
    items = session.choices("statistic_items", topic=topic)
    if len(items) > 1:
        with right:
            item = controls.choose("item", _("項目"), items, items[0])
    if view == "index":
        years = session.choices("statistic_years", topic=topic)
        base = None
        if years:
            with right:
                base = controls.choose("base", _("100とする年度・年"), years, years[0], kind="integer")
        parts.show("statistic_index", topic=topic, item=item, base=base)
    else:
        parts.show(CARDS[view], topic=topic, item=item)
