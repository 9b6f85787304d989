"""The cells that a finding is about, as typed, for the screen of the session that holds them. Never kept, never written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machi.precheck.finding import Finding
from machi.precheck.sheet import Column, Sheet

SHOWN = 20
LONGEST = 200


@dataclass(frozen=True)
class Sample:
    """One cell."""

    row: int
    column: str
    text: str


def samples(sheet: Sheet, finding: Finding) -> list[Sample]:
    """Up to twenty cells: those of the rows that are named, else different texts spread over the columns."""
    columns = _columns(sheet, finding.column)
    if not columns:
        return []
    if finding.rows:
        chosen = np.nonzero(np.isin(sheet.lines, np.array(finding.rows, dtype=np.int64)))[0]
        found = [_sample(sheet, column, int(at)) for at in chosen[:SHOWN] for column in columns]
        return [sample for sample in found if sample.text.strip()][:SHOWN]
    each = max(1, SHOWN // len(columns))
    return [sample for column in columns for sample in _spread(sheet, column, each)][:SHOWN]


def _columns(sheet: Sheet, said: str) -> list[Column]:
    whole = sheet.column(said.strip())
    if whole is not None:
        return [whole]
    names = set(said.strip().split("・"))
    return [column for column in sheet.columns if column.title in names]


def _spread(sheet: Sheet, column: Column, most: int) -> list[Sample]:
    """Different texts, the longest first: a name hides in a long remark rather than in 「なし」."""
    order = sorted(
        (code for code, text in enumerate(column.texts) if text.strip()), key=lambda code: -len(column.texts[code])
    )
    return [_sample(sheet, column, int(np.argmax(column.codes == code))) for code in order[:most]]


def _sample(sheet: Sheet, column: Column, at: int) -> Sample:
    text = column.texts[int(column.codes[at])]
    return Sample(int(sheet.lines[at]), column.title, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
