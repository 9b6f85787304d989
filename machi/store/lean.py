"""A kind's table of a very long file: its rows once, without the columns that the file doesn't have.

DuckDB keeps 16 bytes for every cell of words in memory, filled or not: a list of a million places of 31 columns, and the
table ``place`` that is made from it, took 730 MB; the twelve columns that had a value take 130. So the table gets only
those, a view adds the others as null, and what ``_views.sql`` makes at build is asked anew each time (``set_up``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb
import pandas as pd

from machi.ingest.schema import Schema
from machi.store.tables import create_table, quoted

MOST_KEPT = 50_000
"""Rows of all files up to which everything is made at once: 200,000 in districts took 15 s."""
_ALWAYS = ("dataset", "source_row")


def narrow(
    con: duckdb.DuckDBPyConnection, schema: Schema, columns: Mapping[str, str], frames: Iterable[pd.DataFrame]
) -> dict[str, str]:
    """Make the empty table of a kind anew with the columns that ``frames`` fill or that tell its rows apart."""
    filled = {name for frame in frames for name in frame.columns if frame[name].notna().any()}
    kept = {name: kind for name, kind in columns.items() if name in filled | {*_ALWAYS, *schema.key}}
    table = quoted(schema.kind)
    con.execute(f"drop table {table}")
    create_table(con, schema.kind, kept)
    return kept


def widen(con: duckdb.DuckDBPyConnection, schema: Schema, columns: Mapping[str, str], kept: Mapping[str, str]) -> None:
    """Give the table of a kind all its columns again: a view over its rows. Nothing is added to it afterwards."""
    table = quoted(schema.kind)
    names = quoted(f"_{schema.kind}")
    con.execute(f"alter table {table} rename to {names}")
    spelt = ", ".join(
        quoted(name) if name in kept else f"null::{kind} as {quoted(name)}" for name, kind in columns.items()
    )
    con.execute(f"create view {table} as select {spelt} from {names}")
