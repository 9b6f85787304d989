"""How a file was read and looked at, as a small TOML file: next year's file is read the same way, and told what changed.

A recipe holds headers, meanings, categories and totals, never a row, a name of a file or a position. ``recipe_read``
takes in what comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from machi.ingest.choices import FREE
from machi.ingest.meaning_values import number_in
from machi.own.files import STATISTIC, Choices, OwnFile
from machi.store import toml
from machi.text import _

VERSION = 1
LONGEST = 200
MOST_VIEWS, MOST_CATEGORIES = 30, 40
WITHIN = 0.2
"""How far a total may move before it is told: a fifth, unless the recipe says otherwise."""
READING = ("encoding", "delimiter", "header_row", "header_rows", "blocks", "sheet")


@dataclass(frozen=True)
class View:
    """A way to look that was chosen: the page with its filters, and the card (as ``cards.address`` spells it)."""

    page: str
    query: Mapping[str, str] = field(default_factory=dict)
    card: str = ""
    title: str = ""


@dataclass(frozen=True)
class Recipe:
    """See the module. ``columns``: header → column of the kind, "" for one that is not used."""

    title: str = ""
    author: str = ""
    note: str = ""
    made_on: date | None = None
    kind: str = ""
    """A known kind, or ``FREE``."""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    header_rows: int = 0
    blocks: int = 0
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    within: float = WITHIN
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Header → every word that stood in it, where there were few."""
    totals: Mapping[str, float] = field(default_factory=dict)
    """Header → sum of its numbers."""
    views: tuple[View, ...] = ()

    def choices(self, as_of: date | None = None) -> Choices:
        """Under what a new file is read."""
        return Choices(
            encoding=self.encoding,
            delimiter=self.delimiter,
            header_row=self.header_row,
            header_rows=self.header_rows,
            blocks=self.blocks,
            kind=self.kind,
            columns=dict(self.columns),
            sheet=self.sheet,
            as_of=as_of,
            meanings=dict(self.meanings),
        )


def recipe_of(file: OwnFile, views: tuple[View, ...], *, today: date, title: str, author: str, note: str) -> Recipe:
    """The recipe of a file as it is read now, with the chosen views."""
    chosen = file.choices
    known = {"", *file.schema.by_name}
    by_kind = {header: name for header, name in file.receipt.columns.items() if name in known}
    return Recipe(
        title=title or (file.schema.title if file.kind else _("うちの表")),
        author=author,
        note=note,
        made_on=today,
        kind=file.kind or FREE,
        encoding=chosen.encoding,
        delimiter=chosen.delimiter,
        header_row=chosen.header_row,
        header_rows=chosen.header_rows,
        blocks=chosen.blocks,
        sheet=chosen.sheet,
        columns=by_kind if file.kind and file.kind != STATISTIC else {},
        meanings={one.header: one.meaning for one in file.meanings} if not file.kind else dict(chosen.meanings),
        rows=file.receipt.rows_ok,
        categories=categories_of(file),
        totals=totals_of(file),
        views=views[:MOST_VIEWS],
    )


def categories_of(file: OwnFile) -> dict[str, tuple[str, ...]]:
    """Header → its words, for the columns that are categories. Names, addresses and free text are never kept."""
    if file.free is None:
        return {}
    found = {}
    for one in file.meanings:
        if one.meaning == "category":
            words = sorted({str(word).strip() for word in file.free.frame[one.column].dropna()} - {""})
            if len(words) <= MOST_CATEGORIES and all(len(word) <= LONGEST for word in words):
                found[one.header] = tuple(words)
    return found


def totals_of(file: OwnFile) -> dict[str, float]:
    """Header → sum over the rows of what reads as a number. Of a large file, of what its kind reads as one."""
    if file.free is None:
        kinds = {column.name: column.type for column in file.schema.columns}
        counted = ("integer", "number")
        return {
            header: float(file.frame[name].sum())
            for header, name in file.receipt.columns.items()
            if kinds.get(name) in counted
        }
    totals = {}
    for one in file.meanings:
        if one.additive:
            numbers = [number_in(str(text), one.cell_unit) for text in file.free.frame[one.column].dropna()]
            totals[one.header] = float(sum(number for number in numbers if number is not None))
    return totals


def write_recipe(recipe: Recipe) -> str:
    """The recipe as TOML; empty parts are left out."""
    facts: dict[str, Any] = {"recipe": VERSION, "title": recipe.title, "author": recipe.author, "note": recipe.note}
    facts |= {"made_on": recipe.made_on} if recipe.made_on else {}
    facts |= {"kind": recipe.kind}
    reading = {name: getattr(recipe, name) for name in READING if getattr(recipe, name)}
    expect = {"rows": recipe.rows, "within": recipe.within}
    sections = {
        "reading": reading, "columns": recipe.columns, "meanings": recipe.meanings, "expect": expect,
        "categories": recipe.categories, "totals": recipe.totals,
    }  # fmt: skip
    views = [
        {"page": view.page, "title": view.title, "card": view.card, "query": dict(view.query)} for view in recipe.views
    ]
    return toml.dumps(facts, {"view": views}, {name: values for name, values in sections.items() if values})
