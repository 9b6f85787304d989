"""Facts that maps and districts need: ``data/reference/{towns,cells,places}.csv``. Each may be absent.

Not published data (no sidecar): names and rounded points with their credit, written by ``adopt`` or by hand.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from machi.store.problem import Problem
from machi.store.tables import SUPPORT, insert_records, quoted

FILES = {"towns.csv": "reference_town", "cells.csv": "reference_cell", "places.csv": "reference_label"}


def _finite(text: str) -> float:
    """A number that a map can use; ``nan`` and ``inf`` are refused."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


DEFAULTS = {"kind": "", "rank": "9", "district": ""}
CAST: dict[str, Callable[[str], Any]] = {"DOUBLE": _finite, "BIGINT": int, "VARCHAR": str}


def load_reference(con: duckdb.DuckDBPyConnection, data: Path) -> list[Problem]:
    """Fill the three tables. A broken file leaves its table empty and gives a Problem."""
    problems = []
    for name, table in FILES.items():
        path = data / "reference" / name
        if not path.exists():
            continue
        try:
            insert_records(con, table, read_reference(path, table))
        except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError, TypeError) as error:
            problems.append(Problem("", "", "bad_reference", {"file": name, "detail": str(error)}))
    return problems


def read_reference(path: Path, table: str) -> list[tuple[Any, ...]]:
    """Rows of one file as the table wants them; further columns are ignored. Raises KeyError or ValueError."""
    columns = SUPPORT[table]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [
            tuple(CAST[type_](row[name] if row.get(name) else DEFAULTS[name]) for name, type_ in columns.items())
            for row in csv.DictReader(stream)
        ]


def loaded_rows(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    """The rows of one of the three tables as a store holds them: a visitor's own shelf stands on the same ground."""
    names = ", ".join(quoted(name) for name in SUPPORT[table])
    with con.cursor() as cursor:
        return cursor.execute(f"select {names} from {quoted(table)}").fetchall()
