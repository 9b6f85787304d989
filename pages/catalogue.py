"""データ一覧. Layout only."""

import streamlit as st

from machi.text import _
from ui import catalogue, controls, parts, session

st.title(_("データ一覧"), anchor=False)
frame, columns = session.catalogue_table()
st.text(_("この画面のもとになっているデータです。公開されたままのファイルと、整えた表を保存できます。"))
titles = dict(zip(frame["id"], frame["title"], strict=True))
for problem in session.shelf().catalogue.problems():
    if problem.stops:
        parts.warn(problem.sentence())
if titles:
    chosen = controls.choose("id", _("データ"), ["", *titles], "", show=lambda i: titles.get(i, _("すべて（一覧）")))
    with parts.telling():
        if chosen:
            catalogue.dataset(chosen)
        else:
            catalogue.overview()
