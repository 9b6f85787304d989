"""Months that stand over columns (4月 … 3月): of the year that a line above or the file's name says, or of each row's own.

A month alone is no time. It becomes one only where the months go on from each other from left to right and the year can be
but one: those of a 年度 end in the next calendar year, and 4月 … 3月 under 令和5年 may be either, so that nothing is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from machi.ingest.periods import Period, month_of_fiscal_year, read_period
from machi.ingest.schema import header_key

LEAST = 3
"""Months side by side from which they are those of a year."""
_MONTH = re.compile(r"(?P<m>[1-9]|1[0-2])月(?:分|中|計)?")
_YEAR = re.compile(r"(?:(?:昭和|平成|令和)(?:元|\d{1,2})|(?:19|20)\d{2})(?:年度?)?")
_NOTE = re.compile(r"[※*＊]|注\d*[):]|(?:資料|出典)[:)]")
_OTHER = re.compile(
    r"[./_~〜∼・,、-]?\d{1,2}(?!\d)|から|より|まで|以|末|比|に(?!お[けい]|関|係|つ)"
    r"|(?:策定|作成|制定|更新|改[定訂正]|[開再]開|再編|開[設館園校業始]|設[立置]|発行|公[表開]|掲載|施行|導入|取得|現在|時点|版)(?!.{0,2}数)"
)
"""What goes on after a year that isn't that of the figures: a month or another year, a time since when, a deed."""
_YEAR_TITLE = re.compile(r"(?:会計|決算|実施|調査)?年度?(?:次|別)?(?:西暦|和暦)?|西暦|和暦|暦年|year|fy|fiscal ?year")


def is_year_title(header: str) -> bool:
    """Whether the header of a column of years says that its rows are of these years. 設立年度 is when they began."""
    return _YEAR_TITLE.fullmatch(header_key(header)) is not None


def month_positions(headers: Sequence[str]) -> dict[int, int]:
    """Position → month of the headers that are months; empty unless each goes on from the one before."""
    found = {at: int(match["m"]) for at, header in enumerate(headers) if (match := _MONTH.fullmatch(_folded(header)))}
    months = list(found.values())
    on = all(after == before % 12 + 1 for before, after in pairwise(months))
    return found if LEAST <= len(months) <= 12 and on else {}


def months_in(year: Period, months: Iterable[int]) -> list[Period]:
    """The months of a year or of a 年度 as they stand side by side; none where they would go back in time."""
    found = [month_of_fiscal_year(year, number) for number in months]
    ahead = all(before.start < after.start for before, after in pairwise(found))
    return found if ahead and year.type in ("year", "fiscal_year") else []


def with_years(cells: Sequence[str], above: Sequence[str], name: str) -> list[str]:
    """Headers 4月, 5月 … 3月 as 2023年4月 … 2024年3月 where the lines above, or else the file's name, say 令和5年度."""
    found = month_positions(cells)
    others = [cell for at, cell in enumerate(cells) if at not in found]
    if not found or any(read_period(cell, bare=True) or cell.strip().endswith(("年", "年度")) for cell in others):
        return list(cells)
    year = _said("\n".join(map(_folded, above))) or _said(_folded(name))
    full = dict(zip(found, months_in(year, found.values()) if year else (), strict=False))
    return [f"{full[at].year}年{full[at].start.month}月" if at in full else cell for at, cell in enumerate(cells)]


def _said(text: str) -> Period | None:
    """The only 年度 of a text, or its only year where no 年度 stands. 令和6年5月10日作成 and 平成30年度策定 say none."""
    said = set()
    for line in text.splitlines():
        line = _NOTE.split(line)[0]
        for match in _YEAR.finditer(line):
            if not _OTHER.match(line, match.end()) and (period := read_period(match[0])) is not None:
                said.add(period)
    fiscal = {period for period in said if period.type == "fiscal_year"}
    said = fiscal or said
    return said.pop() if len(said) == 1 else None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
