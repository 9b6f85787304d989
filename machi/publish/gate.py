"""Everything that is looked at before a file is published, in one list: can it be read, is it this kind, what changes.

Nothing is written here. The file's bytes are read once by the caller; what is judged is what is published.
"""

from __future__ import annotations

from dataclasses import dataclass

from machi.errors import Unreadable
from machi.ingest.reader import Ingested, read
from machi.ingest.reading import Hint
from machi.ingest.schema import Schema
from machi.precheck import finding as precheck
from machi.precheck.examine import examine as precheck_examine
from machi.publish.columns import Headings, column_findings
from machi.publish.finding import Allowed, Finding, rows_told
from machi.publish.safety import safety_findings
from machi.text import _

NOTICE = "notices"
"""Code of everything that the common examination warns of."""
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


def examine(
    payload: bytes, schema: Schema, name: str, published: bytes | None, allowed: Allowed, city: str = ""
) -> Judged:
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
        *(_of_precheck(one, allowed) for one in precheck_examine(payload, name, ingested, city)),
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
        sentence = _("データの行がありません。")
        if before:
            sentence += _("空の表に差し替えると、公開中の{n}行が消えます。").format(n=len(before.frame))
        return [Finding("no_rows", "stop", sentence)]
    found = []
    if before and len(ingested.frame) < FEWER_ROWS * len(before.frame):
        sentence = _("行が{before}行から{after}行に減ります。途中で切れたファイルではありませんか。").format(
            before=len(before.frame), after=len(ingested.frame)
        )
        found.append(Finding("fewer_rows", "warn", sentence, "--accept fewer_rows"))
    return found


def _of_precheck(found: precheck.Finding, allowed: Allowed) -> Finding:
    """A finding of the common examination (personal data, small counts, forms …), told without any cell."""
    where = _("列「{column}」の").format(column=found.column) if found.column else ""
    rows = _("（{rows}）").format(rows=rows_told(list(found.rows))) if found.rows else ""
    sentence = _("{name}: {where}{n}件{rows}。{todo}").format(
        name=found.name, where=where, n=found.count, rows=rows, todo=found.todo
    )
    code = found.rule.split(".")[0]
    if found.severity == "fix":
        return Finding(code, "told", sentence, column=found.column, count=found.count)
    if found.severity == "warn":
        return Finding(NOTICE, "warn", sentence, f"--accept {NOTICE}", found.column, found.count)
    if found.overridable and found.key in allowed.overrides:
        told = _("{sentence}（それでも公開する理由: {reason}）").format(
            sentence=sentence, reason=allowed.overrides[found.key]
        )
        return Finding(code, "told", told, column=found.column, count=found.count)
    lift = f'--override "{found.key}" "…"' if found.overridable else ""
    return Finding(code, "stop", sentence, lift, found.column, found.count)
