"""What tables a shelf really has: names, columns, types, rows, as the database itself tells."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class TableShape:
    """One table: its (column, type) pairs in their order, and how many rows it holds."""

    name: str
    rows: int
    columns: tuple[tuple[str, str], ...]


def shapes(connection: duckdb.DuckDBPyConnection) -> tuple[TableShape, ...]:
    """Every table by name."""
    with connection.cursor() as cursor:
        sizes = dict(
            cursor.execute(
                "select table_name, estimated_size from duckdb_tables() where not internal order by 1"
            ).fetchall()
        )
        columns: dict[str, list[tuple[str, str]]] = {name: [] for name in sizes}
        for table, column, kind in cursor.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal order by 1, column_index"
        ).fetchall():
            if table in columns:
                columns[table].append((column, kind))
    return tuple(TableShape(name, int(sizes[name]), tuple(columns[name])) for name in sizes)
