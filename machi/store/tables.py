"""The tables of a store: what they are called, their columns, and how rows get in.

Names of tables and columns come from the schemas and are quoted; values only ever travel as data (arrow or bound
parameters), never inside the text of a statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from machi.errors import BadSettings
from machi.ingest.schema import DUCKDB_TYPE, Schema, Schemas, project_schemas
from machi.store.aggregates import AGGREGATORS
from machi.text import _

ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}
SUPPORT: Mapping[str, Mapping[str, str]] = {
    "missing": {
        "kind": "VARCHAR",
        "dataset": "VARCHAR",
        "source_row": "BIGINT",
        "column_name": "VARCHAR",
        "mark": "VARCHAR",
    },
    "issue": {
        "dataset": "VARCHAR",
        "kind": "VARCHAR",
        "row": "BIGINT",
        "column_name": "VARCHAR",
        "issue_kind": "VARCHAR",
        "value": "VARCHAR",
        "expected": "VARCHAR",
    },
    "dataset": {
        **dict.fromkeys(("id", "kind", "path", "title", "publisher", "licence", "licence_url"), "VARCHAR"),
        "as_of": "DATE",
        "sha256": "VARCHAR",
        "synthetic": "BOOLEAN",
        **dict.fromkeys(("access", "page", "ckan_id", "file_url", "part", "note", "status"), "VARCHAR"),
        **dict.fromkeys(("rows_in", "rows_ok", "rows_reported", "rows_used", "issues"), "BIGINT"),
        **dict.fromkeys(("encoding", "delimiter", "newline"), "VARCHAR"),
        "header_row": "BIGINT",
        "generation": "VARCHAR",
        "columns": "VARCHAR",
    },
    "problem": dict.fromkeys(("kind", "dataset", "code", "facts"), "VARCHAR"),
    "anything": {"dataset": "VARCHAR", "source_row": "BIGINT"},
    "anything_column": {
        "dataset": "VARCHAR",
        "position": "BIGINT",
        **dict.fromkeys(("header", "title", "column_name", "meaning", "unit"), "VARCHAR"),
        "confidence": "DOUBLE",
        "reason": "VARCHAR",
        "additive": "BOOLEAN",
        **dict.fromkeys(("rows", "filled", "distinct_values"), "BIGINT"),
        **dict.fromkeys(("blank", "none", "unknown", "suppressed", "unreadable", "censored"), "BIGINT"),
    },
    "anything_row": {
        "dataset": "VARCHAR",
        "source_row": "BIGINT",
        "lat": "DOUBLE",
        "lon": "DOUBLE",
        **dict.fromkeys(("cell", "placed", "place_text"), "VARCHAR"),
        "is_total": "BOOLEAN",
    },
    "anything_figure": {
        **dict.fromkeys(("dataset", "period", "period_type", "category", "item", "unit", "mark"), "VARCHAR"),
        "source_row": "BIGINT",
        "start_on": "DATE",
        "end_on": "DATE",
        "part_year": "BOOLEAN",
        "value": "DOUBLE",
    },
    "reference_town": {"town": "VARCHAR", "district": "VARCHAR", "lat": "DOUBLE", "lon": "DOUBLE"},
    "reference_cell": {"code": "VARCHAR"},
    "reference_label": {"name": "VARCHAR", "kind": "VARCHAR", "lat": "DOUBLE", "lon": "DOUBLE", "rank": "BIGINT"},
}
"""Tables beside those of the kinds. ``dataset.columns`` and ``problem.facts`` hold JSON; ``anything`` gets the columns of
each file (``anything.py``)."""


def quoted(name: str) -> str:
    """A table or column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def kind_columns(schema: Schema, project: Schemas) -> dict[str, str]:
    """Column → store type of a kind's table.

    A data folder's own schema may leave out columns that the questions read: they stay, empty, so that every question
    binds. It may not give them another type.
    """
    columns = {"dataset": "VARCHAR", "source_row": "BIGINT"}
    columns |= {column.name: DUCKDB_TYPE.get(column.type, "VARCHAR") for column in schema.table_columns}
    for column in project[schema.kind].table_columns if schema.kind in project else ():
        wanted = DUCKDB_TYPE.get(column.type, "VARCHAR")
        if columns.setdefault(column.name, wanted) != wanted:
            raise BadSettings(
                _("{kind}/schema.toml の列 {column} の型が違います。").format(kind=schema.kind, column=column.name),
                _('type = "{type}" と書いてください。').format(type=column.type),
            )
    return columns


def create_tables(con: duckdb.DuckDBPyConnection, schemas: Schemas) -> dict[str, dict[str, str]]:
    """Make every table, empty. Returns the columns of each kind's table."""
    project = project_schemas()
    kinds = {kind: kind_columns(schema, project) for kind, schema in schemas.items()}
    counted = {table: columns for item in AGGREGATORS.values() for table, columns in item.tables.items()}
    clash = set(kinds) & {*SUPPORT, *counted, "place", "event_item", "event_day", "population_age"}
    clash |= set(kinds) & {"inquiry_item", "work_item", "work_use"}
    clash |= set(kinds) & {
        "mesh_box",
        "mesh_count",
        "mesh_group",
        "mesh_level",
        "mesh_month",
        "mesh_place",
        "mesh_spread",
    }
    if clash:
        names = "・".join(sorted(clash))
        raise BadSettings(
            _("{names} は種類の名前に使えません。").format(names=names), _("フォルダーの名前を変えてください。")
        )
    for table, columns in {**SUPPORT, **counted, **kinds}.items():
        create_table(con, table, columns)
    return kinds


def table_shapes(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table → column → type, of every table that there is."""
    with con.cursor() as cursor:
        found = cursor.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal order by column_index"
        ).fetchall()
    shapes: dict[str, dict[str, str]] = {}
    for table, column, type_ in found:
        shapes.setdefault(table, {})[column] = type_
    return shapes


def create_table(con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> None:
    """Make one table, empty."""
    spelt = ", ".join(f"{quoted(name)} {type_}" for name, type_ in columns.items())
    con.execute(f"create table {quoted(table)} ({spelt})")


def insert_frame(
    con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], frame: pd.DataFrame, **same: str
) -> None:
    """Append a frame. Columns of the table that the frame lacks become null; ``same``: those that are one text throughout.

    Goes through arrow with declared types: left to itself DuckDB guesses the type of an object column from a sample.
    """
    present = [name for name in columns if name in frame.columns]
    arrays = [pa.array(frame[name], type=ARROW[columns[name]], from_pandas=True) for name in present]
    arrays += [pa.repeat(text, len(frame)) for text in same.values()]
    insert_arrow(con, table, pa.table(arrays, names=[*present, *same]))


def insert_records(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows (in column order) to one of the ``SUPPORT`` tables."""
    columns = SUPPORT[table]
    lists = list(zip(*rows, strict=True))
    if lists:
        pairs = zip(lists, columns.values(), strict=True)
        insert_arrow(
            con, table, pa.table([pa.array(values, ARROW[type_]) for values, type_ in pairs], names=list(columns))
        )


def insert_arrow(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append an Arrow table by the names of its columns."""
    con.register("_incoming", rows)
    try:
        con.execute(f"insert into {quoted(table)} by name select * from _incoming")
    finally:
        con.unregister("_incoming")
