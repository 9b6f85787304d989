"""Which cells of a table of counts add up to which: what a reader could subtract to see a hidden cell again.

A relation is a list of (row, column) with signs: total − parts = 0. Found in the headings (男+女=計, age classes of one sex)
and in rows of totals, and believed only where the numbers themselves add up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from machi.ingest.reading import absent
from machi.precheck.lexicon import fold
from machi.precheck.readable import labelled_totals
from machi.precheck.sheet import Column, Sheet
from machi.text import _

_TOTAL = re.compile(
    r"(?:総|合|小)?計|総数|総人口|人口(?:総数)?|全体|合計.*|total.*|totalpopulation|総.*数", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"人|数|件|世帯|男|女|計|歳|児|者|名$|total|man|woman|male|population|count|people|household", re.IGNORECASE
)
_NO_COUNT = re.compile(
    r"率|割合|構成比|平均|番号|コード|面積|年度|緯度|経度|code|latitude|longitude|percent|%|年齢$|指数|距離|階"
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
HIDDEN = -1.0


@dataclass(frozen=True)
class Counts:
    """Counts by row and column of a sheet: NaN where there is none, ``HIDDEN`` where the cell says 秘匿."""

    sheet: Sheet
    columns: tuple[Column, ...]
    values: np.ndarray
    totals: np.ndarray
    """A flag for each row that is a total."""

    @property
    def hidden(self) -> np.ndarray:
        return self.values == HIDDEN


@dataclass(frozen=True)
class Relation:
    """``cells[0]`` is the sum of the others. A cell is (row, column) of ``Counts.values``."""

    cells: tuple[tuple[int, int], ...]


def counts(sheet: Sheet) -> Counts:
    """The columns that count people or things."""
    chosen, values = [], []
    for column in sheet.columns:
        numbers = _numbers(column)
        if numbers is not None:
            chosen.append(column)
            values.append(numbers)
    table = np.array(values).T if values else np.zeros((len(sheet), 0))
    lines = [line for line, kind in sheet.aside.items() if kind in ("total_row", "subtotal_row")] or labelled_totals(
        sheet
    )
    return Counts(sheet, tuple(chosen), table, np.isin(sheet.lines, np.array(lines, dtype=np.int64)))


def _numbers(column: Column) -> np.ndarray | None:
    heading = fold(column.header)
    if not _PEOPLE.search(heading) or _NO_COUNT.search(heading):
        return None
    read = np.array([_number(text) for text in column.texts], dtype=float)
    weights = column.counts()
    filled = np.array([bool(text.strip()) for text in column.texts])
    known = weights[~np.isnan(read)].sum() if len(read) else 0
    if not known or known < 0.9 * weights[filled].sum():
        return None
    return read[column.codes]


def _number(text: str) -> float:
    folded = fold(text)
    if _NUMBER.fullmatch(folded):
        return float(folded.replace(",", ""))
    missing = absent(folded)
    if missing is not None and missing.mark == "suppressed":
        return HIDDEN
    return 0.0 if missing is not None and missing.mark == "none" else np.nan


def relations(table: Counts) -> list[Relation]:
    """Every sum that the table shows, across and down."""
    width = len(table.columns)
    across = [
        (total, parts)
        for total, parts in _candidates([fold(column.header) for column in table.columns])
        if len(parts) > 1
    ]
    found = []
    for total, parts in across:
        block = table.values[:, [total, *parts]]
        full = ~(np.isnan(block) | (block == HIDDEN)).any(axis=1)
        if full.sum() >= 2 and (block[full, 0] == block[full, 1:].sum(axis=1)).mean() >= 0.9:
            found += [
                Relation(tuple((row, column) for column in (total, *parts)))
                for row in range(len(block))
                if not np.isnan(block[row]).any()
            ]
    found += _down(table, width)
    return found


def _candidates(headings: Sequence[str]) -> list[tuple[int, list[int]]]:
    """(total, parts) by what the headings say."""
    plain = [heading.replace(" ", "") for heading in headings]
    totals = [at for at, heading in enumerate(plain) if _TOTAL.fullmatch(heading)]
    men = [at for at, heading in enumerate(plain) if re.search(r"男|(?<!wo)man\d|(?<!fe)male", heading)]
    women = [at for at, heading in enumerate(plain) if re.search(r"女|woman|female", heading)]
    whole_men = [at for at in men if re.fullmatch(r"男性?(?:人口|計|数)?|male|man|men", plain[at])]
    whole_women = [at for at in women if re.fullmatch(r"女性?(?:人口|計|数)?|female|woman|women", plain[at])]
    found: list[tuple[int, list[int]]] = []
    for total in totals:
        found += [(total, [m, w]) for m in whole_men for w in whole_women]
    found += [(whole, [at for at in men if at != whole and at not in totals]) for whole in whole_men]
    found += [(whole, [at for at in women if at != whole and at not in totals]) for whole in whole_women]
    found += _neighbours(totals, len(plain))
    return found


def _neighbours(totals: list[int], width: int) -> list[tuple[int, list[int]]]:
    """A total and the run of columns before it or after it, up to the next total."""
    found = []
    for total in totals:
        before = max((at for at in totals if at < total), default=-1)
        after = min((at for at in totals if at > total), default=width)
        found += [(total, list(range(before + 1, total))), (total, list(range(total + 1, after)))]
    return found


def _down(table: Counts, width: int) -> list[Relation]:
    """A row of totals and the rows of which it is the sum: all others, or those since the total before."""
    rows = np.nonzero(table.totals)[0]
    found: list[Relation] = []
    for total in rows:
        before = max((int(row) for row in rows if row < total), default=-1)
        after = min((int(row) for row in rows if row > total), default=len(table.values))
        everything = [row for row in range(len(table.values)) if not table.totals[row]]
        for parts in (everything, list(range(before + 1, int(total))), list(range(int(total) + 1, after))):
            if len(parts) < 2:
                continue
            made = [Relation(((int(total), column), *((row, column) for row in parts))) for column in range(width)]
            whole = [relation for relation in made if not np.isnan(_of(table, relation)).any()]
            full = [relation for relation in whole if not (_of(table, relation) == HIDDEN).any()]
            right = [r for r in full if (values := _of(table, r))[0] == values[1:].sum()]
            if (full and len(right) >= 0.9 * len(full)) or (not full and whole and parts == everything):
                found += whole
                break
    return found


def _of(table: Counts, relation: Relation) -> np.ndarray:
    rows, columns = zip(*relation.cells, strict=True)
    return table.values[list(rows), list(columns)]


def revealed(relations_: Sequence[Relation], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Hidden cells that the shown ones determine: by one sum, and by sums of sums (elimination)."""
    open_: set[tuple[int, int]] = set()
    left = set(hidden)
    while True:
        alone = {
            unknown[0]
            for relation in relations_
            if len(unknown := [cell for cell in relation.cells if cell in left]) == 1
        }
        if not alone:
            break
        open_ |= alone
        left -= alone
    return open_ | _by_elimination(relations_, left)


