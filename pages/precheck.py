"""公開前チェック. Layout only."""

import streamlit as st

from machi.text import _
from ui import parts, precheck, precheck_copy, session, uploads

st.title(_("公開前チェック"), anchor=False)
if session.own() is None:
    st.markdown(
        _(
            "公開する前のファイルを入れると、出してはいけないものがないかを調べ、直し方を1つずつ示します。もとのファイルは変えません。"
        )
    )
    uploads.drop_zone()
else:
    with parts.telling():
        precheck.check()
    with parts.telling():
        precheck_copy.copy_for_class()
    with st.expander(_("ファイルを足す・入れかえる")):
        uploads.drop_zone()
