"""The contents: every page, in order, in sections. Nothing else."""

import streamlit as st

from machi.text import _
from ui import frame, session

session.start()
# Before st.navigation: without an icon of its own the tab would take the page's Material icon, fetched from a foreign host.
st.set_page_config(page_icon="🏘️", layout="wide")
page = st.navigation(
    {
        _("はじめに"): [
            st.Page("pages/home.py", title=_("活用事例の一覧"), default=True),
        ],
        _("まちを見る"): [
            st.Page("pages/population.py", title=_("人口はどう変わった？")),
            st.Page("pages/places.py", title=_("近くに何がある？")),
            st.Page("pages/events.py", title=_("催しはいつ、どこで？")),
        ],
        _("確かめる"): [
            st.Page("pages/catalogue.py", title=_("データ一覧")),
        ],
    },
    expanded=True,
)
frame.run(page)
