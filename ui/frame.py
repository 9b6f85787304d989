"""What stands around every page: language, the browser's tab, the sample notice, and the last net for problems."""

from __future__ import annotations

import streamlit as st

from machi.cards.credit import day
from machi.errors import MachiError
from machi.text import LANGUAGES, _, available_languages
from ui import parts, pins, session, uploads
from ui.html import choice_rules, line_rules, phone_rules, plain, print_rules, strip_rules

_language = st.components.v2.component(
    "machi_language",
    html="<span></span>\n<span></span>",
    js="""
export default function ({ data }) {
  // The shell says lang="en"; a screen reader must read Japanese as Japanese.
  document.documentElement.lang = data.lang
}
""",
)
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#005AFF"/>'
    '<path d="M7 25V15h5v10zM14 25V7h5v18zM21 25V11h5v14z" fill="#fff"/></svg>'
)
"""The tab's icon, drawn here: a page's Material icon would be fetched from a font host."""
HTML_LANG = {"ja": "ja", "ja-easy": "ja", "en": "en"}


def open_tab() -> None:
    """The browser's tab. Must stand before ``st.navigation``, or the tab takes a page's Material icon from a font host."""
    st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state="auto")


def run(page: st.Page) -> None:  # type: ignore[valid-type]
    """Draw ``page`` inside the frame. A MachiError that no card caught becomes a sentence, never a traceback."""
    st.set_page_config(page_title=f"{page.title} | {session.city_name()}")
    session.open_page(page)
    with st.sidebar:
        _choose_language()
        pins.remember()
        _language(key="html_lang", data={"lang": HTML_LANG[st.session_state["lang"]]}, height=1)
    phone_rules()
    choice_rules()
    line_rules()
    print_rules()
    try:
        uploads.retell()
        _notice()
        _own_strip()
        page.run()
    except MachiError as problem:
        parts.tell(problem)


def _choose_language() -> None:
    offered = available_languages()
    if len(offered) < 2:
        return
    chosen = st.selectbox(
        "言語 / Language", offered, index=offered.index(st.session_state["lang"]), format_func=LANGUAGES.__getitem__
    )
    if st.session_state["lang"] == "en":
        st.caption("Names and words from the data, and the city’s own texts, stay in Japanese.")
    if chosen != st.session_state["lang"]:
        st.session_state["lang"] = chosen
        if chosen == "ja":
            st.query_params.pop("lang", None)
        else:
            st.query_params["lang"] = chosen
        st.rerun()


def _own_strip() -> None:
    """Whose data the page shows, and the two ways out, on every page while own files are shown."""
    if session.wants_own():
        parts.warn(_("再読み込みでファイルが消えました。もう一度入れてください。いま見えているのは公開データです。"))
    held = session.own()
    if held is None or not session.shows_own():
        return
    names = [file.name for file in held.files]
    short = _("{name}など{n}ファイル").format(name=names[0], n=len(names)) if len(names) > 1 else names[0]
    strip_rules("own-strip")
    with st.container(border=True, key="own-strip", horizontal=True, vertical_alignment="center", gap="small"):
        told = _("うちのデータ（{names}）で表示中・まだ公開されていません").format(names=short)
        every = plain(_("、").join(names)) if len(names) > 1 else None
        st.markdown(f":material/lock: :blue[**{plain(told)}**]", help=every, width="content")
        if not session.at("your_data"):
            page, label = "pages/your_data.py", _("ほかの見かた")
            st.page_link(page, label=label, icon=":material/grid_view:", query_params=session.kept())
        # The check before publication shows the visitor's own file whatever else is shown, and has no view to keep.
        if not (session.at("your_data") or session.at("precheck")):
            st.button(
                _("この見かたをレシピに入れる"),
                on_click=session.pin_view,
                args=(session.current_page().title,),
                key="own-pin",
                type="tertiary",
                icon=":material/bookmark_add:",
            )
            st.button(
                _("公開データに戻す"),
                on_click=session.show_own,
                args=(False,),
                key="own-back",
                type="tertiary",
                icon=":material/undo:",
            )
        st.button(_("消去する"), on_click=session.erase, key="own-erase", type="tertiary", icon=":material/delete:")
        # A box of its own is a live region: a screen reader says it.
        if told := session.pinned_view():
            st.success(plain(told), icon=":material/check:")


def _notice() -> None:
    shelf = session.shelf()
    if shelf.sample_day:
        st.caption(
            _(
                "いま表示しているのは合成データ（見本）で、実際の数字ではありません。見本の日付に合わせて、今日を{day}としています。"
            ).format(day=day(shelf.today))
        )
