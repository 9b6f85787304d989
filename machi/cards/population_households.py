"""Households and how many people live in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.population_common import (
    as_day,
    date_column,
    listing,
    no_town,
    nothing,
    people_column,
    place_name,
)
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("population_households", subject="population", needs=("population",), params=(Param("town", "text", ""),))
def population_households(shelf: Shelf, town: str) -> Card:
    """Households and people per household by survey date. The line is the ratio; the table has both."""
    title = _("1世帯に何人住んでいますか")
    answer = shelf.ask("population_households", town=town)
    frame = answer.frame.dropna(subset=["persons_per_household"]).reset_index(drop=True)
    if frame.empty:
        if shelf.ask("population_trend", town=town).frame.empty:
            return no_town(shelf, title, town, (answer.ran,))
        why, way_out = _("この一覧には世帯数がありません。"), _("総人口の移り変わりは表示できます。")
        return nothing(shelf, title, why, way_out, (answer.ran,))
    figure = charts.line_chart(
        frame,
        "surveyed_on",
        {"persons_per_household": _("1世帯あたりの人数")},
        _("人"),
        y_title=_("1世帯あたりの人数"),
        x_title=_("調査日"),
        digits=2,
    )
    place, first, last = place_name(shelf, town), frame.iloc[0], frame.iloc[-1]
    return Card(
        id="population_households",
        params={"town": town},
        title=title,
        finding=_households_sentence(place, first, last, listing(shelf)),
        table=frame,
        columns=(
            date_column(),
            TableColumn("households", _("世帯数"), _("世帯"), "integer"),
            people_column("people", _("人口")),
            TableColumn("persons_per_household", _("1世帯あたりの人数"), _("人"), "decimal2"),
        ),
        figure=figure,
        alt=_("折れ線グラフ。{place}の1世帯あたりの人数は、{first}の{before}人から{last}の{after}人へ。").format(
            place=place,
            first=words.day(as_day(first["surveyed_on"])),
            before=words.number(first["persons_per_household"], 2),
            last=words.day(as_day(last["surveyed_on"])),
            after=words.number(last["persons_per_household"], 2),
        ),
        unit=_("人"),
        sources=shelf.sources("population"),
        ran=(answer.ran,),
        notes=(
            _("人口と世帯数の両方がわかる地域だけで計算しています。施設で暮らす人も世帯に数えられます。"),
            *((_("縦軸は0から始まっていません。"),) if not charts.starts_at_zero(figure) else ()),
        ),
    )


def _households_sentence(place: str, first: pd.Series, last: pd.Series, label: str) -> str:
    now, before = last["persons_per_household"], first["persons_per_household"]
    facts = {
        "place": place,
        "households": words.households(last["households"]),
        "now": words.number(now, 2),
        "before": words.number(before, 2),
        "first": words.day(as_day(first["surveyed_on"])),
        "source": label,
        "day": words.day(as_day(last["surveyed_on"])),
    }
    if first["surveyed_on"] == last["surveyed_on"]:
        text = _("{place}の世帯数は{households}、1世帯あたり{now}人です（{source}、{day}）。")
    elif now < before:
        text = _(
            "{place}の世帯数は{households}、1世帯あたり{now}人。{first}の{before}人より少なくなりました（{source}、{day}）。"
        )
    elif now > before:
        text = _(
            "{place}の世帯数は{households}、1世帯あたり{now}人。{first}の{before}人より多くなりました（{source}、{day}）。"
        )
    else:
        text = _("{place}の世帯数は{households}、1世帯あたり{now}人。{first}と同じです（{source}、{day}）。")
    return text.format(**facts)
