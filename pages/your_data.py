"""うちのデータで見る. Layout only."""

import streamlit as st

from machi.text import _
from ui import parts, session, uploads, your_data

if session.own() is not None:
    session.show_own(True)
st.title(_("うちのデータで見る"), anchor=False)
if session.own() is None:
    # In a container of its own: what comes in its place is no container, and takes all of it away at once.
    with st.container():
        st.markdown(_("お手元の表を入れると、このサイトの例と同じ画面で、すぐに見られます。"))
        uploads.drop_zone()
else:
    with parts.telling():
        your_data.answers()
    with st.expander(_("ファイルを足す・入れかえる")):
        uploads.drop_zone()
