"""Whether files of one kind are versions of one list, or lists of different things that stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

SAME_LIST = 0.4
"""Two files of a kind that share more than this part of all their names are versions of one list, not two parts of it.

Met: versions 0.62 to 1.0 (a list that lost an eighth of its rows: 0.62), parts 0.0 to 0.11 (hot springs of hotels)."""


def lists_apart(frames: Sequence[pd.DataFrame]) -> list[int]:
    """For each file the index of the first file of its group; versions of one list are one group."""
    firsts: list[int] = []
    for at, frame in enumerate(frames):
        same = (first for first in dict.fromkeys(firsts) if _same_list(frame, frames[first]))
        firsts.append(next(same, at))
    return firsts


def _same_list(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    names, others = (set(frame["name"].dropna()) if "name" in frame else set() for frame in (one, other))
    return not (names and others) or len(names & others) / len(names | others) > SAME_LIST
