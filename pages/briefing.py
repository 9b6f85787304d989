"""会議でどう伝える？ Pinned cards in order, and the ways out. Layout only."""

import streamlit as st

from machi.text import _
from ui import briefing, parts, pins, session

parts.head(_("会議でどう伝える？"))
briefing.from_address()
if pins.deck().slides:
    left, right = st.columns([3, 2], gap="large")
    with left:
        briefing.tray()
        if st.button(_("すべて外す"), type="tertiary", icon=":material/delete:"):
            pins.empty()
            st.rerun()
    with right:
        with st.container(border=True):
            briefing.ways_out()
        with st.expander(_("表紙と結び"), expanded=True):
            briefing.cover()
        with st.expander(_("別の並びを開く")):
            briefing.open_file()
            st.button(_("部署に話すための8枚に入れかえる"), on_click=briefing.take_kit, type="tertiary")
else:
    if not session.shelf().catalogue.publications:
        parts.warn(_("データがまだないので、並べられるカードがありません。CSVと出典の記録（.toml）を置いてください。"))
    st.markdown(_("どのページのカードにも「ピン」があります。押すと、ここに並びます。"))
    st.markdown(_("並べたカードは、そのまま発表でき、編集できるPowerPointになります。"))
    st.button(
        _("部署に話すための8枚を使う"), on_click=briefing.take_kit, type="primary", icon=":material/auto_awesome:"
    )
    briefing.open_file()
