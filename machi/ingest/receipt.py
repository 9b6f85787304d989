"""The account of one reading: where every record went, what was changed, and what was missing and how."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import Any

EXAMPLES = 3


@dataclass
class Conversion:
    """How often a change was made in a column, with a few examples ``(before, after, row)``."""

    count: int = 0
    examples: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass
class Receipt:
    """See docs/architecture.md. ``rows_in == rows_ok + rows_reported`` at any moment."""

    name: str = ""
    encoding: str = ""
    delimiter: str = ""
    newline: str = ""
    header_row: int = 0
    generation: str = ""
    kind: str = ""
    confidence: float = 0.0
    reason: str = ""
    unit_above: str = ""
    """The one unit that a line above the header names for the whole table (単位：千円)."""
    span: int = 0
    """Lines of the file, where tables that stood abreast were joined (``abreast``); else 0."""
    rows_in: int = 0
    rows_ok: int = 0
    rows_reported: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    """Header as published (repeats and blanks with their place) → column name, "" where it is not used."""
    conversions: dict[str, dict[str, Conversion]] = field(default_factory=dict)
    """Column name → conversion → how often."""
    marks: dict[str, Counter[str]] = field(default_factory=dict)
    """Column name → blank | none | unknown | suppressed → number of cells."""
    set_aside: Counter[str] = field(default_factory=Counter)
    """above_header, type_row, blank_row, trailing_cells, blank_column: what is no data; and each reported kind."""

    def converted(self, column: str, name: str, count: int, examples: list[tuple[str, str, int]]) -> None:
        """Count a conversion and keep its first examples."""
        entry = self.conversions.setdefault(column, {}).setdefault(name, Conversion())
        entry.count += count
        entry.examples += examples[: EXAMPLES - len(entry.examples)]

    def marked(self, column: str, mark: str, count: int) -> None:
        self.marks.setdefault(column, Counter())[mark] += count

    def line_of(self, source_row: int) -> int:
        """The physical line on which a row stands."""
        return (source_row - 1) % self.span + 1 if self.span and source_row else source_row

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        plain["conversions"] = {
            column: {name: asdict(conversion) for name, conversion in found.items()}
            for column, found in self.conversions.items()
        }
        plain["marks"] = {column: dict(found) for column, found in self.marks.items()}
        return plain | {"columns": dict(self.columns), "set_aside": dict(self.set_aside)}
