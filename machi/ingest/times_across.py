"""Which columns of a table are times that stand side by side, with the figures below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from machi.ingest.meaning import NUMBERS, Meaning
from machi.ingest.month_headers import is_year_title, month_positions
from machi.ingest.periods import read_period

HEADED = 2
"""So many headers that are periods (令和2年度, 令和3年度 …) make a cross table over time."""


def period_columns(meanings: Sequence[Meaning]) -> list[Meaning]:
    """The columns whose header is a period and whose cells are numbers: a table with time across."""
    found = [
        (one, period)
        for one in meanings
        if (one.meaning in NUMBERS or one.meaning in ("blank", "code"))
        and (period := read_period(one.header, bare=True)) is not None
    ]
    again = Counter(period for _one, period in found)
    # 令和3年度_調定額 beside 令和3年度_収入済額: two measures of one year make no line.
    return [one for one, _period in found] if max(again.values(), default=0) < HEADED else []


def own_names(meanings: Sequence[Meaning]) -> bool:
    """Whether most rows have a name of their own (works, grants): what one day's came to is none of the next one's."""
    return any(one.meaning in ("name", "address") and one.distinct > one.rows / 2 for one in meanings)


def month_columns(meanings: Sequence[Meaning]) -> list[Meaning]:
    """The columns of months beside the one column of years: 年度, 4月, 5月 … 3月."""
    years = [one for one in meanings if one.meaning in ("year", "fiscal_year")]
    numbers = [one for one in meanings if one.meaning in NUMBERS]
    found = month_positions([one.header for one in numbers])
    other = any(one.meaning in ("date", "month", "month_number") for one in meanings)
    only = len(years) == 1 and is_year_title(years[0].header) and not other
    return [numbers[at] for at in found] if only else []
