"""Where a shelf's tables lie, for a process that shall ask them without the server: a file, or rows as Arrow streams.

A shelf in memory (a visitor's own file, or a store that can't be written) has no file; its tables travel through a pipe.
"""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pyarrow as pa

from machi.store.shape import names_of
from machi.store.tables import quoted


def file_of(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """The database file that the connection reads, or None when it is in memory."""
    with connection.cursor() as cursor:
        row = cursor.execute("select path from duckdb_databases() where database_name = current_database()").fetchone()
    return Path(row[0]) if row and row[0] else None


def streams_of(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, bytes]]:
    """Every table by name, each as an Arrow stream."""
    with connection.cursor() as cursor:
        return [
            (name, _stream(cursor.sql(f"select * from {quoted(name)}").to_arrow_table())) for name in names_of(cursor)
        ]


def _stream(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()
