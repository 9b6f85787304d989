"""「現在地を使う」: the visitor's position, asked for by a press, kept in this session's memory only.

The position never enters the URL, a shared cache, a log or a file: cards take it as private parameters.
A refusal, a timeout or an old browser is an answer too, and gets a sentence that says what to do instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from machi.text import _

_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const button = parentElement.querySelector("button")
  button.textContent = data.label
  button.onclick = () => {
    if (!navigator.geolocation || !window.isSecureContext) {
      setTriggerValue("answer", { error: "unsupported" })
      return
    }
    button.disabled = true
    button.textContent = data.waiting
    const done = (answer) => {
      button.disabled = false
      button.textContent = data.label
      setTriggerValue("answer", answer)
    }
    navigator.geolocation.getCurrentPosition(
      (p) => done({ lat: p.coords.latitude, lon: p.coords.longitude, accuracy: p.coords.accuracy }),
      (e) => done({ error: e.code === 1 ? "refused" : "failed" }),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 }
    )
  }
}
"""
_CSS = """
button {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0.4rem 0.9rem;
  min-height: 2.75rem; cursor: pointer;
}
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""
_component = st.components.v2.component(
    "machi_locate",
    html='<button type="button"></button>\n<span></span>',
    css=_CSS,
    js=_JS,
)


@dataclass(frozen=True)
class Position:
    """Where the visitor is: degrees (WGS84) and the accuracy that the device claims, in metres."""

    lat: float
    lon: float
    accuracy_m: float


def locate() -> Position | None:
    """The button, and the position if it was given in this session."""
    answer = _component(
        key="locate",
        data={"label": _("現在地を使う"), "waiting": _("位置を調べています…")},
        on_answer_change=lambda: None,
    ).answer
    if answer:
        if "error" in answer:
            st.session_state["position_problem"] = answer["error"]
            st.session_state.pop("position", None)
        else:
            st.session_state["position"] = Position(
                float(answer["lat"]), float(answer["lon"]), float(answer["accuracy"])
            )
            st.session_state.pop("position_problem", None)
    _tell(st.session_state.get("position_problem"))
    position: Position | None = st.session_state.get("position")
    if position:
        st.caption(
            _("現在地（誤差 約{m}m）から測っています。位置はこの画面だけで使い、URLにも記録にも残しません。").format(
                m=f"{position.accuracy_m:,.0f}"
            )
        )
        if st.button(_("現在地を使うのをやめる"), key="forget_position"):
            st.session_state.pop("position")
            st.rerun()
    return position


def _tell(problem: str | None) -> None:
    if problem == "refused":
        st.info(_("位置の利用が許可されませんでした。下で目印を選ぶか、緯度と経度を入れてください。"))
    elif problem == "failed":
        st.info(_("位置が分かりませんでした。下で目印を選ぶか、緯度と経度を入れてください。"))
    elif problem == "unsupported":
        st.info(_("この画面では位置を調べられません（https のページでだけ使えます）。下で目印を選んでください。"))
