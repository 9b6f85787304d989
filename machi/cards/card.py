"""The card: everything that is ever shown, exported or told to a machine is one of these.

A card is one finding with all that makes it checkable: sentence, figure, the table behind it, alt text, unit, sources
with licence and as-of date, the SQL that ran and its parameters. Pages, exports and the API take the same card and add
nothing of their own. A card is named by ``id`` and ``params`` (``machi.cards.address`` spells both).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

import pandas as pd

Value = str | int | float | bool | date | tuple[str, ...] | None
"""What a card parameter may be. None means "not chosen"."""


@dataclass(frozen=True)
class Source:
    """Where numbers come from: one published dataset, as the sidecar tells it."""

    dataset: str
    kind: str
    title: str
    publisher: str
    licence: str
    as_of: date | None
    page: str = ""
    licence_url: str = ""
    synthetic: bool = False
    unchecked: bool = False
    """True for a visitor's own upload that has not passed 公開前チェック: leaves only as 庁内限り."""
    internal: bool = False
    """True for a file of the office (``access = "internal"``) that is shown in full: leaves only as 庁内限り."""
    version: str = ""
    """First 12 hex digits of the file's sha256."""


@dataclass(frozen=True)
class Ran:
    """A question that was asked: its name, the SQL text as in ``queries/``, and the bound parameters."""

    name: str
    sql: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class TableColumn:
    """How one column of the card's table is shown: heading, unit, and what kind of value it is."""

    name: str
    title: str
    unit: str = ""
    format: Literal[
        "text", "integer", "decimal1", "decimal2", "decimal3", "percent1", "date", "minute", "metre", "year"
    ] = "text"
    screen: bool = True
    """False for a column that only the files have: some twenty columns on a screen leave one character a line."""


@dataclass(frozen=True)
class Chart:
    """A Plotly figure as a plain dict (``{"data": […], "layout": {…}}``): a dict costs 1 ms to check, an express figure 100."""

    spec: dict[str, Any]
    height: int = 380
    said: str = ""
    """What it leaves out, where it stands without the card's notes."""


class GeoUrl(Protocol):
    """Gives the app's URL of a named geometry, or None where the app has no routes (bare ``app.py``)."""

    def __call__(self, name: str) -> str | None: ...


@dataclass(frozen=True)
class Map:
    """A deck.gl map. ``layers`` are deck.gl JSON layers in drawing order; ``data`` of a layer may be ``"geo:<name>"``.

    ``geo`` holds the rows of each such name, for the app without routes. Legend entries are (label, CSS colour).
    """

    layers: tuple[dict[str, Any], ...]
    view: Mapping[str, float]
    geo: Mapping[str, Callable[[], list[dict[str, Any]]]] = field(default_factory=dict)
    tooltip: Mapping[str, Any] | None = None
    legend: tuple[tuple[str, str], ...] = ()
    attribution: str = ""
    height: int = 460
    wide: Mapping[str, float] = field(default_factory=dict)
    """The view in a frame of a desk, where it is not the same part larger."""


Figure = Chart | Map | None


@dataclass(frozen=True)
class Card:
    """One finding. Build with the functions registered in ``machi.cards.registry``; never by a page."""

    id: str
    params: Mapping[str, Value]
    title: str
    """The question that the card answers, in a few words."""
    finding: str
    """One sentence computed from the data: the number first, then what it is compared with, then source and date."""
    table: pd.DataFrame
    columns: tuple[TableColumn, ...]
    figure: Figure = None
    alt: str = ""
    unit: str = ""
    sources: tuple[Source, ...] = ()
    ran: tuple[Ran, ...] = ()
    notes: tuple[str, ...] = ()
    """What the card can't tell; shown beside the figure as 注意."""
    lead: str = ""
    """A line that must stand *before* the finding (AED: まず119番へ)."""
    empty: bool = False
    """True when the filters leave nothing: ``finding`` then says why and names a way out."""

    @property
    def synthetic(self) -> bool:
        """A card is synthetic if any of its inputs is."""
        return any(source.synthetic for source in self.sources)

    @property
    def internal(self) -> bool:
        """A card is 庁内限り if any input is an unchecked upload or a file of the office."""
        return any(source.unchecked or source.internal for source in self.sources)

    @property
    def as_of(self) -> date | None:
        """The newest as-of date among the inputs."""
        return max((source.as_of for source in self.sources if source.as_of), default=None)

    @property
    def licences(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source.licence for source in self.sources))
