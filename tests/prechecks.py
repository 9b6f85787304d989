"""Small helpers of the tests about the check before publication: a table as bytes, and its findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from machi.ingest.ingested import Ingested
from machi.ingest.reader import read
from machi.precheck.examine import examine
from machi.precheck.finding import Finding
from machi.precheck.fixes import Cleaned, apply

CITY = "緑野市"
Rows = Sequence[Sequence[str]]


def table(header: Sequence[str], rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([header, *rows])
    return buffer.getvalue().encode(encoding)


def findings(data: bytes, name: str = "ichiran.csv", **circumstances: Any) -> tuple[Finding, ...]:
    return examine(data, name, read(data, name=name), CITY, **circumstances)


def rules(data: bytes, severity: str = "", **circumstances: Any) -> dict[str, Finding]:
    """Rule → finding (the first of each)."""
    found: dict[str, Finding] = {}
    for finding in findings(data, **circumstances):
        if severity in ("", finding.severity):
            found.setdefault(finding.rule, finding)
    return found


def stops(data: bytes, **circumstances: Any) -> set[tuple[str, str]]:
    return {(f.rule, f.column) for f in findings(data, **circumstances) if f.severity == "stop"}


def mended(data: bytes, *fixes: Any, name: str = "ichiran.csv") -> Cleaned:
    return apply(data, read(data, name=name), fixes)


def cells(data: bytes) -> list[list[str]]:
    """What a plain reader sees."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def ingested(data: bytes, name: str = "ichiran.csv") -> Ingested:
    return read(data, name=name)
