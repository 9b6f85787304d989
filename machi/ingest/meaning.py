"""What each column of any table means, from its header and its values, with a confidence and a reason.

For files that no schema knows (and for the general cards on those that one does). Says what it found and how sure it
is; nothing is decided for good: a visitor's correction is ``replace(meaning, meaning="amount")``. How a cell is then
read as a value is ``meaning_values`` by the one parser of each type. Pure; the frame of a free reading goes in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from machi.ingest import meaning_numbers as numbers
from machi.ingest import meaning_words as words
from machi.ingest.coordinates import EAST, SOUTH
from machi.ingest.dates import date_
from machi.ingest.meaning_evidence import Encoded, Evidence, encoded_columns, evidence_of
from machi.ingest.meaning_values import cell_unit, is_between, is_month, number_in
from machi.ingest.periods import read_period
from machi.ingest.place_names import looks_like_address, place_key
from machi.ingest.reading import Hint
from machi.ingest.schema import header_key
from machi.ingest.values import date_order, mesh_code, phone, point, url
from machi.text import _

TIMES = ("date", "month", "year", "fiscal_year")
NUMBERS = ("amount", "people", "share")
PLACES = ("lat", "lon", "point", "mesh", "town", "address")
MEANINGS = (
    *PLACES, *TIMES, "month_number", "category", *NUMBERS, "name", "code", "contact", "url", "text", "blank",
)  # fmt: skip
MOST_CATEGORIES = 60
_IN_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
CALLED, READS = 0.6, 0.8
"""Share of the written values that must read as the meaning: where the header says so, and where it doesn't."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """``column`` names it in the free reading, ``header`` is what is published. Counts are of the whole column."""

    column: str
    header: str
    meaning: str
    unit: str = ""
    confidence: float = 0.0
    reason: str = ""
    position: int = 0
    rows: int = 0
    filled: int = 0
    """Cells with a value: neither blank nor a word for missing."""
    distinct: int = 0
    date_order: str = ""
    cell_unit: str = ""
    """A unit that all cells carry and that the number parser would refuse (千円): cut off before it reads."""
    adds: bool = True  # False where the table's own total tells that its rows count the same again

    @property
    def additive(self) -> bool:
        """Whether a sum over rows means anything."""
        key = header_key(self.header).replace("_", "")
        if not self.adds or self.meaning not in ("amount", "people") or words.NOT_ADDITIVE.search(key):
            return False
        inside = "".join(_IN_BRACKETS.findall(unicodedata.normalize("NFKC", self.header))).casefold()
        return words.RATE_UNIT.search(f"{inside} {self.unit.casefold()}") is None

    @property
    def stock(self) -> bool:
        """Whether it stands at a moment (児童数), so that a sum over years counts the same again."""
        return words.STOCK.search(header_key(self.header)) is not None

    @property
    def flow(self) -> bool:
        """Whether it happens in the course of a time (件数, 金額) and adds up over it. Some are neither ``stock`` nor this."""
        flows = words.FLOW.search(header_key(self.header)) is not None or self.unit in words.FLOW_UNITS
        return flows and not (self.stock or words.NOT_FLOW.search(unicodedata.normalize("NFKC", self.header)))

    @property
    def title(self) -> str:
        """The header without its unit, for sentences and axes."""
        return words.shown_header(self.header, self.unit)


def meaning_label(meaning: str) -> str:
    """A meaning as people read it."""
    return {
        "lat": _("緯度"), "lon": _("経度"), "point": _("緯度と経度"), "mesh": _("メッシュコード"), "town": _("町名"),
        "address": _("住所"), "date": _("日付"), "month": _("年月"), "year": _("年"), "fiscal_year": _("年度"),
        "month_number": _("月（1〜12）"), "category": _("区分"), "amount": _("数量"), "people": _("人数"), "share": _("割合・比"),
        "name": _("名前"), "code": _("番号・コード"), "contact": _("連絡先"), "url": _("URL"), "text": _("文章"),
        "blank": _("空の列"),
    }[meaning]  # fmt: skip


Found = tuple[str, float, str]
"""Meaning, confidence, reason."""


def meanings_of(
    frame: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    towns: Collection[str] = (),
    hint: Hint | None = None,
    unit: str = "",
    kept: dict[str, Encoded] | None = None,
) -> tuple[Meaning, ...]:
    """One Meaning per column of ``frame`` (texts, see ``read(free=True)``). ``towns``: names of the city's towns.
    ``unit``: what a line above the header says of the whole table (単位：千円); it holds where a column names none itself.
    ``kept``: takes the columns as they were encoded, for whoever reads them next.
    """
    known = {place_key(town) for town in towns}
    done = encoded_columns(frame)
    columns = [
        evidence_of(one, len(frame), name, titles.get(name, name), position)
        for position, (name, one) in enumerate(done.items(), start=1)
    ]
    if kept is not None:
        kept |= done
    found = [_judge(column, known, _hint(column, hint or Hint())) for column in columns]
    found = [
        replace(one, unit=unit) if one.meaning == "amount" and not one.unit and numbers.may_be_in(unit, column) else one
        for one, column in zip(found, columns, strict=True)
    ]
    return _as_a_whole(numbers.as_fees(found, columns))


