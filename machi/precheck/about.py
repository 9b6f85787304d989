"""What a file as a whole is: rows of places, rows of persons, or counts. It decides how its columns are judged."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

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
    strong = any(_is_person(column) for column in columns)
    counts = not strong and _counted(columns)
    return About(places, strong, counts or kind in ("population", "mesh_population", "statistic", "census_total"))


def _counted(columns: tuple[Profile, ...]) -> bool:
    """Whether a heading says that numbers below it were counted: 人口, 件数, or the year that they are of.

    A year alone says little: beside homes or ages it is what each of these persons paid or came for.
    """
    headers = [column.column.header for column in columns if column.numeric]
    if any(_MEASURE.search(header_key(header)) for header in headers):
        return True
    if not any(read_period(header, bare=True) for header in headers):
        return False
    return not any(column.share(column.dwellings) >= 0.3 or _is_ages(column) for column in columns)


def _is_ages(column: Profile) -> bool:
    """Ages as persons have them. In a count by age each age has its row: 0, 1, 2 … or in steps of 5 or 10."""
    if column.weak != "age" or not column.numeric:
        return False
    ages = sorted({int(found[0]) for text in column.folded if (found := re.match(r"\d+", text))})
    return set(np.diff(ages).tolist()) not in ({1}, {5}, {10})


def _is_person(column: Profile) -> bool:
    """Personal by itself: a name, a birthday, a number of a person."""
    if not column.filled or column.column.name:
        return column.is_names and column.column.name not in ("organisation", "title")
    if column.heading in ("name", "birth", "mynumber", "identity", "licence", "passport", "mobile"):
        return True
    return column.is_names and column.weak != "office"
