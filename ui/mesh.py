"""Parts for the mesh: the month's slider with its map, and the square that was clicked or typed.

The slider and the map are a fragment of their own: a step sends the map's settings, the sentence and the legend, a few
kB, and asks nothing that the browser already has.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from machi.cards.mesh_common import CLASSES, Months, class_name, level_name, month_name, month_number, months_of
from machi.text import _
from ui import controls, parts, session

PICKED = "mesh.picked"
"""The code that was last taken from a click: the map keeps its selection while other things rerun."""


def choose_level(months: Months) -> str:
    """The size of the squares, finest first; empty without data."""
    if not months.levels:
        return ""
    return controls.choose("level", _("区画の大きさ"), list(months.levels), months.levels[0], show=level_name, few=True)


def choose_class(default: str) -> str:
    """Whose number: everybody or one of the three age classes."""
    names = {name: _("全員") if name == "people" else class_name(name) for name in CLASSES}
    return controls.choose("klass", _("だれの"), list(CLASSES), default, show=names.__getitem__, few=True)


def months() -> Months:
    """The months that the data has."""
    return months_of(session.shelf())


@st.fragment
@session.spoken
def by_month(measure: str, known: Months, **params: Any) -> None:
    """The slider, for change a second one, and the map of the chosen month."""
    numbers = [month_number(day) for day in known.days]
    names = dict(zip(numbers, map(month_name, known.days), strict=True))
    if len(numbers) > 1:
        if measure == "change":
            before = month_number(known.before(known.days[-1]))
            left, right = st.columns(2)
            with left:
                params["compare"] = controls.slide("compare", _("くらべる月"), numbers, before, show=names.__getitem__)
            with right:
                params["month"] = controls.slide("month", _("月"), numbers, numbers[-1], show=names.__getitem__)
        else:
            params["month"] = controls.slide("month", _("月"), numbers, numbers[-1], show=names.__getitem__)
    parts.show("mesh_map", on_pick=_pick, measure=measure, **params)


def one_square(level: str) -> None:
    """The history of one square. Typed or clicked: the address holds it either way."""
    wanted = controls.write(
        "cell",
        _("区画を選ぶ（地図の区画を押すか、町名かメッシュコードを入れてください）"),
        placeholder="5339452811",
    )
    if wanted:
        parts.show("mesh_cell", code=wanted, level=level)


def _pick(row: dict[str, Any]) -> None:
    code = str(row.get("c", ""))
    if code and code != st.session_state.get(PICKED):
        st.session_state[PICKED] = code
        st.query_params["cell"] = code
        st.rerun()
