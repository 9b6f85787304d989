"""One cell of a column whose meaning is known → ``Reading``, by the one parser of each type.

Words that mean "missing" in a number may be an answer in a column of words (無 beside 有): only what can't be an answer
counts as missing there. None of the missing is ever zero.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest.dates import date_
from machi.ingest.meaning_words import UNITS
from machi.ingest.periods import read_period
from machi.ingest.quantities import number
from machi.ingest.reading import BLANK, EDGE, Hint, Reading, absent, clean, fold, is_dash
from machi.ingest.values import code, latitude, longitude, mesh_code, point, url

if TYPE_CHECKING:
    from machi.ingest.meaning import Meaning

_SUFFIX = re.compile(r"[-+△▲−]?\s*[\d,.\s]*\d\s*(?P<unit>[^\d\s,.()/:~〜～-]{1,6})")
_MONTH = re.compile(r"0?([1-9]|1[0-2])月?")
_SUM = re.compile(
    r"計|年間|通年|.{0,8}(?:累|延べ?|月|年|年度|日|期|半期|男女|歳入|歳出|収入|支出|款|項|部|課|係)計|.{0,12}(?:合計|総計|小計|総数|総額)|.{1,6}(?:地区|地域|支所|管内|市|町|村|区|県)計|全体|(?:市|町|村|区|県)(?:全体|全域)|全(?:税目|科目|品目|種目|項目|会計|地区|施設|産業|業種|年齢|[市町村区県国])(?:\(.{1,12}\))?|平均|\(?うち[^ぁ-ん].{0,7}"
    r"|[有無]効(?:投票|得票)(?:総|者)?数|\(?再掲\)?.{0,20}|.{1,20}\(再掲\)"
)
CENSORED = re.compile(r"(?:<|＜|≦|≤) ?[\d,]*\.?\d+ ?[^\d]{0,6}|[\d,]*\.?\d+ ?[^\d<]{0,6}未満")
"""A value of which only the upper limit is told, as a laboratory writes it. No number, and not zero."""
_SECOND = re.compile(r"(?P<first>[^()]*\d[^()]*?)\s*\([\d,.\s%人件円-]+\)")
NO_BID = re.compile(r"(?:辞退|失格|無効|不参加|棄権|欠席)(?:届|者)?")
"""In place of a figure among bids, votes and results: whoever stands there has none."""
_MAY_FALL = re.compile("増|減|差|動態|異動")
MOST_PARTS = 40
MEN, WOMEN = frozenset(("男", "男性", "男子")), frozenset(("女", "女性", "女子"))
BOTH = frozenset(("男女", "両性", "男女とも", "男+女", "男＋女"))
"""Beside 男 and 女 a sum without the word for it."""
STORE_TYPE = {
    **dict.fromkeys(("lat", "lon", "amount", "people", "share", "month_number"), "DOUBLE"),
    **dict.fromkeys(("date", "month", "year", "fiscal_year"), "DATE"),
}
"""Type in the store by meaning; all else is VARCHAR."""


_MAY_BE_MISSING = "|".join(
    (
        r"^(?:[^\p{L}\p{N}]|ー)*$",
        r"無|な|皆|該当|不|未|秘|非公|辞|失|棄|欠|n\.?/?a|unknown",
        r"^[\s　]*[xχＸｘ#＃<＜≦≤]|^[0-9xχ*-]*[\s　]*[(（]",
    )
)


def may_be_missing(texts: pa.Array) -> np.ndarray:
    """Which texts may be a word for missing: a wide net by Arrow, so that few have to be asked one by one."""
    return pc.match_substring_regex(texts, _MAY_BE_MISSING, ignore_case=True).to_numpy(zero_copy_only=False)


def is_mark(text: str) -> bool:
    """Whether a cell has no value: blank, a dash, or a word that can only mean missing."""
    return not text or words_mark(fold(text)[0]) is not None


def words_mark(folded: str) -> Reading | None:
    """The Reading of a cell of words that says it has no value; None for an answer (無, ×, x)."""
    if not folded or is_dash(folded):
        return absent(folded)
    missing = absent(folded)
    if missing is None or missing.problem or missing.mark == "none" or folded.isascii():
        return None
    return missing


MAY_BE_SUM = r"[計総全均効掲]|う[\s　]*ち|年[\s　]*間|通[\s　]*年"
"""Without one of these no label is a sum. 体育館 and 公民館 have none: a million names are a million questions."""


def is_sum(text: str) -> bool:
    """Whether a label names no thing of its own but a sum or mean over the others (合計, 中央地区計, うち外国人).

    Narrower than ``sorting.is_total``, which knows that it looks at areas: a 設計 or a 会計 is no sum.
    """
    label = "".join(fold(text)[0].split())
    return any(_SUM.fullmatch(said) is not None for said in (label, label.strip("()[]【】〔〕<>")))


def joined_labels(texts: Sequence[str]) -> set[str]:
    """Labels that are two or more of the others written in one (現年課税分滞納繰越分): a sum without the word for it."""
    told = set(texts)
    both = told & BOTH if told & MEN and told & WOMEN else set()
    parts = sorted({text for text in texts if len(text) >= 3}, key=len)
    if len(parts) > MOST_PARTS:
        return both
    found = both
    for text in parts:
        rest = text
        for part in sorted(parts, key=len, reverse=True):
            rest = rest.replace(part, "", 1) if part != text else rest
        if not rest:
            found.add(text)
    return found


def is_month(text: str) -> bool:
    """``4`` or ``4月``."""
    return _MONTH.fullmatch(fold(text)[0]) is not None


def cell_unit(texts: Sequence[str]) -> str:
    """The unit that nearly every text carries behind its number (``1,234千円`` → 千円); "" without one."""
    found = Counter(match["unit"] for text in texts if (match := _SUFFIX.fullmatch(fold(text)[0])))
    if not found:
        return ""
    unit, count = found.most_common(1)[0]
    return unit if unit in UNITS and count >= 0.8 * len(texts) else ""


def is_censored(text: str) -> bool:
    """Whether a cell says only that the number is below a limit: <0.5, 0.5未満."""
    return CENSORED.fullmatch(fold(text)[0]) is not None


def number_in(text: str, unit: str = "") -> float | None:
    """The number of a cell without the column's own unit; None when there is none."""
    return _number(text, unit).value


