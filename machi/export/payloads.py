"""Cards, datasets and answers as JSON for programs: the same tables as the CSV, with what makes them checkable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from machi.cards.address import spell
from machi.cards.card import Card, Ran, TableColumn, Value
from machi.cards.catalogue_view import DatasetView
from machi.cards.credit import credits
from machi.export.cells import json_value, plain_values
from machi.export.licence import require_open
from machi.export.tables import columns_of, source_facts
from machi.store.catalogue import Publication
from machi.store.shelf import Shelf


def json_bytes(document: Any) -> bytes:
    """Compact UTF-8 JSON. Not-a-number is refused: it is no JSON."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")


def rows_of(frame: pd.DataFrame, columns: Sequence[TableColumn]) -> list[dict[str, Any]]:
    """The rows as objects by column name; missing values are null, days and times are spelt."""
    cells = [[json_value(value, column) for value in plain_values(frame[column.name])] for column in columns]
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in zip(*cells, strict=True)]


def columns_facts(columns: Sequence[TableColumn]) -> list[dict[str, str]]:
    """What each column is called, and its unit."""
    return [{"name": column.name, "title": column.title, "unit": column.unit} for column in columns]


def card_document(card: Card) -> dict[str, Any]:
    """Everything about a card but its figure: whoever takes the numbers draws their own.

    Raises ClosedByLicence where the licence of its data forbids that, as every export does.
    """
    require_open(card.sources)
    return {
        "id": card.id,
        "params": {name: _param(value) for name, value in card.params.items()},
        "title": card.title,
        "lead": card.lead,
        "finding": card.finding,
        "notes": list(card.notes),
        "alt": card.alt,
        "unit": card.unit,
        "empty": card.empty,
        **source_facts(card.sources),
        "credits": credits(card.sources),
        "columns": columns_facts(card.columns),
        "rows": rows_of(card.table, card.columns),
        "sql": [ran_facts(ran) for ran in card.ran],
    }


def ran_facts(ran: Ran) -> dict[str, Any]:
    """A question as it was asked."""
    return {"name": ran.name, "sql": ran.sql, "params": {name: _param(value) for name, value in ran.params.items()}}


def _param(value: Value | list[str]) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return list(value) if isinstance(value, tuple | list) else spell(value)


def publication_facts(publication: Publication, kind_title: str) -> dict[str, Any]:
    """One dataset in the list."""
    return {
        "id": publication.id,
        "kind": publication.kind,
        "kind_title": kind_title,
        "title": publication.title,
        "publisher": publication.publisher,
        "licence": publication.licence,
        "licence_url": publication.licence_url,
        "as_of": publication.as_of.isoformat() if isinstance(publication.as_of, date) else None,
        "synthetic": publication.synthetic,
        "rows_used": publication.rows_used,
        "rows_in": publication.rows_in,
        "rows_reported": publication.rows_reported,
        "issues": publication.issues,
        "status": publication.status,
        "page": publication.page,
        "sha256": publication.sha256,
        "note": publication.note,
    }


def dataset_columns(view: DatasetView) -> list[dict[str, str]]:
    """The columns of the cleaned table, in words."""
    return [
        {
            "name": column.name,
            "title": column.title,
            "type": column.type,
            "unit": column.unit,
            "description": column.description,
        }
        for column in view.schema.table_columns
    ]


def dataset_rows(shelf: Shelf, view: DatasetView, first: int, count: int) -> tuple[list[dict[str, Any]], int]:
    """``count`` cleaned rows from ``first`` on, and how many there are. ``_missing`` says why a cell of a row is null."""
    publication = view.publication
    require_open((publication.source,))
    frame = shelf.table(publication.kind, publication.id).frame
    part = frame.iloc[first : first + count]
    rows = rows_of(part, columns_of(view.schema))
    missing = shelf.ask("dataset_missing", dataset=publication.id).frame
    told: dict[int, dict[str, str]] = {}
    for row, name, mark in zip(missing["source_row"], missing["column_name"], missing["mark"], strict=True):
        told.setdefault(int(row), {})[name] = mark
    for row, number in zip(rows, part["source_row"], strict=True):
        row["source_row"] = int(number)
        if int(number) in told:
            row["_missing"] = told[int(number)]
    return rows, len(frame)
