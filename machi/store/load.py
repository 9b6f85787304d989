"""From a data folder to filled tables: every CSV is hashed, read, checked and loaded, or its problem is told.

One open file is hashed, read and hashed again: one that is replaced meanwhile can't be half old, half new.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import Any

import duckdb

from machi.errors import BadSettings, Unreadable
from machi.ingest.reader import Ingested, Receipt, read_chunks
from machi.ingest.reading import Hint
from machi.ingest.schema import Schema, Schemas
from machi.store.catalogue import Catalogue, Publication, scan
from machi.store.city import load_city
from machi.store.problem import Problem
from machi.store.queries import Library
from machi.store.reference import load_reference
from machi.store.tables import SUPPORT, create_tables, insert_frame, insert_records, quoted
from machi.store.unite import unite


def load(con: duckdb.DuckDBPyConnection, data: Path, schemas: Schemas, library: Library) -> Catalogue:
    """Fill an empty database from ``data``. Raises BadSettings only when a schema can't be used."""
    columns = create_tables(con, schemas)
    found, problems = scan(data, schemas)
    publications: list[Publication] = []
    for kind, schema in schemas.items():
        mine = []
        for item in (item for item in found if item.kind == kind):
            done, told = _load_one(con, item, schema, columns[kind], data)
            mine.append(done)
            problems += told
        united, told = unite(con, schema, mine)
        publications += united
        problems += told
    problems += load_reference(con, data) + city_problem(data)
    set_up(con, library)
    catalogue = Catalogue(tuple(sorted(publications, key=lambda item: (item.kind, item.id))), tuple(problems))
    _write(con, catalogue, data)
    return catalogue


def set_up(con: duckdb.DuckDBPyConnection, library: Library) -> None:
    """Run ``_macros.sql`` and ``_views.sql``; again after rows were added to a session's own shelf."""
    for part in ("macros", "views"):
        con.execute(library.setup(part))


def city_problem(data: Path) -> list[Problem]:
    """The problem of ``city.toml``, if there is one."""
    try:
        load_city(data)
    except BadSettings as error:
        return [Problem("", "", "city", {"detail": str(error)})]
    return []


def _load_one(
    con: duckdb.DuckDBPyConnection, item: Publication, schema: Schema, columns: dict[str, str], data: Path
) -> tuple[Publication, list[Problem]]:
    shown = f"{item.kind}/{item.path.name}"
    facts = {
        "file": shown,
        "path": f"{data.name}/{shown}",
        "sidecar": f"{item.kind}/{item.path.stem}.toml",
        "title": item.title,
    }

    def told(code: str, **more: str) -> list[Problem]:
        return [Problem(item.kind, item.id, code, {**facts, **more})]

    if item.access != "open":
        return replace(item, status="aggregate"), told("aggregate")
    try:
        with item.path.open("rb") as stream:
            if not _sealed(stream, item.sha256):
                return item, told("hash_mismatch")
            item, absent = _read_into(con, item, schema, columns, stream)
            still_sealed = _sealed(stream, item.sha256)
    except (OSError, Unreadable) as error:
        remove_rows(con, item)
        return item, told("unreadable", detail=str(error))
    if absent:
        remove_rows(con, item)
        return item, told("missing_column", columns="・".join(absent))
    if not still_sealed:
        remove_rows(con, item)
        return item, told("hash_mismatch")
    if not item.rows_ok:
        return replace(item, status="empty"), told("no_rows")
    return replace(item, status="ok"), told("no_as_of") if item.as_of is None else []


def _sealed(stream: BufferedReader, sha256: str) -> bool:
    """Whether the open file's bytes have this hash; leaves it at the beginning."""
    stream.seek(0)
    same = hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    stream.seek(0)
    return same


def _read_into(
    con: duckdb.DuckDBPyConnection, item: Publication, schema: Schema, columns: dict[str, str], stream: BufferedReader
) -> tuple[Publication, list[str]]:
    """Load piece by piece; returns it with its receipt, and the titles of required columns that are missing."""
    issues = 0
    absent = []
    for piece in read_chunks(stream, schema, name=item.path.name, hint=Hint(item.as_of, item.path.name)):
        insert_piece(con, item.id, item.kind, columns, piece)
        issues += len(piece.issues)
        absent += [schema.by_name[issue.column].title for issue in piece.issues if issue.kind == "column_missing"]
    return _with_receipt(replace(item, issues=issues), piece.receipt), absent


def insert_piece(
    con: duckdb.DuckDBPyConnection, dataset: str, kind: str, columns: dict[str, str], piece: Ingested
) -> None:
    """Rows, issues, and the cells where something stood instead of a value."""
    insert_frame(con, kind, columns, piece.frame.assign(dataset=dataset))
    insert_frame(con, "missing", SUPPORT["missing"], piece.marks.assign(kind=kind, dataset=dataset))
    rows = [(dataset, kind, one.row, one.column, one.kind, one.value, one.expected) for one in piece.issues]
    insert_records(con, "issue", rows)


def remove_rows(con: duckdb.DuckDBPyConnection, item: Publication) -> None:
    """Take out what a refused file had loaded; its issues stay, so that the catalogue can show them."""
    for table in (item.kind, "missing"):
        con.execute(f"delete from {quoted(table)} where dataset = $id", {"id": item.id})


def _with_receipt(item: Publication, receipt: Receipt) -> Publication:
    return replace(
        item,
        rows_in=receipt.rows_in,
        rows_ok=receipt.rows_ok,
        rows_reported=receipt.rows_reported,
        encoding=receipt.encoding,
        delimiter=receipt.delimiter,
        newline=receipt.newline,
        header_row=receipt.header_row,
        generation=receipt.generation,
        columns=dict(receipt.columns),
    )


def _write(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, data: Path) -> None:
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
