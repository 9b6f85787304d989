"""Widgets whose value lives in the URL.

Streamlit's own ``bind="query-params"`` writes the *label* of an option into the URL, in the language of the moment; a link
copied in Japanese would not open in English. So a control reads and writes the URL with the one codec of
``machi.cards.address``: the spelling is the same in a link, a pin and an API call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from machi.cards.address import ParamType, read, spell
from machi.cards.card import Value

Option = TypeVar("Option", bound=Any)


def _sync(name: str, kind: ParamType, default: Value, valid: Callable[[Value], bool]) -> str:
    """Bring the widget's state up to the URL when the URL changed from outside (a link, the browser's back button)."""
    key, seen = f"control.{name}", f"url.{name}"
    spelt = st.query_params.get(name)
    if key not in st.session_state or st.session_state.get(seen) != spelt:
        value = default
        if spelt is not None:
            try:
                value = read(spelt, kind)
            except ValueError:
                value = default
        st.session_state[key] = value if valid(value) else default
        st.session_state[seen] = spelt
    return key


def _write(name: str, value: Value, default: Value) -> None:
    """Spell the value into the URL; a default leaves no trace there."""
    spelt = None if value == default else spell(value)
    if spelt != st.query_params.get(name):
        if spelt is None:
            del st.query_params[name]
        else:
            st.query_params[name] = spelt
    st.session_state[f"url.{name}"] = spelt


def choose(
    name: str,
    label: str,
    options: Sequence[Option],
    default: Option,
    *,
    show: Callable[[Option], str] = str,
    kind: ParamType = "text",
    few: bool = False,
    help: str | None = None,
) -> Option:
    """One of ``options``: a segmented control when there are few, else a select box. Bound to ``?name=``."""
    key = _sync(name, kind, default, lambda value: value in options)
    if few:
        chosen = st.segmented_control(label, options, format_func=show, key=key, required=True, help=help)
    else:
        chosen = st.selectbox(label, options, format_func=show, key=key, help=help)
    value = default if chosen is None else chosen
    _write(name, value, default)
    return value


def choose_many(
    name: str,
    label: str,
    options: Sequence[str],
    default: tuple[str, ...] = (),
    *,
    show: Callable[[str], str] = str,
    help: str | None = None,
) -> tuple[str, ...]:
    """Any of ``options`` as pills. Bound to ``?name=a,b``; an empty choice means all."""
    key = _sync(name, "list", default, lambda value: isinstance(value, tuple) and set(value) <= set(options))
    st.session_state[key] = [option for option in st.session_state[key] if option in options]
    picked = st.pills(label, options, selection_mode="multi", format_func=show, key=key, help=help)
    value = tuple(option for option in options if option in picked)
    _write(name, value, default)
    return value


def flag(name: str, label: str, *, help: str | None = None) -> bool:
    """A checkbox. Bound to ``?name=1``; off is the default."""
    key = _sync(name, "flag", False, lambda value: isinstance(value, bool))
    value = bool(st.checkbox(label, key=key, help=help))
    _write(name, value, False)
    return value


def write(name: str, label: str, *, placeholder: str = "", help: str | None = None) -> str:
    """A line of text. Bound to ``?name=…``; 80 characters at most."""
    key = _sync(name, "text", "", lambda value: isinstance(value, str) and len(value) <= 80)
    value = st.text_input(label, key=key, placeholder=placeholder, max_chars=80, help=help).strip()
    _write(name, value, "")
    return value


def slide(name: str, label: str, options: Sequence[int], default: int, *, show: Callable[[int], str] = str) -> int:
    """A slider over ``options`` (years, radii). Bound to ``?name=2026``."""
    key = _sync(name, "integer", default, lambda value: value in options)
    value = int(st.select_slider(label, options, format_func=show, key=key))
    _write(name, value, default)
    return value


def day(name: str, label: str, default: date, *, first: date, last: date) -> date:
    """A date. Bound to ``?name=2026-11-20``; kept between ``first`` and ``last``."""
    key = _sync(name, "date", default, lambda value: isinstance(value, date) and first <= value <= last)
    value = st.date_input(label, key=key, min_value=first, max_value=last, format="YYYY/MM/DD")
    value = value if isinstance(value, date) else default
    _write(name, value, default)
    return value
