"""Published bytes → typed pieces, with an account of every record.

The only road into the project: published files at build, a visitor's upload and ``python -m machi check`` all walk
here. Nothing is lost, shifted or changed in silence: ``rows_in == rows_ok + rows_reported`` on every receipt, a bad
cell is None with an Issue, each conversion is counted. Only a file that is no table at all raises (``Unreadable``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

import pandas as pd

from machi.errors import Unreadable
from machi.ingest.blocks import CHARACTERS_PER_RECORD, blocks
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
from machi.ingest.watched import Progress, last_pass
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
    on_progress: Progress | None = None,
) -> Ingested:
    """All pieces of ``read_chunks`` joined."""
    return joined(
        read_chunks(
            source, schema, name=name, hint=hint, schemas=schemas, free=free, choices=choices, on_progress=on_progress
        )
    )


def joined(found: Iterable[Ingested]) -> Ingested:
    """One reading out of all its pieces."""
    pieces = list(found)
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
    on_progress: Progress | None = None,
) -> Iterator[Ingested]:
    """Typed pieces, and a last one (maybe without rows) with what concerns the whole file.

    The first piece has at most ``size`` records, which settle how everything is read; later ones are about as long as
    ten times that.

    ``schema=None`` recognises the kind among ``schemas`` (the project's by default) and reads an unknown file freely,
    all text; ``free`` reads a known kind so too, for the cards of any table. ``choices`` overrides whatever would be
    guessed. ``on_progress(done_bytes, total_bytes)`` is called on the way and may raise to cancel. Raises Unreadable, in
    Japanese with what to do, when the bytes are no table or can't be read as chosen.
    """
    chosen = choices or Choices()
    chosen = replace(chosen, kind=FREE) if free else chosen
    text = decode(source, chosen.encoding, on_progress)
    kinds = schemas if schemas is not None else project_schemas()
    schema = _of_kind(chosen.kind, kinds) if chosen.kind else schema
    delimiter = chosen.delimiter or find_delimiter(text)
    last_pass(text.stream)
    with text.open(last=True) as stream:
        first = next(scan(stream, delimiter, size), None)
        if first is None:
            raise unreadable("blank")
        opening = Opening(text, delimiter, first, schema, name, hint or Hint(), kinds, chosen)
        run = Pieces(opening)
        yield run.piece(opening.body(first))
        rest = blocks(stream, delimiter, opening.width, first.end, size * CHARACTERS_PER_RECORD)
        for batch in rest:
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
