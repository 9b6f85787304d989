"""The vehicles' open tables: median speed and long stops by cell. Tracks are never among them.

What is given away is decided here, and nowhere else (docs/decisions/0040): the ends of trips are cut, a cell is shown
only with enough vehicles *and* days and when no vehicle is most of it, numbers of vehicles and days leave as bands, and
each stretch of driving counts in exactly one published row (season × part of the day × cell). There is no total over
parts of the day or seasons, so there is nothing to subtract from.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from machi.ingest.mesh import encode_many
from machi.store.aggregates.aggregator import Aggregator, smallest_group
from machi.store.aggregates.vehicle_trips import CLEANED, Driven, driven, read_fixes

DIGITS = 9
"""500 m cells: between two fixes of a log (30–60 s) a vehicle moves 300–700 m, so 250 m would feign accuracy."""
LEAST = 3
LARGEST_SHARE = 0.5
"""A vehicle that has more of a cell's vehicle-days than this would be what the median tells about."""
SEASONS = {**dict.fromkeys((6, 7, 8, 9), "summer"), **dict.fromkeys((12, 1, 2, 3), "winter")}
"""Months of each season; the other months are in neither."""
HOUR_BANDS = (("morning", 6, 9), ("day", 9, 15), ("evening", 15, 19))
"""Name, first hour, end; every other hour is "night"."""
BANDS = ((10, "10-"), (6, "6-9"), (0, "3-5"))
"""Lower bound → how a number of vehicles, days or stops is published."""
MINUTES = 5
"""Lengths of stops are rounded to this."""
COUNTS = 100
"""Numbers of fixes are rounded to this."""

TABLES: dict[str, dict[str, str]] = {
    "vehicle_cell": {
        **dict.fromkeys(("season", "hour_band", "cell"), "VARCHAR"),
        "median_kmh": "BIGINT",
        **dict.fromkeys(("vehicles_band", "days_band"), "VARCHAR"),
    },
    "vehicle_stop": {
        **dict.fromkeys(("season", "cell"), "VARCHAR"),
        "median_minutes": "BIGINT",
        **dict.fromkeys(("stops_band", "vehicles_band", "days_band"), "VARCHAR"),
    },
    "vehicle_account": {"part": "VARCHAR", "amount": "BIGINT"},
}


def make(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """The three tables from the closed ``vehicle_log``."""
    least = max(LEAST, smallest_group(con))
    fixes, account = read_fixes(con)
    done = driven(fixes)
    cells, hidden_cells = _cells(done.segments, least)
    stops, hidden_stops = _stops(done.stops, least)
    return {
        "vehicle_cell": cells,
        "vehicle_stop": stops,
        "vehicle_account": _account(account, done, least, hidden_cells, hidden_stops),
    }


def _placed(frame: pd.DataFrame) -> pd.DataFrame:
    """With season, day and cell; what lies in neither season is left out."""
    frame = frame.assign(
        season=frame["at"].dt.month.map(SEASONS),
        day=frame["at"].dt.normalize(),
        cell=encode_many(frame["lat"].to_numpy(), frame["lon"].to_numpy(), DIGITS),
    )
    return frame[frame["season"].notna() & (frame["cell"] != "")]


def _cells(segments: pd.DataFrame, least: int) -> tuple[pd.DataFrame, int]:
    """Median speed; each vehicle has one vote a day, so that a slow bus at its terminus isn't a hundred slow buses."""
    segments = _placed(segments)
    segments = segments.assign(hour_band=_hour_band(segments["at"].dt.hour.to_numpy()))
    keys = ["season", "hour_band", "cell"]
    votes = segments.groupby([*keys, "vehicle", "day"], as_index=False)["kmh"].median()
    shown, hidden = _enough(votes, keys, least)
    shown["median_kmh"] = (
        votes.groupby(keys)["kmh"].median().reindex(_index(shown, keys)).round().to_numpy(dtype="int64")
    )
    return _finished(shown, "vehicle_cell"), hidden


def _stops(stops: pd.DataFrame, least: int) -> tuple[pd.DataFrame, int]:
    """Where vehicles stood long in the middle of a trip, by the same rules."""
    stops = _placed(stops)
    keys = ["season", "cell"]
    shown, hidden = _enough(stops, keys, least)
    grouped = stops.groupby(keys)["minutes"]
    index = _index(shown, keys)
    shown["median_minutes"] = (grouped.median().reindex(index) / MINUTES).round().to_numpy(dtype="int64") * MINUTES
    shown["stops_band"] = [band(int(count)) for count in grouped.count().reindex(index)]
    return _finished(shown, "vehicle_stop"), hidden


def _enough(votes: pd.DataFrame, keys: list[str], least: int) -> tuple[pd.DataFrame, int]:
    """The groups that may be shown, with their bands, and how many may not."""
    per_vehicle = votes.groupby([*keys, "vehicle"]).size().rename("n").reset_index()
    counts = per_vehicle.groupby(keys).agg(vehicles=("n", "size"), largest=("n", "max"), votes=("n", "sum"))
    counts["days"] = votes.groupby(keys)["day"].nunique()
    good = (counts["vehicles"] >= least) & (counts["days"] >= least)
    good &= counts["largest"] <= LARGEST_SHARE * counts["votes"]
    shown = counts[good].reset_index()
    shown["vehicles_band"] = [band(count) for count in shown["vehicles"]]
    shown["days_band"] = [band(count) for count in shown["days"]]
    return shown, int((~good).sum())


def _index(shown: pd.DataFrame, keys: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(shown[keys])


def _finished(shown: pd.DataFrame, table: str) -> pd.DataFrame:
    columns = list(TABLES[table])
    return shown[columns].sort_values(columns[:3], ignore_index=True)


def _hour_band(hours: np.ndarray) -> np.ndarray:
    tests = [(hours >= first) & (hours < end) for _name, first, end in HOUR_BANDS]
    return np.select(tests, [name for name, _first, _end in HOUR_BANDS], "night")


def band(count: int) -> str:
    """A number as it is published."""
    return next(label for lower, label in BANDS if count >= lower)


def _account(account: dict[str, int], done: Driven, least: int, cells: int, stops: int) -> pd.DataFrame:
    """What was read and what was left out, in round numbers: the card must say that it doesn't show everything."""
    rounded = {part: round(account.get(part, 0) / COUNTS) * COUNTS for part in CLEANED}
    rounded["trip_ends"] = round(done.cut / COUNTS) * COUNTS
    rounded |= {"hidden_cells": round(cells / 10) * 10, "hidden_stops": round(stops / 10) * 10, "least": least}
    return pd.DataFrame({"part": list(rounded), "amount": list(rounded.values())})


VEHICLE_LOG = Aggregator("vehicle_log", TABLES, make, least=LEAST)
