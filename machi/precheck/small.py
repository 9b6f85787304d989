"""Small counts (1 to 9), hidden counts that subtraction shows again, and how to hide so that it doesn't (関連秘匿)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from machi.precheck.additive import HIDDEN, Counts, Relation, cell_words, counts, relations, revealed
from machi.precheck.finding import Finding, Fix, kept
from machi.precheck.sheet import Sheet
from machi.text import _

LEAST = 10
"""A count below this may point at somebody; 0 does not count as one."""
WORD = "秘匿"


def small_cells(sheet: Sheet, least: int = LEAST) -> Iterator[Finding]:
    """Findings about counts of people."""
    table = counts(sheet)
    if not len(table.columns):
        return
    small = _small(table, least)
    names = "・".join(c.title for c, any_ in zip(table.columns, np.asarray(small.any(axis=0)), strict=True) if any_)
    if small.any():
        rows = sheet.rows(np.asarray(small.any(axis=1)))
        yield Finding(
            "small.cells",
            _("小さい数（1〜{most}）").format(most=least - 1),
            "warn",
            names,
            kept(rows),
            int(small.sum()),
            _("1〜{most}の小さい数が{n}か所あります（{columns}）。").format(
                most=least - 1, n=f"{int(small.sum()):,}", columns=cell_words(table)
            ),
            _("町や年齢で細かく分けた表では、小さい数からだれのことかが分かることがあります。"),
            _(
                "人を数えた表なら、秘匿にするか、区分をまとめてください。物を数えた表なら、「確かめました」を押してください。"
            ),
            (Fix("suppress", names.split("・")[0], tuple(names.split("・")), number=least),),
            weight=3,
        )
    hidden = {(int(r), int(c)) for r, c in np.argwhere(table.hidden)}
    shown = revealed(relations(table), hidden) if hidden else set()
    if shown:
        rows = [int(sheet.lines[row]) for row, _column in shown]
        columns = sorted({column for _row, column in shown})
        yield Finding(
            "small.revealed",
            _("秘匿が引き算で分かる"),
            "stop",
            "・".join(table.columns[at].title for at in columns),
            kept(rows),
            len(shown),
            _("秘匿にした数のうち{n}か所が、合計から引き算すると分かります。").format(n=len(shown)),
            _("隠したつもりの数が、だれにでも計算できます。"),
            _("もう1か所を一緒に隠す（関連秘匿）か、合計を載せないでください。"),
            (Fix("suppress", table.columns[0].title, tuple(c.title for c in table.columns), number=least),),
            weight=2,
        )


def _small(table: Counts, least: int) -> np.ndarray:
    return np.logical_and(np.greater(table.values, 0), np.less(table.values, least))


def suppressed(sheet: Sheet, titles: Sequence[str], least: int = LEAST) -> tuple[Sheet, int, int]:
    """The sheet with small counts and their partners hidden; how many were small, and how many went along with them."""
    table = counts(sheet)
    chosen = np.array([column.title in titles for column in table.columns], dtype=bool)
    small = _small(table, least) & chosen
    hidden = {(int(r), int(c)) for r, c in np.argwhere(small | table.hidden)}
    primary = {(int(r), int(c)) for r, c in np.argwhere(small)}
    if not hidden:
        return sheet, 0, 0
    whole = protected(table, relations(table), hidden, least)
    for at, column in enumerate(table.columns):
        rows = [row for row, cell in whole if cell == at and table.values[row, at] != HIDDEN]
        if rows:
            cells = column.values()
            for row in rows:
                cells[row] = WORD
            sheet = sheet.replaced(column.with_values(cells))
    new = {cell for cell in whole if table.values[cell] != HIDDEN}
    return sheet, len(primary), len(new - primary)


def protected(
    table: Counts, sums: Sequence[Relation], hidden: set[tuple[int, int]], least: int
) -> set[tuple[int, int]]:
    """``hidden`` and as many cells more as it takes that no hidden count can be worked out.

    In each sum with a hidden part at least two are hidden, and together they are not themselves a small count. Then
    whatever sums of sums still determine gets another partner, until nothing is determined.
    """
    hidden = set(hidden)
    while True:
        before = len(hidden)
        for relation in sums:
            _widen(table, relation, hidden, least)
        for cell in sorted(revealed(sums, hidden)):
            for relation in sums:
                if cell in relation.cells:
                    _hide_next(table, relation, hidden)
        if len(hidden) == before:
            return hidden


def _widen(table: Counts, relation: Relation, hidden: set[tuple[int, int]], least: int) -> None:
    total, *parts = relation.cells
    while True:
        gone = [cell for cell in parts if cell in hidden]
        if not gone and total not in hidden:
            return
        if total in hidden:
            # A hidden total needs a hidden part, or the parts add up to it.
            if gone or not _hide_next(table, relation, hidden):
                return
            continue
        known = [float(table.values[cell]) for cell in gone if table.values[cell] != HIDDEN]
        unsure = any(table.values[cell] == HIDDEN for cell in gone)
        enough = len(gone) >= 2 and (unsure or sum(known) >= least)
        if enough or not _hide_next(table, relation, hidden):
            return


def _hide_next(table: Counts, relation: Relation, hidden: set[tuple[int, int]]) -> bool:
    """Hide the smallest shown part that is not 0 (a 0 hidden beside one cell tells that cell), or else the total."""
    total, *parts = relation.cells
    free = [cell for cell in parts if cell not in hidden and table.values[cell] > 0]
    if free:
        hidden.add(min(free, key=lambda cell: (table.values[cell], cell)))
    elif total not in hidden:
        hidden.add(total)
    else:
        return False
    return True
