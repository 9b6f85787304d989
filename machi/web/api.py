"""The open API: what is asked (a path and its query) into what is answered (``Reply``). Knows no connection.

Only what is open leaves: rows about persons are not in the store, files of the office and cards made from them are
refused here on every profile, and a visitor's own file is on no shelf that this module sees. Every table goes out
through ``machi.export``, so that the API, the page's download and the command give the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

import duckdb

import machi.cards.all  # noqa: F401 - registers every card
from machi.cards.address import Param, encode, read, spell
from machi.cards.card import TableColumn, Value
from machi.cards.catalogue_view import DatasetView, dataset_view, open_publications
from machi.cards.registry import CARDS, build
from machi.errors import MachiError, NotOnShelf
from machi.export.datasets import FORMATS, cleaned_bytes
from machi.export.licence import require_open
from machi.export.payloads import card_document, dataset_columns, dataset_rows, publication_facts, rows_of
from machi.export.tables import card_csv, card_file_name, file_name, source_facts
from machi.sandbox.card import CARD as FREE
from machi.sandbox.guide import kinds_of_table
from machi.store.catalogue import Publication
from machi.store.queries import Query
from machi.store.shelf import Shelf
from machi.text import _
from machi.web.catalogue import dcat
from machi.web.openapi import openapi
from machi.web.paging import Page, page_of
from machi.web.replies import Reply, document, failure, not_found

CSV = "text/csv; charset=utf-8"
NEVER_CHOICES = {"lang", "view", "src", "page", "per_page"}
"""Parts of an address of the app that choose no data."""


class Api:
    """The API over a shelf; ``origin`` (``https://host``) stands in the links that it gives."""

    def __init__(self, shelf: Shelf, origin: str) -> None:
        self.shelf, self.origin = shelf, origin

    def answer(self, path: str, query: Mapping[str, str]) -> Reply:
        """The reply to GET ``path``. Raises MachiError (``replies.failure_of`` tells it)."""
        if path == "/catalog.jsonld":
            return document(
                dcat(self.shelf, self._open(), self.origin), media_type="application/ld+json", what="catalogue"
            )
        parts = path.removeprefix("/api").strip("/").split("/")
        if parts == [""]:
            return self._index()
        if parts == ["openapi.json"]:
            return document(openapi(self.shelf, self.origin), what="openapi")
        roots: dict[str, Callable[[str, Mapping[str, str]], Reply]] = {
            "datasets": self._dataset,
            "cards": self._card,
            "queries": self._query,
        }
        lists = {"datasets": self._datasets, "cards": self._cards, "queries": self._queries}
        if len(parts) == 1 and parts[0] in lists:
            return lists[parts[0]](query)
        if len(parts) == 2 and parts[0] in roots and parts[1]:
            return roots[parts[0]](parts[1], query)
        return not_found(path)

    def _index(self) -> Reply:
        paths = ("datasets", "cards", "queries", "openapi.json")
        links = {name.partition(".")[0]: f"{self.origin}/api/{name}" for name in paths}
        about = _("{city}のオープンデータを、プログラムから使うための入口です。").format(city=self.shelf.city.name)
        return document(
            {"about": about, "links": {**links, "catalogue": f"{self.origin}/catalog.jsonld"}}, what="index"
        )

    def _open(self) -> tuple[Publication, ...]:
        """Never a file of the office, not even on the office's own server: an API has no reader who knows the mark."""
        return tuple(item for item in open_publications(self.shelf) if item.access == "open")

    def _listed(self, what: str, items: list[dict[str, object]], query: Mapping[str, str]) -> Reply:
        page = page_of(query, 50, 500)
        shown = items[page.first : page.first + page.size]
        links = page.links(f"{self.origin}/api/{what}", len(items))
        content = {"total": len(items), "page": page.number, "items": shown, "next": dict(links).get("next")}
        return document(content, what=what, name="list", links=links)

    # Datasets

    def _datasets(self, query: Mapping[str, str]) -> Reply:
        items = [
            {**publication_facts(item, self.shelf.schemas[item.kind].title), "links": self._files(item)}
            for item in self._open()
        ]
        return self._listed("datasets", items, query)

    def _files(self, item: Publication) -> dict[str, str]:
        at = f"{self.origin}/api/datasets/{item.id}"
        points = dataset_view(self.shelf, item.id).has_points
        forms = (
            [form for form in ("csv", "json", "parquet", "geojson") if form != "geojson" or points]
            if item.usable
            else []
        )
        return {"self": at, **{form: f"{at}.{form}" for form in forms}}

    def _view(self, dataset: str) -> DatasetView:
        if dataset not in {item.id for item in self._open()}:
            message = _("「{dataset}」というデータはありません。").format(dataset=dataset)
            raise NotOnShelf(message, _("/api/datasets の一覧から選んでください。"))
        return dataset_view(self.shelf, dataset)

    def _dataset(self, name: str, query: Mapping[str, str]) -> Reply:
        stem, dot, form = name.rpartition(".")
        if not dot or form not in {*FORMATS, "json"}:
            view = self._view(name)
            facts = publication_facts(view.publication, view.schema.title)
            content = {**facts, "columns": dataset_columns(view), "problems": list(view.problems)}
            return document({**content, "links": self._files(view.publication)}, what="datasets", name=name)
        view = self._view(stem)
        if not view.publication.usable:
            remedy = _("/api/datasets/{id} の problems を見てください。").format(id=stem)
            raise NotOnShelf(_("このデータの行は、いま使っていません。"), remedy)
        require_open((view.publication.source,))
        if form == "json":
            return self._rows(view, query)
        if form == "geojson" and not view.has_points:
            remedy = _("csv、json、parquet を選んでください。")
            return failure(404, "no_points", _("このデータには緯度・経度がありません。"), remedy)
        body = cleaned_bytes(self.shelf, stem, form)
        media = CSV if form == "csv" else FORMATS[form]
        shown = file_name(view.publication.source, form)
        return Reply(body, media, what="datasets", name=stem, form=form, file_name=shown)

    def _rows(self, view: DatasetView, query: Mapping[str, str]) -> Reply:
        page = page_of(query, 1000, 10_000)
        rows, total = dataset_rows(self.shelf, view, page.first, page.size)
        links = page.links(f"{self.origin}/api/datasets/{view.publication.id}.json", total)
        content = {
            **publication_facts(view.publication, view.schema.title),
            **source_facts((view.publication.source,)),
            "total": total,
            "page": page.number,
            "next": dict(links).get("next"),
            "columns": dataset_columns(view),
            "rows": rows,
        }
        return document(content, what="datasets", name=view.publication.id, links=links)

    # Cards

    def _cards(self, query: Mapping[str, str]) -> Reply:
        items: list[dict[str, object]] = [
            {
                "id": kind.id,
                "subject": kind.subject,
                "needs": list(kind.needs),
                "params": [{"name": param.name, "type": param.type} for param in kind.params if not param.private],
                "links": {form: f"{self.origin}/api/cards/{kind.id}.{form}" for form in ("json", "csv")},
            }
            for kind in CARDS.values()
        ]
        return self._listed("cards", items, query)

    def _card(self, name: str, query: Mapping[str, str]) -> Reply:
        stem, _dot, form = name.rpartition(".")
        if form not in ("json", "csv") or stem not in CARDS:
            return failure(
                404,
                "not_found",
                _("「{name}」というカードはありません。").format(name=name),
                _("/api/cards の一覧から選び、.json か .csv をつけてください。"),
            )
        declared = CARDS[stem].params
        given = _typed(query, declared)
        if stem == FREE and any(item.source.internal for item in self.shelf.catalogue.publications):
            return self._for_the_office()
        with _sensible(given):
            card = build(self.shelf, stem, given)
        if card.internal:
            return self._for_the_office()
        require_open(card.sources)
        if form == "csv":
            return Reply(
                card_csv(card), CSV, what="cards", name=stem, form="csv", file_name=card_file_name(card, "csv")
            )
        address = encode(stem, card.params, declared)
        at, _mark, asked = address.partition("?")
        own = {form: f"{self.origin}/api/cards/{at}.{form}{'?' + asked if asked else ''}" for form in ("json", "csv")}
        content = {**card_document(card), "ignored": _unknown(query, declared), "links": own}
        return document(content, what="cards", name=stem)

    def _for_the_office(self) -> Reply:
        """What may hold rows of the office's files; of a free question nobody can be sure."""
        message = _("このカードは庁内限りのため、APIでは渡せません。")
        return failure(403, "internal", message, _("画面で見てください。"))

    # Questions

    def _queries(self, query: Mapping[str, str]) -> Reply:
        items: list[dict[str, object]] = [
            {
                "name": item.name,
                "grain": item.grain,
                "reads": list(item.reads),
                "params": [
                    {"name": p.name, "type": p.type, "default": p.default, "about": p.about} for p in item.params
                ],
                "links": {"json": f"{self.origin}/api/queries/{item.name}.json"},
            }
            for item in self.shelf.library.values()
            if not self._reads_internal(item)
        ]
        return self._listed("queries", items, query)

    def _reads_internal(self, query: Query) -> bool:
        """Whether a question reads what only the office may see: then its answer may not leave here."""
        kinds = {item.kind for item in self.shelf.catalogue.publications if item.source.internal}
        return any(table == kind or table.startswith(f"{kind}_") for table in query.reads for kind in kinds)

    def _query(self, name: str, query: Mapping[str, str]) -> Reply:
        stem, _dot, form = name.rpartition(".")
        asked = self.shelf.library.get(stem)
        if form != "json" or asked is None or self._reads_internal(asked):
            return failure(
                404,
                "not_found",
                _("「{name}」という質問はありません。").format(name=name),
                _("/api/queries の一覧から選び、.json をつけてください。"),
            )
        kinds = {
            kind for table in asked.reads for kind in (table, *kinds_of_table(table)) if kind in self.shelf.schemas
        }
        require_open(self.shelf.sources(*sorted(kinds)))
        declared = tuple(Param(param.name, param.type) for param in asked.params)  # type: ignore[arg-type]
        given = {name: value for name, value in _typed(query, declared).items() if name in query}
        with _sensible(given):
            answer = self.shelf.ask(stem, **given)
        page: Page = page_of(query, 1000, 10_000)
        part = answer.frame.iloc[page.first : page.first + page.size]
        columns = tuple(TableColumn(str(column), str(column)) for column in answer.frame.columns)
        kept = {name: value for name, value in query.items() if name not in ("page", "per_page")}
        links = page.links(f"{self.origin}/api/queries/{stem}.json", len(answer.frame), urlencode(kept))
        content = {
            "name": stem,
            "grain": asked.grain,
            "params": {param.name: query.get(param.name, param.default) for param in asked.params},
            "total": len(answer.frame),
            "page": page.number,
            "next": dict(links).get("next"),
            "columns": [column.name for column in columns],
            "rows": rows_of(part, columns),
            "sql": asked.sql,
            "ignored": _unknown(query, declared),
        }
        return document(content, what="queries", name=stem, links=links)


def _unknown(query: Mapping[str, str], declared: tuple[Param, ...]) -> list[str]:
    """Names that choose nothing here: told, because a slip of the pen would otherwise look like an answer."""
    return sorted(set(query) - {param.name for param in declared} - NEVER_CHOICES)


@contextmanager
def _sensible(given: Mapping[str, Value]) -> Iterator[None]:
    """What fails only because of the values that were given (the year 99999, -5 rows) is theirs to change."""
    try:
        yield
    except (ValueError, OverflowError, duckdb.Error) as error:
        if not given:
            raise
        names = "、".join(f"{name}={spell(value)[:40]}" for name, value in given.items())
        raise BadParameter(
            _("この値では答えられません（{names}）。").format(names=names), _("値の大きさと書き方を確かめてください。")
        ) from error


def _typed(query: Mapping[str, str], declared: tuple[Param, ...]) -> dict[str, Value]:
    """The declared parameters out of a query. Unlike a page, which falls back to a usual view, a program is told."""
    found: dict[str, Value] = {}
    for param in declared:
        if param.name not in query:
            continue
        if param.private:
            raise BadParameter(
                _("位置（{name}）は受け取りません。").format(name=param.name),
                _("near=緯度,経度 の形で地点を書いてください。"),
            )
        try:
            found[param.name] = read(query[param.name], param.type)
        except ValueError as error:
            raise BadParameter(
                _("{name}={value} を読めません。").format(name=param.name, value=query[param.name][:80]),
                _("{name} は {type} です（/api/openapi.json に説明があります）。").format(
                    name=param.name, type=param.type
                ),
            ) from error
    return found


class BadParameter(MachiError):
    """A parameter of an address that can't be read."""
