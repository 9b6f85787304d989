"""One thing that was found, told so that a department head understands it in ten seconds. It never holds a cell's value.

Rows are physical line numbers, columns are headings: enough to look, nothing to leak. The page reads the cells it shows
out of the session's own bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["stop", "warn", "fix"]
ORDER: dict[str, int] = {"stop": 0, "warn": 1, "fix": 2}
ROWS_KEPT = 200
"""Row numbers that a finding lists; ``count`` is complete."""


@dataclass(frozen=True)
class Fix:
    """A repair by name (``machi.precheck.fixes``), the column it is for, and its settings. Plain text: it can be replayed."""

    op: str
    column: str = ""
    """Title of the column; of several, the first."""
    columns: tuple[str, ...] = ()
    number: int = 0
    """Width of an age class, digits of a mesh code, smallest count shown."""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Finding:
    """See the module. ``overridable`` is False for what no reason can allow (マイナンバー) and no look can settle
    (a licence that nobody chose)."""

    rule: str
    name: str
    """The rule in plain Japanese: 機械判読ルール 1-4, 個人情報（氏名）."""
    severity: Severity
    column: str
    rows: tuple[int, ...]
    count: int
    what: str
    why: str
    todo: str
    fixes: tuple[Fix, ...] = ()
    overridable: bool = True
    weight: int = field(default=5)
    """Danger inside a severity: smaller is shown first."""

    @property
    def fix(self) -> Fix | None:
        """The repair that is offered first, or None where only a person can decide."""
        return self.fixes[0] if self.fixes else None

    @property
    def key(self) -> str:
        """Names the finding across runs: a decision typed for it is kept under this."""
        return f"{self.rule}|{self.column}"


def kept(rows: Iterable[int]) -> tuple[int, ...]:
    """The first row numbers, in order."""
    return tuple(sorted({int(row) for row in rows})[:ROWS_KEPT])


def by_danger(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Stops first, then warnings, then what a click mends; inside these by weight, more cells first."""
    return tuple(sorted(findings, key=lambda f: (ORDER[f.severity], f.weight, -f.count, f.rule, f.column)))
