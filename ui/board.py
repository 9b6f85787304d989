"""Parts for the progress board: the lines as a list that a thumb can use, and the form to send round."""

from __future__ import annotations

from typing import Any

import streamlit as st

from machi.cards.card import Card
from machi.export.inquiry_form import FILE_NAME, MIME, form_bytes
from machi.text import _
from ui import session
from ui.html import plain
from ui.parts import lines
from ui.values import there

AT_ONCE = 20
COLOURS = {"公開": "green", "検討中": "blue", "あとで": "gray"}
"""Badge of a state. 「あとで」 is grey: it is a choice, not a fault."""


def form() -> None:
    """The empty form to save."""
    shelf = session.shelf()
    st.download_button(
        _("照会票（Excel）を保存する"),
        lambda: form_bytes(shelf.schemas["inquiry"], shelf.city.name),
        file_name=FILE_NAME,
        mime=MIME,
        key="inquiry-form",
        icon=":material/table:",
        on_click="ignore",
    )


def item_list(card: Card) -> None:
    """The first lines of the card: data and state on top, department and age below."""
    for index, row in enumerate(card.table.head(AT_ONCE).to_dict("records")):
        with st.container(border=True, key=f"line-{index}"):
            st.markdown(_headline(row))
            told = [row[name] for name in ("department", "holding_format", "age") if there(row.get(name))]
            told += [_("更新頻度 {words}").format(words=row["frequency"])] if there(row.get("frequency")) else []
            st.caption(plain(_("・").join(told)))
            _reasons(row)
    _more(card)


def next_list(card: Card) -> None:
    """Whom to ask: the day first, then who and what, then a list that is open already."""
    for index, row in enumerate(card.table.head(AT_ONCE).to_dict("records")):
        with st.container(border=True, key=f"next-{index}"):
            colour = "orange" if there(row["due_days"]) and row["due_days"] >= 0 else "gray"
            st.markdown(f"{_headline(row)} :{colour}-badge[{plain(row['when'])}]　{plain(str(row['department']))}")
            if there(row["similar"]):
                st.caption(plain(_("似たデータ: {words}").format(words=row["similar"])))
            _reasons(row)
    _more(card)


def _headline(row: dict[str, Any]) -> str:
    state = str(row["state"])
    name = str(row["data_name"]) if there(row["data_name"]) else _("名前の記載なし")
    text = f"**{plain(name)}** :{COLOURS.get(state, 'gray')}-badge[{plain(state)}]"
    if state == "公開" and row.get("self_started") is True:
        text += " :green-badge[" + _("自分から始めました") + "]"
    return text


def _reasons(row: dict[str, Any]) -> None:
    named = (("reason", _("理由")), ("trouble", _("困りごと")))
    told = [f"{label}: {row[name]}" for name, label in named if there(row.get(name))]
    if told:
        st.markdown(lines(*told))


def _more(card: Card) -> None:
    if len(card.table) > AT_ONCE:
        st.caption(_("ほかに{n}件あります。「表を見る」ですべて見られます。").format(n=len(card.table) - AT_ONCE))