def _number(text: str, unit: str) -> Reading:
    """A number; of two (12,000 over (300)) the first, of one below a limit none."""
    found = _one_number(text, unit)
    if found.problem != "not_a_number":
        return found
    folded = fold(text)[0]
    if CENSORED.fullmatch(folded):
        return Reading(None, problem="censored")
    if NO_BID.fullmatch(folded):
        return Reading(None, mark="none")
    match = _SECOND.fullmatch(folded)
    first = _one_number(match["first"], unit) if match else found
    return found if first.value is None else Reading(first.value, conversion="second_figure")


def _one_number(text: str, unit: str) -> Reading:
    if unit:
        folded = fold(text)[0]
        if folded.endswith(unit):
            return number(folded.removesuffix(unit).strip(EDGE))
    return number(text)


def read_as(text: str, column: Meaning) -> Reading:
    """Read one cell as ``column`` means. A ``point`` keeps its text; the row's place is the store's business."""
    meaning = column.meaning
    if meaning in ("amount", "people", "share"):
        found = _number(text, column.cell_unit)
        if meaning == "people" and found.conversion == "paren_minus" and not _MAY_FALL.search(column.header):
            return Reading(None, problem="not_a_number")  # (8,000) visitors are estimated or part of others, not -8,000
        return found
    if meaning == "date":
        return date_(text, Hint(date_order=column.date_order))
    if meaning in ("month", "year", "fiscal_year"):
        return _period(text, meaning)
    if meaning == "month_number":
        match = _MONTH.fullmatch(fold(text)[0])
        return Reading(float(match[1])) if match else (absent(fold(text)[0]) or Reading(None, problem="not_a_number"))
    if meaning in _PARSERS:
        return _PARSERS[meaning](text)
    cleaned = clean(text)
    if not cleaned:
        return BLANK
    missing = words_mark(fold(cleaned)[0])
    if missing is None or (meaning == "name" and missing.mark == "unknown"):
        return Reading(cleaned)  # 不明 among the causes of fires is a row of its own
    return missing


def _period(text: str, meaning: str) -> Reading:
    missing = absent(fold(text)[0])
    if missing is not None:
        return missing
    found = read_period(text, fiscal=meaning == "fiscal_year", bare=True)
    if found is None or found.type != meaning:
        return Reading(None, problem="not_a_date")
    return Reading(found.start)


def _point_text(text: str) -> Reading:
    found = point(text)
    return Reading(clean(text)) if found.value is not None else found


_PARSERS = {
    "lat": latitude,
    "lon": longitude,
    "point": _point_text,
    "mesh": mesh_code,
    "url": url,
    "code": code,
}


def is_between(text: str, low: float, high: float) -> bool:
    """Whether a text is so many degrees."""
    value = latitude(text).value
    return value is not None and low <= value <= high


def is_fine_degree(text: str, low: float, high: float) -> bool:
    """Such a number as coordinates are: to a hundred metres or finer, where no header calls it so."""
    return re.fullmatch(r"\d{2,3}\.\d{3,}", text) is not None and is_between(text, low, high)
