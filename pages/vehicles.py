"""乗り物と道. Layout only."""

import streamlit as st

from machi.cards.vehicles_common import hour_bands, seasons
from machi.text import _
from ui import controls, parts, session

VIEWS = {"speed": _("速さ"), "season": _("夏と冬のちがい"), "stops": _("長い停車")}

parts.head(_("道はどれくらい流れている？（乗り物と道）"), "vehicle_log")
view = controls.choose("view", _("見るもの"), list(VIEWS), "speed", show=VIEWS.__getitem__, few=True)
bands = [band for band in hour_bands() if band in session.choices("vehicle_hour_bands")] or ["morning"]
left, right = st.columns(2)


def choose_hours() -> str:
    return controls.choose("hours", _("時間帯"), bands, bands[0], show=lambda band: hour_bands()[band])


def choose_season() -> str:
    return controls.choose("season", _("季節"), list(seasons()), "winter", show=lambda name: seasons()[name], few=True)


if view == "speed":
    with left:
        season = choose_season()
    with right:
        hours = choose_hours()
    parts.show("vehicle_speed", season=season, hours=hours)
elif view == "season":
    with left:
        hours = choose_hours()
    parts.show("vehicle_season", hours=hours)
else:
    with left:
        season = choose_season()
    parts.show("vehicle_stops", season=season)
