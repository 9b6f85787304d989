"""Whether the visitor sits at a desk: the browser alone knows its width. A map there stands beside its legend, and larger.

Guessed by the browser's name at first; where that is wrong (a narrow window), the component says so and its card runs again.
"""

from __future__ import annotations

import streamlit as st

WIDE = 1200
"""Pixels of the window from which a map of ``maps.DESK_WIDTH`` and its legend stand side by side."""
_KEY = "desk"
_component = st.components.v2.component(
    "machi_desk",
    html="<span></span>\n<span></span>",
    js="""
export default function ({ data, setTriggerValue }) {
  const desk = window.innerWidth >= data.wide
  if (desk !== data.desk) setTriggerValue('answer', desk ? 'desk' : 'phone')
}
""",
)


def at_desk(key: str) -> bool:
    """Stands before the map ``key``."""
    if _KEY not in st.session_state:
        agent = st.context.headers.get("User-Agent", "") or ""
        st.session_state[_KEY] = bool(agent) and "Mobi" not in agent
    data = {"desk": st.session_state[_KEY], "wide": WIDE}
    answer = _component(key=f"desk-{key}", data=data, on_answer_change=lambda: None, height=1).answer
    if answer:
        st.session_state[_KEY] = answer == "desk"
    return bool(st.session_state[_KEY])
