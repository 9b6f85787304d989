"""A shelf of a visitor's own files: the same tables, macros, views and questions as the published one, in memory.

Pages and cards can't tell the two apart but by ``Source.unchecked``: there is no branch on where the data came from.
Nothing spills to a disk, nothing outside can be read from SQL, and ``close`` gives every byte back.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from machi.cards.geo import context
from machi.clock import fixed_today, real_today
from machi.ingest.ingested import Ingested
from machi.own.files import STATISTIC, OwnFile
from machi.own.place import Where, where
from machi.store.aggregates import AGGREGATORS
from machi.store.anything import KIND as ANYTHING
from machi.store.anything import load_anything
from machi.store.catalogue import Catalogue, Publication
from machi.store.closed import count_closed
from machi.store.files import insert_piece, with_receipt
from machi.store.lean import MOST_KEPT, narrow, widen
from machi.store.load import set_up_own, write_catalogue
from machi.store.problem import Problem
from machi.store.shelf import Shelf
from machi.store.tables import create_tables, insert_records, table_shapes
from machi.store.unite import unite
from machi.store.versions import contained, lists_apart, part_left
from machi.text import _

FOLDER = Path("own")
"""Stands in the paths of publications, which name no file: nothing is ever opened there."""
Loaded = tuple[list[Publication], list[Problem]]


def own_shelf(files: Sequence[OwnFile], published: Shelf) -> Shelf:
    """The shelf of ``files``, with the city, questions and reference tables that belong to them. ``close`` it."""
    con = duckdb.connect(":memory:", config={"threads": str(min(4, os.cpu_count() or 1))})
    # Before the first row: what doesn't fit into memory must fail, not land in a file.
    con.execute("set temp_directory = ''")
    at = where(files, published)
    lean = not has_districts(files)
    if lean:
        at = replace(at, reference={**at.reference, "reference_town": ()})
    columns = create_tables(con, published.schemas)
    _load_reference(con, at)
    publications: list[Publication] = []
    problems: list[Problem] = []
    for kind in published.schemas:
        mine = [(file, reading) for file in files for reading in file.readings if reading.receipt.kind == kind]
        if mine:
            done, told = _load_kind(con, kind, mine, columns[kind], published, at, lean)
            publications += done
            problems += told
    publications += [_load_anything(con, file, at) for file in files if file.meanings and file.kind not in AGGREGATORS]
    shapes = published.once("shapes", lambda: table_shapes(published.connection))
    filled = {item.kind for item in publications if item.usable}
    set_up_own(con, published.library, shapes, filled, kept=not lean)
    catalogue = Catalogue(tuple(sorted(publications, key=lambda item: (item.kind, item.id))), tuple(problems))
    write_catalogue(con, catalogue, FOLDER)
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    originals = {item.id: file.data for file in files for item in publications if item.path == FOLDER / file.name}
    return Shelf(
        con,
        catalogue,
        at.city,
        published.schemas,
        published.library,
        fixed_today() or real_today(),
        f"own-{secrets.token_hex(16)}",
        own=True,
        originals=originals,
        kept={"context": context(published)} if at.city is published.city else {},
    )


def has_districts(files: Sequence[OwnFile]) -> bool:
    """Whether rows are put into the district of their nearest town: that measures every row against every town."""
    return sum(len(file.frame) for file in files) <= MOST_KEPT


def close(shelf: Shelf) -> None:
    """Give the tables back. A shelf that is asked afterwards fails; nobody may hold on to one."""
    shelf.connection.close()


def dataset_id(file: OwnFile, kind: str) -> str:
    """A file that is read in two ways is two datasets. Ids stand in addresses: they say nothing of the file's name."""
    return file.id if kind == file.kind or (kind == ANYTHING and not file.kind) else f"{file.id}-{kind}"


