"""Years that are written once and go on below: 平成30年, 31, 令和元年, 2, 3 and 令和5年12月, 令和6年1月, 2月.

Yearbooks write the era where it changes only. A number alone is no year, so each takes what it goes on from; nothing is
carried unless the whole column reads so and rises from row to row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_ROWS = 2_000
"""Such a column is made by hand: longer tables repeat the year."""
LOOK_AT = 3
"""Columns at the left that may hold it."""
_YEAR = r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])\.?(?P<n>元|\d{1,2})(?P<mark>年度?)?"
_WHOLE = re.compile(_YEAR, re.IGNORECASE)
_MONTH = re.compile(rf"(?P<year>{_YEAR}|\d{{4}}年)(?P<m>\d{{1,2}})月(?P<tail>末|分|中)?", re.IGNORECASE)
_ALONE = re.compile(r"(?P<n>元|\d{1,2})(?:年度?)?")
_ANY_YEAR = re.compile(rf"{_YEAR}|(?:19|20)\d{{2}}(?:年度?)?", re.IGNORECASE)
_MONTH_BESIDE = re.compile(r"(?P<m>[1-9]|1[0-2])月?")
_HEADED = re.compile(r"(?P<n>\d{1,2})年(?P<fiscal>度(?:(?:当初)?予算額?|決算額?|実績|末)?)?")
"""7年 and 7年度 (予算, 決算), and nothing that may be an age or a span: 5年未満, 5年目, 1年生."""
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和)((?:元|\d{1,2})(?:年度?)?(?:(?:[・,、~〜～-]|から)(?:元|\d{1,2})(?:年度?)?)*)"
)
"""An era with its years: 令和7・8年度, 令和3〜7年度, 令和7年度."""
_MONTH_ALONE = re.compile(r"(?P<m>\d{1,2})月(?:末|分|中)?")


@dataclass(frozen=True)
class Carried:
    """``texts`` of the column as they read with their years; ``changed``: positions of those that were written short."""

    at: int
    texts: list[str]
    changed: list[int]


def carried(rows: Sequence[Sequence[str]], headers: Sequence[str] = ()) -> Carried | None:
    """The first column whose years or months go on from those above; None when there is none."""
    if not 3 <= len(rows) <= MOST_ROWS:
        return None
    for at in range(min(LOOK_AT, min(map(len, rows)))):
        texts = [row[at] for row in rows]
        short = ["".join(unicodedata.normalize("NFKC", text).split()) for text in texts]
        ways = (
            () if _sizes(short) else _years(short),
            _months(short),
            _left_blank(short, [_beside(r, at) for r in rows], *(*headers[at : at + 2], "", "")[:2]),
        )
        made = next((told for way in ways if len(told := list(way)) == len(texts)), [])
        changed = [place for place, (text, told) in enumerate(zip(short, made, strict=False)) if text != told]
        if len(made) == len(texts) and changed:
            kept = [told if place in set(changed) else texts[place] for place, told in enumerate(made)]
            return Carried(at, kept, changed)
    return None


def era_headers(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    """Headers 7年度, 8年度 with the era that the lines above name for all these years (令和７・８年度); else as they are."""
    short = ["".join(unicodedata.normalize("NFKC", cell).split()) for cell in cells]
    found = [match for text in short if (match := _HEADED.fullmatch(text))]
    years = [int(match["n"]) for match in found]
    if len(found) < 2 or any(_ERA.search(text) for text in short) or sorted(set(years)) != years:
        return list(cells)
    said = "".join("".join(unicodedata.normalize("NFKC", cell).split()) for cell in above)
    eras = {match[1] for match in _ERA.finditer(said)}
    named = {n for match in _ERA.finditer(said) for n in _named(match[2])}
    spans = "年度" in said and not all(match["fiscal"] for match in found)
    if len(eras) != 1 or not set(years) <= named or spans:
        return list(cells)
    era = eras.pop()
    return [f"{era}{text}" if _HEADED.fullmatch(text) else cell for cell, text in zip(cells, short, strict=True)]


def _named(text: str) -> set[int]:
    """The years of 7・8年度, and those between the ends of 3〜7年度."""
    ends = re.sub(r"(元|\d{1,2})(?:年度?)?(?:[~〜～-]|から)(元|\d{1,2})", r"\1:\2", text)
    pairs = [(_number(m[1]), _number(m[2] or m[1])) for m in re.finditer(r"(元|\d{1,2})(?::(元|\d{1,2}))?", ends)]
    return {year for first, last in pairs for year in range(first, last + 1)}


def _years(texts: Sequence[str]) -> Iterator[str]:
    """Each year in full; fewer than there are rows when one of them is no such year."""
    era = mark = ""
    last = 0
    for text in texts:
        match, alone = _WHOLE.fullmatch(text), _ALONE.fullmatch(text)
        if match:
            era, mark, last = match["era"], match["mark"] or "年", _number(match["n"])
            yield text
        elif era and alone and _number(alone["n"]) > last:
            last = _number(alone["n"])
            yield f"{era}{last}{mark}"
        else:
            return


def _months(texts: Sequence[str]) -> Iterator[str]:
    year, last = "", 0
    for text in texts:
        match, alone = _MONTH.fullmatch(text), _MONTH_ALONE.fullmatch(text)
        if match:
            year, last = match["year"], int(match["m"])
            yield text
        elif year and alone and last < int(alone["m"]) <= 12:
            last = int(alone["m"])
            yield f"{year}{text}"
        else:
            return


def _left_blank(texts: Sequence[str], beside: Sequence[str], header: str, header_beside: str) -> Iterator[str]:
    """The year of each row where it stands beside the first of its months only, the rest of the cells merged.

    2000 and 1 alone may be a capacity and a floor: the headers, or the cells themselves, must say year and month. The
    months of a fiscal year go from April to March.
    """
    written = [text for text in texts if text]
    years = "年" in header or all("年" in text or not text.isdigit() for text in written)
    if not years or not ("月" in header_beside or all("月" in month for month in beside)):
        return
    first = 4 if "年度" in header or any("年度" in text for text in written) else 1
    year, last = "", -1
    for text, month in zip(texts, beside, strict=True):
        match = _MONTH_BESIDE.fullmatch(month)
        place = (int(match["m"]) - first) % 12 if match else -1
        if match is None or (text and not _ANY_YEAR.fullmatch(text)) or (not text and place <= last):
            return
        year, last = text or year, place
        if not year:
            return
        yield year


def _beside(row: Sequence[str], at: int) -> str:
    return "".join(unicodedata.normalize("NFKC", row[at + 1]).split()) if at + 1 < len(row) else ""


def _sizes(texts: Sequence[str]) -> bool:
    """S1, 2, 3 may be sizes or blocks: a letter says an era only with 年, or with another one below (H30, 31, R元)."""
    found = [match for text in texts if (match := _WHOLE.fullmatch(text))]
    eras = {match["era"].upper() for match in found}
    return len(eras) == 1 and len(min(eras)) == 1 and not any(match["mark"] for match in found)


def _number(text: str) -> int:
    return 1 if text == "元" else int(text)
