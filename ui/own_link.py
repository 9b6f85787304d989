"""The way from an example to the visitor's own data, on every page that names kinds of data."""

from __future__ import annotations

import streamlit as st

from machi.text import _
from ui import session
from ui.html import plain


def show(kinds: tuple[str, ...]) -> None:
    """「うちのデータで見る」: this very page with the visitor's file where one fits, else the way to bring one."""
    if not kinds or session.shows_own():
        return
    held, page = session.own(), session.current_page()
    if held is None and session.at("anything"):
        # The way to bring a file stands on that page itself.
        return
    fitting = dict.fromkeys(source.title for source in held.shelf.sources(*kinds)) if held else {}
    if fitting and page is not None:
        st.page_link(
            page,
            label=_("この画面をうちのデータで見る"),
            help=plain(_("、").join(fitting)),
            icon=":material/upload_file:",
            query_params={**st.query_params.to_dict(), **session.kept(), session.SRC: session.OWN},
        )
        return
    st.page_link(
        "pages/your_data.py",
        label=_("うちのデータで見る"),
        icon=":material/upload_file:",
        query_params=session.kept(),
    )
