"""One published file: hashed, read, checked and loaded, or its problem is told.

The bytes are taken exactly once: what was hashed is what is read, so that a file that is overwritten meanwhile (even
there and back again) can't be half old, half new.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

import duckdb

from machi.errors import Unreadable
from machi.ingest.reader import Ingested, Receipt, read_chunks
from machi.ingest.reading import Hint
from machi.ingest.schema import Schema, Schemas
from machi.ingest.tidy_file import read_tidy
from machi.store.aggregates import AGGREGATORS
from machi.store.catalogue import Publication
from machi.store.foreign import foreign
from machi.store.history import candidates
from machi.store.internal import RULES, Cut, as_internal, is_cut, shut_out
from machi.store.problem import Problem
from machi.store.tables import SUPPORT, insert_frame, insert_records, quoted

ANY_SHAPE = "statistic"
"""The kind whose files have columns of their own: they are turned into tidy rows."""
IN_MEMORY = 64 * 2**20
"""Bytes of an open file that are kept in memory while it is read; a larger one goes through a temporary file."""
BLOCK = 2**20


def load_file(
    con: duckdb.DuckDBPyConnection,
    item: Publication,
    schema: Schema,
    columns: dict[str, str],
    data: Path,
    schemas: Schemas,
    city: str = "",
) -> tuple[Publication, list[Problem]]:
    """Load the rows of ``item`` into the table of its kind; returns it with its receipt and status."""
    shown = f"{item.kind}/{item.path.name}"
    facts = {
        "file": shown,
        "path": f"{data.name}/{shown}",
        "sidecar": f"{item.kind}/{item.path.stem}.toml",
        "title": item.title,
    }

    def told(code: str, **more: str) -> list[Problem]:
        return [Problem(item.kind, item.id, code, {**facts, **more})]

    item = as_internal(item)
    if shut_out(item):
        return replace(item, status="internal"), told("internal")
    if item.access == "aggregate":
        return replace(item, status="aggregate"), told("aggregate")
    try:
        with _copy(item.kind) as copy:
            if not _taken(item, copy):
                return item, told("hash_mismatch")
            item, absent = _read_into(con, item, schema, columns, copy, city)
    except (OSError, Unreadable) as error:
        remove_rows(con, item)
        return item, told("unreadable", detail="" if is_cut(item) else str(error))
    if absent:
        remove_rows(con, item)
        return item, told("missing_column", columns="・".join(absent))
    if wrong := foreign(item, schema, schemas):
        remove_rows(con, item)
        code, more = wrong
        return item, told(code, **more)
    if not item.rows_ok:
        return replace(item, status="empty"), told("no_rows")
    return replace(item, status="ok"), told("no_as_of") if item.as_of is None else []


def _copy(kind: str) -> BinaryIO:
    """An empty copy to fill. Rows about single persons or vehicles never reach a disk: 0 means memory only."""
    most = 0 if kind in AGGREGATORS else IN_MEMORY
    return cast(BinaryIO, SpooledTemporaryFile(max_size=most))


def _taken(item: Publication, copy: BinaryIO) -> bool:
    """Fill ``copy`` with the bytes that the sidecar names (see ``machi.store.history``); False when they are nowhere."""
    absent: OSError | None = None
    for path in candidates(item.path, item.sha256):
        copy.seek(0)
        copy.truncate()
        try:
            found = _copied(path, copy)
        except FileNotFoundError as error:
            absent = error
            continue
        absent = None
        if found == item.sha256:
            return True
    if absent:
        raise absent
    return False


def _copied(path: Path, copy: BinaryIO) -> str:
    """Fill ``copy`` with the file's bytes and leave it at its beginning; returns their sha256 in hex."""
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            total.update(block)
            copy.write(block)
    copy.seek(0)
    return total.hexdigest()


def _read_into(
    con: duckdb.DuckDBPyConnection,
    item: Publication,
    schema: Schema,
    columns: dict[str, str],
    stream: BinaryIO,
    city: str,
) -> tuple[Publication, list[str]]:
    """Load piece by piece; returns it with its receipt, and the titles of required columns that are missing."""
    issues = 0
    absent = []
    cut = Cut(RULES[item.kind]) if is_cut(item) else None
    hint = Hint(item.as_of, item.path.name, city=city)
    pieces = read_tidy if schema.kind == ANY_SHAPE else read_chunks
    for piece in pieces(stream, schema, name=item.path.name, hint=hint):
        insert_piece(con, item.id, item.kind, columns, cut.piece(piece) if cut else piece)
        issues += len(piece.issues)
        absent += [schema.by_name[issue.column].title for issue in piece.issues if issue.kind == "column_missing"]
    return with_receipt(replace(item, issues=issues), piece.receipt), absent


def insert_piece(
    con: duckdb.DuckDBPyConnection, dataset: str, kind: str, columns: dict[str, str], piece: Ingested
) -> None:
    """Rows, issues, and the cells where something stood instead of a value."""
    insert_frame(con, kind, columns, piece.frame, dataset=dataset)
    insert_frame(con, "missing", SUPPORT["missing"], piece.marks, kind=kind, dataset=dataset)
    rows = [(dataset, kind, one.row, one.column, one.kind, one.value, one.expected) for one in piece.issues]
    insert_records(con, "issue", rows)


def remove_rows(con: duckdb.DuckDBPyConnection, item: Publication) -> None:
    """Take out what a refused file had loaded; its issues stay, so that the catalogue can show them."""
    for table in (item.kind, "missing"):
        con.execute(f"delete from {quoted(table)} where dataset = $id", {"id": item.id})


def with_receipt(item: Publication, receipt: Receipt) -> Publication:
    """The publication with what its reading told."""
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
