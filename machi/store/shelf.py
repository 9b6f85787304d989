"""A shelf: tables that can be asked, with the city and the catalogue they belong to.

Published data is one shelf, opened read-only from the built file; a visitor's upload becomes another, in memory, with
the same tables, so that every card works on both without knowing. A connection is never shared between threads: each
question takes its own ``cursor()``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from machi.cards.card import Ran, Source
from machi.clock import real_today
from machi.errors import NotOnShelf
from machi.ingest.schema import Schemas
from machi.store.catalogue import Catalogue
from machi.store.city import City
from machi.store.queries import Library, Picks, Query
from machi.store.tables import quoted
from machi.text import _


@dataclass(frozen=True)
class Answer:
    """What a question gave: the rows, and what was asked (for the card's SQL panel)."""

    frame: pd.DataFrame
    ran: Ran


@dataclass(frozen=True)
class Shelf:
    """See the module. ``fingerprint`` changes whenever any data, schema, sidecar or query behind it changes.

    ``originals`` holds the bytes of files that lie nowhere (a visitor's own): dataset → bytes.
    """

    connection: duckdb.DuckDBPyConnection
    catalogue: Catalogue
    city: City
    schemas: Schemas
    library: Library
    today: date
    fingerprint: str
    own: bool = False
    """True for a visitor's own files: not published, not checked, for this visitor alone."""
    originals: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What ``once`` made: it goes with the shelf, so nothing of a visitor's file stays behind in a shared cache."""

    @property
    def sample_day(self) -> bool:
        """True when the shelf holds synthetic data and shows another day than the real one: the screen must say so."""
        return self.today != real_today() and any(
            publication.source.synthetic for kind in self.schemas for publication in self.catalogue.usable(kind)
        )

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What ``make`` tells of this shelf, made at the first asking. Nobody may change it."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]

    def ask(self, name: str, **params: Any) -> Answer:
        """Ask ``queries/<name>.sql`` with ``params`` over its defaults. Values are bound, never pasted."""
        return self._run(self.library[name], params)

    def ask_picked(self, name: str, picks: Picks, **params: Any) -> Answer:
        """As ``ask``, of the table ``anything``: ``picks`` says which columns play the roles of ``Query.picked``."""
        return self._run(self.library[name].picked(picks), params)

    def _run(self, query: Query, params: dict[str, Any]) -> Answer:
        bound = query.bind(params, self.today)
        with self.connection.cursor() as cursor:
            frame = cursor.execute(query.sql, bound or None).df()
        return Answer(frame, Ran(query.name, query.sql, bound))

    def table(self, kind: str, dataset: str) -> Answer:
        """The cleaned rows of one dataset in their order. A table's name can't be bound: ``kind`` must be known."""
        if kind not in self.schemas:
            message = _("「{kind}」という種類のデータはありません。").format(kind=kind)
            raise NotOnShelf(message, _("リンクを確かめてください。"))
        sql = f"select * from {quoted(kind)} where dataset = $dataset order by source_row"
        with self.connection.cursor() as cursor:
            frame = cursor.execute(sql, {"dataset": dataset}).df()
        return Answer(frame, Ran(f"table:{kind}", sql, {"dataset": dataset}))

    def has(self, kind: str) -> bool:
        """Whether a kind has at least one usable open dataset."""
        return bool(self.catalogue.usable(kind))

    def require_any(self, kinds: tuple[str, ...]) -> None:
        """Raise NotOnShelf, saying what is wrong with the files, unless one of ``kinds`` has data (or none is asked for)."""
        if not kinds or any(self.has(kind) for kind in kinds):
            return
        titles = "・".join(self.schemas[kind].title for kind in kinds if kind in self.schemas)
        problems = [problem.sentence() for kind in kinds for problem in self.catalogue.problems(kind)]
        if not titles and not problems:
            message = _("見る表がまだありません。")
            raise NotOnShelf(message, _("「うちのデータで見る」で、お手元のファイルを選んでください。"))
        message = " ".join(problems) or _("{titles}のデータがまだありません。").format(titles=titles)
        way_out = _("data/ にCSVと出典（.toml）を置いて、python -m machi build を実行してください。")
        if self.own:
            way_out = _("この画面に使えるファイルを「うちのデータで見る」に入れるか、公開データに戻してください。")
        raise NotOnShelf(message, "" if problems and not self.own else way_out)

    def sources(self, *kinds: str) -> tuple[Source, ...]:
        """The sources of all usable datasets of ``kinds``, newest first within a kind."""
        return tuple(publication.source for kind in kinds for publication in self.catalogue.usable(kind))
