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
            st.Page("pages/population_map.py", title=_("どこに誰が住んでいる？"), icon=":material/grid_on:"),
            st.Page("pages/diet.py", title=_("何を食べている？"), icon=":material/restaurant:"),
            st.Page("pages/places.py", title=_("近くに何がある？"), icon=":material/location_on:"),
            st.Page("pages/safety.py", title=_("いざというとき"), icon=":material/emergency_home:"),
            st.Page("pages/joined.py", title=_("組み合わせて分かること"), icon=":material/join_inner:"),
            st.Page("pages/events.py", title=_("催しはいつ、どこで？"), icon=":material/event:"),
            st.Page("pages/vehicles.py", title=_("乗り物と道"), icon=":material/directions_bus:"),
            st.Page("pages/statistics.py", title=_("統計表"), icon=":material/table_chart:"),
        ],
        _("うちのデータ"): [
            st.Page("pages/your_data.py", title=_("うちのデータで見る"), icon=":material/upload_file:"),
            st.Page("pages/anything.py", title=_("うちの表で見る"), icon=":material/table_view:"),
            st.Page("pages/precheck.py", title=_("公開前チェック"), icon=":material/fact_check:"),
        ],
        _("伝える"): [
            st.Page("pages/briefing.py", title=_("ブリーフィング"), icon=":material/slideshow:"),
        ],
        _("確かめる"): [
            st.Page("pages/catalogue.py", title=_("データ一覧"), icon=":material/library_books:"),
            st.Page("pages/explore.py", title=_("SQLで調べる"), icon=":material/terminal:"),
            st.Page("pages/board.py", title=_("庁内のすすみ具合"), icon=":material/checklist:"),
            st.Page("pages/works.py", title=_("作品と気づき"), icon=":material/emoji_objects:"),
            st.Page("pages/corrections.py", title=_("訂正履歴"), icon=":material/history:"),
            st.Page("pages/about.py", title=_("このサイトについて"), icon=":material/info:"),
        ],
    },
    expanded=True,
)
frame.run(page)
