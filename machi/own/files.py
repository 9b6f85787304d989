"""One file of a visitor: its bytes, what was read out of them, and what the visitor settled by hand.

The same reader as for published files does the work. A file is never changed; settling something by hand opens it anew
with other ``Choices``, so that what is shown is always what these bytes give under these choices.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from machi.errors import Unreadable
from machi.ingest import choices as reading
from machi.ingest.checks import Issue
from machi.ingest.choices import FREE
from machi.ingest.held import give_back
from machi.ingest.meaning import TIMES, Meaning, meanings_of
from machi.ingest.meaning_cells import unread
from machi.ingest.meaning_evidence import Encoded
from machi.ingest.reader import Ingested, Receipt, read
from machi.ingest.reading import Hint
from machi.ingest.schema import Schema, Schemas
from machi.ingest.sexes import sums_amiss
from machi.ingest.tidy_file import read_tidy
from machi.ingest.times_across import own_names
from machi.ingest.workbook import Sheet, tables_of
from machi.store.as_of import as_of, said_above
from machi.text import _

Progress = Callable[[float], object]
"""Told the part that is done, 0–1."""
STATISTIC = "statistic"
"""The kind whose files have columns of their own: they are turned into tidy rows."""
LONGEST_NAME = 80
DENSE, ONCE = 0.5, 0.8
"""Part of all that could be told at each time that a table of figures tells, and part of it that it tells once."""
MOST_TWICE = 20_000
"""Rows up to which a file is read a second time, for the cards of any table, as figures over time and cell by cell."""
_NO_NAME = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Choices(reading.Choices):
    """What a visitor settled by hand. The empty value of each means "as found". ``kind`` may be ``FREE``: none."""

    sheet: str = ""
    """The sheet of a workbook."""
    as_of: date | None = None
    """The day that the data describes."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Header → meaning (``machi.ingest.meaning.MEANINGS``), for the cards of any table."""


@dataclass(frozen=True)
class Asked:
    """What a file is read by besides its own bytes: the kinds, and what the city calls itself and its towns."""

    schemas: Schemas
    city: str = ""
    towns: Collection[str] = ()


@dataclass(frozen=True, eq=False)
class OwnFile:
    """See the module. ``name`` is as the visitor's computer called it, never a path; ``id`` says nothing of it."""

    id: str
    name: str
    data: bytes = field(repr=False)
    choices: Choices
    table: bytes = field(repr=False)
    """The text that was read: ``data`` itself, or the chosen sheet of a workbook as CSV."""
    sheets: tuple[str, ...]
    """Names of the sheets of a workbook; empty for text."""
    sheet: str
    sha256: str
    ingested: Ingested = field(repr=False)
    tidied: Ingested | None = field(default=None, repr=False)
    """The same file as figures over time, where a file of no known kind names times."""
    free: Ingested | None = field(default=None, repr=False)
    """The same file with every column as text, for the cards of any table."""
    meanings: tuple[Meaning, ...] = field(default=(), repr=False)
    notes: tuple[Issue, ...] = ()
    """What is to be known of the workbook: hidden rows, formulas without a value."""
    synthetic: bool = False
    """True for the sample that the page offers: marked like every synthetic file."""
    kept: dict[str, Encoded] = field(default_factory=dict, repr=False, compare=False)
    """Columns of ``free`` as they were encoded to find their meanings; the shelf takes them out when it reads them."""
    checked: str = ""
    """sha256 of the bytes that passed 公開前チェック in this session; of other bytes than these it says nothing."""

    @property
    def readings(self) -> tuple[Ingested, ...]:
        """The ways in which it was read by a kind: its own, and where it has none, as figures over time."""
        return (self.ingested, self.tidied) if self.tidied is not None else (self.ingested,)

    @property
    def kind(self) -> str:
        """The kind that it is read as, "" for none."""
        return self.ingested.receipt.kind

    @property
    def unchecked(self) -> bool:
        """Whether these very bytes have still to pass 公開前チェック."""
        return self.checked != self.sha256

    @property
    def frame(self) -> pd.DataFrame:
        return self.ingested.frame

    @property
    def issues(self) -> list[Issue]:
        return [*self.notes, *self.ingested.issues]

    @cached_property
    def unread(self) -> tuple[Issue, ...]:
        """Cells of a table of no known kind that can't be read as what their column means (令和5年5月32日 in a date), and a 計 of
        men and women that is not their sum."""
        if self.kind or self.free is None or len(self.frame) > MOST_TWICE:
            return ()
        found = (*unread(self.free.frame, self.meanings), *sums_amiss(self.free.frame, self.meanings))
        return tuple(replace(one, row=self.receipt.line_of(one.row)) for one in found)

    @property
    def receipt(self) -> Receipt:
        return self.ingested.receipt

    @property
    def schema(self) -> Schema:
        """The columns it was read by; of a file of no known kind, those of its own header."""
        return self.ingested.schema

    @property
    def absent(self) -> tuple[str, ...]:
        """Titles of the columns without which its kind can't be shown."""
        names = [issue.column for issue in self.ingested.issues if issue.kind == "column_missing"]
        return tuple(self.schema.by_name[name].title for name in names)

    @cached_property
    def as_of(self) -> date | None:
        """The day that the data describes: as settled, else as rows, name or title tell it; None when nothing does."""
        told = as_of(PurePosixPath(self.name).stem, self.kind, self.frame)
        return self.choices.as_of or told or said_above(self.table, self.receipt)

    @property
    def bytes_held(self) -> int:
        """Bytes of the file, of its sheet's text and of every table that was read from it."""
        tables = {id(one): one.frame for one in (*self.readings, self.free) if one is not None}
        held = len(self.data) + (0 if self.table is self.data else len(self.table))
        return held + int(sum(frame.memory_usage(deep=True).sum() for frame in tables.values()))