def _load_kind(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    mine: Sequence[tuple[OwnFile, Ingested]],
    columns: dict[str, str],
    published: Shelf,
    at: Where,
    lean: bool,
) -> Loaded:
    """All files of one kind. Rows about persons are counted in a closed database first, as published ones are."""
    schema = published.schemas[kind]
    apart = range(len(mine)) if kind == STATISTIC else lists_apart([reading.frame for _file, reading in mine])
    parts = [f"{group}" if len(set(apart)) > 1 and schema.unite != "period" else "" for group in apart]

    inside = contained([reading.frame for _file, reading in mine]) if schema.unite == "snapshot" else {}

    def read(target: duckdb.DuckDBPyConnection, into: dict[str, str]) -> Loaded:
        if target is not con:
            _load_reference(target, at)
        told: list[Problem] = []
        done = []
        for nth, ((file, reading), part) in enumerate(zip(mine, parts, strict=True)):
            if nth in inside:
                item, problem = _left_out(file, reading, mine[inside[nth]][0])
            else:
                item, problem = _load(target, file, reading, into, part)
            done.append(item)
            told += problem
        return done, told

    if kind in AGGREGATORS:
        least = max(AGGREGATORS[kind].least, published.city.smallest_group.get(kind, 0))
        return count_closed(con, schema, published.schemas, least, read)
    lean = lean and schema.unite == "snapshot"
    into = narrow(con, schema, columns, (reading.frame for _file, reading in mine)) if lean else columns
    loaded, problems = read(con, into)
    united, told = unite(con, schema, loaded, sort=not lean)
    if lean:
        widen(con, schema, columns, into)
    return united, problems + told


def _load(
    con: duckdb.DuckDBPyConnection, file: OwnFile, reading: Ingested, columns: dict[str, str], part: str
) -> tuple[Publication, list[Problem]]:
    """One file into the table of its kind, unless a column that the kind can't do without is missing."""
    item = with_receipt(_publication(file, reading.receipt.kind, part), reading.receipt)
    if file.absent and reading is file.ingested:
        facts = {"file": file.name, "columns": "・".join(file.absent)}
        return item, [Problem(item.kind, item.id, "missing_column", facts)]
    insert_piece(con, item.id, item.kind, columns, reading)
    return replace(item, status="ok" if reading.receipt.rows_ok else "empty", issues=len(reading.issues)), []


def _left_out(file: OwnFile, reading: Ingested, larger: OwnFile) -> tuple[Publication, list[Problem]]:
    """A file whose rows all stand in another one, as a list would be counted twice beside its own part."""
    item = with_receipt(_publication(file, reading.receipt.kind, ""), reading.receipt)
    why = part_left(item.kind, item.id, file.name, file.as_of, larger.name, larger.as_of)
    return replace(item, status="contained"), [why]


def _load_anything(con: duckdb.DuckDBPyConnection, file: OwnFile, at: Where) -> Publication:
    """Every column of the file under its own header, for the cards of any table."""
    item = _publication(file, ANYTHING, "")
    if file.free is None or not len(file.free.frame):
        return replace(item, status="empty")
    item = with_receipt(item, file.free.receipt)
    load_anything(con, item.id, file.free.frame, file.meanings, city=at.city.name, kept=file.kept)
    return replace(item, status="ok")


def _publication(file: OwnFile, kind: str, part: str) -> Publication:
    return Publication(
        id=dataset_id(file, kind),
        kind=kind,
        path=FOLDER / file.name,
        title=f"{file.name}（{file.sheet}）" if file.sheet else file.name,
        publisher=_("お手元のファイル"),
        licence=_("公開前"),
        as_of=file.as_of,
        sha256=file.sha256,
        synthetic=file.synthetic,
        unchecked=file.unchecked,
        access="aggregate" if kind in AGGREGATORS else "open",
        part=part,
    )


def _load_reference(con: duckdb.DuckDBPyConnection, at: Where) -> None:
    for table, rows in at.reference.items():
        insert_records(con, table, rows)
