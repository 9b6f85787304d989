"""Parts for places: the chosen point, the list for a phone (list first, map below), and the way there."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from machi.cards.card import Card, Value
from machi.cards.equipment import EQUIPMENT
from machi.cards.events_common import weekday_names
from machi.cards.place_kinds import KINDS, marked
from machi.store.city import Landmark
from machi.text import _
from ui import controls, session
from ui.html import plain
from ui.locate import locate
from ui.parts import lines
from ui.values import there


def kinds() -> dict[str, str]:
    """The kinds of place that have data or a broken file, by name, in the order in which they are offered.

    A kind whose file is broken stays: who asks for AEDs must read that the list is broken, not get the next kind's places.
    """
    shelf = session.shelf()
    return {
        kind: marked(shelf, kind).label
        for kind in KINDS
        if shelf.has(kind) or any(problem.stops for problem in shelf.catalogue.problems(kind) if problem.dataset)
    }


def choose_point() -> dict[str, Value]:
    """Where to measure from, as card parameters: a landmark or typed coordinates (in the URL), or the visitor's position
    (private: never there)."""
    landmarks = {landmark.id: landmark for landmark in session.shelf().city.landmarks}
    options = [*landmarks, "typed"]
    near = controls.choose("from", _("どこから"), options, options[0], show=lambda key: _point_name(landmarks.get(key)))
    if near == "typed":
        example = next(iter(landmarks.values()), None)
        hint = f"{example.lat},{example.lon}" if example else ""
        near = controls.write("near", _("緯度,経度"), placeholder=hint) or "typed"
    position = locate()
    return {"lat": position.lat, "lon": position.lon} if position else {"near": near}


def _point_name(landmark: Landmark | None) -> str:
    return landmark.called if landmark else _("緯度・経度を入れる")


def filters(kind: str) -> dict[str, Value]:
    """What a kind can be filtered by, folded away: only what is *written* as there passes."""
    flags = {
        "aed": {"child_pads": _("小児用パッドが「有」")},
        "public_toilet": {
            "wheelchair": _("車いす用が「有」"),
            "infant": _("乳幼児用設備が「有」"),
            "ostomate": _("オストメイト用が「有」"),
        },
    }
    with st.expander(_("もっと絞る")):
        chosen: dict[str, Value] = {name: controls.flag(name, label) for name, label in flags.get(kind, {}).items()}
        if kind == "park":
            chosen["equipment"] = choose_equipment()
        if "open_minute" in session.shelf().schemas[kind].by_name:
            chosen["hours"] = choose_moment()
    return chosen


def choose_equipment() -> str:
    """A piece of play equipment; empty means any."""
    return controls.choose("equipment", _("遊具"), ["", *EQUIPMENT], "", show=lambda name: name or _("指定しない"))


def choose_district() -> str:
    """A district of the city; empty means all."""
    names = session.choices("reference_districts")
    if not names:
        return ""
    return controls.choose("district", _("地区"), ["", *names], "", show=lambda name: name or _("市全体"))


def choose_moment() -> str:
    """A weekday and a time as ``6-10:00`` (ISO weekday); empty means any."""
    days = dict(enumerate(weekday_names(), start=1))
    left, right = st.columns(2)
    with left:
        weekday = controls.choose(
            "weekday", _("曜日"), [0, *days], 0, kind="integer", show=lambda day: days.get(day, _("指定しない"))
        )
    with right:
        hour = controls.choose("hour", _("時刻"), list(range(24)), 10, kind="integer", show=lambda hour: f"{hour}:00")
    return f"{weekday}-{hour}:00" if weekday else ""


def map_link(lat: float, lon: float, name: str) -> str:
    """A link that opens the phone's own map app; elsewhere 地理院地図. Opened only when pressed."""
    agent = st.context.headers.get("User-Agent", "") or ""
    if "Android" in agent:
        return f"geo:{lat},{lon}?q={lat},{lon}({quote(name)})"
    if "iPhone" in agent or "iPad" in agent:
        return f"https://maps.apple.com/?ll={lat},{lon}&q={quote(name)}"
    return f"https://maps.gsi.go.jp/#17/{lat}/{lon}/&ls=std"


def place_list(card: Card, limit: int = 10) -> None:
    """The rows of a card's table as a list that a thumb can use: name, where inside, distance, phone, map."""
    for index, row in enumerate(card.table.head(limit).to_dict("records")):
        with st.container(border=True, key=f"place-{index}"):
            distance = row.get("distance_m")
            far = _("直線 {distance}").format(distance=f"{round(distance):,} m") if there(distance) else ""
            far = f"　:blue[{far}]" if far else ""
            number = f"{plain(str(int(row['rank'])))}\\. " if there(row.get("rank")) else ""
            st.markdown(f"{number}**{plain(str(row['name']))}**{far}")
            st.markdown(lines(*_lines(row)))
            with st.container(horizontal=True):
                if there(row.get("lat")) and there(row.get("lon")):
                    st.link_button(
                        _("地図アプリで開く"), map_link(row["lat"], row["lon"], str(row["name"])), icon=":material/map:"
                    )
                if there(row.get("phone")):
                    st.link_button(
                        _("電話する"),
                        f"tel:{''.join(c for c in row['phone'] if c.isdigit() or c == '+')}",
                        icon=":material/call:",
                    )


def _lines(row: dict[str, object]) -> list[str]:
    named = (
        ("location_detail", _("場所")),
        ("address", _("所在地")),
        ("phone", _("電話")),
        ("hours", _("時間")),
        ("pads", _("小児用パッド")),
        ("equipment", _("遊具")),
        ("warning", ""),
    )
    return [f"{label}: {row[name]}" if label else str(row[name]) for name, label in named if there(row.get(name))]
