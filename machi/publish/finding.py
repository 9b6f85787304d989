"""What stands against publishing a file, in words that never hold a cell: columns, counts and row numbers only.

``stop`` can be lifted only where a column is named with its reason, ``warn`` by accepting its code. What can't be lifted has
no ``lift``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from machi.text import _

Severity = Literal["stop", "warn", "told"]


@dataclass(frozen=True)
class Finding:
    """One finding. ``lift`` is the option that a person has to type to go on, "" where there is none."""

    code: str
    severity: Severity
    sentence: str
    lift: str = ""
    column: str = ""
    count: int = 1


@dataclass(frozen=True)
class Allowed:
    """What the officer has named on the command line."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """New column → reason."""
    dropped: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    """Codes of warnings."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Key of a stopping finding of the common examination → the reason why it may be published all the same."""
    first_is_open: bool = False
    """A first version may have columns that the kind doesn't know: the file is public already where it comes from."""


def rows_told(rows: list[int], most: int = 10) -> str:
    """Row numbers for a sentence: the first ones, and how many more."""
    told = "、".join(str(row) for row in sorted(rows)[:most])
    more = _("ほか{n}行").format(n=len(rows) - most) if len(rows) > most else ""
    return _("{rows}行目").format(rows=told) + more
