"""What the population cards share: names, the sentence of a change, notes, choosing a survey date, the empty answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from machi.cards import words
from machi.cards.card import Card, Ran, TableColumn
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

FLOOR = 10
"""Fewest people for whom a share is shown: one person would be ten points. No law names a number."""


def city_name(shelf: Shelf) -> str:
    """The city in the language of the request."""
    return shelf.city.called


def place_name(shelf: Shelf, town: str) -> str:
    """The area, or the city where none is chosen."""
    return town or city_name(shelf)


def as_day(value: Any) -> date:
    """A date cell of a frame as a plain date."""
    return value.date() if isinstance(value, pd.Timestamp) else value


def listing(shelf: Shelf) -> str:
    """What the figures are called, for the end of a finding."""
    return shelf.schemas["population"].title


def changed(base: str, before: float, after: float, floor: int = FLOOR) -> str:
    """「1年前より1,234人（1.1%）少なくなりました」 without full stop; no share of fewer than ``floor``."""
    if before == after:
        return _("{base}と同じ人数です").format(base=base)
    count = words.people(abs(after - before))
    if before >= max(floor, 1):
        share = words.percent(100 * abs(after - before) / before)
        text = (
            _("{base}より{n}（{share}）少なくなりました")
            if after < before
            else _("{base}より{n}（{share}）多くなりました")
        )
        return text.format(base=base, n=count, share=share)
    text = _("{base}より{n}少なくなりました") if after < before else _("{base}より{n}多くなりました")
    return text.format(base=base, n=count)


def raised(floor: int | None) -> int:
    """The floor asked for; an address may raise it, never lower it."""
    return max(FLOOR, floor or 0)


def note_register() -> str:
    """How these figures differ from the census; stands on every card that gives a total."""
    return _(
        "この人数は、公開された町ごとの人口の合計です（多くの自治体では住民基本台帳の登録）。"
        "国勢調査は実際に住んでいる人を数えるため、同じ年でも人数が違います。"
    )


def note_floor(floor: int) -> str:
    return _("{n}人未満の地域は、人数が少ないため割合は表示しません。").format(n=words.number(floor))


def note_ages(known: float, total: float) -> str:
    """When ages and totals disagree: 年齢不詳 or cells without a number. Shares are of the ages that are known."""
    return _(
        "年齢別の合計（{known}）と総人口（{total}）が違います（年齢不詳や数値のない欄など）。"
        "割合は年齢別の合計を100%としています。"
    ).format(known=words.people(known), total=words.people(total))


def nothing(shelf: Shelf, title: str, why: str, way_out: str, ran: tuple[Ran, ...]) -> Card:
    """The empty card: why, and one way out."""
    return Card(
        id="",
        params={},
        title=title,
        finding=f"{why}{way_out}",
        table=pd.DataFrame(),
        columns=(),
        sources=shelf.sources("population"),
        ran=ran,
        empty=True,
    )


def no_town(shelf: Shelf, title: str, town: str, ran: tuple[Ran, ...]) -> Card:
    """The area isn't in the list (a stale link, another city's), or the list is without any row that can be used."""
    if not town:
        return nothing(
            shelf,
            title,
            _("調査年月日と人数を読み取れる行がありません。"),
            _("「データ一覧」で、このデータの見つかった点を確かめてください。"),
            ran,
        )
    return nothing(
        shelf,
        title,
        _("「{town}」という地域は、この一覧にありません。").format(town=town),
        _("地域を選び直すか、{city}全体を表示してください。").format(city=city_name(shelf)),
        ran,
    )


def no_people(shelf: Shelf, title: str, town: str, ran: tuple[Ran, ...]) -> Card:
    """The area is in the list, its people are not: suppressed, blank or not a number."""
    return nothing(
        shelf,
        title,
        _("{place}の人数は、この一覧では読み取れません（秘匿や空欄など）。").format(place=place_name(shelf, town)),
        _("0人という意味ではありません。ほかの地域を選んでください。"),
        ran,
    )


def no_ages(shelf: Shelf, title: str, ran: tuple[Ran, ...], town: str = "") -> Card:
    one = _("{place}の年齢別の人数は、この一覧では読み取れません（秘匿や空欄など）。").format(place=town)
    return nothing(
        shelf,
        title,
        one if town else _("この人口の一覧には、年齢別の人数がありません。"),
        _("総人口の移り変わりは表示できます。"),
        ran,
    )


def day_of_year(years: pd.DataFrame, year: int | None, first: bool = False) -> date | None:
    """The newest survey date of ``year``; without a year, of the newest year or the ``first``; None if none."""
    if years.empty:
        return None
    if year is None:
        return as_day(years["surveyed_on"].iloc[0 if first else -1])
    found = years.loc[years["year"] == year, "surveyed_on"]
    return None if found.empty else as_day(found.iloc[0])


def no_year(shelf: Shelf, title: str, year: int, years: pd.DataFrame, ran: tuple[Ran, ...]) -> Card:
    offered = _("、").join(_("{year}年").format(year=item) for item in years["year"])
    return nothing(
        shelf,
        title,
        _("{year}年の人口はこの一覧にありません。").format(year=year),
        _("次の年から選んでください：{years}。").format(years=offered),
        ran,
    )


def date_column() -> TableColumn:
    return TableColumn("surveyed_on", _("調査日"), format="date")


def people_column(name: str, title: str) -> TableColumn:
    return TableColumn(name, title, _("人"), "integer")


def percent_column(name: str, title: str) -> TableColumn:
    return TableColumn(name, title, format="percent1")
