"""The columns of a large table one beside the other, on as many cores as there are.

Only for work that is Arrow's and numpy's own (they let other threads run meanwhile) and says nothing in a visitor's
language, which belongs to the thread that asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

MANY = 100_000
"""Rows from which a second thread is worth its start."""
Item = TypeVar("Item")
Made = TypeVar("Made")


def side_by_side(task: Callable[[Item], Made], items: Sequence[Item], rows: int) -> list[Made]:
    """``task`` of each item, in their order. ``rows``: how long each is."""
    if rows < MANY or len(items) < 2:
        return [task(item) for item in items]
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as workers:
        return list(workers.map(task, items))
