"""What a file as a whole is: rows of places, rows of persons, or counts. It decides how its columns are judged."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile

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
    r"人数|人口|者数|件数|世帯数|回数|台数|人員|割合|構成比|総数|合計|count|number|population|total|^計$|^値$"
)
_PEOPLE = re.compile(r"人口|人数|人員|者数|総数|population")
"""Measures of people: the row is of several, or of nobody."""
_HOUSEHOLD = re.compile(
    r"(?:世帯員?|家族|同居[者人]?|扶養(?:親族|家族|者)?|子ども|子供|こども|兄弟)の?(?:人数|人員|者数|総数)"
)
"""How many live with somebody."""
_AMOUNT = re.compile(r"額|[金円料費税]$|所得|年収")
_AREAS = frozenset(map(header_key, ("地域名", "町名", "地区名", "地区", "地域", "項目", "regionname")))
"""Headings that stand over the name of no one place: a register of homes has its districts too."""
_NUMBER = re.compile(r"^(?:no|id|#)|番号|番$|id$|コード|code")
ONCE = 0.5
"""Part of the rows of a count that must differ in what they count by; a few may stand twice."""
NUMBERED_ONCE = 0.9
"""The same part where a number or a day stands at each row."""
_KIND = r"(?:[館園校院署局店場栓板碑橋]|(?<![住居])所|施設|センター|機関|設置|工事|地点)"
_NAMED = re.compile(rf"{_KIND}(?:名称?|番号|no)?$")
"""A kind of place, as the heading over its names or numbers: 集会所, 保育所名, 集積所番号."""
_WORKS = "施工|開催|実施|配布|掲示|掲出|建設|測定|観測|採取|採水|撮影|展示|標準地の?|基準地の?|物件|土地の?"
_SITE = re.compile(rf"(?:.*{_KIND}の?|{_WORKS})?所在|(?:.*{_KIND}の?|{_WORKS})(?:住所|場所|箇所|個所|位置)")
"""A heading that says where a thing is, not where somebody lives."""
_BUSINESS = "事業|営業|工業|施工|請負|受注|発注|落札|設置|開設|管理|運営|経営|主催|施行|代表"
_PRIVATE = re.compile(
    rf"(?<!{_BUSINESS})者(?!数)|本人|世帯(?!数)|家族|同居|年齢|性別|生まれ|自宅|飼|犬|猫"
    r"|かかりつけ|主治医|出身|希望|職場|勤務|通[園学院所勤](?!路|区)|(?:避難|入[所院園学]|就職|搬送|転[出入]|送付|支援)先"
)
"""A heading that speaks of persons, of their animals or of what a place is to one of them (避難先, 出身園)."""
ONE_EACH = 0.8
"""Part of the places that must have one address each."""
REGULAR = 0.8
"""Part of the ages of a count that must be a step from the last one, and have as many rows as the others."""


@dataclass(frozen=True)
class About:
    """What the file as a whole is: rows of places, rows of persons, or counts. ``private``: a heading speaks of persons."""

    places: bool
    persons: bool
    counts: bool
    private: bool = False


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
    strong = any(_is_person(column) for column in columns)
    counts = not strong and _counted(columns)
    private = any(column.heading or _PRIVATE.search(header_key(column.column.header)) for column in columns)
    counts = counts or kind in ("population", "mesh_population", "statistic", "census_total")
    return About(places, strong, counts, private)


def names_site(header: str) -> bool:
    """Whether a heading says where a thing is (所在地, 工事場所), and not whose it is (犬の所在地)."""
    key = header_key(header)
    return bool(_SITE.match(key)) and not _PRIVATE.search(key)


def stands_at(columns: tuple[Profile, ...], address: Profile) -> bool:
    """Whether left of an address stands what is there (集会所, 地区 and 集積所番号), and each of these has one address.

    To the right it is what a place is to somebody who lives there, and many may go to one.
    """
    left = list(takewhile(lambda column: column is not address, columns))
    keys = [c for c in left if _NAMED.search(header_key(c.column.header)) and c.filled and not c.is_names]
    if not keys or any(column.share(column.dwellings) >= 0.3 for column in keys):
        return False
    if all(column.numeric for column in keys):
        keys += [column for column in left if header_key(column.column.header) in _AREAS]
    return _distinct([c.column.codes for c in keys]) >= ONE_EACH * _distinct([c.column.codes for c in (*keys, address)])


def _distinct(codes: list[np.ndarray]) -> int:
    return len(np.unique(np.column_stack(codes), axis=0))


def _counted(columns: tuple[Profile, ...]) -> bool:
    """Whether a heading says that numbers below it were counted: 人口, 件数, or the year that they are of.

    Beside homes a number is what each of them has (相談回数), and beside ages of persons too, unless it counts people.
    """
    headers = [column.column.header for column in columns if column.numeric]
    if not any(_MEASURE.search(header_key(header)) or read_period(header, bare=True) for header in headers):
        return False
    if any(column.share(column.dwellings) >= 0.3 for column in columns):
        return False
    if any(map(_is_ages, columns)) and not any(map(_of_people, headers)):
        return False
    return not _told_again(columns)


def _of_people(header: str) -> bool:
    return bool(_PEOPLE.search(_HOUSEHOLD.sub("", header_key(header))))


def _told_again(columns: tuple[Profile, ...]) -> bool:
    """Whether a fact about persons (障害等級) comes again and nothing but a number or a day of the row tells the rows apart.

    In a count every combination of what it counts by has one row. A blank cell says what stands above it (merged cells).
    """
    if not any(column.heading == "sensitive" for column in columns):
        return False
    columns = tuple(column for column in columns if column.filled)
    numbered = [c for c in columns if _NUMBER.search(header_key(c.column.header)) and c.distinct == c.filled]
    if not numbered and any(map(_of_several, columns)):
        return False
    told = [column for column in columns if not any(column is number for number in numbered) and not _is_amount(column)]
    keys = [column for column in told if not _is_day_of_row(column)] or told
    least = NUMBERED_ONCE if numbered or len(keys) < len(told) else ONCE
    return bool(keys or numbered) and _rows_told(keys) < least * len(columns[0].column)


def _rows_told(keys: list[Profile]) -> int:
    codes = []
    for column in keys:
        filled = column.weights[column.column.codes] > 0
        codes.append(column.column.codes[np.maximum.accumulate(np.where(filled, np.arange(len(filled)), 0))])
    return _distinct(codes) if codes else 1


def _is_amount(column: Profile) -> bool:
    """A number that was measured and is nothing that a count is made by, as an age or a grade is."""
    header = column.column.header
    key = header_key(header)
    return column.numeric and bool(_MEASURE.search(key) or _AMOUNT.search(key) or read_period(header, bare=True))


def _is_day_of_row(column: Profile) -> bool:
    """Days on which somebody came. In a count by day each has as many rows as the others; months and years are no days."""
    if len({day.day for day in column.days}) < 2:
        return False
    often = Counter(column.weights[column.weights > 0].tolist())
    rows, days = often.most_common(1)[0]
    return rows == 1 or days < REGULAR * column.distinct


def _of_several(column: Profile) -> bool:
    """Nearly every cell counts ten people or cases: nobody's own."""
    header = column.column.header
    if not column.numeric or not (_of_people(header) or "件数" in header):
        return False
    return (
        column.share(column.flags(lambda text: (n := re.match(r"[\d,]+", text)) and len(n[0].replace(",", "")) > 1))
        >= REGULAR
    )


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
