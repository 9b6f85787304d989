"""Which general cards fit a table, best first, and with which columns: from the meanings alone, before anything is stored.

The first offer must be worth looking at without any choice. Each offer says why in a sentence that names its columns.
Card ids are those of ``machi/cards/anything_*``; a test holds that each exists and takes these parameters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from machi.ingest.meaning import NUMBERS, TIMES, Meaning
from machi.ingest.meaning_words import SINCE, parted
from machi.ingest.periods import read_period
from machi.ingest.times_across import HEADED, month_columns, period_columns
from machi.text import _

CROSSED = 0.9
"""Share of all pairs of a place and a group from which a table is a cross of them."""
MOST_COLOURS = 8
"""Categories that colours on a map can tell apart (the rest is その他)."""
MOST_GROUPS = 40
MOST_ACROSS = 20_000
"""Rows up to which a table with times across is turned into figures, and one bar or line a row makes any sense."""
ENOUGH_ROWS = 20
"""Rows from which a distribution or a map by squares says more than the rows themselves."""


DAILY = 60
"""Days from which one row a day is the plan of a season, no list of happenings."""
_CHANGE = re.compile("増減|伸び|前年|対前|変化")
_REMARK = re.compile("備考|摘要|注記|remark|note", re.IGNORECASE)
_ASIDE = re.compile("時間|時刻|曜日|time|date|備考|note|都道府県|市区町村|pref|city")
_BUILT = re.compile("建築|建設|架設|竣工|築年|製造|初度登録|初年度登録|購入|導入|配備")
MOST_SAID = 2
"""Columns of words that a series may have beside its time; with more its rows are happenings, each with a story."""
_WHOLE = re.compile(r"(?:合|総)?計|総数")
_PEOPLE = re.compile(rf"(?:総?人口|人口_?(?:{_WHOLE.pattern}))(?:[（(]人[)）])?")
"""What households stand beside in a table of people."""
_ALL = re.compile(rf"(?:{_WHOLE.pattern})(?:_(?:{_WHOLE.pattern}))*")


@dataclass(frozen=True)
class Offer:
    """A general card with the columns it would take (by header, as the address spells them), and why."""

    card_id: str
    params: dict[str, str] = field(default_factory=dict)
    why: str = ""


def suggest(meanings: Sequence[Meaning], rows: int) -> list[Offer]:
    """Every general card that fits, the most telling first; at least the list of columns where any cell is filled."""
    if rows == 0 or not any(one.filled for one in meanings):
        return []
    table = _Table(meanings, rows)
    found = [
        *_across(table), *_over_time(table), *_places(table), *_side_by_side(table), *_days(table), *_crossed(table),
        *_spread(table), (10, _overview(table)),
    ]  # fmt: skip
    order = sorted(range(len(found)), key=lambda index: (-found[index][0], index))
    return [found[index][1] for index in order]


Scored = tuple[int, Offer]


class _Table:
    """The columns by what can be done with them."""

    def __init__(self, meanings: Sequence[Meaning], rows: int) -> None:
        self.rows = rows
        headed = period_columns(meanings)
        self.months = month_columns(meanings)
        self.across = headed if len(headed) >= HEADED else self.months
        across = {one.column for one in self.across}
        rest = [one for one in meanings if one.column not in across]
        self.all = rest
        months = any(one.meaning == "month_number" and one.distinct >= 2 for one in rest)
        self.times = [
            one
            for one in rest
            if one.meaning in TIMES and (one.distinct >= 2 or (months and one.meaning in ("year", "fiscal_year")))
        ]
        self.numbers = [one for one in rest if one.meaning in NUMBERS and one.distinct >= 2]
        groups = [one for one in rest if one.meaning == "category" and 2 <= one.distinct <= MOST_GROUPS]
        groups = [one for one in groups if one.filled >= 0.3 * rows]
        self.groups = sorted(
            groups, key=lambda one: (_hours(one), one.filled < 0.5 * rows, one.distinct > MOST_COLOURS)
        )
        self.labels = [one for one in rest if one.meaning in ("name", "town") and one.filled >= 0.5 * rows]
        self.codes = [one for one in rest if one.meaning == "code" and one.filled == one.distinct == rows]

    @property
    def told(self) -> bool:
        """Whether several columns of words tell of each row: a payment, a case, no point of a series."""
        words = [one for one in self.all if one.meaning in ("category", "name", "text", "address") and not _hours(one)]
        return sum(one.distinct > 1 and one.filled >= 0.5 * self.rows for one in words) > MOST_SAID

    def first(self, *meanings: str) -> Meaning | None:
        return next((one for one in self.all if one.meaning in meanings), None)

    @property
    def measured(self) -> bool:
        """Whether each row is what was measured on a day of its own: then the rows themselves count nothing."""
        days = next((one for one in self.times if one.meaning == "date"), None)
        return days is not None and days.distinct == self.rows and bool(self.numbers) and not (self.labels or self.told)

    @property
    def cases(self) -> bool:
        """Whether each row is a case that came on some day and was measured (how long it took): first, how many there are."""
        some_days = any(one.meaning == "date" and one.distinct < self.rows for one in self.times)
        return some_days and bool(self.numbers) and not any(one.additive for one in self.numbers) and self.told

    @property
    def nameless_months(self) -> Meaning | None:
        """The column of months in a table that says no year anywhere; none where figures of a month come again."""
        if any(one.meaning in TIMES for one in self.all):
            return None
        groups = prod(max(one.distinct, 1) for one in self.all if one.meaning in ("category", "town"))
        return next(
            (
                one
                for one in self.all
                if one.meaning == "month_number"
                and one.distinct >= 2
                and (self.figure is None or one.filled <= one.distinct * groups)
            ),
            None,
        )

    @property
    def sure_place(self) -> Meaning | None:
        """The column that puts rows on a map by itself: coordinates or a mesh code."""
        return self.first("point") or (self.first("lat") and self.first("lon")) or self.first("mesh")

    @property
    def figure(self) -> Meaning | None:
        """The number that a stranger would look at: a rate that follows its counts, else the first that adds up."""
        found = self._figure
        if found is None:
            return None
        whole = next((one for one in self.numbers if _is_whole(one, found)), found)
        heads = (one for one in self.numbers if _PEOPLE.fullmatch(one.header))
        return next(heads, whole) if whole.unit == "世帯" else whole

    @property
    def _figure(self) -> Meaning | None:
        rates = [one for one in self.numbers if one.meaning == "share" and one.unit == "%"]
        rates = [one for one in rates if not _CHANGE.search(one.header)]
        counts = [one for one in self.numbers if one.meaning != "share"]
        heads = [one for one in counts if one.meaning == "people"]
        named = any(one.distinct >= 0.9 * self.rows for one in self.labels)
        if rates and len(heads) >= 2 and rates[0].position > heads[1].position and (named or not self.times):
            return rates[0]
        return next((one for one in counts if one.additive), None) or next(iter(self.numbers), None)


def _is_whole(one: Meaning, part: Meaning) -> bool:
    """Whether a column is the sum over the columns that ``part`` is one of: 合計 beside 4月, 投票率_計 beside 投票率_男."""
    group, last = parted(one.header)
    same = one.meaning == part.meaning or "share" not in (one.meaning, part.meaning)
    beside = group == parted(part.header)[0] or _ALL.fullmatch(one.header) is not None
    return same and _WHOLE.fullmatch(last) is not None and beside


def _hours(one: Meaning) -> bool:
    """Opening hours and days are categories by shape, but the last that one would colour a map by."""
    return _ASIDE.search(one.header.casefold()) is not None


def _across(table: _Table) -> list[Scored]:
    if table.months:
        why = _(
            "「{year}」の行に「{first}」から「{last}」までの月が並ぶので、月ごとのうつりかわりで見られます。"
        ).format(
            year=table.times[0].header if table.times else _("年"),
            first=table.months[0].header,
            last=table.months[-1].header,
        )
        return [(100, Offer("anything_series", {}, why))]
    with_figures = [one for one in table.across if one.meaning in NUMBERS and one.filled > 0]
    periods = [read_period(one.header, bare=True) for one in with_figures]
    alike = Counter(period.type for period in periods if period)  # years and fiscal years make no one line
    if max(alike.values(), default=0) < HEADED or table.rows > MOST_ACROSS:
        return []
    first, last = table.across[0].header, table.across[-1].header
    why = _("見出しの「{first}」から「{last}」までが時点なので、うつりかわりで見られます。").format(
        first=first, last=last
    )
    return [(100, Offer("anything_series", {}, why))]


def _over_time(table: _Table) -> list[Scored]:
    if table.across and not table.months:
        return []
    time, figure = next(iter(table.times), table.nameless_months), table.figure
    if time is None or figure is None or table.rows > 60 * time.distinct:
        return []
    # Rows with a name or a place of their own are things with a date, not a series.
    things = table.sure_place is not None or any(one.distinct >= 0.9 * table.rows for one in table.labels)
    if (things and SINCE.search(time.header)) or (table.codes and _BUILT.search(time.header)):
        return []  # areas of parks by the day of their opening, mileage of cars by that of their plate: no series
    things = things or (time.meaning == "date" and table.told)
    by = None if things else _line_column(table, time)
    params = {"time": time.header, "amount": figure.header} | ({"by": by.header} if by else {})
    each = "sum" if figure.additive else "mean"
    params |= {} if each == "sum" else {"how": each}
    why = _("「{time}」ごとの「{amount}」があるので、うつりかわりで見られます。").format(
        time=time.header, amount=figure.title
    )
    regular = (time.meaning != "date" or time.distinct >= 0.9 * table.rows) and not things
    return [(95 if regular else 45, Offer("anything_series", params, why))]


def _line_column(table: _Table, time: Meaning) -> Meaning | None:
    """What tells the lines apart: only where a period has several rows."""
    if time.distinct >= table.rows:
        return None
    words = [one for one in (*table.labels, *table.all) if one.meaning in ("name", "town", "text")]
    return next((one for one in (*table.groups, *words) if 2 <= one.distinct <= MOST_GROUPS), None)


def _places(table: _Table) -> list[Scored]:
    sure = table.sure_place is not None
    place = table.first("point", "lat", "mesh") if sure else table.first("town", "address")
    if place is None:
        return []
    colours = [one for one in table.groups if not _hours(one)]
    by = next((one for one in colours if one.distinct <= MOST_COLOURS), next(iter(colours), None))
    if by and table.rows >= CROSSED * place.distinct * by.distinct:
        by = None  # each place has a row of each group: their markers would hide each other
    named = _("「{place}」").format(place=place.header)
    said = _("{place}の列があるので、地図で見られます。").format(place=named)
    found: list[Scored] = []
    figure = table.figure
    if place.meaning == "mesh":
        params = {"amount": figure.header} if figure and figure.additive else {}
        why = _("{place}の列があるので、区画ごとの地図で見られます。").format(place=named)
        return [(92, Offer("anything_mesh", params, why))]
    found.append((90 if sure else 62, Offer("anything_map", {"by": by.header} if by else {}, said)))
    if table.rows >= ENOUGH_ROWS:
        why = _("{place}の列があるので、500mの区画ごとに数えられます。").format(place=named)
        found.append((50 if sure else 30, Offer("anything_mesh", {}, why)))
    return found


def _side_by_side(table: _Table) -> list[Scored]:
    figure = table.figure
    if figure is None:
        return []
    rowwise = next((one for one in table.labels if one.distinct >= 0.8 * table.rows), None)
    if table.rows > MOST_ACROSS:
        rowwise = next(iter(table.groups), None)
        if rowwise is None:
            return []
    groups = [one for one in table.groups if not _REMARK.search(one.header)]
    label = rowwise or next(iter([*table.labels, *groups, *(() if table.times else table.codes)]), None)
    texts = [one for one in table.all if one.meaning == "text" and one.distinct >= 2]
    # A group's name that is written once for all its rows (merged cells) tells the rows apart least.
    label = label or next((one for one in texts if one.filled >= 0.8 * table.rows), next(iter(texts), None))
    label = label or table.first("month_number")
    if label is None:
        return []
    if not rowwise and not figure.additive:
        figure = next((one for one in table.numbers if one.additive), figure)
    params = {"label": label.header, "amount": figure.header} | ({} if figure.additive else {"how": "mean"})
    why = _("「{label}」ごとに「{amount}」を並べられます。").format(label=label.header, amount=figure.title)
    score = 80 if table.rows <= 300 or not rowwise else 52
    return [(score, Offer("anything_ranking", params, why))]


def _days(table: _Table) -> list[Scored]:
    time = next((one for one in table.times if one.meaning == "date"), None)
    if time is None or time.distinct < 5 or table.measured:
        return []
    score = 40 if table.numbers and time.distinct >= 0.9 * table.rows else 45 if table.sure_place else 85
    measured = table.figure is not None and not table.figure.additive  # how often is the least that it tells
    # One row a day, day after day: what stands there tells more than how many rows there are.
    daily = time.distinct >= max(0.9 * table.rows, DAILY) and any(not _hours(one) for one in table.groups)
    score = min(score, 50) if measured or daily or SINCE.search(time.header) else score
    why = _("「{time}」が日付なので、カレンダーで見られます。").format(time=time.header)
    counted = _("「{time}」ごとに数えて、うつりかわりで見られます。").format(time=time.header)
    return [
        (score, Offer("anything_calendar", {"time": time.header}, why)),
        (score - 15, Offer("anything_series", {"time": time.header, "how": "count"}, counted)),
    ]


def _crossed(table: _Table) -> list[Scored]:
    # A row for each group at each time: every group has as many rows, which tells nothing.
    even = {time.distinct for time in table.times}
    groups = [one for one in table.groups if one.filled != one.distinct * max(even, default=0)]
    if not groups or table.measured:
        return []
    first, *others = groups
    second = next((one for one in others if not _hours(one)), None) if not _hours(first) else None
    params, why = {"by": first.header}, _("「{a}」ごとに行を数えられます。").format(a=first.header)
    if second is not None:
        params["across"] = second.header
        why = _("「{a}」と「{b}」の組み合わせを数えられます。").format(a=first.header, b=second.header)
    return [((82 if table.cases else 54) + 2 * len(params), Offer("anything_cross", params, why))]


def _spread(table: _Table) -> list[Scored]:
    wide = [one for one in (table.figure, *table.numbers) if one is not None and one.distinct >= 8]
    if not wide or table.rows < ENOUGH_ROWS:
        return []
    figure = wide[0]
    why = _("「{amount}」の散らばりを見られます。").format(amount=figure.title)
    return [(48, Offer("anything_distribution", {"amount": figure.header}, why))]


def _overview(table: _Table) -> Offer:
    filled = max(table.all, key=lambda one: one.filled, default=None)
    name = filled.header if filled else ""
    return Offer("anything_columns", {}, _("「{name}」など、列ごとの書かれ方を見られます。").format(name=name))
