"""Parts for the gallery of works. Links lead out only by a click, http(s) only; no picture is ever loaded by itself."""

from __future__ import annotations

from typing import Any

import streamlit as st

from machi.cards.card import Card
from machi.cards.works_common import data_name
from machi.text import _
from ui import controls, session
from ui.html import plain
from ui.values import there, web

AT_ONCE = 30


def choose() -> dict[str, Any]:
    """Year, kind and data to show, as parameters of ``works_list``."""
    years = session.choices("work_years")[::-1]
    kinds = session.choices("work_kinds")
    used = session.choices("work_subjects")
    shelf = session.shelf()
    left, middle, right = st.columns(3)
    with left:
        year = controls.choose(
            "year",
            _("年度"),
            [0, *years],
            0,
            show=lambda y: _("{year}年度").format(year=y) if y else _("すべて"),
            kind="integer",
        )
    with middle:
        kind = controls.choose("kind", _("種類"), ["", *kinds], "", show=lambda k: k or _("すべて"))
    with right:
        data = controls.choose(
            "used", _("使ったデータ"), ["", *used], "", show=lambda d: data_name(shelf, d) if d else _("すべて")
        )
    return {"year": year or None, "kind": kind, "used": data}


def work_list(card: Card) -> None:
    """The works, two side by side where there is room."""
    rows = card.table.head(AT_ONCE).to_dict("records")
    for start in range(0, len(rows), 2):
        for offset, column in enumerate(st.columns(2)):
            if start + offset < len(rows):
                with column, st.container(border=True, key=f"work-{card.id}-{start + offset}", height="stretch"):
                    _work(rows[start + offset])
    if len(card.table) > AT_ONCE:
        st.caption(_("ほかに{n}件あります。「表を見る」ですべて見られます。").format(n=len(card.table) - AT_ONCE))


def _work(row: dict[str, Any]) -> None:
    kind = f" :blue-badge[{plain(str(row['kind']))}]" if there(row["kind"]) else ""
    st.markdown(f"**{plain(str(row['title']))}**{kind}")
    told = [_("{year}年度").format(year=int(row["year"]))] if there(row["year"]) else []
    told += [str(row["author"])] if there(row["author"]) else []
    told += [_("使ったデータ: {names}").format(names=row["data"])] if there(row["data"]) else []
    told += [_("ライセンス: {licence}").format(licence=row["licence"])] if there(row["licence"]) else []
    st.caption(plain(_("・").join(told)))
    if there(row["city_use"]):
        st.markdown(":green-badge[" + _("市の仕事に") + "] " + plain(str(row["city_use"])))
    with st.container(horizontal=True):
        if web(row["url"]):
            st.link_button(_("作品を見る"), row["url"], icon=":material/open_in_new:")
        if web(row["picture"]):
            st.link_button(_("画像を開く"), row["picture"], icon=":material/image:")
