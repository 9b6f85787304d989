"""One file of a visitor: its bytes, what was read out of them, and what the visitor settled by hand.

The same reader as for published files does the work. A file is never changed; settling something by hand opens it anew
with other ``Choices``, so that what is shown is always what these bytes give under these choices.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

import pandas as pd

from machi.errors import Unreadable
from machi.ingest.checks import Issue
from machi.ingest.reader import Ingested, Receipt, read
from machi.ingest.reading import Hint
from machi.ingest.schema import Schema, Schemas, header_key
from machi.ingest.tidy_file import read_tidy
from machi.store.as_of import as_of
from machi.text import _

STATISTIC = "statistic"
"""The kind whose files have columns of their own: they are turned into tidy rows."""
LONGEST_NAME = 80
MOST_TIDY_ROWS = 20_000
"""A table of figures over time is small; beyond this no file of unknown kind is tried as one."""
_NO_NAME = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
Progress = Callable[[float], None]
"""Told the part that is done, 0–1."""


@dataclass(frozen=True)
class Choices:
    """What a visitor settled by hand. The empty value of each means "as the reader found it"."""

    kind: str | None = None
    """A known kind, or "" for none of them; None means as recognised."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header as published → column name of the kind, "" for "not used"."""
    sheet: str = ""
    """The sheet of a workbook."""
    as_of: date | None = None
    """The day that the data describes."""


@dataclass(frozen=True, eq=False)
class OwnFile:
    """See the module. ``name`` is as the visitor's computer called it, never a path; ``id`` says nothing of it."""

    id: str
    name: str
    data: bytes = field(repr=False)
    choices: Choices
    ingested: Ingested = field(repr=False)
    tidied: Ingested | None = field(default=None, repr=False)
    """The same file as figures over time, where a file of no known kind names times."""
    synthetic: bool = False
    """True for the sample that the page offers: marked like every synthetic file."""

    @property
    def kind(self) -> str:
        """The kind that it is read as, "" for none."""
        return self.ingested.receipt.kind

    @property
    def frame(self) -> pd.DataFrame:
        return self.ingested.frame

    @property
    def issues(self) -> list[Issue]:
        return self.ingested.issues

    @property
    def receipt(self) -> Receipt:
        return self.ingested.receipt

    @property
    def schema(self) -> Schema:
        """The columns it was read by; of a file of no known kind, those of its own header."""
        return self.ingested.schema

    @property
    def sheet(self) -> str:
        return self.choices.sheet

    @property
    def absent(self) -> tuple[str, ...]:
        """Titles of the columns without which its kind can't be shown."""
        names = [issue.column for issue in self.issues if issue.kind == "column_missing"]
        return tuple(self.schema.by_name[name].title for name in names)

    @property
    def as_of(self) -> date | None:
        """The day that the data describes: as settled, else as rows or name tell it; None when nothing does."""
        stem = PurePosixPath(self.name).stem
        return self.choices.as_of or as_of(stem, self.kind, self.ingested.frame)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def open_file(
    data: bytes,
    name: str,
    choices: Choices | None = None,
    *,
    schemas: Schemas,
    id: str = "own-1",
    city: str = "",
    synthetic: bool = False,
) -> OwnFile:
    """Read ``data`` under ``choices``. Raises Unreadable, in Japanese with what to do, when the bytes are no table."""
    choices, name = choices or Choices(), plain_name(name)
    ingested = _read(data, name, choices, schemas, city)
    known = bool(ingested.receipt.kind)
    tidied = None if known or choices.kind is not None else _tidied(data, name, ingested, schemas)
    return OwnFile(id, name, data, choices, ingested, tidied, synthetic)


def _read(data: bytes, name: str, choices: Choices, schemas: Schemas, city: str) -> Ingested:
    hint = Hint(choices.as_of, name, city=city)
    if choices.kind == "":
        return read(data, None, name=name, hint=hint, schemas=Schemas({}))
    if choices.kind is None:
        found = read(data, None, name=name, hint=hint, schemas=schemas)
        if found.receipt.kind != STATISTIC and not choices.columns:
            return found
        settled = replace(choices, kind=found.receipt.kind)
        return _read(data, name, settled, schemas, city)
    schema = settled_schema(schemas[choices.kind], choices.columns)
    if schema.kind == STATISTIC:
        return next(read_tidy(data, schema, name=name, hint=hint))
    return read(data, schema, name=name, hint=hint, schemas=schemas)


def _tidied(data: bytes, name: str, ingested: Ingested, schemas: Schemas) -> Ingested | None:
    if STATISTIC not in schemas or not 0 < len(ingested.frame) <= MOST_TIDY_ROWS:
        return None
    try:
        found = next(read_tidy(data, schemas[STATISTIC], name=name))
    except Unreadable:
        return None
    return found if len(found.frame) else None


def settled_schema(schema: Schema, columns: Mapping[str, str]) -> Schema:
    """``schema`` under which the headers that a visitor settled mean what was said, and nothing else."""
    settled = {header_key(header) for header in columns}
    made = []
    for column in schema.columns:
        mine = [header for header, name in columns.items() if name == column.name]
        kept = [header for header in column.headers if header_key(header) not in settled]
        title, *aliases = mine or kept or [_("{title}（使わない）").format(title=column.title)]
        if not mine and column.title not in kept:
            # Its own title was given to another column or to none: no header of the file may find it again.
            title, aliases = _("{title}（使わない）").format(title=column.title), kept
        made.append(replace(column, title=title, aliases=tuple(aliases)))
    return replace(schema, columns=tuple(made))


def plain_name(name: str) -> str:
    """The last part of a file name without marks that can't be seen; a word for a name that says nothing."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = _NO_NAME.sub("", last).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > LONGEST_NAME:
        shown = stem[: LONGEST_NAME - 6] + "…" + dot + ending[:5]
    return shown or _("名前のない表")