def _hint(column: Evidence, hint: Hint) -> Hint:
    """The file's hint with the order of day and month that this column's own dates tell."""
    return replace(hint, date_order=hint.date_order or date_order(column.texts))


def _judge(column: Evidence, towns: set[str], hint: Hint) -> Meaning:
    base = Meaning(column.name, column.header, "blank", position=column.position, rows=column.rows)
    if not column.texts:
        return replace(base, confidence=1.0, reason=_("値が1つも書かれていません。"))
    base = replace(base, filled=column.filled, distinct=column.distinct)
    figures = column.numeric()
    found = (
        (None if numbers.of_some_plane(column) else _as_place(column, towns))
        or _as_link(column)
        or _as_time(column, hint)
        or _as_number(figures)
        or _as_words(column)
    )
    meaning, confidence, reason = found
    made = replace(base, meaning=meaning, confidence=round(confidence, 2), reason=reason)
    if meaning == "date":
        if column.distinct == len(column.texts):
            made = replace(made, distinct=len({date_(text, hint).value for text in column.texts}))
        return replace(made, date_order=hint.date_order or _order_used(column, hint))
    if meaning in NUMBERS:
        inside = cell_unit(figures.texts)
        made = replace(made, filled=figures.filled, distinct=figures.distinct)
        unit = numbers.unit_of(figures, inside, share=meaning == "share")
        return replace(made, unit=unit, cell_unit=inside)
    return made


def _order_used(column: Evidence, hint: Hint) -> str:
    """The order in which the file's name or day lets the column's ambiguous dates be read."""
    orders = {"us_date": "mdy", "day_first_date": "dmy", "short_year": "ymd"}
    found = {orders.get(date_(text, hint).conversion, "") for text in column.texts} - {""}
    return found.pop() if len(found) == 1 else ""


def _said(called: bool, header: str, share: float, what: str) -> str:
    facts = {"header": header, "share": f"{share:.0%}", "what": what}
    if called:
        return _("見出しが「{header}」で、書かれた値の{share}が{what}です。").format(**facts)
    return _("書かれた値の{share}が{what}です。").format(**facts)


def _found(meaning: str, called: bool, column: Evidence, share: float, what: str) -> Found:
    return meaning, share * (0.97 if called else 0.8), _said(called, column.header, share, what)


def _as_place(column: Evidence, towns: set[str]) -> Found | None:
    abroad = words.DEGREES.search(column.key) is not None
    least, most = (-180, 180) if abroad else (SOUTH, EAST)
    for meaning, pattern in (("lat", words.LAT), ("lon", words.LON)):
        # Swapped pairs and points abroad stay together: the row decides by ``fix_pair``.
        share = column.share("degrees", partial(is_between, low=least, high=most)) if pattern.match(column.key) else 0
        if share >= CALLED:
            return _found(meaning, True, column, share, meaning_label(meaning))
    if meaning := numbers.nameless_degrees(column):
        return _found(meaning, False, column, 1.0, meaning_label(meaning))
    share = column.share("point", lambda text: point(text).value is not None)
    if share >= (CALLED if words.POINT.search(column.key) else 0.9):
        return _found("point", bool(words.POINT.search(column.key)), column, share, meaning_label("point"))
    share = column.share("mesh", lambda text: mesh_code(text).value is not None and len(text.strip()) >= 8)
    called = bool(words.MESH.search(column.key))
    if share >= (CALLED if called else 0.98) and (called or not words.CODE.search(column.key)):
        return _found("mesh", called, column, share, meaning_label("mesh"))
    called = bool(words.ADDRESS.search(column.key))
    share = column.share("address", looks_like_address)
    named = words.NAME.search(column.key) and not called
    aside = named or words.CONTACT.search(column.key) or words.NOTE.search(column.key)
    if not aside and (share >= 0.3 if called else share >= 0.85):
        return _found("address", called, column, max(share, 0.7 * called), meaning_label("address"))
    called = bool(words.TOWN.match(column.key))
    share = column.share("town", lambda text: place_key(text) in towns) if towns else 0.0
    if share >= (0.3 if called else READS):
        return _found("town", called, column, share, _("町名の表にある名前"))
    if called and column.share("number", lambda text: number_in(text) is not None) < 0.5:
        return "town", 0.6, _("見出しが「{header}」です。").format(header=column.header)
    return None


def _as_link(column: Evidence) -> Found | None:
    share = column.share("url", lambda text: url(text).value is not None)
    if share >= (CALLED if words.URL.search(column.key) else READS):
        return _found("url", bool(words.URL.search(column.key)), column, share, "URL")
    if words.CONTACT.search(column.key):
        share = column.share("contact", lambda text: phone(text).value is not None or "@" in text)
        if share >= 0.5:
            return _found("contact", True, column, share, meaning_label("contact"))
    return None


