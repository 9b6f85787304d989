"""The gallery of usage examples: each question with its finding and a small live figure."""

import streamlit as st

from machi.text import _
from ui import parts, session
from ui.html import plain

city = session.shelf().city
st.title(plain(_("{city}のデータ、こう使えます").format(city=city.name)), anchor=False)
st.markdown(
    plain(
        _(
            "{city}が公開しているデータ（CSV）から、グラフと地図を作った例です。どの数字にも、出典・日付・計算のしかたがついています。"
        ).format(city=city.name)
    )
)
with st.container(horizontal=True):
    st.page_link(
        "pages/places.py", label=_("近くの施設やAEDを探す"), icon=":material/location_on:", query_params=session.kept()
    )
    st.page_link("pages/events.py", label=_("催しを探す"), icon=":material/event:", query_params=session.kept())
    st.page_link(
        "pages/catalogue.py", label=_("データを手に入れる"), icon=":material/download:", query_params=session.kept()
    )

EXAMPLES = (
    ("population_trend", "pages/population.py", _("人口はどう変わった？")),
    ("population_pyramid", "pages/population.py", _("年齢のかたちは？")),
    ("population_ages", "pages/population.py", _("65歳以上の割合は？")),
    ("places_counts", "pages/places.py", _("どんな施設がある？")),
    ("places_nearest", "pages/places.py", _("いちばん近いAEDは？")),
    ("events_calendar", "pages/events.py", _("催しの多い時期は？")),
    ("events_list", "pages/events.py", _("今週末の催しは？")),
    ("park_equipment", "pages/places.py", _("遊具のある公園は？")),
    ("census_totals", "pages/population.py", _("国勢調査では？")),
)
shown = [example for example in EXAMPLES if session.offers(example[0])]
for row in range(0, len(shown), 3):
    for column, (card_id, page, question) in zip(st.columns(3), shown[row : row + 3], strict=False):
        with column:
            parts.glimpse(card_id, page, question)
absent = [question for card_id, _page, question in EXAMPLES if not session.offers(card_id)]
if absent:
    st.caption(plain(_("データがまだない例: {questions}").format(questions=" ".join(absent))))
