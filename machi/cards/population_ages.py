"""Three age classes and 高齢化率, of the city or of one area beside the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, theme, words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.population_common import (
    FLOOR,
    as_day,
    city_name,
    date_column,
    listing,
    no_ages,
    no_people,
    no_town,
    note_ages,
    note_floor,
    people_column,
    percent_column,
    place_name,
    raised,
)
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card(
    "population_ages",
    subject="population",
    needs=("population",),
    params=(Param("town", "text", ""), Param("floor", "integer", FLOOR)),
)
def population_ages(shelf: Shelf, town: str, floor: int | None) -> Card:
    """Shares of 0-14, 15-64 and 65+ by survey date; 高齢化率 is the lowest part, so that the axis reads it."""
    title = _("年齢の内訳はどう変わりましたか")
    floor = raised(floor)
    answer = shelf.ask("population_ages", town=town, floor=floor)
    frame = answer.frame
    totals = shelf.ask("population_trend", town=town)
    if frame.empty:
        ran = (answer.ran, totals.ran)
        if totals.frame.empty:
            return no_town(shelf, title, town, ran)
        if totals.frame["people"].isna().all():
            return no_people(shelf, title, town, ran)
        return no_ages(shelf, title, ran, town)
    shown = bool(frame["old_percent"].notna().any())
    place = place_name(shelf, town)
    line = ("city_old_percent", _("{city}全体の65歳以上").format(city=city_name(shelf))) if town else None
    figure = charts.stacked_bar(
        frame,
        "surveyed_on",
        {
            "old_percent": (_("65歳以上（高齢化率）"), theme.OLD),
            "working_percent": (_("15〜64歳"), theme.WORKING),
            "young_percent": (_("0〜14歳"), theme.YOUNG),
        },
        "%",
        y_title=_("年齢がわかる人に占める割合"),
        x_title=_("調査日"),
        digits=1,
        line=line,
    )
    return Card(
        id="population_ages",
        params={"town": town, "floor": floor},
        title=title,
        finding=_ages_sentence(shelf, town, frame),
        table=frame,
        columns=_ages_columns(bool(town)),
        figure=figure if shown else None,
        alt=_ages_alt(place, frame) if shown else "",
        unit="%",
        sources=shelf.sources("population"),
        ran=(answer.ran, totals.ran),
        notes=_ages_notes(frame, totals.frame, floor),
    )


def _ages_columns(town: bool) -> tuple[TableColumn, ...]:
    columns = (
        date_column(),
        people_column("young", _("0〜14歳")),
        people_column("working", _("15〜64歳")),
        people_column("old", _("65歳以上")),
        percent_column("young_percent", _("0〜14歳の割合")),
        percent_column("working_percent", _("15〜64歳の割合")),
        percent_column("old_percent", _("65歳以上の割合")),
    )
    return (*columns, percent_column("city_old_percent", _("全体の65歳以上の割合"))) if town else columns


def _ages_sentence(shelf: Shelf, town: str, frame: pd.DataFrame) -> str:
    """A town beside the city, the city beside its first survey. Differences are of the shares as shown."""
    last, first = frame.iloc[-1], frame.iloc[0]
    facts = {
        "place": place_name(shelf, town),
        "source": listing(shelf),
        "day": words.day(as_day(last["surveyed_on"])),
        "old": words.people(last["old"]) if words.known(last["old"]) else "",
    }
    if not facts["old"]:
        return _("{place}の65歳以上の人数は、一覧に書かれていません（{source}、{day}）。").format(**facts)
    if not words.known(last["old_percent"]):
        text = _("{place}の65歳以上は{old}です。人数が少ないため割合は表示しません（{source}、{day}）。")
        return text.format(**facts)
    share, base = last["old_percent"], last["city_old_percent"] if town else first["old_percent"]
    facts |= {"share": words.percent(share)}
    if not words.known(base) or (not town and len(frame) == 1):
        return _("{place}の65歳以上は{old}、住民の{share}です（{source}、{day}）。").format(**facts)
    facts |= {"base": words.percent(base), "points": words.points(share - base)}
    if town:
        facts["against"] = _("{city}全体").format(city=city_name(shelf))
    else:
        facts["against"] = words.day(as_day(first["surveyed_on"]))
    if share > base:
        text = _(
            "{place}の65歳以上は{old}、住民の{share}。{against}の{base}より{points}高い割合です（{source}、{day}）。"
        )
    elif share < base:
        text = _(
            "{place}の65歳以上は{old}、住民の{share}。{against}の{base}より{points}低い割合です（{source}、{day}）。"
        )
    else:
        text = _("{place}の65歳以上は{old}、住民の{share}。{against}と同じ割合です（{source}、{day}）。")
    return text.format(**facts)


def _ages_alt(place: str, frame: pd.DataFrame) -> str:
    known = frame.dropna(subset=["old_percent"])
    first, last = known.iloc[0], known.iloc[-1]
    return _(
        "積み上げ棒グラフ。{place}の65歳以上の割合は{first}の{before}から{last}の{after}、"
        "最も高いのは{top}。{last}の0〜14歳は{young}、15〜64歳は{working}。"
    ).format(
        place=place,
        first=words.day(as_day(first["surveyed_on"])),
        before=words.percent(first["old_percent"]),
        last=words.day(as_day(last["surveyed_on"])),
        after=words.percent(last["old_percent"]),
        top=words.percent(known["old_percent"].max()),
        young=words.percent(last["young_percent"]) if words.known(last["young_percent"]) else _("数値なし"),
        working=words.percent(last["working_percent"]) if words.known(last["working_percent"]) else _("数値なし"),
    )


def _ages_notes(frame: pd.DataFrame, totals: pd.DataFrame, floor: int) -> tuple[str, ...]:
    notes = []
    if frame["old_percent"].isna().any():
        notes.append(note_floor(floor))
    last = frame.iloc[-1]
    total = totals.loc[totals["surveyed_on"] == last["surveyed_on"], "people"]
    if not total.empty and words.known(total.iloc[0]) and total.iloc[0] != last["known"]:
        notes.append(note_ages(last["known"], total.iloc[0]))
    shares = frame[["young_percent", "working_percent", "old_percent"]].sum(axis=1, skipna=False).dropna().round(1)
    if (shares != 100.0).any():
        notes.append(_("四捨五入のため、割合の合計が100%にならないことがあります。"))
    return tuple(notes)
