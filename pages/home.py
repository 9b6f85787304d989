"""The gallery of usage examples: each question with its finding and a small live figure."""

import streamlit as st

from machi.text import _
from ui import recipes, session
from ui.gallery import glimpse
from ui.html import plain, room_rules

city = session.shelf().city
st.title(plain(_("{city}のデータ、こう使えます").format(city=city.called)), anchor=False)
about = _("{city}が公開しているデータ（CSV）から、グラフと地図を作った例です。")
if session.shows_samples():
    about = _("{city}が公開しているデータ（CSV）と同じ形の見本から、グラフと地図を作った例です。")
st.markdown(plain(about.format(city=city.called) + _("どの数字にも、出典・日付・計算のしかたがついています。")))
room_rules(links="home-links")
with st.container(horizontal=True, key="home-links"):
    for page, label, icon in (
        ("pages/your_data.py", _("うちのデータで見る"), ":material/upload_file:"),
        ("pages/briefing.py", _("会議で発表する"), ":material/slideshow:"),
        ("pages/places.py", _("近くの施設やAEDを探す"), ":material/location_on:"),
        ("pages/safety.py", _("避難場所を調べる"), ":material/emergency_home:"),
        ("pages/events.py", _("催しを探す"), ":material/event:"),
        ("pages/catalogue.py", _("データを手に入れる"), ":material/download:"),
        ("pages/about.py", _("はじめての部署の方へ"), ":material/info:"),
    ):
        st.page_link(page, label=label, icon=icon, query_params=session.kept())

POPULATION, PLACES, EVENTS = "pages/population.py", "pages/places.py", "pages/events.py"
EXAMPLES = (
    ("population_trend", POPULATION, _("人口はどう変わった？"), {}),
    ("mesh_map", "pages/population_map.py", _("どこに誰が住んでいる？"), {}),
    ("population_pyramid", POPULATION, _("年齢のかたちは？"), {"view": "ages"}),
    ("places_nearest", PLACES, _("いちばん近いAEDは？"), {}),
    ("joined_aed", "pages/joined.py", _("AEDから遠い区画に住む人は？"), {}),
    ("evacuation_hazards", "pages/safety.py", _("災害ごとの避難場所は？"), {}),
    ("events_calendar", EVENTS, _("催しの多い時期は？"), {"view": "calendar"}),
    ("events_list", EVENTS, _("今週末の催しは？"), {}),
    ("park_equipment", PLACES, _("遊具のある公園は？"), {"view": "parks"}),
    ("diet_target", "pages/diet.py", _("野菜は国の目標に届いた？"), {"view": "target", "breakdown": "sex"}),
    ("statistic_waste", "pages/statistics.py", _("ごみは減った？"), {}),
    ("census_totals", POPULATION, _("国勢調査では？"), {}),
)
with st.container(horizontal=True, gap="small"):
    for card_id, page, question, view in EXAMPLES:
        if session.offers(card_id):
            chosen = {name: value for name, value in view.items() if name != "view"}
            glimpse(card_id, chosen, page, question, view)
recipes.gallery()
absent = [question for card_id, _page, question, _view in EXAMPLES if not session.offers(card_id)]
if absent:
    st.caption(plain(_("データがまだない例: {questions}").format(questions=" ".join(absent))))
