"""What can be asked: every table with its columns in words, every file of ``queries/`` as an example, and whose data a
question reads.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from machi.cards.card import Ran, Source
from machi.ingest.meaning import meaning_label
from machi.ingest.schema import Schemas
from machi.sandbox.ask import with_values
from machi.store.queries import Query
from machi.store.shape import shapes
from machi.store.shelf import Shelf
from machi.store.tables import quoted
from machi.text import _

FIRST = """-- {about}
select kind, count(*) as places
from place
group by kind
order by places desc, kind
"""
"""What the page opens with where there are places."""
LONGEST_LINK = 7000
"""Characters of a question, as an address spells it, that still travel in a link: relays cut addresses beyond 8 kB."""

DERIVED = {
    "place": (
        "aed",
        "fire_hydrant",
        "public_facility",
        "park",
        "parking",
        "tourism",
        "cultural_property",
        "public_toilet",
    ),
    "event_": ("event",),
    "population_age": ("population",),
    "mesh_": ("mesh_population",),
    "inhabited_cell": ("mesh_population",),
    "cell_reach": ("mesh_population", "aed", "fire_hydrant", "bus_stop"),
    "diet_": ("diet_survey",),
    "vehicle_": ("vehicle_log",),
    "inquiry_item": ("inquiry", "open_data_list"),
    "work_": ("work",),
    "anything": ("anything",),
    "anything_": ("anything",),
}
"""Table, or beginning of names of tables, made of others → the kinds of data in it."""
BUILDERS = frozenset(("query", "query_table", "json_execute_serialized_sql"))
"""Functions that read a table whose name is a text."""
TABLES = Path(__file__).with_name("tables.toml")
EXAMPLES = Path(__file__).with_name("examples.toml")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class ColumnLine:
    """One column for the list of columns."""

    name: str
    type: str
    title: str
    description: str


@dataclass(frozen=True)
class TableLine:
    """One table for the list of tables. ``title`` is empty for none."""

    name: str
    title: str
    description: str
    rows: int
    columns: tuple[ColumnLine, ...]


@dataclass(frozen=True)
class Example:
    """A question of ``queries/`` that runs as it stands. ``label`` names it by what it reads."""

    name: str
    label: str
    sql: str


def tables(shelf: Shelf) -> tuple[TableLine, ...]:
    """Every table that has rows here, those of published files first."""
    lines, read = [], _own_columns(shelf)
    for shape in shapes(shelf.connection):
        schema = shelf.schemas.get(shape.name)
        title, about = (schema.title, schema.description) if schema else _facts()["tables"].get(shape.name, ("", ""))
        known = read if shape.name == "anything" else {}
        columns = tuple(
            ColumnLine(column, _type(kind), *known[column])
            if column in known
            else _column(shelf.schemas, shape.name, column, kind)
            for column, kind in shape.columns
        )
        if shape.rows:
            lines.append(TableLine(shape.name, title, about, shape.rows, columns))
    return tuple(sorted(lines, key=lambda line: (line.name not in shelf.schemas, line.name)))


def _own_columns(shelf: Shelf) -> dict[str, tuple[str, str]]:
    """Columns of the visitor's own tables: what each was read as, and why. The first file that has it tells."""
    found: dict[str, tuple[str, str]] = {}
    for dataset in shelf.ask("anything_datasets").frame["dataset"]:
        for row in shelf.ask("anything_columns", dataset=dataset).frame.itertuples():
            found.setdefault(row.column_name, (meaning_label(row.meaning), row.reason))
    return found


def _column(schemas: Schemas, table: str, name: str, kind: str) -> ColumnLine:
    """Described by the table's own schema; a column of a derived table by the first schema that knows the name."""
    own = _facts()["columns"].get(name)
    if own and table not in schemas:
        return ColumnLine(name, _type(kind), *own)
    order = (
        [schemas[table]] if table in schemas else [schemas[kind] for kind in kinds_of_table(table) if kind in schemas]
    )
    for schema in [*order, *(schema for schema in schemas.values() if table not in schemas)]:
        column = schema.by_name.get(name)
        if column is not None:
            return ColumnLine(name, _type(kind), column.title, column.description)
    return ColumnLine(name, _type(kind), *(own or ("", "")))


