"""What tables a shelf really has: names, columns, types, rows, as the database itself tells."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from machi.store.tables import quoted

_LISTED = """
    select table_name, estimated_size from duckdb_tables() where not internal and not starts_with(table_name, '_')
    union all
    select view_name, null from duckdb_views() where not internal
    order by 1
"""
"""Tables, and views that stand for one (``machi.store.lean``): the rows behind those are called ``_…`` and asked by nobody."""


@dataclass(frozen=True)
class TableShape:
    """One table: its (column, type) pairs in their order, and how many rows it holds."""

    name: str
    rows: int
    columns: tuple[tuple[str, str], ...]


def names_of(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table that can be asked, by name."""
    return [name for name, _size in cursor.execute(_LISTED).fetchall()]


def shapes(connection: duckdb.DuckDBPyConnection) -> tuple[TableShape, ...]:
    """Every table by name."""
    with connection.cursor() as cursor:
        sizes = dict(cursor.execute(_LISTED).fetchall())
        for name in [name for name, size in sizes.items() if size is None]:
            (sizes[name],) = cursor.execute(f"select count(*) from {quoted(name)}").fetchall()[0]
        columns: dict[str, list[tuple[str, str]]] = {name: [] for name in sizes}
        for table, column, kind in cursor.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal order by 1, column_index"
        ).fetchall():
            if table in columns:
                columns[table].append((column, kind))
    return tuple(TableShape(name, int(sizes[name]), tuple(columns[name])) for name in sizes)
