"""Rows that are the sum of their neighbours, whatever they are called: 第2次産業 over 建設業 and 製造業, 市民税 over its parts.

A label can't tell such a row; its figures can. It must agree in every column that adds up, and the figures be large
or many enough that this is no chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

MOST_ROWS, MOST_PARTS = 1_000, 60
MUNICIPALITY = 5
"""Digits of the shortest code that others may lie in: 07202 holds 072020010; 1 doesn't hold 10."""
ROUNDED = 0.02
"""Part of a total by which its rounded parts may come to more."""
LEAST_POWERS = 5
"""Powers of ten that must agree in all: 600 and 6,000 are five, so that 1 in 100,000 agrees by chance; 7 and 3 are none."""


def nested(codes: Sequence[str], indices: np.ndarray, columns: Sequence[np.ndarray]) -> set[str]:
    """The codes that others begin with, as a city's code begins those of its towns, whose rows count the others again.

    ``indices``: row → code; ``columns``: figures, row by row (NaN: none). A code alone tells nothing (12345 is another
    article than 1234501): in most of the columns its figure must be the sum of those directly below it.
    """
    place = {code: at for at, code in enumerate(codes)}
    below: dict[str, list[int]] = {}
    open_codes: list[str] = []
    for code in sorted(code for code in place if code.isdigit() and len(code) >= MUNICIPALITY):
        while open_codes and not code.startswith(open_codes[-1]):
            open_codes.pop()
        if open_codes:
            below.setdefault(open_codes[-1], []).append(place[code])
        open_codes.append(code)
    if not below:
        return set()
    sums = [np.bincount(indices, weights=np.nan_to_num(values), minlength=len(codes)) for values in columns]
    found = set()
    for code, parts in below.items():
        pairs = [(total[place[code]], total[parts].sum()) for total in sums if total[place[code]]]
        agree = sum(bool(np.isclose(whole, part, rtol=1e-9, atol=1e-6)) for whole, part in pairs)
        if 2 * agree > len(pairs):
            found.add(code)
    return found


def sum_rows(columns: Sequence[np.ndarray], told: np.ndarray) -> np.ndarray:
    """``columns`` of figures, row by row (NaN: none); ``told``: rows that their label calls a sum. The others that are one."""
    found = np.zeros(len(told), dtype=bool)
    if not columns or not 3 <= len(told) <= MOST_ROWS:
        return found
    table = np.column_stack(columns)
    _absorb(table, told, found, range(len(told) - 1, -1, -1))
    _absorb(table, told | found, found, range(len(told)))
    return found


def counted_again(columns: Sequence[np.ndarray], told: np.ndarray, sums: np.ndarray) -> bool:
    """Whether rows that are no sums come to more than the only row that its label calls the whole (全国 over prefectures and
    their cities; 全体 over sexes, ages and trades), in most columns: then each row counts the others again."""
    if told.sum() != 1:
        return False
    pairs = [(float(values[told][0]), float(np.nansum(values[~sums]))) for values in columns]
    pairs = [(whole, rest) for whole, rest in pairs if whole > 0]
    return 2 * sum(rest > (1 + ROUNDED) * whole for whole, rest in pairs) > len(pairs)


def _absorb(table: np.ndarray, told: np.ndarray, found: np.ndarray, order: range) -> None:
    """Mark each row that is the sum of the rows on its far side that no other sum holds yet."""
    open_rows: list[int] = []
    for at in order:
        if not told[at]:
            parts = _parts(table, open_rows, at)
            if parts:
                found[at] = True
                open_rows = open_rows[:-parts]
        if told[at]:
            continue
        open_rows.append(at)


def _parts(table: np.ndarray, open_rows: Sequence[int], at: int) -> int:
    """How many of the nearest ``open_rows`` add up to the row; 0 when none do."""
    whole = table[at]
    known = ~np.isnan(whole)
    powers = sum(len(str(int(abs(value)))) - 1 for value in whole[known])
    if powers < LEAST_POWERS or not known.any():
        return 0
    total = np.zeros(len(whole))
    for count, part in enumerate(reversed(open_rows[-MOST_PARTS:]), 1):
        total += np.nan_to_num(table[part])
        if count > 1 and np.allclose(total[known], whole[known], rtol=0, atol=1e-6):
            return count
        if (np.abs(total[known]) > 2 * np.abs(whole[known]) + 1).all():
            return 0
    return 0
