"""What the kinds of place are called, how they are counted, and how they are marked on a map.

Colour comes from the kind's ``schema.toml``; a letter or sign inside the marker says the same again, so that colour is
never the only code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from machi.cards import words
from machi.cards.card import Source
from machi.clock import fixed_today, real_today
from machi.store.shelf import Shelf
from machi.text import _

KINDS = (
    "aed", "fire_hydrant", "public_facility", "park", "parking", "tourism", "cultural_property", "public_toilet",
)  # fmt: skip
"""Kinds that the store unites in ``place``, in the order in which they are offered."""

AED, WATER, PARK, TOILET = "aed", "fire_hydrant", "park", "public_toilet"


@dataclass(frozen=True)
class Marked:
    """How a kind is shown: short name, the sign inside its marker, the word it is counted with, its colour."""

    kind: str
    label: str
    sign: str
    counter: str
    colour: str

    def count(self, places: int) -> str:
        """``68`` → 「68台」."""
        return words.with_unit(f"{places:,}", self.counter)


def marked(shelf: Shelf, kind: str) -> Marked:
    """How ``kind`` is shown. A kind without words of its own takes its schema's title."""
    schema = shelf.schemas[kind]
    label, sign = _words().get(kind, ("", ""))
    label = label or re.sub(r"(設置箇所)?一覧$", "", schema.title)
    counter = _("台") if kind == AED else _("件") if kind == "cultural_property" else _("か所")
    return Marked(kind, label, sign or label[:1], counter, schema.colour or "#84919E")


def _words() -> dict[str, tuple[str, str]]:
    return {
        "aed": (_("AED"), "A"),
        "fire_hydrant": (_("消防水利"), "消"),
        "public_facility": (_("公共施設"), "公"),
        "park": (_("公園"), "園"),
        "parking": (_("駐車場"), "P"),
        "tourism": (_("観光施設"), "観"),
        "cultural_property": (_("文化財"), "文"),
        "public_toilet": (_("公衆トイレ"), "WC"),
    }


def chosen(shelf: Shelf, kinds: tuple[str, ...] | None) -> tuple[str, ...]:
    """The kinds asked for that have data, in the offered order; all of them when none is named.

    Raises NotOnShelf, naming what is wrong with the files, when none of those asked for has data.
    """
    asked = tuple(kind for kind in KINDS if kind in kinds) if kinds else KINDS
    asked = asked or KINDS
    shelf.require_any(asked)
    return tuple(kind for kind in asked if shelf.has(kind))


def counted(shelf: Shelf, counts: dict[str, int]) -> str:
    """「AED68台、公園142か所」 in the offered order."""
    return _("、").join(
        words.with_unit(marked(shelf, kind).label, marked(shelf, kind).count(counts[kind]))
        for kind in KINDS
        if counts.get(kind)
    )


def on_map(shelf: Shelf, where: str, counts: dict[str, int], dated: str) -> str:
    """How many places are on the map; of one kind alone the total would only say the number again."""
    said = (
        _("地図にあるのは、{where}{counts}の合わせて{total}件（{dated}）。")
        if sum(1 for n in counts.values() if n) > 1
        else _("地図にあるのは、{where}{counts}（{dated}）。")
    )
    return said.format(
        where=where, counts=counted(shelf, counts) or _("0件"), total=f"{sum(counts.values()):,}", dated=dated
    )


def oldest(sources: tuple[Source, ...]) -> date | None:
    """The oldest as-of date; None when any is unknown: a list of unknown age must not pass for a fresh one."""
    dates = [source.as_of for source in sources]
    return None if not dates or None in dates else min(day for day in dates if day)


def too_old(shelf: Shelf) -> bool:
    """Whether the AED list is too old (or of unknown age) to say which one is nearest (standards.md 14)."""
    age = days_old(shelf, shelf.sources(AED))
    return age is None or age > shelf.city.aed_max_age_days


def days_old(shelf: Shelf, sources: tuple[Source, ...]) -> int | None:
    """Age of the oldest list in days; None when it is unknown. A date in the future says nothing about the age."""
    ages = [
        None if source.as_of is None else (_age_day(shelf, source.synthetic) - source.as_of).days for source in sources
    ]
    known = [age for age in ages if age is not None and age >= 0]
    return max(known) if known and len(known) == len(ages) else None


def _age_day(shelf: Shelf, synthetic: bool) -> date:
    """The day that an age is counted to: the sample's day stands still, a real list grows old all the same."""
    if synthetic or fixed_today():
        return shelf.today
    return max(shelf.today, real_today())


def ahead(shelf: Shelf, sources: tuple[Source, ...]) -> bool:
    """Whether a list carries a date that has not come yet."""
    return any(source.as_of is not None and source.as_of > _age_day(shelf, source.synthetic) for source in sources)