def _as_time(column: Evidence, hint: Hint) -> Found | None:
    if words.MONTH_NUMBER.match(column.key):
        share = column.share("month_number", is_month)
        if share >= READS:
            return _found("month_number", True, column, share, meaning_label("month_number"))
    called = bool(words.TIME.search(column.key)) and not words.CODE.search(column.key)
    other = words.CODE.search(column.key) or words.NAME.search(column.key)
    if other and not called and not words.NO_HEADER.search(column.key):
        return None  # R5-01 under 登録番号 is no January, 令和6年度一般会計予算 under 件名 no year
    fiscal = bool(words.FISCAL.search(column.key))
    periods = [read_period(text, fiscal=fiscal, bare=called) for text in column.texts]
    types = Counter(period.type for period in periods if period is not None)
    if called and sum(types.values()) < CALLED * len(periods):
        share = column.share("date", lambda text: date_(text, hint).value is not None)
        if share >= CALLED:
            return _found("date", True, column, share, meaning_label("date"))
    if not types:
        return None
    type_, _count = types.most_common(1)[0]
    share = sum(types.values()) / len(periods)
    if share < (CALLED if called else READS):
        return None
    meaning = "date" if type_ == "day" else type_
    return _found(meaning, called, column, share, meaning_label(meaning))


def _as_number(column: Evidence) -> Found | None:
    if not column.texts:
        return None
    inside = cell_unit(column.texts)
    share = column.share("number", lambda text: number_in(text, inside) is not None)
    if share < READS:
        return None
    if (
        words.CODE.search(column.key)
        or column.key.endswith(("name", "名称"))
        or column.share("zeros", lambda text: text.isdigit() and text[0] == "0" < text) > 0.3
    ):
        return _found("code", bool(words.CODE.search(column.key)), column, share, meaning_label("code"))
    if numbers.running(column):
        return "code", 0.7, numbers.running_number()
    if numbers.identifiers(column):
        return "code", 0.8, _("桁のそろった長い番号です。")
    if (
        words.PART_OF_TIME.search(column.key)
        and column.share("part", lambda text: 0 <= (number_in(text) or 0) < 60) == 1
    ):
        return "code", 0.8, numbers.part_of_time()
    if numbers.coded(column):
        return "category", 0.7, _("区分を表す番号です。足し合わせる数ではありません。")
    unit = words.unit_in_header(column.header, column.key) or inside
    if unit in ("%", "％") or words.SHARE.search(column.key):
        return _found("share", bool(words.SHARE.search(column.key)), column, share, _("割合・比を表す数"))
    if unit in ("人", "名", "千人", "万人") or words.PEOPLE.search(column.key):
        return _found("people", bool(words.PEOPLE.search(column.key)), column, share, _("人数を表す数"))
    return _found("amount", bool(unit), column, share, _("数"))


def _as_words(column: Evidence) -> Found:
    repeats = column.distinct / max(column.filled, 1)
    if words.CODE.search(column.key) and column.longest <= 60 and not words.NO_HEADER.search(column.key):
        return "code", 0.8, _("見出しが「{header}」です。").format(header=column.header)
    again = repeats <= (0.5 if column.rows > 30 else 0.75) or column.distinct <= 3
    few = column.distinct <= MOST_CATEGORIES and again and column.filled > 3 and not words.PERSON.search(column.key)
    if few and column.longest <= 24 and not any("\n" in text for text in column.texts):
        said = _("{filled}個の値が{n}種類の言葉でできています。").format(filled=f"{column.filled:,}", n=column.distinct)
        return "category", 0.6 + 0.35 * (1 - repeats), said
    if column.share("clock", numbers.is_clock) == 1:
        return "code", 0.6, numbers.part_of_time()
    if words.NAME.search(column.key) and not words.KANA.search(column.key) and column.longest <= 60:
        return "name", 0.9, _("見出しが「{header}」です。").format(header=column.header)
    return "text", 0.6, _("決まった言葉の組でも数でもない文字です。")


def _as_a_whole(found: Sequence[Meaning]) -> tuple[Meaning, ...]:
    """What only the table as a whole can tell: a latitude needs its longitude, a table of labels needs a name."""
    made = list(found)
    latitudes = [one for one in made if one.meaning == "lat"]
    longitudes = [one for one in made if one.meaning == "lon"]
    if bool(latitudes) != bool(longitudes):
        alone = (latitudes or longitudes)[0]
        reason = _("対になる{other}の列がありません。").format(other=meaning_label("lon" if latitudes else "lat"))
        made = [replace(one, meaning="code", confidence=0.4, reason=reason) if one is alone else one for one in made]
    if any(one.meaning in ("name", "town", "address") for one in made):
        return tuple(made)
    labels = [one for one in made if one.meaning == "text" and one.distinct >= 0.9 * max(one.filled, 1) > 0]
    labels = [one for one in labels if one.filled >= 0.8 * one.rows]
    if labels:
        named = replace(labels[0], meaning="name", confidence=0.6, reason=_("行ごとに違う言葉で、行の名前になります。"))
        made = [named if one is labels[0] else one for one in made]
    return tuple(made)
