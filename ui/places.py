"""Parts for places: the chosen point, the list for a phone (list first, map below), and the way there."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from machi.cards.card import Card
from machi.text import _
from ui import controls, session
from ui.html import plain
from ui.locate import Position, locate
from ui.parts import lines
from ui.values import there


def choose_point() -> tuple[str, Position | None]:
    """Where to measure from: a landmark or typed coordinates (in the URL), or the visitor's position (never there)."""
    landmarks = {landmark.id: landmark.name for landmark in session.shelf().city.landmarks}
    typed = _("緯度・経度を入れる")
    position = locate()
    if position:
        return "", position
    options = [*landmarks, "typed"]
    left, right = st.columns(2)
    with left:
        chosen = controls.choose("from", _("どこから"), options, options[0], show=lambda key: landmarks.get(key, typed))
    if chosen != "typed":
        return chosen, None
    with right:
        return controls.write("near", _("緯度,経度"), placeholder="37.4877,139.9297"), None


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
            far = f"　:blue[{_('直線')} {round(distance):,} m]" if there(distance) else ""
            st.markdown(f"**{plain(str(row['name']))}**{far}")
            st.markdown(lines(*_lines(row)))
            with st.container(horizontal=True):
                if there(row.get("lat")) and there(row.get("lon")):
                    st.link_button(
                        _("地図アプリで開く"), map_link(row["lat"], row["lon"], str(row["name"])), icon=":material/map:"
                    )
                if there(row.get("phone")):
                    st.link_button(
                        _("{phone} に電話する").format(phone=plain(row["phone"])),
                        f"tel:{''.join(c for c in row['phone'] if c.isdigit() or c == '+')}",
                        icon=":material/call:",
                    )


def _lines(row: dict[str, object]) -> list[str]:
    named = (
        ("location_detail", _("場所")),
        ("address", _("所在地")),
        ("hours", _("時間")),
        ("pads", _("小児用パッド")),
        ("warning", ""),
    )
    return [f"{label}: {row[name]}" if label else str(row[name]) for name, label in named if there(row.get(name))]
