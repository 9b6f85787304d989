"""What a kind of rows about single persons or vehicles must bring along, so that only suppressed tables are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

ROUND_TO = 5
"""Shown counts of such rows are multiples of this."""


@dataclass(frozen=True)
class Aggregator:
    """How the rows of ``kind`` become open tables.

    ``make`` gets a *closed* in-memory database and gives one frame per table of ``tables``. That database holds the
    united rows in a table named as the kind (columns of the schema, plus ``dataset`` and ``source_row``), the city's
    ``reference_town`` and ``reference_cell``, and ``setting(name, value)``. It is closed right after ``make``: whatever
    ``make`` returns is public, whatever it doesn't return is gone. ``make`` must also cope with a table without rows.
    """

    kind: str
    tables: Mapping[str, Mapping[str, str]]
    """Open table → column → DuckDB type (one of ``machi.store.tables.ARROW``)."""
    make: Callable[[duckdb.DuckDBPyConnection], Mapping[str, pd.DataFrame]]
    least: int
    """Smallest group that may be shown. ``[smallest_group]`` of city.toml may raise it, never lower it."""


def smallest_group(con: duckdb.DuckDBPyConnection) -> int:
    """The size below which a group is not shown, as ``machi.store.closed`` wrote it into the closed database."""
    ((value,),) = con.execute("select value from setting where name = 'smallest_group'").fetchall()
    return int(value)


def rounded(count: int) -> int:
    """The nearest multiple of ``ROUND_TO`` (an odd base: there are no halves)."""
    return ROUND_TO * round(count / ROUND_TO)
