"""What a session holds, and the only place that caches.

Published answers are shared between all visitors: a ``Card`` is frozen, keyed by the shelf's fingerprint, the language and
its address. A visitor's own upload and a visitor's own position never enter a shared cache: cards of own files are kept
in the session itself, a few at a time, and go when it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

import machi.cards.all
import machi.sandbox.card  # noqa: F401 - registers the card of a free question
from machi import text
from machi.cards import catalogue_view, registry
from machi.cards.address import encode
from machi.cards.card import Card, TableColumn, Value
from machi.cards.place_names import NAMES
from machi.clock import fixed_today, real_today
from machi.errors import MachiError
from machi.own.files import OwnFile
from machi.own.fit import Offer
from machi.own.fit import offers as offers_of
from machi.own.gallery import credited
from machi.own.recipe import Recipe
from machi.own.shelf import own_shelf
from machi.store.database import data_folder, inputs_fingerprint, open_shelf
from machi.store.shelf import Shelf
from machi.text import _
from ui.held import CHECKS as CHECKS
from ui.held import KEPT_CARDS as KEPT_CARDS
from ui.held import OWN as OWN
from ui.held import SRC as SRC
from ui.held import Own as Own
from ui.held import at as at
from ui.held import bytes_uploaded as bytes_uploaded
from ui.held import current_page as current_page
from ui.held import erase as erase
from ui.held import let_go as let_go
from ui.held import next_upload as next_upload
from ui.held import open_page as open_page
from ui.held import own as own
from ui.held import pin_view as pin_view
from ui.held import pinned_view as pinned_view
from ui.held import show_own as show_own
from ui.held import shows_own as shows_own
from ui.held import upload_round as upload_round
from ui.held import wants_own as wants_own

Given = ParamSpec("Given")
Made = TypeVar("Made")
SHARED_GEOMETRY = ("context", *NAMES)
"""What maps of own files share with the published ones: the city's shape and its names, nothing of a file."""
ROUTES = False
"""True once ``server.py`` has mounted the app's routes; under bare ``app.py`` geometry travels inline instead."""


def start() -> None:
    """Call once a run, before anything is drawn: settles the language of this run."""
    wanted = st.query_params.get("lang") or st.session_state.get("lang") or "ja"
    # A language without a catalogue is not offered, so a link must not switch to half of it either.
    st.session_state["lang"] = text.use_language(wanted if wanted in text.available_languages() else "ja")
    if st.session_state["lang"] != "ja":
        st.query_params["lang"] = st.session_state["lang"]
    # A page change by the navigation drops the whole query: what was being shown goes on being shown, and says so.
    if st.query_params.get(SRC) == OWN:
        st.session_state[SRC] = OWN
    elif own() is not None and st.session_state.get(SRC) == OWN:
        st.query_params[SRC] = OWN


def spoken(act: Callable[Given, Made]) -> Callable[Given, Made]:
    """For what runs without ``start``, a fragment or a callback: Streamlit starts it in a thread that knows no language."""

    @wraps(act)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        text.use_language(st.session_state.get("lang", "ja"))
        return act(*args, **kwargs)

    return run


def keep(files: Sequence[OwnFile], **changed: Any) -> None:
    """Hold these files instead of those before, on a shelf of their own, and show them.

    ``changed``: other fields of ``Own``; what is not named stays as it was.
    """
    held, shelf = own(), own_shelf(files, published())
    others = {name: getattr(held, name) for name in ("before", "recipes", "views")} if held else {}
    let_go()
    st.session_state["own"] = Own(tuple(files), shelf, **{**others, **changed})
    show_own(True)


@st.cache_resource(ttl=2, show_spinner=False)
def _inputs() -> str:
    # Polled, not watched: data/ may lie on a network drive, where no watcher hears of changes.
    return inputs_fingerprint(data_folder())


@st.cache_resource(max_entries=2, show_spinner="データを準備しています… / Preparing the data…")
def _open(folder: str, fingerprint: str, day: str) -> Shelf:
    return open_shelf(data_folder())


