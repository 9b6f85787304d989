"""What a file as a whole is: rows of places, rows of persons, or counts. It decides how its columns are judged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from machi.ingest.periods import read_period
from machi.ingest.schema import header_key
from machi.precheck.lexicon import lexicon
from machi.precheck.profile import Profile, profiles
from machi.precheck.sheet import Sheet

PLACES = frozenset(
    [
        "aed",
        "bus_stop",
        "cultural_property",
        "evacuation_space",
        "event",
        "fire_hydrant",
        "open_data_list",
        "park",
        "parking",
        "public_facility",
        "public_toilet",
        "tourism",
        "work",
        "inquiry",
    ]
)
"""Kinds whose rows are things of the public; their own columns for address, telephone and office are as they should be."""
_MEASURE = re.compile(
    r"人数|人口|件数|世帯数|回数|台数|人員|割合|構成比|総数|合計|count|number|population|total|^計$|^値$"
)


@dataclass(frozen=True)
class About:
    """What the file as a whole is: rows of places, rows of persons, or counts."""

    places: bool
    persons: bool
    counts: bool


def about(sheet: Sheet, kind: str) -> About:
    """What the rows of a file are."""
    return about_of(profiles(sheet), kind)


def about_of(columns: tuple[Profile, ...], kind: str) -> About:
    """What the rows of these columns are."""
    named = [
        column
        for column in columns
        if header_key(column.column.header) in lexicon().facility_headings or column.column.name in ("name", "town")
    ]
    places = kind in PLACES or any(column.filled and not column.is_names for column in named)
    measures = [c for c in columns if c.numeric and _is_measure(c.column.header)]
    strong = any(_is_person(column) for column in columns)
    counts = bool(measures) and not strong
    return About(places, strong, counts or kind in ("population", "mesh_population", "statistic", "census_total"))


def _is_measure(header: str) -> bool:
    """Whether a heading says that numbers below it were counted: 人口, 件数, or the year that they are of."""
    return _MEASURE.search(header_key(header)) is not None or read_period(header, bare=True) is not None


def _is_person(column: Profile) -> bool:
    """Personal by itself: a name, a birthday, a number of a person."""
    if not column.filled or column.column.name:
        return column.is_names and column.column.name not in ("organisation", "title")
    if column.heading in ("name", "birth", "mynumber", "identity", "licence", "passport", "mobile"):
        return True
    return column.is_names and column.weak != "office"
