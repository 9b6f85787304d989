"""Rows about single persons or vehicles: read here, counted, and gone.

They live in an in-memory database of their own that can't spill to disk, from which the kind's ``Aggregator`` makes
suppressed tables; only those reach the open store. No cell, row number or message that quotes a cell leaves this module:
of the issues only the number is kept, and counts of rows are rounded like every other count of such data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from machi.errors import BadSettings
from machi.ingest.schema import Schema, Schemas
from machi.store.aggregates import AGGREGATORS, Aggregator
from machi.store.aggregates.aggregator import rounded
from machi.store.catalogue import Publication
from machi.store.city import load_city
from machi.store.files import load_file
from machi.store.problem import Problem
from machi.store.reference import load_reference
from machi.store.tables import create_tables, insert_frame
from machi.store.unite import unite

_QUOTES_A_CELL = "detail"
"""The fact of a problem that may hold text of the file."""
Reads = Callable[[duckdb.DuckDBPyConnection, dict[str, str]], tuple[list[Publication], list[Problem]]]
"""Loads the reference tables and the rows of one kind (its columns are given) into a closed database."""


def load_closed(
    con: duckdb.DuckDBPyConnection, schema: Schema, items: list[Publication], data: Path, schemas: Schemas
) -> tuple[list[Publication], list[Problem]]:
    """Fill the open tables of a closed kind; returns its publications with final status, and what was left out."""
    if not items:
        return [], []
    given, problems = _smallest_group(AGGREGATORS[schema.kind], data)

    def read(closed: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> tuple[list[Publication], list[Problem]]:
        load_reference(closed, data)
        return _read(closed, items, schema, columns, data, schemas)

    done, told = count_closed(con, schema, schemas, given, read)
    return done, [*(_wordless(problem) for problem in problems), *told]


def count_closed(
    con: duckdb.DuckDBPyConnection, schema: Schema, schemas: Schemas, least: int, read: Reads
) -> tuple[list[Publication], list[Problem]]:
    """Let ``read`` fill a closed database, publish its suppressed tables into ``con``, and close it."""
    aggregator = AGGREGATORS[schema.kind]
    with duckdb.connect(":memory:") as closed:
        closed.execute("set temp_directory = ''")
        columns = create_tables(closed, schemas)
        loaded, problems = read(closed, columns[schema.kind])
        united, told = unite(closed, schema, loaded)
        problems = [*problems, *told]
        if any(item.usable for item in united):
            closed.execute("create table setting as select 'smallest_group' as name, $value as value", {"value": least})
            _publish(con, aggregator, aggregator.make(closed))
    return [_shown(item) for item in united], [_wordless(problem) for problem in problems]


def _read(
    closed: duckdb.DuckDBPyConnection,
    items: list[Publication],
    schema: Schema,
    columns: Mapping[str, str],
    data: Path,
    schemas: Schemas,
) -> tuple[list[Publication], list[Problem]]:
    loaded, problems = [], []
    for item in items:
        done, told = load_file(closed, replace(item, access="open"), schema, dict(columns), data, schemas)
        loaded.append(replace(done, access="aggregate"))
        problems += told
    return loaded, problems


def _publish(con: duckdb.DuckDBPyConnection, aggregator: Aggregator, made: Mapping[str, object]) -> None:
    for table, columns in aggregator.tables.items():
        insert_frame(con, table, columns, made[table])  # type: ignore[arg-type]


def _shown(item: Publication) -> Publication:
    """Its place in the catalogue: used, but without rows of its own. Row counts are told rounded."""
    rows_ok, rows_reported = rounded(item.rows_ok), rounded(item.rows_reported)
    return replace(
        item,
        status="aggregated" if item.usable else item.status,
        rows_in=rows_ok + rows_reported,
        rows_ok=rows_ok,
        rows_reported=rows_reported,
        rows_used=0,
        issues=rounded(item.issues),
    )


def _wordless(problem: Problem) -> Problem:
    if _QUOTES_A_CELL not in problem.facts:
        return problem
    return replace(problem, facts={**problem.facts, _QUOTES_A_CELL: ""})


def _smallest_group(aggregator: Aggregator, data: Path) -> tuple[int, list[Problem]]:
    """The size in force, and a note when city.toml asks for less than is allowed."""
    try:
        given = load_city(data).smallest_group.get(aggregator.kind, aggregator.least)
    except BadSettings:
        # Told with the other problems of city.toml; the strictest reading of "unknown" is the built-in size.
        given = aggregator.least
    if given >= aggregator.least:
        return given, []
    facts = {"kind": aggregator.kind, "given": str(given), "least": str(aggregator.least)}
    return aggregator.least, [Problem(aggregator.kind, "", "smallest_group", facts)]
