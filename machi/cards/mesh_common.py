"""What the mesh cards share: levels, figures, months, names of squares and of missing values, the empty answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import words
from machi.cards.card import Card, Ran
from machi.ingest import mesh
from machi.text import _, language

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

KIND = "mesh_population"
LEVELS = {"third": 8, "half": 9, "quarter": 10}
"""Level → digits of its codes: 3次 (1 km), 1/2 (500 m) and 1/4 (250 m) of JIS X 0410."""
MEASURES = ("count", "density", "share65", "share15", "change")
CLASSES = ("people", "young", "working", "old")
"""Columns of amounts: everybody, 0–14, 15–64, 65 and over."""
SHARES = {"share65": "share_old", "share15": "share_young"}
FIGURES = (*CLASSES, *SHARES.values())
"""What a geometry by URL holds: change and density are computed from the amounts, in the browser."""
FLOOR = 10
"""Fewest people for whom a share is shown, as in the population cards (and in ``queries/_views_mesh_spread.sql``)."""
HIDDEN, FEW, MERGED, UNKNOWN = "秘匿", "少数", "合算", "不明"
STATES = {"hidden": HIDDEN, "few": FEW, "merged": MERGED, "unknown": UNKNOWN}
"""States of ``mesh_amounts`` as they travel to the map. Never zero, never translated: the colour expression compares them."""


@dataclass(frozen=True)
class Months:
    """The months of the shelf, oldest first, and for each the digits of its finest codes."""

    days: tuple[date, ...]
    digits: tuple[int, ...]
    ran: Ran
    frame: pd.DataFrame

    def day(self, number: int | None) -> date | None:
        """The month spelt as ``202610``; the newest without a number; None if the shelf hasn't got it."""
        if number is None:
            return self.days[-1] if self.days else None
        return next((day for day in self.days if month_number(day) == number), None)

    def before(self, day: date) -> date:
        """The month a year before ``day``, else the oldest."""
        year_ago = date(day.year - 1, day.month, 1)
        return year_ago if year_ago in self.days else self.days[0]

    def row(self, day: date) -> pd.Series:
        return self.frame.iloc[self.days.index(day)]

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels that the newest month can be shown at, finest first."""
        finest = self.digits[-1] if self.digits else 0
        return tuple(level for level, digits in reversed(LEVELS.items()) if digits <= finest)


def months_of(shelf: Shelf) -> Months:
    answer = shelf.ask("mesh_months")
    days = tuple(value.date() for value in pd.to_datetime(answer.frame["month"]))
    return Months(days, tuple(int(value) for value in answer.frame["digits"]), answer.ran, answer.frame)


def month_number(day: date) -> int:
    """A month as one number, ``202610``: what the address and the slider spell."""
    return day.year * 100 + day.month


def month_name(day: date, era: bool = False) -> str:
    """「2026年10月」; with ``era`` 「2026年（令和8年）10月」."""
    name, count = words.era_year(day)
    if era and name and language() == "ja":
        return f"{day.year}年（{name}{count}年）{day.month}月"
    return words.year_month(day)


def class_name(figure: str) -> str:
    """Whose number it is, as it stands in a sentence."""
    return {"young": _("0–14歳"), "working": _("15–64歳"), "old": _("65歳以上")}.get(figure, _("人口"))


def level_name(level: str) -> str:
    """「250m区画」: nominal; the true size follows the latitude."""
    return {"third": _("1km区画"), "half": _("500m区画"), "quarter": _("250m区画")}[level]


def level_of(code: str) -> str:
    """The level of a code; empty when it is none that is shown."""
    return next((level for level, digits in LEVELS.items() if digits == len(code)), "")


def square_name(town: object, code: str) -> str:
    """A square has no name of its own: the nearest town point names it, the code tells it from its neighbours."""
    return _("{town}付近").format(town=town) if isinstance(town, str) and town else code


def square_names(frame: pd.DataFrame) -> list[str]:
    """``square_name`` of each row. A month has thousands of squares and far fewer towns: their words are made once."""
    named = {town: square_name(town, "") for town in frame["town"].dropna().unique()}
    return [named.get(town) or code for town, code in zip(frame["town"].tolist(), frame["code"].tolist(), strict=True)]


def state_words(state: str) -> str:
    """A missing value in a table and a hint, in words."""
    return {
        "hidden": _("秘匿（人数が少ないため表示しません）"),
        "few": _("{n}人未満（割合は出しません）").format(n=FLOOR),
        "merged": _("合算（ほかの区画と合わせた内訳しかありません）"),
        "unknown": _("記載なし"),
        "known": "",
    }[state]


def areas(frame: pd.DataFrame) -> list[float]:
    """True area of each row's square, km². Squares of one row of the grid are equally large, so each row is worked out once."""
    known: dict[int, float] = {}
    made = []
    for code, row in zip(frame["code"].tolist(), frame["row_step"].tolist(), strict=True):
        if row not in known:
            known[row] = mesh.area_km2(code)
        made.append(known[row])
    return made


def nothing(shelf: Shelf, title: str, why: str, way_out: str, ran: tuple[Ran, ...]) -> Card:
    """The empty card: why, and one way out."""
    return Card(
        id="",
        params={},
        title=title,
        finding=f"{why}{way_out}",
        table=pd.DataFrame(),
        columns=(),
        sources=shelf.sources(KIND),
        ran=ran,
        empty=True,
    )


def notes_of(month: pd.Series) -> list[str]:
    """What every mesh card says of itself: how squares are named, what merged groups are."""
    notes = [_("区画の名前は、いちばん近い町の代表点によります。町の境とは一致しません。")]
    if int(month["merged"]):
        notes.append(
            _(
                "人数の少ない区画は、年齢の内訳をとなりの区画と合わせて公表されています（{n}区画）。"
                "割合は組ごとに計算し、組のすべての区画を同じ色にして太い枠で囲みました。"
            ).format(n=words.number(month["merged"]))
        )
    return notes
