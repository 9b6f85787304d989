"""One file on its way through the check: repairs in order, reasons typed, warnings ticked, and what is still open.

The state is small and plain; everything shown follows from it and from the original bytes. Nothing outlives the session
that holds it, and nothing says more than that this check, on these very bytes, found nothing that was left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Literal

from machi.ingest.choices import FREE, Choices
from machi.ingest.header import unique_titles
from machi.ingest.ingested import Ingested
from machi.ingest.reader import read
from machi.ingest.schema import Schemas
from machi.ingest.values import Hint
from machi.own.files import STATISTIC, OwnFile, open_file
from machi.precheck.about import About, about
from machi.precheck.anonymise import Anonymised
from machi.precheck.examine import examine, not_checked
from machi.precheck.finding import Finding, Fix
from machi.precheck.fixes import Cleaned, apply, undone
from machi.precheck.sheet import Sheet, read_sheet
from machi.store.catalogue import Publication
from machi.store.shelf import Shelf

SHORTEST_REASON = 4
"""Signs of a reason; a dot is none."""
State = Literal["open", "reason", "ticked", "offered"]


@dataclass(frozen=True)
class Place:
    """What the check must know of the city: its name and the 250 m cells that cover it."""

    city: str
    cells: frozenset[str] = frozenset()
    schemas: Schemas | None = field(default=None, compare=False)


def place_of(shelf: Shelf) -> Place:
    """The place of a shelf."""
    return Place(shelf.city.name, frozenset(shelf.ask("reference_cells").frame["code"]), shelf.schemas)


@dataclass(frozen=True)
class Look:
    """One examination. ``findings`` are about ``cleaned`` and speak in lines and headings of the file as typed."""

    cleaned: Cleaned
    ingested: Ingested
    findings: tuple[Finding, ...]
    first: tuple[Finding, ...]
    """The findings of the file as it came."""
    unsaid: tuple[str, ...]

    @property
    def mended(self) -> tuple[Finding, ...]:
        """What was found at first and is no longer."""
        left = {finding.key for finding in self.findings}
        return tuple(finding for finding in self.first if finding.key not in left)


@dataclass
class Work:
    """See the module."""

    file: OwnFile
    fixes: tuple[Fix, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    """Key of a finding → the reason that was typed."""
    ticked: set[str] = field(default_factory=set)
    licence: str = ""
    previous: tuple[str, ...] | None = None
    """Headings of the version that is published now; None: not compared."""
    copy: Anonymised | None = None
    """The anonymised copy that was made last, as long as its page shows it."""
    compared: str = ""
    """Name of what ``previous`` was taken from."""
    _original: tuple[Ingested, Sheet, About] | None = None
    _looked: tuple[object, Look] | None = None
    _first: tuple[object, tuple[Finding, ...]] | None = None

    @property
    def bytes_held(self) -> int:
        return len(self.file.table) + (len(self._looked[1].cleaned.data) if self._looked else 0)

    @property
    def original(self) -> tuple[Ingested, Sheet, About]:
        """The file as it came: read, cell by cell, and what its rows are."""
        if self._original is None:
            ingested = reading(self.file)
            sheet = read_sheet(self.file.table, ingested)
            self._original = ingested, sheet, about(sheet, ingested.schema.kind)
        return self._original

    def look(self, place: Place, language: str = "") -> Look:
        """The examination of the file after the repairs; done anew only when something that it depends on changed."""
        key = (self.fixes, self.licence, self.previous, place, language)
        if self._looked is None or self._looked[0] != key:
            self._looked = key, self._examine(place, language)
        return self._looked[1]

    def _examine(self, place: Place, language: str) -> Look:
        original, _sheet, was = self.original
        cleaned = apply(self.file.table, original, self.fixes)
        key = (self.licence, self.previous, place, language)
        if self._first is None or self._first[0] != key:
            self._first = key, self._found(self.file.table, original, place, None)
        first = self._first[1]
        if not self.fixes:
            # Nothing was repaired: what is examined, and may pass, is the file itself and not a rewriting of it.
            cleaned = replace(cleaned, data=self.file.table)
            unsaid = not_checked(original, cells=place.cells, previous=self.previous)
            return Look(cleaned, original, first, first, tuple(unsaid))
        again = _again(self.file, cleaned, place)
        found = self._found(cleaned.data, again, place, was)
        unsaid = not_checked(again, cells=place.cells, previous=self.previous)
        return Look(cleaned, again, tuple(map(cleaned.original, found)), first, tuple(unsaid))

    def _found(self, data: bytes, ingested: Ingested, place: Place, before: About | None) -> tuple[Finding, ...]:
        return examine(
            data,
            self.file.name,
            ingested,
            place.city,
            cells=place.cells,
            licence_said=self.licence,
            previous=self.previous,
            before=before,
        )

    @property
    def first_keys(self) -> frozenset[str]:
        """Keys of what was found in the file as it came; empty before the first look."""
        return frozenset(finding.key for finding in self._first[1]) if self._first else frozenset()

    def read_as(self, file: OwnFile) -> None:
        """The same bytes, read under other choices: what was decided stays, what was found is looked for anew."""
        self.file, self._original, self._looked, self._first = file, None, None, None

    def compare_with(self, source: OwnFile | Publication | None) -> None:
        """Compare the columns with another file of the visitor's or with a published one; with nothing for None."""
        name = source.id if source is not None else ""
        if name != self.compared or source is None:
            self.previous, self.compared = _headings(source), name

    def mend(self, fix: Fix) -> None:
        """Add a repair at the end."""
        self.fixes = (*self.fixes, fix)

    def undo(self, at: int) -> None:
        """Leave repair number ``at`` out."""
        self.fixes = undone(self.fixes, at)

    def counts(self, findings: Sequence[Finding]) -> tuple[int, int]:
        """How many stops and how many warnings are still open."""
        left = self.open(findings)
        return sum(finding.severity == "stop" for finding in left), sum(finding.severity == "warn" for finding in left)

    def state(self, finding: Finding) -> State:
        """What has been decided about a finding."""
        if finding.severity == "fix":
            return "offered"
        if finding.severity == "stop":
            reason = self.reasons.get(finding.key, "").strip()
            return "reason" if finding.overridable and len(reason) >= SHORTEST_REASON else "open"
        return "ticked" if finding.overridable and finding.key in self.ticked else "open"

    def open(self, findings: Sequence[Finding]) -> list[Finding]:
        """What still stands against calling these bytes checked."""
        return [finding for finding in findings if self.state(finding) == "open"]