def open_file(
    data: bytes,
    name: str,
    choices: Choices | None = None,
    *,
    schemas: Schemas,
    id: str = "own-1",
    city: str = "",
    towns: Collection[str] = (),
    synthetic: bool = False,
    on_progress: Progress | None = None,
) -> OwnFile:
    """Read ``data`` under ``choices``; ``on_progress`` hears of every hundredth.

    Raises Unreadable, in Japanese with what to do, when the bytes are no table.
    """
    choices, name, asked = choices or Choices(), plain_name(name), Asked(schemas, city, towns)
    with ThreadPoolExecutor(1) as worker:
        digest = worker.submit(lambda: hashlib.sha256(data).hexdigest())
        sheets = tables_of(data, name)
        sheet = _chosen(sheets, name, choices.sheet)
        hint = Hint(choices.as_of, name, city=city)
        ingested = _read(sheet.data, name, choices, asked, hint, on_progress)
    if len(ingested.frame) > MOST_TWICE:
        give_back()
    small = 0 < len(ingested.frame) <= MOST_TWICE
    free = ingested if not ingested.receipt.kind else _free(sheet.data, name, choices, asked, hint) if small else None
    kept: dict[str, Encoded] = {}
    meanings = _meanings(free, choices, asked, hint, kept) if free else ()
    figures = small and not ingested.receipt.kind and choices.kind != FREE and not _own_days(meanings)
    tidied = _tidied(sheet.data, name, asked) if figures else None
    return OwnFile(
        id,
        name,
        data,
        choices,
        sheet.data,
        tuple(_sheet_name(one, name) for one in sheets) if sheet.data is not data else (),
        _sheet_name(sheet, name) if len(sheets) > 1 else "",
        digest.result(),
        ingested,
        tidied,
        free,
        meanings,
        sheet.issues,
        synthetic,
        kept,
    )


def _sheet_name(sheet: Sheet, name: str) -> str:
    """A sheet's own name; the only sheet of a workbook is called like the file."""
    return sheet.name.removeprefix(name).strip() or sheet.name


def _chosen(sheets: Sequence[Sheet], name: str, wanted: str) -> Sheet:
    """The sheet settled by hand, else the visible one that holds the most: a cover sheet is no table."""
    by_name = {_sheet_name(sheet, name): sheet for sheet in sheets}
    if wanted in by_name:
        return by_name[wanted]
    return max([sheet for sheet in sheets if not sheet.hidden] or sheets, key=lambda sheet: len(sheet.data))


