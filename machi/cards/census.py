"""The real census series: counted every five years, real also where the rest is a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, theme, words
from machi.cards.card import Card, TableColumn
from machi.cards.population_common import (
    FLOOR,
    changed,
    city_name,
    nothing,
    people_column,
)
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("census_totals", subject="population", needs=("census_total",))
def census_totals(shelf: Shelf) -> Card:
    """The census series: bars from zero, one per census."""
    title = _("国勢調査の人口はどう変わりましたか")
    answer = shelf.ask("census_totals")
    frame, city = answer.frame, city_name(shelf)
    sources = shelf.sources("census_total")
    if frame.empty:
        return nothing(
            shelf,
            title,
            _("国勢調査の人口を読み取れる行がありません。"),
            _("「データ一覧」で、このデータの見つかった点を確かめてください。"),
            (answer.ran,),
        )
    return Card(
        id="census_totals",
        params={},
        title=title,
        finding=_sentence(city, frame),
        table=frame,
        columns=(
            TableColumn("year", _("調査年"), format="year"),
            people_column("people", _("人口")),
            people_column("change", _("前回からの増減")),
            TableColumn("change_percent", _("前回からの増減率"), format="percent1"),
        ),
        figure=charts.grouped_bar(
            frame,
            "year",
            {"people": _("国勢調査の人口")},
            _("人"),
            y_title=_("人口"),
            x_title=_("調査年"),
            fills=(theme.ORANGE,),
        ),
        alt=_alt(city, frame),
        unit=_("人"),
        sources=sources,
        ran=(answer.ran,),
        notes=(_("国勢調査は10月1日に実際に住んでいる人を数えます。住民基本台帳の登録とは人数が違います。"),),
    )


def _sentence(city: str, frame: pd.DataFrame) -> str:
    """The newest census, beside the one before."""
    last = frame.iloc[-1]
    facts = {"city": city, "year": int(last["year"]), "people": words.people(last["people"])}
    if len(frame) == 1:
        return _("{city}の人口は{year}年に{people}です（国勢調査）。").format(**facts)
    before = frame.iloc[-2]
    base = _("{year}年").format(year=int(before["year"]))
    change = changed(base, before["people"], last["people"], FLOOR)
    return _("{city}の人口は{year}年に{people}。{change}（国勢調査）。").format(change=change, **facts)


def _alt(city: str, frame: pd.DataFrame) -> str:
    top, bottom = frame.loc[frame["people"].idxmax()], frame.loc[frame["people"].idxmin()]
    return _(
        "棒グラフ。{city}の国勢調査の人口。最も多いのは{top_year}年の{top}、最も少ないのは{low_year}年の{low}。"
    ).format(
        city=city,
        top_year=int(top["year"]),
        top=words.people(top["people"]),
        low_year=int(bottom["year"]),
        low=words.people(bottom["people"]),
    )