def _headings(source: OwnFile | Publication | None) -> tuple[str, ...] | None:
    if source is None:
        return None
    if isinstance(source, OwnFile):
        return tuple(reading(source).receipt.columns)
    return tuple(read(source.path.read_bytes(), name=source.path.name, free=True).receipt.columns)


def reading(file: OwnFile) -> Ingested:
    """The file read as a table, with what is to be known of its workbook (hidden rows are published too).

    Figures over time are looked at as the table they were typed in, not as tidy rows.
    """
    if file.kind == STATISTIC:
        found = read(file.table, name=file.name, free=True)
    else:
        found = file.ingested
    return replace(found, issues=[*file.notes, *found.issues])


def _again(file: OwnFile, cleaned: Cleaned, place: Place) -> Ingested:
    """The repaired bytes, read as the original was: same kind, same meaning of the columns, the header where it is now."""
    known = bool(file.kind) and file.kind != STATISTIC
    titles = unique_titles([column.header for column in cleaned.sheet.columns])
    names = {title: column.name for title, column in zip(titles, cleaned.sheet.columns, strict=True)}
    at = Choices(
        delimiter=",", header_row=cleaned.header_row, kind=file.kind if known else FREE, columns=names if known else {}
    )
    hint = Hint(file.choices.as_of, file.name, city=place.city)
    found = read(cleaned.data, name=file.name, hint=hint, schemas=place.schemas, choices=at)
    return replace(found, issues=[*file.notes, *found.issues])


def passed(work: Work, look: Look, shelf: Shelf) -> OwnFile | None:
    """The examined bytes as a file of their own, with the mark; None while something is open.

    The mark names the hash of these bytes: read anew, changed or mended further, a file has to pass again.
    """
    if work.open(look.findings):
        return None
    file, settled = work.file, work.file.choices
    name, same = file.name, look.cleaned.data == file.data
    if not same:
        settled = replace(settled, encoding="", delimiter="", header_row=0, sheet="", kind=file.kind or FREE)
        name = file.name if not file.sheets else f"{PurePosixPath(file.name).stem}.csv"
    again = open_file(
        look.cleaned.data,
        name,
        settled,
        schemas=shelf.schemas,
        id=file.id,
        city=shelf.city.name,
        synthetic=file.synthetic,
    )
    return replace(again, checked=again.sha256)
