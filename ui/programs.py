"""「プログラムで使う」 under a card, and the way from its SQL to the page where it can be changed."""

from __future__ import annotations

import streamlit as st

from machi.cards.card import Card
from machi.sandbox.guide import card_sql, link_fits
from machi.text import _
from machi.web.calls import calls, hides_position, origin_of
from ui import session
from ui.html import plain

PAGE = "pages/explore.py"
HANDED = "explore.handed"
"""Where a question waits that may not stand in an address (it names columns or values of an own file)."""


def api_origin() -> str:
    """``https://host`` under which programs reach this server; empty where no API is mounted or own files are shown."""
    return origin_of(st.context.url or "") if session.ROUTES and not session.shelf().own else ""


def panel(card: Card) -> None:
    """The card's API call, and lines for the tools that people have."""
    if hides_position(card):
        st.caption(
            _("現在地から測った結果は、アドレスに位置を書けないため、プログラムでは使えません。目印を選ぶと使えます。")
        )
        return
    st.caption(_("このカードの表を、プログラムや表計算ソフトから直接読めます。登録はいりません。"))
    ready = calls(card, api_origin())
    for tab, call in zip(st.tabs([call.tool for call in ready]), ready, strict=True):
        with tab:
            st.code(call.lines, language=call.language, wrap_lines=True)
            if call.hint:
                st.caption(plain(call.hint))


def try_it(card: Card, number: int) -> None:
    """Opens question ``number`` of the card, with its values, where it can be changed and run."""
    sql, label = card_sql(card.ran[number]), _("SQLで調べるで開く")
    if session.shelf().own:
        if st.button(label, key=f"try-{card.id}-{number}", icon=":material/terminal:"):
            st.session_state[HANDED] = sql
            st.switch_page(PAGE, query_params=session.kept())
    elif link_fits(sql):
        st.page_link(PAGE, label=label, icon=":material/terminal:", query_params={**session.kept(), "sql": sql})
