"""Everything that is looked at before a file is published, in one list: can it be read, is it this kind, what changes.

Nothing is written here. The file's bytes are read once by the caller; what is judged is what is published.
"""

from __future__ import annotations

from dataclasses import dataclass

from machi.errors import Unreadable
from machi.ingest.checks import Issue, kinds
from machi.ingest.reader import Ingested, read
from machi.ingest.reading import Hint
from machi.ingest.schema import Schema
from machi.ingest.verdict import Verdict, verdict_of
from machi.publish.columns import Headings, column_findings
from machi.publish.finding import Allowed, Finding, rows_told
from machi.publish.safety import safety_findings
from machi.text import _

FEWER_ROWS = 0.8
"""A file with less than this part of the rows is taken for cut off until a person says otherwise."""


@dataclass(frozen=True)
class Judged:
    """The findings and what the log says of the change."""

    findings: tuple[Finding, ...]
    ingested: Ingested | None = None
    before: Ingested | None = None

    def stops(self, allowed: Allowed) -> list[Finding]:
        """What still stands against it."""
        return [
            finding
            for finding in self.findings
            if finding.severity == "stop" or (finding.severity == "warn" and finding.code not in allowed.accepted)
        ]

    def entry(self) -> dict[str, object]:
        """Counts and columns for the log; no cell."""
        codes: dict[str, int] = {}
        for finding in self.findings:
            codes[finding.code] = codes.get(finding.code, 0) + finding.count
        new = set(self.ingested.receipt.columns) if self.ingested else set()
        old = set(self.before.receipt.columns) if self.before else set()
        return {
            "rows_before": len(self.before.frame) if self.before else 0,
            "rows_after": len(self.ingested.frame) if self.ingested else 0,
            "columns_added": sorted(new - old) if self.before else [],
            "columns_removed": sorted(old - new) if self.before else [],
            "findings": codes,
        }


def examine(payload: bytes, schema: Schema, name: str, published: bytes | None, allowed: Allowed) -> Judged:
    """Judge ``payload`` as a file of ``schema``; ``published`` is what stands there now (never a sample)."""
    try:
        ingested = read(payload, schema, name=name, hint=Hint(None, name))
    except Unreadable as error:
        return Judged((Finding("unreadable", "stop", str(error)),))
    before = None
    if published is not None:
        try:
            before = read(published, schema, name=name, hint=Hint(None, name))
        except Unreadable:
            before = None  # nothing can be compared with a file that the reader refuses today
    found = [
        *_whole(ingested, before, schema),
        *column_findings(
            schema,
            Headings(before.receipt.columns) if before else None,
            Headings(ingested.receipt.columns),
            allowed,
        ),
        *(safety_findings(schema, before.frame, ingested.frame) if before else []),
    ]
    return Judged(tuple(found), ingested, before)


def _whole(ingested: Ingested, before: Ingested | None, schema: Schema) -> list[Finding]:
    missing = [issue for issue in ingested.issues if issue.kind == "column_missing"]
    if missing:
        columns = "・".join(schema.by_name[issue.column].title for issue in missing)
        return [
            Finding(
                "not_this_kind",
                "stop",
                _("{kind}に必要な列（{columns}）がありません。").format(kind=schema.title, columns=columns),
            )
        ]
    if ingested.frame.empty:
        return [
            Finding(
                "no_rows",
                "stop",
                _("データの行がありません。空の表に差し替えると、公開中の{n}行が消えます。").format(
                    n=len(before.frame) if before else 0
                ),
            )
        ]
    found = _of_reading(ingested.issues)
    if before and len(ingested.frame) < FEWER_ROWS * len(before.frame):
        sentence = _("行が{before}行から{after}行に減ります。途中で切れたファイルではありませんか。").format(
            before=len(before.frame), after=len(ingested.frame)
        )
        found.append(Finding("fewer_rows", "warn", sentence, "--accept fewer_rows"))
    return found


def _of_reading(issues: list[Issue]) -> list[Finding]:
    """One finding for each kind of issue, as heavy as the common table of verdicts says."""
    said, found = kinds(), []
    for kind in dict.fromkeys(issue.kind for issue in issues):
        verdict = verdict_of(kind)
        if verdict in (Verdict.STOP, Verdict.WARN):
            rows = [issue.row for issue in issues if issue.kind == kind]
            sentence = _("{name}: {n}件（{rows}）。python -m machi check で1件ずつ見られます。").format(
                name=said[kind].name, n=len(rows), rows=rows_told(sorted(set(rows)))
            )
            stop = verdict is Verdict.STOP
            found.append(
                Finding(
                    "values", "stop" if stop else "warn", sentence, "" if stop else "--accept values", count=len(rows)
                )
            )
    return found
