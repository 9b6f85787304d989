"""Which events are asked for: the period and the chips, as days to bind and as words for a sentence.

今週末 is Saturday and Sunday of this week; on Saturday it is both days, on Sunday only that day: what is over is not
offered to somebody who wants to go out. これから30日 counts today as its first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from machi.cards import words
from machi.cards.address import Param
from machi.cards.events_common import as_day, coverage, reach_sentence, records, short_day
from machi.store.shelf import Answer, Shelf
from machi.text import _

FILTERS = (
    Param("period", "text", "weekend"),
    Param("start", "date"),
    Param("end", "date"),
    Param("free", "flag", False),
    Param("no_booking", "flag", False),
    Param("category", "text", ""),
    Param("text", "text", ""),
)
"""What ``events_list`` and ``events_map`` take. ``start`` and ``end`` count only with ``period="range"``."""


@dataclass(frozen=True)
class Asked:
    """A filter, settled: the days to bind (None: open), and its words."""

    first: date | None
    last: date | None
    when: str
    free: bool
    no_booking: bool
    category: str
    text: str

    @property
    def impossible(self) -> bool:
        return self.first is not None and self.last is not None and self.last < self.first

    @property
    def about(self) -> dict[str, str]:
        """What ``event_counts`` and ``event_list`` both take beside the period."""
        return {"category": self.category, "text": self.text}

    @property
    def what(self) -> str:
        """「催し」, with the category and the word that were asked for."""
        if self.category and self.text:
            return _("種類が「{category}」で「{text}」を含む催し").format(category=self.category, text=self.text)
        if self.category:
            return _("種類が「{category}」の催し").format(category=self.category)
        return _("「{text}」を含む催し").format(text=self.text) if self.text else _("催し")


def settle(today: date, period: str, start: date | None, end: date | None, **chips: Any) -> Asked:
    """The filter as of ``today``. An unknown ``period`` (an old link) means the weekend, the default."""
    text = str(chips.pop("text") or "").strip()
    first, last, when = _days(today, period, start, end)
    return Asked(first, last, when, text=text, **chips)


def _days(today: date, period: str, start: date | None, end: date | None) -> tuple[date | None, date | None, str]:
    if period == "today":
        return today, today, _("今日（{day}）").format(day=short_day(today, today))
    if period == "next30":
        last = today + timedelta(29)
        return today, last, _("これから30日（{day}まで）").format(day=short_day(last, today))
    if period == "all":
        return None, None, _("一覧の全部の期間")
    if period == "range":
        return start, end, _range_words(start, end, today)
    return _weekend(today)


def _weekend(today: date) -> tuple[date, date, str]:
    sunday = today + timedelta(6 - today.weekday())
    first = max(today, sunday - timedelta(1))
    if first == sunday:
        days = short_day(sunday, today)
    elif first.month == sunday.month:
        days = _("{first}・{day}日").format(first=short_day(first, today), day=sunday.day)
    else:
        days = _("{first}・{last}").format(first=short_day(first, today), last=short_day(sunday, today))
    return first, sunday, _("今週末（{days}）").format(days=days)


def _range_words(start: date | None, end: date | None, today: date) -> str:
    if start and end:
        return _("{start}から{end}まで").format(start=short_day(start, today), end=short_day(end, today))
    if start:
        return _("{start}から後").format(start=short_day(start, today))
    return _("{end}まで").format(end=short_day(end, today)) if end else _("一覧の全部の期間")


def ask_list(shelf: Shelf, asked: Asked, first: date | None, last: date | None) -> Answer:
    """The rows of the filter within ``first`` … ``last``."""
    chips = {"free": asked.free, "no_booking": asked.no_booking}
    return shelf.ask("event_list", first=first, last=last, **chips, **asked.about)


def found_sentence(asked: Asked, counts: dict[str, int]) -> str:
    """How many there are, and of them the ones that one can just go to."""
    sentence = {
        (False, False): _("{when}の{what}は{events}件、うち無料で申込不要は{free_no_booking}件。"),
        (True, False): _("{when}の{what}のうち無料は{free}件、うち申込不要は{free_no_booking}件。"),
        (False, True): _("{when}の{what}のうち申込不要は{no_booking}件、うち無料は{free_no_booking}件。"),
        (True, True): _("{when}の{what}のうち無料で申込不要は{free_no_booking}件（全部では{events}件）。"),
    }[asked.free, asked.no_booking]
    said = {name: words.number(count) for name, count in counts.items()}
    return sentence.format(when=asked.when, what=asked.what, **said)


def nothing_sentence(shelf: Shelf, asked: Asked, counts: dict[str, int]) -> str:
    """Why there is nothing, and one way out."""
    covered = coverage(shelf)
    if asked.impossible:
        return _("おわりの日がはじめの日より前です。期間を選び直してください。")
    if not covered.dated and (asked.first or asked.last):
        return _("一覧の{n}件は開始日を読み取れないため、期間では探せません。「すべて」を選ぶと見られます。").format(
            n=words.number(covered.events)
        )
    wanted = _chips(asked)
    sentence = _("{when}の{what}は、一覧にありません。").format(when=asked.when, what=f"{wanted}{asked.what}")
    return sentence + _way_out(shelf, asked, counts) + reach_sentence(covered, shelf.today)


def _chips(asked: Asked) -> str:
    if asked.free and asked.no_booking:
        return _("無料で申込不要と書かれた")
    if asked.free:
        return _("無料と書かれた")
    return _("申込不要と書かれた") if asked.no_booking else ""


def _way_out(shelf: Shelf, asked: Asked, counts: dict[str, int]) -> str:
    """Without the chips, or at the next day that has such an event."""
    if counts["events"]:
        return _("条件を外すと{n}件あります。").format(n=words.number(counts["events"]))
    if asked.last is not None:
        after = asked.last + timedelta(1)
        following = records(ask_list(shelf, asked, after, None).frame.head(1))
        if following:
            row = following[0]
            day = max(after, as_day(row["start_on"]) or after)
            return _("次は{day}の「{name}」です。").format(
                day=short_day(day, shelf.today, weekday=True), name=row["name"] or _("名前の記載なし")
            )
    if asked.category or asked.text:
        return _("種類やことばの条件を外してみてください。")
    return _("「すべて」を選ぶと、一覧にある催しを見られます。")
