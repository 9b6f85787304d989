"""Parts for いざというとき: the sites as a list for a phone, and the text to read out with its copy button."""

from __future__ import annotations

from typing import Any

import streamlit as st

from machi.cards.card import Card
from machi.cards.evacuation_readout import read_out
from machi.cards.evacuation_words import HAZARDS, LEVELS, hazard_name, warning
from machi.text import _
from ui import controls, session
from ui.html import plain
from ui.parts import lines
from ui.places import map_link
from ui.values import there

MOST = 10
"""Sites that are shown as a list; the rest is in the table."""
_JS = """
export default function (component) {
  const { data, parentElement } = component
  const [text, button, told] = ["p", "button", "span"].map((name) => parentElement.querySelector(name))
  text.textContent = data.text
  button.textContent = data.label
  told.textContent = ""
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data.text)
      told.textContent = data.done
    } catch {
      // No clipboard without https or without leave: mark the text, so that the phone's own menu can copy it.
      getSelection().selectAllChildren(text)
      told.textContent = document.execCommand("copy") ? data.done : data.byhand
    }
  }
}
"""
_CSS = """
p {
  margin: 0 0 0.6rem; padding: 0.8rem 1rem; font-size: 1.125rem; line-height: 1.8; user-select: text;
  background: var(--st-secondary-background-color); border-radius: var(--st-base-radius);
}
button {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0.4rem 0.9rem;
  min-height: 2.75rem; cursor: pointer; margin-right: 0.8rem;
}
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""
_copyable = st.components.v2.component(
    "machi_read_out",
    html='<p></p>\n<button type="button"></button>\n<span role="status"></span>',
    css=_CSS,
    js=_JS,
)


def warn_first() -> None:
    """What stands before everything else on the page, whatever it shows. In words only: each card has its own red box."""
    st.markdown(f":material/campaign: **{plain(warning())}**")


def choose_hazard() -> str:
    """The hazard: the eight of the standard, and the flood levels where the city's list has them."""
    written = session.choices("evacuation_hazards")
    options = [*HAZARDS, *(level for level in LEVELS if level in written)]
    return controls.choose("hazard", _("何が起きた？"), options, HAZARDS[0], show=hazard_name)


def sites(card: Card) -> None:
    """The text to read out, then the sites as a list that a thumb can use."""
    text = read_out(card)
    st.markdown("**" + plain(_("電話・放送で読み上げる文（{n}文字）").format(n=len(text))) + "**")
    # Not st.code: its copy button shows under a mouse only, and this one is for a phone.
    _copyable(
        key="read_out",
        data={
            "text": text,
            "label": _("この文をコピーする"),
            "done": _("コピーしました"),
            "byhand": _("文を選びました。長押しでコピーしてください"),
        },
    )
    for index, row in enumerate(card.table.head(MOST).to_dict("records")):
        with st.container(border=True, key=f"site-{index}"):
            far = row.get("distance_m")
            distance = _("直線 {distance}").format(distance=f"{round(far):,} m") if there(far) else ""
            distance = f"　:blue[{distance}]" if distance else ""
            number = f"{row['rank']}. " if there(row.get("rank")) else ""
            st.markdown(f"**{plain(number + str(row['name']))}**{distance}")
            st.markdown(lines(*_lines(row)))
            with st.container(horizontal=True):
                if there(row.get("lat")) and there(row.get("lon")):
                    link = map_link(row["lat"], row["lon"], str(row["name"]))
                    st.link_button(_("地図アプリで開く"), link, icon=":material/map:")
    if len(card.table) > MOST:
        st.caption(_("残りの{n}か所は、下の「表を見る」にあります。").format(n=len(card.table) - MOST))


def _lines(row: dict[str, Any]) -> list[str]:
    capacity = row.get("capacity")
    told = [str(row["answer_words"])]
    if there(row.get("levels")):
        told.append(str(row["levels"]))
    told.append(_("指定避難所か: {words}").format(words=row["shelter_words"]))
    told.append(
        _("想定収容人数: {n}人").format(n=f"{round(float(str(capacity))):,}")
        if there(capacity)
        else _("想定収容人数: 記載なし")
    )
    if there(row.get("address")):
        told.append(str(row["address"]))
    return told
