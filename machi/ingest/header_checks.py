"""What is wrong with a header row. Issues only; the reader decides what is read."""

from __future__ import annotations

from collections.abc import Sequence

from machi.ingest.checks import Issue
from machi.ingest.header import Header, is_instruction, own_key, repeated
from machi.ingest.schema import header_key

LONGEST = 200
"""Characters of a header; a longer one is a sentence or a broken quote."""


def issues(header: Header, line: int) -> list[Issue]:
    """Everything about the names themselves; ``line`` is where the header begins."""
    cells = header.cells
    if header.headless:
        return [Issue(0, "", "headless", cells[0])]
    found = []
    for at in repeated(cells):
        first = next(cell for cell in cells if own_key(cell) == own_key(cells[at]))
        if first == cells[at]:
            found.append(Issue(0, cells[at], "duplicate_header", cells[at]))
        else:
            found.append(Issue(line, cells[at], "similar_header", cells[at], first))
    found += [Issue(0, cell, "header_note", cell) for cell in cells if is_instruction(cell)]
    found += [Issue(line, cell, "long_header", cell, str(len(cell))) for cell in cells if len(cell) > LONGEST]
    found += [Issue(line, cell, "header_line_break", cell) for cell in header.broken]
    if header.lower >= 0:
        joined = [cell for cell in cells if "_" in cell] or cells
        found.append(Issue(line, "", "joined_header", "」「".join(joined[:3])))
    if header.looks_like_data:
        found.append(Issue(0, "", "header_like_data", str(line)))
    return found


def side_by_side(header: Header, body: Sequence[Sequence[str]], line: int) -> list[Issue]:
    """A column without name and value between two groups of named ones, which repeat names or end at other rows."""
    cells = header.cells
    for at, cell in enumerate(cells):
        left, right = ({header_key(name) for name in part if name.strip()} for part in (cells[:at], cells[at + 1 :]))
        if cell or len(left) < 2 or len(right) < 2 or any(len(row) > at and row[at].strip() for row in body):
            continue
        alone = sum(1 for row in body if any(c.strip() for c in row[at + 1 :]) != any(c.strip() for c in row[:at]))
        if left & right or alone:
            return [Issue(line, "", "side_by_side", str(at + 1))]
    return []