MOST = 3000
"""Unknown cells up to which sums of sums are solved; beyond it only single sums are followed (a minute else)."""


def _by_elimination(relations_: Sequence[Relation], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    cells = sorted({cell for relation in relations_ for cell in relation.cells if cell in hidden})
    if not cells or len(cells) > MOST:
        return set()
    at = {cell: number for number, cell in enumerate(cells)}
    rows = []
    for relation in relations_:
        row = np.zeros(len(cells))
        for nth, cell in enumerate(relation.cells):
            if cell in at:
                row[at[cell]] = 1.0 if nth == 0 else -1.0
        if row.any():
            rows.append(row)
    return {cells[column] for column in determined(np.array(rows))}


def determined(matrix: np.ndarray) -> list[int]:
    """Columns that the homogeneous system leaves no freedom: alone in a row of its reduced form."""
    table = matrix.copy()
    pivot = 0
    for column in range(table.shape[1]):
        best = pivot + int(np.argmax(np.abs(table[pivot:, column]))) if pivot < len(table) else pivot
        if best >= len(table) or abs(table[best, column]) < 1e-9:
            continue
        table[[pivot, best]] = table[[best, pivot]]
        table[pivot] /= table[pivot, column]
        others = np.abs(table[:, column]) > 1e-12
        others[pivot] = False
        table[others] -= np.outer(table[others, column], table[pivot])
        pivot += 1
    alone = np.abs(table[:pivot]) > 1e-9
    return [int(np.argmax(row)) for row in alone if row.sum() == 1]


def cell_words(table: Counts) -> str:
    """The headings of the counts, for a sentence."""
    names = [column.title for column in table.columns]
    return "・".join(names[:4]) + (_("ほか{n}列").format(n=len(names) - 4) if len(names) > 4 else "")
