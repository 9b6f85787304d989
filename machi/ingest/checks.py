"""What can be wrong with a file, said in one table by kind. An ``Issue`` is a fact; it never stops the reading.

Every kind that the values, the reader or the table checks can raise has its severity and its sentence here and nowhere
else, so that issues are counted, translated and tested once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from machi.ingest.kinds import Kind, cell_kinds, expected_of, row_kinds
from machi.ingest.kinds_of_files import character_kinds, file_kinds, workbook_kinds
from machi.text import _

__all__ = ["SEVERITY", "Issue", "Kind", "expected_of", "kinds", "sentences"]

LONGEST_SHOWN = 60
"""Characters of a cell's text inside a sentence; the issue itself keeps all of it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong. ``row`` is the 1-based physical line where the record begins, 0 for the whole file.

    ``column`` is the column's canonical name, or the published header where it has none; ``value`` the text as typed.
    """

    row: int
    column: str
    kind: str
    value: str = ""
    expected: str = ""
    dataset: str = ""

    @property
    def severity(self) -> str:
        """``error``: something published is not used; ``warning``: used, but look at it; ``info``: good to know."""
        return SEVERITY[self.kind]

    def sentence(self, titles: Mapping[str, str] | None = None) -> str:
        """The issue in the language in force; ``titles`` gives a column name its title."""
        column = (titles or {}).get(self.column, self.column)
        shown = self.value if len(self.value) <= LONGEST_SHOWN else self.value[:LONGEST_SHOWN] + "…"
        said = sentences()[self.kind].format(value=shown, expected=self.expected, column=column)
        if not self.row:
            return said
        if not column:
            return _("{row}行目: {said}").format(row=self.row, said=said)
        return _("{row}行目「{column}」: {said}").format(row=self.row, column=column, said=said)


def kinds() -> dict[str, Kind]:
    """Every issue kind in the language in force."""
    return cell_kinds() | row_kinds() | file_kinds() | character_kinds() | workbook_kinds()


def sentences() -> dict[str, str]:
    """The sentence of every kind, with its named places."""
    return {kind: facts.sentence for kind, facts in kinds().items()}


SEVERITY: dict[str, str] = {kind: facts.severity for kind, facts in kinds().items()}
