"""The contents: every page, in order, in sections. Nothing else."""

import streamlit as st

from machi.text import _
from ui import frame, session

session.start()
frame.open_tab()
page = st.navigation(
    {
        _("はじめに"): [
            st.Page("pages/home.py", title=_("活用事例の一覧"), icon=":material/home:", default=True),
        ],
        _("まちを見る"): [
            st.Page("pages/population.py", title=_("人口はどう変わった？"), icon=":material/groups:"),
            st.Page("pages/places.py", title=_("近くに何がある？"), icon=":material/location_on:"),
            st.Page("pages/events.py", title=_("催しはいつ、どこで？"), icon=":material/event:"),
        ],
        _("確かめる"): [
            st.Page("pages/catalogue.py", title=_("データ一覧"), icon=":material/library_books:"),
        ],
    },
    expanded=True,
)
frame.run(page)
