"""What a session holds of its visitor's own files, and how it lets go of them. No cache, and no word about the published data.

``ui.session`` hands all of this on: pages ask there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from machi.cards import registry
from machi.cards.address import encode
from machi.cards.card import Card, Value
from machi.own.files import Choices, OwnFile
from machi.own.recipe import Recipe, View
from machi.own.shelf import close
from machi.store.shelf import Shelf
from machi.text import _, language
from ui import pins

Made = TypeVar("Made")
SRC, OWN = "src", "own"
"""``?src=own``: show the visitor's own files in place of the published data."""
CHECKS = "precheck"
"""Where a session keeps what was decided about its files (``ui.checks``): it goes with them."""
KEPT_CARDS = 64
PINNED = "own.pinned"
"""Whether the last press put a new view into the recipe; there for one run."""


@dataclass(eq=False)
class Own:
    """What a session holds of its visitor's: the files, their shelf, and a few cards made from it."""

    files: tuple[OwnFile, ...]
    shelf: Shelf
    before: tuple[tuple[str, Choices], ...] = ()
    """What a file (by id) was read under before each change by hand: the way back, one step at a time."""
    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    """The recipe by which a file (by id) was read."""
    views: tuple[View, ...] = ()
    """Ways to look that the visitor wants in the recipe, with their filters."""
    language: str = field(default_factory=language)
    """The language in which reasons and names were written down while reading."""
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """Cards and choices, by language and what they were asked for. Never more than ``KEPT_CARDS``."""

    @property
    def bytes_held(self) -> int:
        """Bytes of the files and of the tables read from them."""
        works = st.session_state.get(CHECKS, {}).values()
        return sum(file.bytes_held for file in self.files) + sum(work.bytes_held for work in works)

    def once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What was made for ``key``, or is made now; the oldest goes when there are too many."""
        key = (language(), *key)
        if key not in self.made:
            self.made[key] = make()
            while len(self.made) > KEPT_CARDS:
                del self.made[next(iter(self.made))]
        found: Made = self.made[key]
        return found

    def card(self, card_id: str, params: Mapping[str, Value]) -> Card:
        """The card of these files, made once. Raises MachiError when it can't be made."""
        given = {name: value for name, value in params.items() if value is not None}
        kind = registry.CARDS[card_id]
        key = f"{self.shelf.today}|{encode(card_id, given, kind.params)}"
        return self.once((key,), lambda: registry.build(self.shelf, card_id, given))


def open_page(page: Any) -> None:
    """Remember which page of the navigation this run draws."""
    st.session_state["page"] = page
    st.session_state["own.drawn"] = []


def current_page() -> Any:
    """The page of this run, as a link to it wants it; None before the frame has opened one."""
    return st.session_state.get("page")


def at(stem: str) -> bool:
    """Whether this run draws ``pages/<stem>.py``."""
    page = current_page()
    return page is not None and page.url_path == stem


def own() -> Own | None:
    """The visitor's own files, as long as the session holds any."""
    return st.session_state.get("own")


def shows_own() -> bool:
    """Whether pages show the visitor's own files now."""
    return own() is not None and st.session_state.get(SRC) == OWN


def wants_own() -> bool:
    """Whether the address asks for own files that the session does not hold (any more): a reload loses them."""
    return own() is None and st.query_params.get(SRC) == OWN


def pin_view(title: str) -> None:
    """Put the page of the last run, with its filters, among the views of the recipe; ``pinned_view`` tells of it."""
    held, page = own(), current_page()
    if held is None or page is None:
        return
    query = {name: value for name, value in st.query_params.to_dict().items() if name not in (SRC, "lang")}
    view = View(page.url_path, query, next(iter(st.session_state.get("own.drawn", ())), ""), title)
    st.session_state[PINNED] = view not in held.views
    if view not in held.views:
        held.views = (*held.views, view)


def pinned_view() -> str:
    """What came of the last press, told once: whether the view was put in or was there before; empty without a press."""
    held, new = own(), st.session_state.pop(PINNED, None)
    if held is None or new is None:
        return ""
    told = (
        _("この見かたをレシピに入れました（{n}つめ）。「うちのデータで見る」の「レシピを保存する」で、手元に残せます。")
        if new
        else _("この見かたは、もうレシピに入っています（{n}つあります）。")
    )
    return told.format(n=len(held.views))


def show_own(wanted: bool) -> None:
    """Show own files or the published data, here and on the next pages. The files stay held."""
    if wanted:
        st.session_state[SRC] = OWN
        st.query_params[SRC] = OWN
    else:
        st.session_state.pop(SRC, None)
        st.query_params.pop(SRC, None)


def let_go() -> None:
    """Drop the held files, tables and cards."""
    pins.forget_own()
    held = st.session_state.pop("own", None)
    if held is not None:
        held.made.clear()
        close(held.shelf)


def erase() -> None:
    """消去する: nothing of the visitor's files is left in the session, nor in Streamlit's store of uploads."""
    let_go()
    st.session_state.pop(CHECKS, None)
    show_own(False)
    for name in [name for name in st.session_state if str(name).startswith("own")]:
        if name != "own.round":
            del st.session_state[name]
    next_upload()


def upload_round() -> int:
    """Part of the name of the widgets that take files: a new number is an empty widget."""
    return int(st.session_state.get("own.round", 0))


def next_upload() -> None:
    """Empty the widgets that take files, and Streamlit's own store of what they took."""
    st.session_state["own.round"] = upload_round() + 1
    forget_uploads()


def bytes_uploaded() -> int:
    """Bytes that Streamlit holds of this session's uploads."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return 0
    stored = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    return sum(len(file.data) for file in stored.get(context.session_id, {}).values())


def forget_uploads() -> None:
    """Drop what the browser sent: Streamlit holds the bytes of an upload until the session ends, used or not."""
    context = get_script_run_ctx()
    if context is not None and runtime.exists():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(context.session_id)
