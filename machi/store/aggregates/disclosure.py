"""Which groups of people may be published *together*, so that no arithmetic over them tells of fewer than ``least``.

Mean × n is a sum, so everything that can be worked out by adding and subtracting published groups is a linear
combination of them. People who no published group could ever tell apart are one *atom*; a group is a 0/1 row over atoms;
what an attacker can reach is the row space. Two ways to look into it:

* ``publishable`` takes the groups in their order of worth and leaves out each one that would bring a *target* (a small
  group that has a name: a cell, the people whom a preset removed, …) into the row space. Exact linear algebra, kept as an
  orthonormal basis and the squared distance of every target from it.
* ``attacks`` looks for *any* combination, with whatever signs and weights, that rests on fewer than ``least`` people:
  reduced row echelon forms over many orders of the atoms (each minimal combination is a row of one of them; small ones
  show up where the big atoms are eliminated first). What it finds becomes a further target, until it finds nothing.

Exact counts are taken as known to the attacker although only rounded ones are shown, and so are empty cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Rows = NDArray[np.float64]
"""Groups or targets: one row each, one column per atom."""
TINY = 1e-7
"""Below this a squared distance is rounding error: rows are 0/1 over at most some thousand atoms."""
ORDERS = 24
"""Random orders of the atoms that ``attacks`` tries beside those that put one group's atoms last."""


def atoms(people: pd.DataFrame, dimensions: Sequence[str]) -> tuple[pd.DataFrame, NDArray[np.int64], NDArray[np.int64]]:
    """(labels of each atom, how many people it has, the atom of each person). Only atoms with people exist."""
    grouped = people.groupby(list(dimensions), sort=True, observed=True, dropna=False)
    labels = grouped.size().reset_index(name="_people")
    return labels.drop(columns="_people"), labels["_people"].to_numpy(np.int64), grouped.ngroup().to_numpy(np.int64)


def lattice(labels: pd.DataFrame) -> Rows:
    """Every group that can be named by asking for one value, or any, in each dimension. Rows are unique."""
    everybody = np.ones(len(labels), dtype=bool)
    choices = [[everybody, *((labels[name] == value).to_numpy() for value in labels[name].unique())] for name in labels]
    found: dict[bytes, NDArray[np.bool_]] = {}
    for wanted in product(*choices):
        row = np.logical_and.reduce(wanted)
        if row.any():
            found.setdefault(row.tobytes(), row)
    return np.array(list(found.values()), dtype=float)


def small(rows: Rows, people: NDArray[np.int64], least: int) -> Rows:
    """The rows that rest on at least one person and fewer than ``least``."""
    sizes = (rows != 0) @ people
    return rows[(sizes > 0) & (sizes < least)]


def publishable(groups: Rows, people: NDArray[np.int64], targets: Rows, least: int) -> NDArray[np.bool_]:
    """Which ``groups`` may be published, given that all earlier ones that may are published too.

    ``targets`` must rest on fewer than ``least`` people each. What ``attacks`` finds in the outcome is added to them and
    the choice made again: the first group that completes a combination is the one left out.
    """
    while True:
        chosen = _choose(groups, people, targets, least)
        found = attacks(groups[chosen], people, least)
        if not len(found):
            return chosen
        targets = np.vstack([targets, found])


def _choose(groups: Rows, people: NDArray[np.int64], targets: Rows, least: int) -> NDArray[np.bool_]:
    chosen = np.zeros(len(groups), dtype=bool)
    basis = np.zeros((0, groups.shape[1]))
    distance = (targets**2).sum(axis=1)
    sizes = groups @ people
    for nth, group in enumerate(groups):
        if sizes[nth] < least:
            continue
        direction = group - basis.T @ (basis @ group)
        direction -= basis.T @ (basis @ direction)  # twice is enough (Kahan, Parlett)
        length = float(direction @ direction)
        if length < TINY:
            chosen[nth] = True
            continue
        unit = direction / np.sqrt(length)
        left = distance - (targets @ unit) ** 2
        if (left < TINY).any():
            continue
        chosen[nth], distance = True, left
        basis = np.vstack([basis, unit])
    return chosen


def attacks(groups: Rows, people: NDArray[np.int64], least: int, seed: int = 0) -> Rows:
    """Combinations of ``groups`` that rest on 1 … ``least`` − 1 people, each as a row over atoms. Empty: none found."""
    if not len(groups):
        return groups
    random = np.random.default_rng(seed)
    found: dict[bytes, NDArray[np.float64]] = {}
    for order in _orders(groups, people, random):
        for row in small(echelon(groups, order), people, least):
            scaled = row / row[np.flatnonzero(row)[0]]
            found.setdefault((scaled != 0).tobytes(), scaled)
    return np.array(list(found.values())).reshape(-1, groups.shape[1])


def _orders(groups: Rows, people: NDArray[np.int64], random: np.random.Generator) -> list[NDArray[np.int64]]:
    """Big atoms first; then, for the smallest groups, those with the group's atoms last: what is inside it shows."""
    heavy = np.argsort(-people, kind="stable")
    orders = [heavy]
    for _nth in range(ORDERS):
        orders.append(np.argsort(-people * random.uniform(0.2, 1, len(people)), kind="stable"))
    for nth in np.argsort(groups @ people, kind="stable")[:ORDERS]:
        inside = groups[nth][heavy] > 0
        orders.append(np.concatenate([heavy[~inside], heavy[inside]]))
    return orders


def echelon(groups: Rows, order: NDArray[np.int64]) -> Rows:
    """Reduced row echelon form, pivots sought in the columns' ``order``; columns keep their places."""
    work = groups[:, order].astype(float)
    rank = 0
    for column in range(work.shape[1]):
        if rank == len(work):
            break
        pivot = rank + int(np.argmax(np.abs(work[rank:, column])))
        if abs(work[pivot, column]) < TINY:
            continue
        work[[rank, pivot]] = work[[pivot, rank]]
        work[rank] /= work[rank, column]
        factors = work[:, column].copy()
        factors[rank] = 0
        touched = np.flatnonzero(factors)
        work[touched] -= np.outer(factors[touched], work[rank])
        work[np.abs(work) < TINY] = 0
        rank += 1
    back = np.empty_like(work[:rank])
    back[:, order] = work[:rank]
    return back
