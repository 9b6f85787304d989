"""What a session holds, and the only place that caches.

Published answers are shared between all visitors: a ``Card`` is frozen, keyed by the shelf's fingerprint, the language and
its address. A visitor's own upload and a visitor's own position never enter a shared cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

import machi.cards.all  # noqa: F401 - registers every card
from machi import text
from machi.cards import catalogue_view, registry
from machi.cards.address import encode
from machi.cards.card import Card, TableColumn, Value
from machi.clock import fixed_today, real_today
from machi.errors import MachiError
from machi.store.database import data_folder, inputs_fingerprint, open_shelf
from machi.store.shelf import Shelf

ROUTES = False
"""True once ``server.py`` has mounted the app's routes; under bare ``app.py`` geometry travels inline instead."""


def start() -> None:
    """Call once a run, before anything is drawn: settles the language of this run."""
    wanted = st.query_params.get("lang") or st.session_state.get("lang") or "ja"
    # A language without a catalogue is not offered, so a link must not switch to half of it either.
    st.session_state["lang"] = text.use_language(wanted if wanted in text.available_languages() else "ja")
    if st.session_state["lang"] != "ja":
        st.query_params["lang"] = st.session_state["lang"]


@st.cache_resource(ttl=2, show_spinner=False)
def _inputs() -> str:
    # Polled, not watched: data/ may lie on a network drive, where no watcher hears of changes.
    return inputs_fingerprint(data_folder())


@st.cache_resource(max_entries=2, show_spinner="データを準備しています…")
def _open(folder: str, fingerprint: str, day: str) -> Shelf:
    return open_shelf(data_folder())


def shelf() -> Shelf:
    """The shelf that this session's pages read: the published data."""
    # The day is part of the key: a server that runs past midnight must not go on with yesterday's shelf.
    return _open(str(data_folder()), _inputs(), str(fixed_today() or real_today()))


@st.cache_resource(max_entries=2000, show_spinner=False)
def _card(
    _shelf: Shelf, fingerprint: str, language: str, card_id: str, address: str, _params: Mapping[str, Value]
) -> Card:
    return registry.build(_shelf, card_id, _params)


def card(card_id: str, **params: Value) -> Card:
    """The card, shared between visitors unless a private parameter (a position) is in it.

    Raises MachiError when it can't be made; ``ui.parts.show`` tells the reader.
    """
    source = shelf()
    kind = registry.CARDS.get(card_id)
    if kind is None:
        return registry.build(source, card_id, params)
    given = {name: value for name, value in params.items() if value is not None}
    if any(param.private and param.name in given for param in kind.params):
        return registry.build(source, card_id, given)
    key = f"{source.today}|{encode(card_id, given, kind.params)}"
    return _card(source, source.fingerprint, text.language(), card_id, key, given)


@st.cache_resource(max_entries=200, show_spinner=False)
def _choices(_shelf: Shelf, fingerprint: str, query: str, params: tuple[tuple[str, Value], ...]) -> list[Any]:
    frame = _shelf.ask(query, **dict(params)).frame
    return [value for value in frame.iloc[:, 0].tolist() if value is not None]


def choices(query: str, **params: Value) -> list[Any]:
    """The first column of a question: what a control offers. Empty when the data isn't there."""
    source = shelf()
    return _choices(source, source.fingerprint, query, tuple(sorted(params.items())))


def geo_url(name: str) -> str | None:
    """The app's URL of a named geometry, or None where no routes are mounted (bare ``app.py``).

    The fingerprint in the query lets the browser keep a geometry for as long as the data stands.
    """
    return f"/geo/{name}.json?v={shelf().fingerprint[:12]}" if ROUTES else None


def offers(card_id: str) -> bool:
    """Whether a card has anything to say here: data, or a broken file that the reader should hear of."""
    source = shelf()
    return any(
        source.has(kind) or any(problem.stops for problem in source.catalogue.problems(kind))
        for kind in registry.CARDS[card_id].needs
    )


def shows_samples() -> bool:
    """Whether any of the data shown is synthetic."""
    source = shelf()
    return any(origin.synthetic for kind in source.schemas for origin in source.sources(kind))


def catalogue_table() -> tuple[pd.DataFrame, tuple[TableColumn, ...]]:
    """One row per open dataset, and how its columns are shown."""
    return catalogue_view.catalogue_table(shelf())


def city_name() -> str:
    """The name of the city that is shown; a neutral word while its settings can't be read."""
    try:
        return shelf().city.name
    except MachiError:
        return "うちのデータ"


def kept() -> dict[str, str]:
    """The part of the URL that every link inside the app carries along (a page change drops the whole query)."""
    return {} if text.language() == "ja" else {"lang": text.language()}
