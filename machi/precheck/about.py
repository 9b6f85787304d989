"""What a file as a whole is: rows of places, rows of persons, or counts. It decides how its columns are judged."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np

from machi.ingest.periods import read_period
from machi.ingest.schema import header_key
from machi.precheck.lexicon import lexicon
from machi.precheck.profile import FREE, Profile, profiles
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
    r"人数|人口|者数|件数|世帯数|回数|台数|人員|割合|構成比|総数|合計|count|number|population|total|^計$|^値$"
)
_PEOPLE = re.compile(r"(?<!世帯)(?<!家族)(?<!同居)(?<!扶養)(?:人口|人数|人員)|者数|総数|population")
"""Measures of people: the row is of several, or of nobody."""
_AREAS = frozenset(map(header_key, ("地域名", "町名", "地区名", "地区", "地域", "項目", "regionname")))
"""Headings that stand over the name of no one place: a register of homes has its districts too."""
_NUMBER = re.compile(r"^(?:no|id|#)|番号|番$|id$|コード|code")
ONCE = 0.5
"""Part of the rows of a count that must differ in what they count by; a few may stand twice."""
_HOMES = frozenset(("住宅", "団地", "ビル", "マンション", "アパート", "ホーム", "ハウス", "丁目"))
LEAST_PLACES, ONE_EACH = 3, 0.8
"""Rows from which places can be told by their names, and the part of them that must each be another place."""
REGULAR = 0.8
"""Part of the ages of a count that must be a step from the last one, and have as many rows as the others."""


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
        if (header_key(column.column.header) in lexicon().facility_headings - _AREAS)
        or column.column.name in ("name", "town")
    ]
    places = kind in PLACES or any(column.filled and not column.is_names for column in named)
    places = places or any(map(_names_places, columns))
    strong = any(_is_person(column) for column in columns)
    counts = not strong and _counted(columns)
    return About(places, strong, counts or kind in ("population", "mesh_population", "statistic", "census_total"))


def _names_places(column: Profile) -> bool:
    """A place of its own in each row, whatever its heading (集会所, 避難所): what its home is to a person, it is to none."""
    if column.heading or column.filled < LEAST_PLACES or column.distinct < ONE_EACH * column.filled or column.is_names:
        return False
    ends = _place_ends()
    if column.share(column.addresses) >= 0.3:
        return False  # 栄町1-2 さくら団地 is where somebody lives
    return column.share(column.words(lambda text: len(text) <= FREE and text.endswith(ends))) >= ONE_EACH


@cache
def _place_ends() -> tuple[str, ...]:
    """Words that end the name of a place where nobody lives. Of single signs those that end few surnames and no address."""
    words = (word for word in lexicon().facility_words if len(word) > 1 and word not in _HOMES)
    return (*words, *"館園校院所店")


def _counted(columns: tuple[Profile, ...]) -> bool:
    """Whether a heading says that numbers below it were counted: 人口, 件数, or the year that they are of.

    Beside homes a number is what each of them has (相談回数), and beside ages of persons too, unless it counts people.
    """
    headers = [column.column.header for column in columns if column.numeric]
    if not any(_MEASURE.search(header_key(header)) or read_period(header, bare=True) for header in headers):
        return False
    if any(column.share(column.dwellings) >= 0.3 for column in columns):
        return False
    if any(map(_is_ages, columns)) and not any(_PEOPLE.search(header_key(header)) for header in headers):
        return False
    return not _told_again(columns)


def _told_again(columns: tuple[Profile, ...]) -> bool:
    """Whether a fact about persons (障害等級) comes again and nothing but a number of the row tells the rows apart.

    In a count every combination of what it counts by has one row. A blank cell says what stands above it (merged cells).
    """
    if not any(column.heading == "sensitive" for column in columns):
        return False
    keys = []
    for column in columns:
        key = header_key(column.column.header)
        numbered = _NUMBER.search(key) and column.distinct == column.filled
        if column.filled and not (numbered or (column.numeric and _MEASURE.search(key))):
            filled = column.weights[column.column.codes] > 0
            keys.append(column.column.codes[np.maximum.accumulate(np.where(filled, np.arange(len(filled)), 0))])
    return len(np.unique(np.column_stack(keys), axis=0)) < ONCE * len(keys[0])


def _is_ages(column: Profile) -> bool:
    """Ages as persons have them. In a count by age each age has as many rows as the others: 0, 1, 2 … or in steps of 5 or 10.

    A few may lack: nobody was 103.
    """
    if column.weak != "age" or not column.numeric:
        return False
    often: Counter[int] = Counter()
    for text, rows in zip(column.folded, column.weights, strict=True):
        if found := re.match(r"\d+", text):
            often[int(found[0])] += int(rows)
    steps = Counter(np.diff(sorted(often)).tolist())
    regular = max((steps[step] for step in (1, 5, 10)), default=0) >= REGULAR * max(steps.total(), 1)
    return not (regular and max(Counter(often.values()).values()) >= REGULAR * len(often))


def _is_person(column: Profile) -> bool:
    """Personal by itself: a name, a birthday, a number of a person."""
    if not column.filled or column.column.name:
        return column.is_names and column.column.name not in ("organisation", "title")
    if column.heading in ("name", "birth", "mynumber", "identity", "licence", "passport", "mobile"):
        return True
    return column.is_names and column.weak != "office"
