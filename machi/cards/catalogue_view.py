"""What there is to see of each dataset: who published it, how it was read, what was found in it, what its columns mean.

Facts come from the catalogue (sidecar and reading) and the schema; only issues are asked of the store.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from machi.cards.card import TableColumn
from machi.errors import NotOnShelf
from machi.ingest.checks import Issue, kinds
from machi.ingest.schema import Schema
from machi.profile import is_internal
from machi.store.catalogue import Publication
from machi.store.shelf import Shelf
from machi.text import _


@dataclass(frozen=True)
class IssueCount:
    """Issues of one kind: what it is called, how grave, how many, and the first of them as a sentence."""

    name: str
    severity: str
    count: int
    example: str


@dataclass(frozen=True)
class ColumnView:
    """One column of the published file. ``title`` is empty where the column is not known: it is then not used."""

    header: str
    name: str
    title: str
    unit: str
    description: str


@dataclass(frozen=True)
class DatasetView:
    """One open dataset. ``problems`` say why its rows are not shown, or what to know about them."""

    publication: Publication
    schema: Schema
    columns: tuple[ColumnView, ...]
    issues: tuple[IssueCount, ...]
    problems: tuple[str, ...]
    works: int = 0
    """Works that were made from it (``works_sentence`` says so)."""

    @property
    def has_points(self) -> bool:
        """Whether the published file has coordinates, so that the cleaned table can be given as GeoJSON."""
        types = {self.schema.by_name[column.name].type for column in self.columns if column.name}
        return "point" in types or {"latitude", "longitude"} <= types


def open_publications(shelf: Shelf) -> tuple[Publication, ...]:
    """Every file that may be shown and downloaded here, by kind, newest first: never rows about persons, and files of
    the office only on the internal profile."""
    allowed = ("open", "internal") if is_internal() else ("open",)
    found = [item for item in shelf.catalogue.publications if item.access in allowed and item.kind in shelf.schemas]
    newest = sorted(found, key=lambda item: (item.as_of is not None, item.as_of, item.id), reverse=True)
    order = list(shelf.schemas)
    return tuple(sorted(newest, key=lambda item: order.index(item.kind)))


def catalogue_table(shelf: Shelf) -> tuple[pd.DataFrame, tuple[TableColumn, ...]]:
    """One row per open file: title, publisher, licence, day, rows, issues. ``id`` is what ``dataset_view`` takes."""
    works = works_made(shelf)
    frame = pd.DataFrame(
        [
            {
                "id": item.id,
                "title": item.title,
                "kind": shelf.schemas[item.kind].title,
                "publisher": item.publisher,
                "licence": item.licence,
                "as_of": item.as_of,
                "rows_in": item.rows_in,
                "rows_ok": item.rows_ok,
                "rows_reported": item.rows_reported,
                "issues": item.issues,
                "state": state_word(item),
                "works": works.get(item.id, 0),
            }
            for item in open_publications(shelf)
        ],
        columns=[column.name for column in _columns()],
    )
    return frame, _columns()


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("id", _("データID")),
        TableColumn("title", _("題名")),
        TableColumn("kind", _("種類")),
        TableColumn("publisher", _("公開者")),
        TableColumn("licence", _("ライセンス")),
        TableColumn("as_of", _("時点"), format="date"),
        TableColumn("rows_in", _("公開された行"), _("行"), "integer"),
        TableColumn("rows_ok", _("読めた行"), _("行"), "integer"),
        TableColumn("rows_reported", _("除いた行"), _("行"), "integer"),
        TableColumn("issues", _("気づいたこと"), _("件"), "integer"),
        TableColumn("state", _("状態")),
        TableColumn("works", _("このデータから生まれた作品"), _("件"), "integer"),
    )


def works_made(shelf: Shelf) -> dict[str, int]:
    """Dataset ID → number of works made from it; those without one are left out."""
    frame = shelf.ask("work_datasets").frame
    return dict(zip(frame["id"].tolist(), frame["works"].astype(int).tolist(), strict=True))


def works_sentence(count: int) -> str:
    """What a row of the catalogue says about works; empty when there are none."""
    return _("このデータから生まれた作品 {n}件").format(n=count) if count else ""


def state_word(publication: Publication) -> str:
    """Whether the rows are shown, and if not, why, in a word or two."""
    return {
        "ok": _("見本を表示中") if publication.synthetic else _("表示中"),
        "superseded": _("新しい版があります"),
        "contained": _("ほかのファイルに含まれています"),
        "empty": _("行がありません"),
    }.get(publication.status, _("表示していません"))


def dataset_view(shelf: Shelf, dataset: str) -> DatasetView:
    """Everything about one open dataset. Raises NotOnShelf when there is none of that id."""
    publication = next((item for item in open_publications(shelf) if item.id == dataset), None)
    if publication is None:
        raise NotOnShelf(
            _("「{dataset}」というデータはありません。").format(dataset=dataset), _("データ一覧から選んでください。")
        )
    schema = shelf.schemas[publication.kind]
    problems = shelf.catalogue.problems(publication.kind)
    return DatasetView(
        publication,
        schema,
        tuple(_column(schema, header, name) for header, name in publication.columns.items()),
        _issues(shelf, dataset, schema),
        tuple(problem.sentence() for problem in problems if problem.dataset == dataset),
        works_made(shelf).get(dataset, 0),
    )


def read_sentence(publication: Publication) -> str:
    """How the rows were read: nothing is lost without being told."""
    if publication.status == "refused":
        return _("このファイルは使っていません。理由は次のとおりです。")
    if publication.rows_reported == 0:
        return _("{rows_in}行すべてを読みました。元のファイルは変えていません。").format(
            rows_in=f"{publication.rows_in:,}"
        )
    return _(
        "{rows_in}行のうち{rows_ok}行を読みました。残り{rows_reported}行は理由つきで下にあります。元のファイルは変えていません。"
    ).format(
        rows_in=f"{publication.rows_in:,}",
        rows_ok=f"{publication.rows_ok:,}",
        rows_reported=f"{publication.rows_reported:,}",
    )


def _column(schema: Schema, header: str, name: str) -> ColumnView:
    column = schema.by_name.get(name)
    if column is None:
        return ColumnView(header, "", "", "", _("この列は使っていません。"))
    return ColumnView(header, name, column.title, column.unit, column.description)


def _issues(shelf: Shelf, dataset: str, schema: Schema) -> tuple[IssueCount, ...]:
    titles = {column.name: column.title for column in schema.columns}
    facts = kinds()
    frame = shelf.ask("dataset_issues", dataset=dataset).frame
    found = []
    for row in frame.to_dict("records"):
        issue = Issue(int(row["row"]), row["column_name"], row["issue_kind"], row["value"], row["expected"], dataset)
        found.append(IssueCount(facts[issue.kind].name, issue.severity, int(row["issues"]), issue.sentence(titles)))
    return tuple(found)
