"""The anonymised copy for a class: k-anonymity over chosen quasi-identifiers, first coarser, then left out, then counted again.

Deterministic: of all ways to coarsen the columns that leave out no more rows than may be, the one that gives up fewest
columns and keeps the finest groups; in a table too large to try all, a step at a time. What is still short is left out.
k ≥ 5, health 10; it may be raised only. What it can't do is said: equal answers inside a group are still known
(l-diversity of a chosen column is reported).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from machi.errors import MachiError
from machi.precheck.fixes import write
from machi.precheck.ladders import Ladder, at_level, ladder_of
from machi.precheck.sheet import Column, Sheet
from machi.text import _

LEAST_K, HEALTH_K = 5, 10
MAY_LEAVE_OUT = 0.05
"""Share of rows that are rather left out than the whole table coarsened once more."""
MOST_WORK = 5_000_000
"""Choices of levels times rows up to which all are tried (about three seconds)."""


@dataclass(frozen=True)
class Quasi:
    """A column by which somebody could be recognised, and how it is made coarser."""

    column: str
    kind: str


@dataclass(frozen=True)
class Anonymised:
    """The copy and what it cost. ``levels``: column → how often it was coarsened; ``smallest``: rows of the smallest group."""

    data: bytes
    sheet: Sheet
    k: int
    smallest: int
    groups: int
    left_out: int
    rows_in: int
    levels: Mapping[str, int]
    steps: Mapping[str, int]
    """Column → how many steps its ladder has (the last is ``*``)."""
    diversity: int | None
    """Fewest different values of the sensitive column inside a group; None when none was chosen."""
    dropped: tuple[str, ...]
    examples: Mapping[str, tuple[str, str]]
    """Column → a cell before and after, where it was made coarser."""


def k_for(kind: str, asked: int = LEAST_K, health: bool = False) -> int:
    """The k in force: what is asked, never less than the floor (10 for health)."""
    return max(asked, HEALTH_K if health or kind == "diet_survey" else LEAST_K)


def anonymised(
    sheet: Sheet,
    quasis: Sequence[Quasi],
    *,
    k: int = LEAST_K,
    drop: Sequence[str] = (),
    sensitive: str = "",
    districts: Mapping[str, str] | None = None,
    city: str = "",
    may_leave_out: float = MAY_LEAVE_OUT,
) -> Anonymised:
    """See the module. ``districts``: town → district. Raises MachiError when nothing would be left or nothing is chosen."""
    k = max(k, LEAST_K)
    data = replace(sheet.picked(sheet.data()), above=(), below=(), blank_rows=())
    data = replace(data, columns=tuple(column for column in data.columns if column.title not in set(drop)))
    columns = {column.title: column for column in data.columns}
    chosen = [quasi for quasi in quasis if quasi.column in columns]
    if not chosen:
        raise MachiError(
            _("手がかりになる列が選ばれていません。"),
            _("性別・年齢・地区など、本人の手がかりになる列を選んでください。"),
        )
    ladders = {quasi.column: ladder_of(columns[quasi.column], quasi.kind, districts or {}, city) for quasi in chosen}
    levels = _coarsen(columns, ladders, k, may_leave_out, len(data))
    made = {title: at_level(columns[title], ladders[title], level) for title, level in levels.items()}
    keys = list(zip(*(made[title].values() for title in levels), strict=True))
    sizes = Counter(keys)
    keep = np.array([sizes[key] >= k for key in keys], dtype=bool)
    if not keep.any():
        raise MachiError(
            _("{k}人以上のまとまりができませんでした。").format(k=k),
            _("行を増やすか、手がかりの列を減らしてください。"),
        )
    for column in made.values():
        data = data.replaced(column)
    copy = data.picked(keep)
    # Order is a clue too: rows stand sorted by their groups, not as they were collected.
    order = _order(copy, levels)
    copy = replace(
        copy,
        columns=tuple(replace(column, codes=column.codes[order]) for column in copy.columns),
        lines=np.arange(2, len(copy) + 2, dtype=np.int64),
        header_row=1,
        ragged=(),
    )
    smallest, groups = _count(copy, list(levels))
    payload, _guarded = write(copy)
    return Anonymised(
        payload,
        copy,
        k,
        smallest,
        groups,
        int((~keep).sum()),
        len(keep),
        levels,
        {title: len(ladder) for title, ladder in ladders.items()},
        _diversity(copy, list(levels), sensitive),
        tuple(drop),
        {title: _example(columns[title], made[title]) for title, level in levels.items() if level},
    )


def _example(before: Column, after: Column) -> tuple[str, str]:
    at = next((at for at, text in enumerate(before.texts) if text.strip()), 0)
    return before.texts[at], after.texts[at]


def _order(copy: Sheet, levels: Mapping[str, int]) -> np.ndarray:
    keys = list(zip(*(column.values() for column in copy.columns if column.title in levels), strict=True))
    rest = list(copy.records())
    return np.array(sorted(range(len(copy)), key=lambda at: (keys[at], rest[at])), dtype=np.int64)


def _coarsen(
    columns: Mapping[str, Column], ladders: Mapping[str, Ladder], k: int, may_leave_out: float, rows: int
) -> dict[str, int]:
    """Levels of each column: the best of all where there are few enough to try, else the best step each time."""
    codes = {
        title: [_codes(at_level(columns[title], ladder, level)) for level in range(len(ladder) + 1)]
        for title, ladder in ladders.items()
    }
    tries = math.prod(len(each) for each in codes.values())
    if tries * rows <= MOST_WORK:
        return _best(codes, k, may_leave_out * rows)
    return _step_by_step(codes, k, may_leave_out * rows)


def _best(codes: Mapping[str, list[np.ndarray]], k: int, may_leave_out: float) -> dict[str, int]:
    """Fewest columns given up wholly, then the finest groups (least sum of squares), then the lower levels."""
    last = [len(each) - 1 for each in codes.values()]
    found: tuple[tuple[float, ...], tuple[int, ...]] | None = None
    for levels in itertools.product(*(range(top + 1) for top in last)):
        sizes = _sizes(codes, levels)
        short = int(sizes[sizes < k].sum())
        if short > may_leave_out:
            continue
        kept = sizes[sizes >= k].astype(float)
        lost = float((kept**2).sum()) + short * float(sizes.sum())
        given_up = sum(level == top for level, top in zip(levels, last, strict=True))
        rank = (float(given_up), lost, float(sum(levels)), *map(float, levels))
        if found is None or rank < found[0]:
            found = rank, levels
    return dict(zip(codes, found[1] if found else last, strict=True))


def _step_by_step(codes: Mapping[str, list[np.ndarray]], k: int, may_leave_out: float) -> dict[str, int]:
    """Up one step at a time, where it saves most rows for the detail that it costs."""
    levels = dict.fromkeys(codes, 0)
    short = _short(codes, levels, k)
    while short > may_leave_out:
        trials = [title for title in levels if levels[title] < len(codes[title]) - 1]
        if not trials:
            break
        gains = {title: _short(codes, {**levels, title: levels[title] + 1}, k) for title in trials}
        # On a tie the column that keeps more steps gives way first; then the name, so that two runs agree.
        best = min(trials, key=lambda title: (gains[title], levels[title] / (len(codes[title]) - 1), title))
        levels[best] += 1
        short = gains[best]
    return levels


def _codes(column: Column) -> np.ndarray:
    """Equal texts get equal numbers (a coarser column holds the same text several times)."""
    index: dict[str, int] = {}
    numbers = np.array([index.setdefault(text, len(index)) for text in column.texts], dtype=np.int64)
    return numbers[column.codes] if len(numbers) else np.zeros(0, dtype=np.int64)


def _short(codes: Mapping[str, list[np.ndarray]], levels: Mapping[str, int], k: int) -> int:
    """Rows in groups smaller than k."""
    sizes = _sizes(codes, tuple(levels.values()))
    return int(sizes[sizes < k].sum())


def _sizes(codes: Mapping[str, list[np.ndarray]], levels: Sequence[int]) -> np.ndarray:
    """Rows of each group: the columns' numbers as the digits of one."""
    whole = np.zeros(len(next(iter(codes.values()))[0]), dtype=np.int64)
    for each, level in zip(codes.values(), levels, strict=True):
        column = each[level]
        _groups, whole = np.unique(whole * (int(column.max(initial=0)) + 1) + column, return_inverse=True)
    return np.bincount(whole)


def _count(sheet: Sheet, titles: Sequence[str]) -> tuple[int, int]:
    """Counted again in the finished copy: smallest group and number of groups."""
    sizes = Counter(zip(*(column.values() for column in sheet.columns if column.title in titles), strict=True))
    return min(sizes.values()), len(sizes)


def _diversity(sheet: Sheet, titles: Sequence[str], sensitive: str) -> int | None:
    column = sheet.column(sensitive) if sensitive else None
    if column is None:
        return None
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    keys = zip(*(other.values() for other in sheet.columns if other.title in titles), strict=True)
    for key, text in zip(keys, column.values(), strict=True):
        found[key].add(text)
    return min(map(len, found.values()))
