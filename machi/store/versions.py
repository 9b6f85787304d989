"""Whether files of one kind are versions of one list, or lists of different things that stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from machi.store.problem import Problem

SAME_LIST = 0.4
"""Two files of a kind that share more than this part of all their names are versions of one list, not two parts of it.

Met: versions 0.62 to 1.0 (a list that lost an eighth of its rows: 0.62), parts 0.0 to 0.11 (hot springs of hotels)."""

LEAST_CONTAINED = 2
"""Things of a file that must all stand in another one, before it is taken for a part of that."""


def lists_apart(frames: Sequence[pd.DataFrame]) -> list[int]:
    """For each file the index of the first file of its group; versions of one list are one group."""
    firsts: list[int] = []
    for at, frame in enumerate(frames):
        same = (first for first in dict.fromkeys(firsts) if _same_list(frame, frames[first]))
        firsts.append(next(same, at))
    return firsts


def contained(frames: Sequence[pd.DataFrame]) -> dict[int, int]:
    """Index of a file all of whose things stand in a larger one → index of that one: a part that somebody cut out of it.

    Another version of the larger one is no part. One that was cut out later is: its date doesn't make it another list
    (``part_left`` says that it may be).
    """
    found: dict[int, int] = {}
    for at, frame in enumerate(frames):
        for other in sorted(range(len(frames)), key=lambda other: -len(frames[other])):
            if _inside(frame, frames[other]) and not _same_list(frame, frames[other]):
                found[at] = other
                break
    return found


def part_left(kind: str, dataset: str, title: str, day: date | None, larger: str, before: date | None) -> Problem:
    """Why a contained file is left. One of a later day may as well be the list of today, of which much is gone: say so."""
    if day is None or before is None or day <= before:
        return Problem(kind, dataset, "contained", {"title": title, "larger": larger})
    facts = {"title": title, "day": day.isoformat(), "larger": larger, "before": before.isoformat()}
    return Problem(kind, dataset, "shrunk", facts)


def _inside(frame: pd.DataFrame, larger: pd.DataFrame) -> bool:
    """Whether all things of a file are alike in a larger one, in every column that both have: AEDs of one building differ."""
    shared = [name for name in frame if name in larger and name != "source_row"]
    if len(larger) <= len(frame) or "name" not in shared or frame["name"].isna().any():
        return False
    mine, others = (
        set(each[shared].astype("string").fillna("").itertuples(index=False, name=None)) for each in (frame, larger)
    )
    return LEAST_CONTAINED <= len(mine) < len(others) and mine <= others


def _same_list(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    names, others = (set(frame["name"].dropna()) if "name" in frame else set() for frame in (one, other))
    return not (names and others) or len(names & others) / len(names | others) > SAME_LIST
