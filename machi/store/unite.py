"""Several files of one kind become one table. What is left out is always told, never dropped in silence.

``snapshot`` kinds (a list as of a day): within one ``part`` the newest file wins whole; parts stand side by side.
``period`` kinds (rows about days): the rows of all files are joined; where two files tell of the same key, the newest
file's rows win (population: the whole survey day, see ``survey_days``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import duckdb

from machi.ingest.schema import Schema
from machi.store.catalogue import Publication, newest_first
from machi.store.problem import Problem
from machi.store.survey_days import KIND as POPULATION
from machi.store.survey_days import emptied, first_rows_only, newest_of_each_day
from machi.store.tables import insert_records, quoted


def unite(
    con: duckdb.DuckDBPyConnection, schema: Schema, publications: list[Publication], *, sort: bool = True
) -> tuple[list[Publication], list[Problem]]:
    """Unite the loaded publications of one kind in place; returns them with final status, and what was left out.

    ``sort``: put neighbours beside each other, which is worth its time only for what is asked for long.
    """
    loaded = newest_first([item for item in publications if item.usable])
    others = [item for item in publications if not item.usable]
    united, problems = (_periods if schema.unite == "period" else _snapshots)(con, schema, loaded)
    if sort:
        _sort(con, schema)
    if len({item.synthetic for item in united if item.usable}) == 2:
        problems.append(Problem(schema.kind, "", "synthetic_mixed", {"title": schema.title}))
    return _counted(con, schema, united) + others, problems


def _snapshots(
    con: duckdb.DuckDBPyConnection, schema: Schema, loaded: list[Publication]
) -> tuple[list[Publication], list[Problem]]:
    united: list[Publication] = []
    problems: list[Problem] = []
    for _part, group in groupby(sorted(loaded, key=lambda item: item.part), key=lambda item: item.part):
        newest, *older = group
        united.append(newest)
        for item in older:
            con.execute(f"delete from {quoted(schema.kind)} where dataset = $id", {"id": item.id})
            united.append(replace(item, status="superseded"))
            sure = newest.as_of is not None and item.as_of is not None and newest.as_of > item.as_of
            problems.append(_left_out(item, newest, "superseded" if sure else "same_as_of"))
    return united, problems


def _periods(
    con: duckdb.DuckDBPyConnection, schema: Schema, loaded: list[Publication]
) -> tuple[list[Publication], list[Problem]]:
    if schema.kind == POPULATION:
        first_rows_only(con)
    if len(loaded) < 2 or not schema.key:
        return loaded, []
    by_id = {item.id: item for item in loaded}
    problems, gone = _whole_days(con, loaded) if schema.kind == POPULATION else ([], set[str]())
    for old, new, count, left in _overlaps(con, schema, [item.id for item in loaded]):
        item, newer = by_id[old], by_id[new]
        if left == 0:
            gone.add(old)
            problems.append(_left_out(item, newer, "superseded"))
            continue
        problems.append(Problem(item.kind, old, "overlap", {"title": item.title, "newer": new, "count": str(count)}))
        insert_records(con, "issue", [(old, item.kind, 0, "", "overlap", str(count), new)])
    united = [replace(item, status="superseded") if item.id in gone else item for item in loaded]
    return united, problems


def _whole_days(con: duckdb.DuckDBPyConnection, loaded: list[Publication]) -> tuple[list[Problem], set[str]]:
    """The problems, and the files of which nothing is left because newer files have all their days."""
    had_rows = {item.id for item in loaded} - {item.id for item in emptied(con, loaded)}
    problems = newest_of_each_day(con, loaded)
    gone = [item for item in emptied(con, loaded) if item.id in had_rows]
    for item in gone:
        newer = next(other for other in loaded if other.part == item.part)
        problems.append(_left_out(item, newer, "superseded"))
    return problems, {item.id for item in gone}


def _overlaps(
    con: duckdb.DuckDBPyConnection, schema: Schema, newest_to_oldest: list[str]
) -> list[tuple[str, str, int, int]]:
    """Delete rows whose key a newer file also has; returns (older, newer, rows deleted, rows the older one keeps).

    A row without a required part of its key (a date that couldn't be read) is the same as no other row.
    """
    table = quoted(schema.kind)
    key = ", ".join(quoted(name) for name in schema.key)
    needed = [quoted(name) for name in schema.key if schema.by_name[name].required] or [key.split(", ")[0]]
    complete = " and ".join(f"{name} is not null" for name in needed)
    con.execute(
        f"""
        create temp table beaten as
        with ranked as (
            select dataset, source_row, list_position($order, dataset) as _nth,
                   min(list_position($order, dataset)) over (partition by {key}) as _best
            from {table}
            where {complete}
        )
        select dataset, source_row, list_extract($order, _best) as winner from ranked where _nth > _best
        """,
        {"order": newest_to_oldest},
    )
    try:
        con.execute(
            f"delete from {table} as t using beaten as b where t.dataset = b.dataset and t.source_row = b.source_row"
        )
        return con.execute(
            f"""
            select b.dataset, b.winner, count(*), (select count(*) from {table} as t where t.dataset = b.dataset)
            from beaten as b
            group by b.dataset, b.winner
            order by b.dataset, b.winner
            """
        ).fetchall()
    finally:
        con.execute("drop table beaten")


def _left_out(item: Publication, newer: Publication, code: str) -> Problem:
    as_of = item.as_of.isoformat() if item.as_of else "–"
    return Problem(item.kind, item.id, code, {"title": item.title, "as_of": as_of, "newer": newer.id})


def _sort(con: duckdb.DuckDBPyConnection, schema: Schema) -> None:
    """Neighbours beside each other: by key for periods, by 250 m cell (1/480° by 1/320°) for places."""
    if schema.unite == "snapshot" and {"lat", "lon"} <= set(schema.by_name):
        order = "floor(lat * 480), floor(lon * 320)"
    else:
        order = ", ".join(quoted(name) for name in schema.key) or "dataset"
    table = quoted(schema.kind)
    con.execute(f"create or replace table {table} as select * from {table} order by {order}, dataset, source_row")


def _counted(con: duckdb.DuckDBPyConnection, schema: Schema, publications: Iterable[Publication]) -> list[Publication]:
    rows = dict(con.execute(f"select dataset, count(*) from {quoted(schema.kind)} group by dataset").fetchall())
    return [replace(item, rows_used=rows.get(item.id, 0)) for item in publications]