def _read(
    table: bytes, name: str, choices: Choices, asked: Asked, hint: Hint, on_progress: Progress | None
) -> Ingested:
    if choices.kind != STATISTIC:
        tell = (lambda done, total: on_progress(done / total)) if on_progress else None
        found = read(table, name=name, hint=hint, schemas=asked.schemas, choices=choices, on_progress=tell)
        if not choices.kind and (why := _split_further(found)):
            free = _free(table, name, choices, asked, hint)
            return replace(free, receipt=replace(free.receipt, reason=why))
        if found.receipt.kind != STATISTIC:
            return found
    return _as_statistic(table, name, asked)


def _split_further(found: Ingested) -> str:
    """Why the rows are no rows of their kind: a column that the kind doesn't know splits each into several (人口 by age, one
    row an age). Of each the kind would keep the first, and call it the whole. "" where that is not so."""
    again = [issue for issue in found.issues if issue.kind == "duplicate"]
    unknown = [header for header, column in found.receipt.columns.items() if not column]
    if found.schema.unite != "period" or not unknown or 2 * len(again) <= len(found.frame):
        return ""
    said = _(
        "「{column}」で行が分かれ、「{key}」の同じ行が{n}あるので、{title}としては読んでいません（一部だけを全体と数えないため）。"
    )
    key = _("・").join(found.schema.by_name[name].title for name in found.schema.key)
    return said.format(column=unknown[0], key=key, n=f"{len(again):,}", title=found.schema.title)


def _as_statistic(table: bytes, name: str, asked: Asked) -> Ingested:
    return next(read_tidy(table, asked.schemas[STATISTIC], name=name))


def _tidied(table: bytes, name: str, asked: Asked) -> Ingested | None:
    try:
        found = _as_statistic(table, name, asked) if STATISTIC in asked.schemas else None
    except Unreadable:
        return None
    return found if found is not None and _is_table_of_figures(found.frame) else None


def _own_days(meanings: Sequence[Meaning]) -> bool:
    """Whether each row has a name and a day of its own (grants, works), of which another row's is no later figure."""
    time = next((one for one in meanings if one.meaning in TIMES), None)
    return own_names(meanings) and time is not None and time.meaning == "date"


def _is_table_of_figures(frame: pd.DataFrame) -> bool:
    """Whether what the rows are of comes again at most times, and once at each: else it is a list of cases with a day each
    (complaints, works), of which figures of one day and another say nothing."""
    if frame.empty:
        return False
    what, when = ["category", "item"], ["start_on", "end_on"]
    told = len(frame.drop_duplicates([*what, *when]))
    could = len(frame.drop_duplicates(what)) * len(frame.drop_duplicates(when))
    return told >= DENSE * could and told >= ONCE * len(frame)


def _free(table: bytes, name: str, choices: Choices, asked: Asked, hint: Hint) -> Ingested:
    plain = replace(choices, kind=FREE, columns={})
    return read(table, name=name, hint=hint, schemas=asked.schemas, choices=plain)


def _meanings(
    free: Ingested, choices: Choices, asked: Asked, hint: Hint, kept: dict[str, Encoded]
) -> tuple[Meaning, ...]:
    """What each column means, with what was settled by hand in place of what was found."""
    titles = {column.name: column.title for column in free.schema.columns}
    found = meanings_of(free.frame, titles, towns=asked.towns, hint=hint, unit=free.receipt.unit_above, kept=kept)
    return tuple(_settled(one, choices.meanings.get(one.header, one.meaning)) for one in found)


def _settled(found: Meaning, meaning: str) -> Meaning:
    said: dict[str, Any] = {"meaning": meaning, "confidence": 1.0, "reason": _("手で選びました。")}
    return found if meaning == found.meaning else replace(found, **said)


def plain_name(name: str) -> str:
    """The last part of a file name without marks that can't be seen; a word for a name that says nothing."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = _NO_NAME.sub("", last).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > LONGEST_NAME:
        shown = stem[: LONGEST_NAME - 6] + "…" + dot + ending[:5]
    return shown or _("名前のない表")