def shelf() -> Shelf:
    """The shelf that this session's pages read: the visitor's own files where they are shown, else the published data."""
    held = own()
    return held.shelf if held is not None and shows_own() else published()


def published() -> Shelf:
    """The published data, whatever the session holds. The only shelf that anything shared may read."""
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
    return _card_of(shelf(), card_id, params)


def published_card(card_id: str, **params: Value) -> Card:
    """The card of the published data, whatever the page shows."""
    return _card_of(published(), card_id, params)


def own_card(card_id: str, **params: Value) -> Card:
    """The card of the visitor's own files, whatever the page shows. Raises MachiError when the session holds none."""
    held = own()
    if held is None:
        raise MachiError(
            _("アップロードしたデータが、この画面にはもうありません。"), _("もう一度入れると、表示できます。")
        )
    return _card_of(held.shelf, card_id, params)


def _card_of(source: Shelf, card_id: str, params: Mapping[str, Value]) -> Card:
    kind = registry.CARDS.get(card_id)
    if kind is None:
        return registry.build(source, card_id, params)
    given = {name: value for name, value in params.items() if value is not None}
    if any(param.private and param.name in given for param in kind.params):
        return registry.build(source, card_id, given)
    key = f"{source.today}|{encode(card_id, given, kind.params)}"
    held = own()
    if source.own and held is not None:
        st.session_state["own.drawn"].append(encode(card_id, given, kind.params))
        return held.card(card_id, given)
    return _card(source, source.fingerprint, text.language(), card_id, key, given)


def own_offers() -> Iterator[Offer]:
    """What the held files can be seen as, the best first: as an earlier run found it, else each as it is made now."""
    held = own()
    if held is None:
        return
    kept: list[list[Offer]] = held.once(("offers",), list)
    if kept:
        yield from kept[0]
        return
    found = []
    for offer in offers_of(held.files, held.shelf, lambda _shelf, card_id, params: held.card(card_id, params)):
        found.append(offer)
        yield offer
    kept.append(found)


@st.cache_resource(max_entries=200, show_spinner=False)
def _choices(_shelf: Shelf, fingerprint: str, query: str, params: tuple[tuple[str, Value], ...]) -> list[Any]:
    return _first_column(_shelf, query, params)


def choices(query: str, **params: Value) -> list[Any]:
    """The first column of a question: what a control offers. Empty when the data isn't there."""
    source, given = shelf(), tuple(sorted(params.items()))
    held = own()
    if source.own and held is not None:
        return list(held.once((query, given), lambda: _first_column(source, query, given)))
    return _choices(source, source.fingerprint, query, given)


def _first_column(source: Shelf, query: str, params: tuple[tuple[str, Value], ...]) -> list[Any]:
    frame = source.ask(query, **dict(params)).frame
    return [value for value in frame.iloc[:, 0].tolist() if value is not None]


def geo_url(name: str) -> str | None:
    """The app's URL of a named geometry, or None where it has to travel inline: where no routes are mounted (bare
    ``app.py``), and for what comes out of own files, which no route may give to anybody.

    The fingerprint in the query lets the browser keep a geometry for as long as the data stands.
    """
    source = shelf()
    if not ROUTES or (source.own and (name not in SHARED_GEOMETRY or source.city is not published().city)):
        return None
    return f"/geo/{name}.json?v={published().fingerprint[:12]}"


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


def credited_recipes() -> tuple[list[Recipe], list[str]]:
    """The recipes of the gallery, and what is wrong with those that can't be read."""
    return credited(data_folder(), published().schemas)


def city_name() -> str:
    """The name of the city that is shown; a neutral word while its settings can't be read."""
    try:
        return shelf().city.called
    except MachiError:
        return _("うちのデータ")


def kept() -> dict[str, str]:
    """The part of the URL that every link inside the app carries along (a page change drops the whole query)."""
    language = {} if text.language() == "ja" else {"lang": text.language()}
    return {**language, SRC: OWN} if shows_own() else language