def _type(kind: str) -> str:
    words = {
        "VARCHAR": _("文字"),
        "BIGINT": _("整数"),
        "INTEGER": _("整数"),
        "DOUBLE": _("小数"),
        "BOOLEAN": _("はい・いいえ"),
        "DATE": _("日付"),
    }
    return words.get(kind, kind.lower())


def names(shelf: Shelf) -> tuple[tuple[str, str], ...]:
    """Names that a question may use, each once with its title: tables that have rows first, then their columns."""
    known = tables(shelf)
    found = {line.name: line.title for line in known}
    for line in known:
        for column in line.columns:
            found.setdefault(column.name, column.title)
    return tuple(found.items())


def examples(shelf: Shelf) -> tuple[Example, ...]:
    """Every question of the project without a word changed: those about one subject together, those about tables that
    are empty here last.
    """
    filled = {shape.name for shape in shapes(shelf.connection) if shape.rows}
    made = [
        (not filled & set(query.reads), Example(query.name, _label(shelf, query), query.sql.rstrip()))
        for query in shelf.library.values()
    ]
    return tuple(example for _empty, example in sorted(made, key=lambda pair: (pair[0], pair[1].label)))


def _label(shelf: Shelf, query: Query) -> str:
    """By the data that it reads, then in one line."""
    first = next(iter(query.reads), "")
    schema = shelf.schemas.get(first)
    title = schema.title if schema else _facts()["tables"].get(first, ("", ""))[0]
    return f"{title or first} › {_lines().get(query.name, query.name)}"


def first_question(shelf: Shelf) -> str:
    """What the page opens with: something short that has an answer here."""
    if any(shelf.has(kind) for kind in DERIVED["place"]):
        return FIRST.format(about=_("種類ごとに、場所がいくつあるか（-- で始まる行は説明です）"))
    return next((first_rows(line) for line in tables(shelf)), "select 1 as one")


def first_rows(line: TableLine) -> str:
    """A question for the first rows of a table, as a beginning."""
    return f"from {quoted(line.name)}\nlimit 20"


def link_fits(sql: str) -> bool:
    """Whether a question is short enough for an address."""
    return len(quote(sql)) <= LONGEST_LINK


def card_sql(ran: Ran) -> str:
    """A card's question with the card's values, as the editor shows it; empty where it has none of its own lines."""
    return with_values(ran).rstrip()


def kinds_of_table(name: str) -> tuple[str, ...]:
    """The kinds of data in a derived table; none for a table about the tables."""
    for known, kinds in DERIVED.items():
        if name == known or (known.endswith("_") and name.startswith(known)):
            return kinds
    return ()


def sources(shelf: Shelf, sql: str) -> tuple[Source, ...]:
    """Whose data a question may have read: rather one too many than one too few.

    Judged by the words of the question. One that names no table of data, or that may build a name (``BUILDERS``),
    counts as reading all of them, so that the marks of synthetic data and of the office can't be avoided.
    """
    code = "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))
    words = {word.lower() for word in WORD.findall(code)}
    # A table of no known kind has no schema, and counts all the same.
    every = (*shelf.schemas, "anything")
    kinds = [kind for kind in every if kind in words]
    kinds += [kind for word in words for kind in kinds_of_table(word)]
    found = [kind for kind in every if kind in kinds]
    built = any(word in BUILDERS or word.startswith(("pragma_", "duckdb_")) for word in words)
    return shelf.sources(*(every if built or not found else found))


@cache
def _facts() -> dict[str, dict[str, tuple[str, str]]]:
    """``tables.toml``: table → (title, sentence), column → (title, sentence)."""
    read = tomllib.loads(TABLES.read_text(encoding="utf-8"))
    return {
        part: {name: (title, about) for name, (title, about) in read[part].items()} for part in ("tables", "columns")
    }


@cache
def _lines() -> dict[str, str]:
    """``examples.toml``: name of a question → what it asks."""
    return dict(tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))["examples"])
