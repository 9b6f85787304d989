"""庁内のすすみ具合. Layout only."""

import streamlit as st

from machi.profile import is_internal
from machi.text import _
from ui import board, controls, parts, session

VIEWS = {"departments": _("部署ごと"), "items": _("データの一覧"), "next": _("次に声をかける")}
STATES = ("公開", "検討中", "あとで")

parts.head(_("庁内のすすみ具合は？"), "inquiry", "open_data_list")
board.form()
views = list(VIEWS) if is_internal() else ["departments", "items"]
view = controls.choose("view", _("見るもの"), views, "departments", show=VIEWS.__getitem__, few=True)
if view == "departments":
    parts.show("board_departments")
    parts.show("board_ages")
elif view == "items":
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    names = ["", *session.choices("board_department_names")]
    with left:
        department = controls.choose("department", _("部署"), names, "", show=lambda name: name or _("すべて"))
    state = ""
    if is_internal():
        with middle:
            state = controls.choose("state", _("状態"), ["", *STATES], "", show=lambda word: word or _("すべて"))
    with right:
        own = controls.flag("self_started", _("部署が自分から始めたもの"))
    parts.show("board_items", before_figure=board.item_list, department=department, state=state, self_started=own)
else:
    parts.show("board_next", before_figure=board.next_list)
