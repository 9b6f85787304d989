"""One hostile file of the catalogue H001–H110: its bytes, and everything that must be said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from machi.errors import Unreadable
from machi.ingest.checks import Issue
from machi.ingest.ingested import Ingested
from machi.ingest.reader import read
from machi.ingest.schema import project_schemas
from machi.ingest.verdict import Verdict, overall, verdict_of, verdict_of_conversion
from machi.ingest.workbook import tables_of

SCHEMAS = project_schemas()
STOP, WARN, FIX, KEEP = Verdict.STOP, Verdict.WARN, Verdict.FIX, Verdict.KEEP
AED = "ID,名称,緯度,経度,小児対応設備の有無\n"
ROWS = "1,見本館,37.501,139.901,有\n2,別館,37.502,139.902,無\n3,北館,37.503,139.903,有\n"


@dataclass(frozen=True)
class Case:
    """``kind`` "" means that nothing at all may be said that stops or warns.

    ``row`` and ``column`` are those of the first such finding; ``sentence`` must stand in what is said. ``also`` are
    other kinds that the file rightly has.
    """

    id: str
    source: bytes | Callable[[], bytes]
    verdict: Verdict
    kind: str = ""
    row: int = 0
    column: str = ""
    sentence: str = ""
    name: str = "見本.csv"
    schema: str = ""
    also: tuple[str, ...] = ()
    rows: int | None = None
    """Rows that stay in the table."""
    holds: dict[str, list[object]] = field(default_factory=dict)
    """Column → its values (None where there is none)."""

    def __str__(self) -> str:
        return self.id


def read_case(case: Case) -> tuple[Ingested, list[Issue]] | Unreadable:
    """The file through the whole door: the first sheet of whatever it is and all issues, or why it can't be read."""
    source = case.source if isinstance(case.source, bytes) else case.source()
    try:
        sheet = tables_of(source, case.name)[0]
        schema = SCHEMAS[case.schema] if case.schema else None
        got = read(sheet.data, schema, name=sheet.name, schemas=SCHEMAS)
    except Unreadable as error:
        return error
    return got, [*sheet.issues, *got.issues]


def _check_refusal(case: Case, error: Unreadable) -> None:
    assert case.verdict is STOP, error.message
    assert (error.kind, error.row) == (case.kind, case.row)
    assert case.sentence
    assert case.sentence in error.message + error.remedy
    assert error.remedy.endswith("。")


def check(case: Case) -> None:
    """Everything that the catalogue demands of this file."""
    read_or_refused = read_case(case)
    if isinstance(read_or_refused, Unreadable):
        _check_refusal(case, read_or_refused)
        return
    got, issues = read_or_refused
    receipt = got.receipt
    assert receipt.rows_in == receipt.rows_ok + receipt.rows_reported
    assert receipt.rows_ok == len(got.frame)
    if case.rows is not None:
        assert receipt.rows_ok == case.rows
    for column, values in case.holds.items():
        assert [None if pd.isna(value) else value for value in got.frame[column]] == values, column
    titles = {column.name: column.title for column in got.schema.columns}
    heavy = {issue.kind for issue in issues if verdict_of(issue.kind) in (STOP, WARN)}
    if not case.kind:
        assert heavy - set(case.also) == set(), [issue.sentence(titles) for issue in issues]
        assert overall(issues, receipt) is case.verdict
        return
    if case.kind.startswith("conversion:"):
        name = case.kind.removeprefix("conversion:")
        assert verdict_of_conversion(name) is case.verdict
        counted = receipt.conversions[case.column][name]
        assert counted.count > 0
        assert counted.examples[0][2] == case.row
        assert case.sentence in "{} → {}".format(*counted.examples[0][:2])
        return
    if case.kind.startswith("set_aside:"):
        assert receipt.set_aside[case.kind.removeprefix("set_aside:")] == case.row
        assert heavy - set(case.also) == set()
        return
    found = [issue for issue in issues if issue.kind == case.kind]
    assert found, [issue.sentence(titles) for issue in issues]
    assert (found[0].row, found[0].column) == (case.row, case.column)
    assert verdict_of(case.kind) is case.verdict
    said = found[0].sentence(titles)
    assert case.sentence
    assert case.sentence in said, said
    assert said.endswith("。")
    if case.row:
        assert said.startswith(f"{case.row}行目")
    assert heavy - {case.kind, *case.also} == set(), [issue.sentence(titles) for issue in issues]
