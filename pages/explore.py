"""SQLで調べる: any question to the open tables, safely, with every table and every question of this site at hand."""

import streamlit as st

from machi.text import _
from ui import explore, parts

parts.head(_("SQLで調べる"))
st.caption(
    _(
        "このサイトの表に、自分の質問を書いて聞けます。データは変わりません。どのカードの質問も、ここで開いて変えられます。"
    )
)
is_off = explore.off()
if not is_off:
    explore.warm()
left, right = st.columns([5, 3], gap="large")
with left:
    if not is_off:
        sql = explore.question()
        with parts.telling():
            explore.result(sql)
with right:
    explore.browser()
