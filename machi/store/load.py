"""From a data folder to filled tables, kind by kind, and the catalogue of what was found there."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import duckdb

from machi.errors import BadSettings
from machi.ingest.schema import Schemas
from machi.store.aggregates import AGGREGATORS
from machi.store.catalogue import Catalogue, Publication, scan
from machi.store.city import load_city
from machi.store.closed import load_closed
from machi.store.files import load_file
from machi.store.problem import Problem
from machi.store.queries import Library
from machi.store.reference import load_reference
from machi.store.tables import SUPPORT, create_table, create_tables, insert_records
from machi.store.unite import unite

_KEPT_ORDER = re.compile(r"^order by [^;]*\Z", re.MULTILINE)
"""The end of a statement of ``_views.sql``: how the rows of its table lie."""
_MADE = re.compile(r"^create or replace table (\w+)", re.MULTILINE)
_WORD = re.compile(r"\w+")


def load(con: duckdb.DuckDBPyConnection, data: Path, schemas: Schemas, library: Library) -> Catalogue:
    """Fill an empty database from ``data``. Raises BadSettings only when a schema can't be used."""
    columns = create_tables(con, schemas)
    found, problems = scan(data, schemas)
    publications: list[Publication] = []
    for kind, schema in schemas.items():
        mine = [item for item in found if item.kind == kind]
        if kind in AGGREGATORS:
            done, told = load_closed(con, schema, mine, data, schemas)
        else:
            done, told = _load_open(con, schemas, mine, columns[kind], data, kind)
        publications += done
        problems += told
    problems += load_reference(con, data) + city_problem(data) + schema_problems(schemas)
    set_up(con, library)
    catalogue = Catalogue(tuple(sorted(publications, key=lambda item: (item.kind, item.id))), tuple(problems))
    write_catalogue(con, catalogue, data)
    return catalogue


def _load_open(
    con: duckdb.DuckDBPyConnection,
    schemas: Schemas,
    items: list[Publication],
    columns: dict[str, str],
    data: Path,
    kind: str,
) -> tuple[list[Publication], list[Problem]]:
    schema, city = schemas[kind], _city_name(data)
    loaded: list[Publication] = []
    problems: list[Problem] = []
    for item in items:
        done, told = load_file(con, item, schema, columns, data, schemas, city)
        loaded.append(done)
        problems += told
    united, told = unite(con, schema, loaded)
    return united, problems + told


def set_up(con: duckdb.DuckDBPyConnection, library: Library) -> None:
    """Run ``_macros.sql`` and ``_views.sql``."""
    con.execute(library.setup("macros"))
    con.execute(library.setup("views"))


def set_up_own(
    con: duckdb.DuckDBPyConnection,
    library: Library,
    shapes: Mapping[str, Mapping[str, str]],
    filled: Collection[str],
    *,
    kept: bool,
) -> None:
    """``set_up`` in less time, for a shelf on which only these kinds have rows.

    What no ``filled`` kind feeds is made empty, in its shape (``table_shapes`` of a store that was set up). Not ``kept``:
    the others are no tables but asked anew each time.
    """
    con.execute(library.setup("macros"))
    fed = set(filled)
    for statement in library.setup("views").split(";\n"):
        made = _MADE.search(statement)
        if made is None:
            con.execute(statement)
            continue
        name = made[1]
        if fed.isdisjoint(_WORD.findall(statement)):
            create_table(con, name, shapes[name])
            continue
        fed.add(name)
        if kept:
            con.execute(statement)
        else:  # the order in which a table is kept would be a sort at every question
            view = _KEPT_ORDER.sub("", statement).replace("create or replace table", "create or replace view")
            con.execute(view)


def _city_name(data: Path) -> str:
    try:
        return load_city(data).name
    except BadSettings:
        return ""  # told by city_problem


def city_problem(data: Path) -> list[Problem]:
    """The problem of ``city.toml``, if there is one."""
    try:
        load_city(data)
    except BadSettings as error:
        return [Problem("", "", "city", {"detail": str(error)})]
    return []


def write_catalogue(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, data: Path) -> None:
    """Put publications and problems where questions find them. Paths are kept as seen from ``data``."""
    insert_records(con, "dataset", (_record(item, data) for item in catalogue.publications))
    rows = [
        (problem.kind, problem.dataset, problem.code, json.dumps(dict(problem.facts), ensure_ascii=False))
        for problem in catalogue.all_problems
    ]
    insert_records(con, "problem", rows)


def _record(item: Publication, data: Path) -> tuple[Any, ...]:
    facts = {
        **vars(item),
        "path": item.path.relative_to(data).as_posix(),
        "columns": json.dumps(dict(item.columns), ensure_ascii=False),
    }
    return tuple(facts[name] for name in SUPPORT["dataset"])


def schema_problems(schemas: Schemas) -> list[Problem]:
    """A data folder's broken schemas, which the project's stand in for."""
    return [Problem("", "", "bad_schema", {"file": file, "detail": detail}) for file, detail in schemas.broken.items()]


def stored_catalogue(con: duckdb.DuckDBPyConnection, data: Path) -> Catalogue:
    """The catalogue as it was when the store was built."""
    names = list(SUPPORT["dataset"])
    publications = []
    for row in con.execute("select * from dataset order by kind, id").fetchall():
        facts = dict(zip(names, row, strict=True))
        facts |= {"path": data / facts["path"], "columns": json.loads(facts["columns"])}
        publications.append(Publication(**facts))
    problems = con.execute("select kind, dataset, code, facts from problem").fetchall()
    return Catalogue(
        tuple(publications),
        tuple(Problem(kind, dataset, code, json.loads(facts)) for kind, dataset, code, facts in problems),
    )
