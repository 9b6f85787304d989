"""From GPS fixes to stretches of driving and long stops, with the ends of every trip cut off.

A trip ends where the log is silent or the vehicle is parked: its ends are depots, and in a welfare visit somebody's home.
They are cut by distance *and* by time before anything is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

LARGEST_ERROR_M = 50
"""A fix that may be further off than this could lie in another cell."""
SILENT_S = 600
PARKED_S = 1200
"""Silence, or standing still, that ends a trip."""
CUT_M, CUT_S = 300, 180
"""Both must be exceeded before a trip counts, at either end."""
WAITING_S, LONG_STOP_S = 120, 300
"""Standing from the first on is waiting (a terminus), no speed of the road; from the second on a long stop."""
STILL_M = 60
"""A vehicle within this of where it stopped stands still: a few times the usual error."""
LONGEST_GAP_S = 120
"""Between two fixes further apart in time nobody knows which way the vehicle went."""
FASTEST_KMH = 130
METRES_A_DEGREE = 111_195
CLEANED = ("read", "unreadable", "large_error", "jumps")
"""What ``read_fixes`` and ``driven`` count: rows read, without time or place, with a large error, impossible jumps."""


@dataclass(frozen=True)
class Driven:
    """``segments``: vehicle, at, lat, lon (of the middle), kmh. ``stops``: vehicle, at, lat, lon, minutes.
    ``cut``: fixes at the ends of trips that were not used."""

    segments: pd.DataFrame
    stops: pd.DataFrame
    cut: int


def read_fixes(con: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, dict[str, int]]:
    """Usable fixes (vehicle, at, lat, lon) in the order of time per vehicle, and what was left out."""
    frame = con.execute("select vehicle, recorded_at, lat, lon, error_m from vehicle_log").df()
    frame["at"] = pd.to_datetime(frame["recorded_at"], errors="coerce", format="mixed").astype("datetime64[s]")
    complete = frame[["vehicle", "at", "lat", "lon"]].notna().all(axis=1)
    large = complete & (frame["error_m"] > LARGEST_ERROR_M)
    account = {"read": len(frame), "unreadable": int((~complete).sum()), "large_error": int(large.sum())}
    good = frame[complete & ~large].drop_duplicates(["vehicle", "at"]).sort_values(["vehicle", "at"], ignore_index=True)
    jumping = _jumps(good)
    account["jumps"] = int(jumping.sum())
    return good.loc[~jumping, ["vehicle", "at", "lat", "lon"]].reset_index(drop=True), account


def _jumps(fixes: pd.DataFrame) -> np.ndarray:
    """Fixes that no vehicle could have come to from the one before."""
    if len(fixes) < 2:
        return np.zeros(len(fixes), dtype=bool)
    seconds, metres, same = _steps(fixes)
    fast = same & (seconds <= LONGEST_GAP_S) & (metres * 3.6 > FASTEST_KMH * np.maximum(seconds, 1))
    return np.concatenate(([False], fast))


def _steps(fixes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seconds and metres between neighbours, and whether they are of one vehicle."""
    at = fixes["at"].astype("int64").to_numpy()
    x, y = _plane(fixes)
    names = fixes["vehicle"].to_numpy()
    return np.diff(at), np.hypot(np.diff(x), np.diff(y)), names[1:] == names[:-1]


def _plane(fixes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Metres east and north on a plane at each point's own latitude: true to a thousandth over a few kilometres."""
    lat, lon = fixes["lat"].to_numpy(float), fixes["lon"].to_numpy(float)
    middle = np.radians(lat.mean()) if len(lat) else 0.0
    return lon * METRES_A_DEGREE * np.cos(middle), lat * METRES_A_DEGREE


def driven(fixes: pd.DataFrame) -> Driven:
    """Cut every trip, then take its long stops and what it drove between them."""
    at = fixes["at"].astype("int64").to_numpy()
    x, y = _plane(fixes)
    kept: list[tuple[int, int]] = []
    stops: list[tuple[int, int]] = []
    used = 0
    for first, last in _trips(fixes, at, x, y):
        start, end = _cut(at, x, y, first, last)
        if start >= end:
            continue
        used += end - start + 1
        still = list(_standing(at, x, y, start, end, WAITING_S))
        stops += [(i, j) for i, j in still if at[j] - at[i] >= LONG_STOP_S]
        edges = [start, *(edge for stop in still for edge in stop), end]
        kept += list(zip(edges[::2], edges[1::2], strict=True))
    return Driven(_segments(fixes, at, x, y, kept), _stop_rows(fixes, at, stops), len(fixes) - used)


def _trips(fixes: pd.DataFrame, at: np.ndarray, x: np.ndarray, y: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last position of each trip: split at silence and where the vehicle was parked."""
    if fixes.empty:
        return
    names = fixes["vehicle"].to_numpy()
    breaks = np.nonzero((names[1:] != names[:-1]) | (np.diff(at) > SILENT_S))[0]
    starts, ends = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(fixes) - 1]))
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        begin = first
        for parked, gone in _standing(at, x, y, first, last, PARKED_S):
            yield begin, parked
            begin = gone
        yield begin, last


def _cut(at: np.ndarray, x: np.ndarray, y: np.ndarray, first: int, last: int) -> tuple[int, int]:
    """The part of a trip that is neither within ``CUT_M`` nor within ``CUT_S`` of its ends."""
    start, end = first, last
    while start <= last and (
        at[start] - at[first] <= CUT_S or np.hypot(x[start] - x[first], y[start] - y[first]) <= CUT_M
    ):
        start += 1
    while end >= first and (at[last] - at[end] <= CUT_S or np.hypot(x[end] - x[last], y[end] - y[last]) <= CUT_M):
        end -= 1
    return start, end


def _standing(
    at: np.ndarray, x: np.ndarray, y: np.ndarray, first: int, last: int, seconds: int
) -> Iterator[tuple[int, int]]:
    """Runs of fixes within ``STILL_M`` of their first one that last at least ``seconds``."""
    index = first
    while index < last:
        end = index
        while end < last and np.hypot(x[end + 1] - x[index], y[end + 1] - y[index]) <= STILL_M:
            end += 1
        if at[end] - at[index] >= seconds:
            yield index, end
            index = end
        else:
            index += 1


def _segments(
    fixes: pd.DataFrame, at: np.ndarray, x: np.ndarray, y: np.ndarray, kept: list[tuple[int, int]]
) -> pd.DataFrame:
    runs = [np.arange(start, end) for start, end in kept if end > start]
    a = np.concatenate(runs) if runs else np.zeros(0, dtype=int)
    a = a[at[a + 1] - at[a] <= LONGEST_GAP_S]
    b = a + 1
    lat, lon = fixes["lat"].to_numpy(float), fixes["lon"].to_numpy(float)
    return pd.DataFrame(
        {
            "vehicle": fixes["vehicle"].to_numpy()[a],
            "at": fixes["at"].to_numpy()[a],
            "lat": (lat[a] + lat[b]) / 2,
            "lon": (lon[a] + lon[b]) / 2,
            "kmh": np.hypot(x[b] - x[a], y[b] - y[a]) / (at[b] - at[a]) * 3.6,
        }
    )


def _stop_rows(fixes: pd.DataFrame, at: np.ndarray, stops: list[tuple[int, int]]) -> pd.DataFrame:
    first = np.array([start for start, _end in stops], dtype=int)
    last = np.array([end for _start, end in stops], dtype=int)
    return fixes.iloc[first].reset_index(drop=True).assign(minutes=(at[last] - at[first]) / 60)
