"""Published bytes → typed pieces, with an account of every record.

The only road into the project: published files at build, a visitor's upload and ``python -m machi check`` all walk
here. Nothing is lost, shifted or changed in silence: ``rows_in == rows_ok + rows_reported`` on every receipt, a bad
cell is None with an Issue, each conversion is counted. Only a file that is no table at all raises (``Unreadable``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import pandas as pd

from machi.errors import Unreadable
from machi.ingest.choices import FREE, Choices
from machi.ingest.container import unreadable
from machi.ingest.decode import decode
from machi.ingest.ingested import Ingested
from machi.ingest.opening import Opening
from machi.ingest.pieces import Pieces
from machi.ingest.receipt import Receipt
from machi.ingest.recognise import recognise
from machi.ingest.records import BATCH, find_delimiter, scan
from machi.ingest.schema import Schema, Schemas, project_schemas
from machi.ingest.values import Hint
from machi.text import _

__all__ = ["Ingested", "Receipt", "read", "read_chunks", "recognise"]


def read(
    source: bytes | BinaryIO,
    schema: Schema | None = None,
    *,
    name: str = "",
    hint: Hint | None = None,
    schemas: Schemas | None = None,
    free: bool = False,
    choices: Choices | None = None,
) -> Ingested:
    """All pieces of ``read_chunks`` joined."""
    pieces = list(read_chunks(source, schema, name=name, hint=hint, schemas=schemas, free=free, choices=choices))
    last = pieces[-1]
    frames = [piece.frame for piece in pieces if len(piece.frame)] or [last.frame]
    marks = [piece.marks for piece in pieces if len(piece.marks)] or [last.marks]
    issues = [issue for piece in pieces for issue in piece.issues]
    issues.sort(key=lambda issue: issue.row)
    return Ingested(
        frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True),
        issues,
        last.receipt,
        marks[0] if len(marks) == 1 else pd.concat(marks, ignore_index=True),
        last.schema,
    )


def read_chunks(
    source: bytes | BinaryIO,
    schema: Schema | None = None,
    *,
    name: str = "",
    hint: Hint | None = None,
    schemas: Schemas | None = None,
    size: int = BATCH,
    free: bool = False,
    choices: Choices | None = None,
) -> Iterator[Ingested]:
    """Typed pieces of at most ``size`` records, and a last one (maybe without rows) with what concerns the whole file.

    ``schema=None`` recognises the kind among ``schemas`` (the project's by default) and reads an unknown file freely,
    all text; ``free`` reads a known kind so too, for the cards of any table. ``choices`` overrides whatever would be
    guessed. Raises Unreadable, in Japanese with what to do, when the bytes are no table or can't be read as chosen.
    """
    chosen = choices or Choices()
    chosen = replace(chosen, kind=FREE) if free else chosen
    text = decode(source, chosen.encoding)
    kinds = schemas if schemas is not None else project_schemas()
    schema = _of_kind(chosen.kind, kinds) if chosen.kind else schema
    delimiter = chosen.delimiter or find_delimiter(text)
    with text.open() as stream:
        batches = scan(stream, delimiter, size)
        first = next(batches, None)
        if first is None:
            raise unreadable("blank")
        opening = Opening(text, delimiter, first, schema, name, hint or Hint(), kinds, chosen)
        run = Pieces(opening)
        yield run.piece(opening.body(first))
        for batch in batches:
            yield run.piece(batch)
        yield run.end()


def _of_kind(kind: str, kinds: Schemas) -> Schema | None:
    if kind == FREE:
        return None
    if kind not in kinds:
        raise Unreadable(
            _("データの種類「{kind}」はありません。").format(kind=kind),
            _("種類を選び直してください。"),
            kind="bad_choice",
        )
    return kinds[kind]
