"""The anonymised copy for a class: k-anonymity over chosen quasi-identifiers, first coarser, then left out, then counted again.

Deterministic and greedy: while groups smaller than k hold more rows than may be left out, the column whose next step saves
most is coarsened; the rest is left out. k ≥ 5, health 10; it may be raised only. What it can't do is said: equal answers
inside a group are still known (l-diversity of a chosen column is reported).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from machi.errors import MachiError
from machi.ingest.dates import date_
from machi.ingest.quantities import number
from machi.precheck.fixes import write
from machi.precheck.lexicon import fold
from machi.precheck.sheet import Column, Sheet
from machi.text import _

LEAST_K, HEALTH_K = 5, 10
MAY_LEAVE_OUT = 0.05
"""Share of rows that are rather left out than the whole table coarsened once more."""
ANY = "*"
KINDS = ("age", "place", "date", "number", "category")
Ladder = tuple[Callable[[str], str], ...]


@dataclass(frozen=True)
class Quasi:
    """A column by which somebody could be recognised, and how it is made coarser."""

    column: str
    kind: str


@dataclass(frozen=True)
class Anonymised:
    """The copy and what it cost. ``levels``: column → how often it was coarsened; ``smallest``: rows of the smallest group."""

    data: bytes
    sheet: Sheet
    k: int
    smallest: int
    groups: int
    left_out: int
    rows_in: int
    levels: Mapping[str, int]
    steps: Mapping[str, int]
    """Column → how many steps its ladder has (the last is ``*``)."""
    diversity: int | None
    """Fewest different values of the sensitive column inside a group; None when none was chosen."""
    dropped: tuple[str, ...]


def k_for(kind: str, asked: int = LEAST_K, health: bool = False) -> int:
    """The k in force: what is asked, never less than the floor (10 for health)."""
    return max(asked, HEALTH_K if health or kind == "diet_survey" else LEAST_K)


def guess(column: Column) -> str:
    """How a column would be made coarser, by its cells."""
    filled = [fold(text) for text in column.texts if text.strip()][:200]
    if not filled:
        return "category"
    ages = "齢" in column.header or column.header.casefold() == "age"
    numbers = sum(bool(re.fullmatch(r"-?[\d,]+(\.\d+)?", text)) for text in filled)
    if ages and sum(bool(re.match(r"\d{1,3}[歳才]?$", text)) for text in filled) >= 0.8 * len(filled):
        return "age"
    if sum(isinstance(date_(text).value, date) and not text.isdigit() for text in filled) >= 0.8 * len(filled):
        return "date"
    if numbers >= 0.9 * len(filled):
        return "number"
    place = re.search(r"住所|町|地区|地域|所在地|address", column.header)
    return "place" if place else "category"


def anonymised(
    sheet: Sheet,
    quasis: Sequence[Quasi],
    *,
    k: int = LEAST_K,
    drop: Sequence[str] = (),
    sensitive: str = "",
    districts: Mapping[str, str] | None = None,
    city: str = "",
    may_leave_out: float = MAY_LEAVE_OUT,
) -> Anonymised:
    """See the module. ``districts``: town → district. Raises MachiError when nothing would be left or nothing is chosen."""
    k = max(k, LEAST_K)
    data = replace(sheet.picked(sheet.data()), above=(), below=(), blank_rows=())
    data = replace(data, columns=tuple(column for column in data.columns if column.title not in set(drop)))
    columns = {column.title: column for column in data.columns}
    chosen = [quasi for quasi in quasis if quasi.column in columns]
    if not chosen:
        raise MachiError(
            _("手がかりになる列が選ばれていません。"),
            _("性別・年齢・地区など、本人の手がかりになる列を選んでください。"),
        )
    ladders = {quasi.column: _ladder(columns[quasi.column], quasi.kind, districts or {}, city) for quasi in chosen}
    levels = _coarsen(columns, ladders, k, may_leave_out, len(data))
    made = {title: _at(columns[title], ladders[title], level) for title, level in levels.items()}
    keys = list(zip(*(made[title].values() for title in levels), strict=True))
    sizes = Counter(keys)
    keep = np.array([sizes[key] >= k for key in keys], dtype=bool)
    if not keep.any():
        raise MachiError(
            _("{k}人以上のまとまりができませんでした。").format(k=k),
            _("行を増やすか、手がかりの列を減らしてください。"),
        )
    for column in made.values():
        data = data.replaced(column)
    copy = data.picked(keep)
    # Order is a clue too: rows stand sorted by their groups, not as they were collected.
    order = _order(copy, levels)
    copy = replace(
        copy,
        columns=tuple(replace(column, codes=column.codes[order]) for column in copy.columns),
        lines=np.arange(2, len(copy) + 2, dtype=np.int64),
        header_row=1,
        ragged=(),
    )
    smallest, groups = _count(copy, list(levels))
    payload, _guarded = write(copy)
    return Anonymised(
        payload,
        copy,
        k,
        smallest,
        groups,
        int((~keep).sum()),
        len(keep),
        levels,
        {title: len(ladder) for title, ladder in ladders.items()},
        _diversity(copy, list(levels), sensitive),
        tuple(drop),
    )


def _order(copy: Sheet, levels: Mapping[str, int]) -> np.ndarray:
    keys = list(zip(*(column.values() for column in copy.columns if column.title in levels), strict=True))
    rest = list(copy.records())
    return np.array(sorted(range(len(copy)), key=lambda at: (keys[at], rest[at])), dtype=np.int64)


def _coarsen(
    columns: Mapping[str, Column], ladders: Mapping[str, Ladder], k: int, may_leave_out: float, rows: int
) -> dict[str, int]:
    """Levels of each column: up one step at a time, where it saves most rows for the detail that it costs."""
    levels = dict.fromkeys(ladders, 0)
    codes = {
        title: [_codes(_at(columns[title], ladder, level)) for level in range(len(ladder) + 1)]
        for title, ladder in ladders.items()
    }
    short = _short(codes, levels, k)
    while short > may_leave_out * rows:
        trials = [title for title in levels if levels[title] < len(ladders[title])]
        if not trials:
            break
        gains = {title: _short(codes, {**levels, title: levels[title] + 1}, k) for title in trials}
        # On a tie the column that keeps more steps gives way first; then the name, so that two runs agree.
        best = min(trials, key=lambda title: (gains[title], levels[title] / len(ladders[title]), title))
        levels[best] += 1
        short = gains[best]
    return levels


def _codes(column: Column) -> np.ndarray:
    """Equal texts get equal numbers (a coarser column holds the same text several times)."""
    index: dict[str, int] = {}
    numbers = np.array([index.setdefault(text, len(index)) for text in column.texts], dtype=np.int64)
    return numbers[column.codes] if len(numbers) else np.zeros(0, dtype=np.int64)


def _short(codes: Mapping[str, list[np.ndarray]], levels: Mapping[str, int], k: int) -> int:
    """Rows in groups smaller than k."""
    table = np.stack([codes[title][level] for title, level in levels.items()], axis=1)
    sizes = np.unique(table, axis=0, return_counts=True)[1]
    return int(sizes[sizes < k].sum())


def _count(sheet: Sheet, titles: Sequence[str]) -> tuple[int, int]:
    """Counted again in the finished copy: smallest group and number of groups."""
    sizes = Counter(zip(*(column.values() for column in sheet.columns if column.title in titles), strict=True))
    return min(sizes.values()), len(sizes)


def _diversity(sheet: Sheet, titles: Sequence[str], sensitive: str) -> int | None:
    column = sheet.column(sensitive) if sensitive else None
    if column is None:
        return None
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    keys = zip(*(other.values() for other in sheet.columns if other.title in titles), strict=True)
    for key, text in zip(keys, column.values(), strict=True):
        found[key].add(text)
    return min(map(len, found.values()))


# Ladders: each step a function of the cell as typed -----------------------------------------------------------------


def _at(column: Column, ladder: Ladder, level: int) -> Column:
    if level == 0:
        return column.mapped(lambda text: fold(text))[0]
    return column.mapped(ladder[level - 1])[0]


def _ladder(column: Column, kind: str, districts: Mapping[str, str], city: str) -> Ladder:
    if kind == "age":
        return (_ages(5), _ages(10), _ages(20), _anything)
    if kind == "date":
        return (_month, _year, _decade, _anything)
    if kind == "number":
        return (*_bins(column), _anything)
    if kind == "place":
        return (_town, lambda text: _district(text, districts), lambda text: city or ANY, _anything)
    return (_anything,)


def _anything(text: str) -> str:
    return ANY


def _ages(width: int) -> Callable[[str], str]:
    def change(text: str) -> str:
        found = re.match(r"(\d{1,3})", fold(text))
        if not found:
            return _("不明")
        low = int(found[1]) // width * width
        return f"{low}-{low + width - 1}"

    return change


def _day(text: str) -> date | None:
    value = date_(text).value
    return value if isinstance(value, date) else None


def _month(text: str) -> str:
    day = _day(text)
    return f"{day:%Y-%m}" if day else _("不明")


def _year(text: str) -> str:
    day = _day(text)
    return f"{day:%Y}" if day else _("不明")


def _decade(text: str) -> str:
    day = _day(text)
    return _("{year}年代").format(year=day.year // 10 * 10) if day else _("不明")


def _bins(column: Column) -> Ladder:
    """Bins of rounded width: about twenty, ten, five, two over the range."""
    values = [float(value) for text in column.texts if isinstance(value := number(text).value, int | float)]
    spread = (max(values) - min(values)) if values else 0
    widths = sorted({_round(spread / parts) for parts in (20, 10, 5, 2)}) if spread else []

    def bin_of(width: float) -> Callable[[str], str]:
        def change(text: str) -> str:
            value = number(text).value
            if not isinstance(value, int | float):
                return _("不明")
            low = np.floor(value / width) * width
            return f"{low:g}-{low + width:g}"

        return change

    return tuple(bin_of(width) for width in widths)


def _round(width: float) -> float:
    power = 10.0 ** np.floor(np.log10(width))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= width - 1e-12))


def _town(text: str) -> str:
    """An address down to its town; a name of a town stays without its 丁目."""
    plain = fold(text)
    found = re.search(r"\d|[一二三四五六七八九十]+丁目|番地", plain)
    return (plain[: found.start()] if found else plain).strip() or _("不明")


def _district(text: str, districts: Mapping[str, str]) -> str:
    """The district of the town, where the city's list knows it."""
    town = _town(text)
    if town in districts or town in districts.values():
        return districts.get(town, town)
    ends = [name for name in districts if town.endswith(name)]
    return districts[max(ends, key=len)] if ends else _("そのほかの地区")
