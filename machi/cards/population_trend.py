"""Everyone by survey date, with the census beside the series and never inside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.population_common import (
    as_day,
    changed,
    date_column,
    listing,
    no_people,
    no_town,
    note_register,
    people_column,
    place_name,
)
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("population_trend", subject="population", needs=("population",), params=(Param("town", "text", ""),))
def population_trend(shelf: Shelf, town: str) -> Card:
    """Everyone by survey date; for the whole city the census stands beside it as marks of its own."""
    title = _("人口はどう変わりましたか")
    answer = shelf.ask("population_trend", town=town)
    frame = answer.frame.dropna(subset=["people"]).reset_index(drop=True)
    if frame.empty:
        without = no_town if answer.frame.empty else no_people
        return without(shelf, title, town, (answer.ran,))
    census = shelf.ask("census_totals") if not town and shelf.has("census_total") else None
    beside = _census_marks(census.frame) if census is not None and not census.frame.empty else None
    place = place_name(shelf, town)
    label = listing(shelf)
    figure = charts.line_chart(
        frame,
        "surveyed_on",
        {"people": label},
        _("人"),
        y_title=_("人口"),
        x_title=_("調査日"),
        points={_("国勢調査（10月1日）"): (beside, "surveyed_on", "people")} if beside is not None else None,
    )
    table = frame.assign(counted=label)
    if beside is not None:
        table = pd.concat([table, beside.assign(counted=_("国勢調査"))], ignore_index=True)
        table = table.sort_values(["counted", "surveyed_on"], ignore_index=True)
    return Card(
        id="population_trend",
        params={"town": town},
        title=title,
        finding=_trend_sentence(place, frame, label),
        table=table,
        columns=(
            TableColumn("counted", _("数え方")),
            date_column(),
            people_column("people", _("人口")),
            people_column("change", _("前回からの増減")),
            people_column("men", _("男性")),
            people_column("women", _("女性")),
        ),
        figure=figure,
        alt=_trend_alt(place, frame, beside),
        unit=_("人"),
        sources=shelf.sources("population", *(("census_total",) if beside is not None else ())),
        ran=(answer.ran, *((census.ran,) if census is not None else ())),
        notes=_trend_notes(answer.frame, beside is not None, not charts.starts_at_zero(figure)),
    )


def _census_marks(frame: pd.DataFrame) -> pd.DataFrame:
    """Censuses as dated rows; a census counts as of 1 October."""
    days = pd.to_datetime([date(int(year), 10, 1) for year in frame["year"]])
    return frame[["people", "change"]].assign(surveyed_on=days.astype("datetime64[us]"))


def _year_before(frame: pd.DataFrame) -> int | None:
    """Position of the survey twelve months before the newest one, None where there is none."""
    days = [as_day(value) for value in frame["surveyed_on"]]
    last = days[-1]
    found = [index for index, day in enumerate(days) if (day.year + 1, day.month) == (last.year, last.month)]
    return found[-1] if found else None


def _trend_sentence(place: str, frame: pd.DataFrame, label: str) -> str:
    people, last = frame["people"].tolist(), as_day(frame["surveyed_on"].iloc[-1])
    source = {"source": label, "day": words.day(last)}
    start = _("{place}の人口は{people}").format(place=place, people=words.people(people[-1]))
    if len(frame) == 1:
        return _("{start}です（{source}、{day}）。").format(start=start, **source)
    year, first = _year_before(frame), words.day(as_day(frame["surveyed_on"].iloc[0]))
    if year is None or year == 0:
        base = first if year is None else _("1年前")
        return _("{start}。{change}（{source}、{day}）。").format(
            start=start, change=changed(base, people[0], people[-1]), **source
        )
    return _("{start}。{change}。{overall}（{source}、{day}）。").format(
        start=start,
        change=changed(_("1年前"), people[year], people[-1]),
        overall=changed(first, people[0], people[-1]),
        **source,
    )


def _trend_alt(place: str, frame: pd.DataFrame, census: pd.DataFrame | None) -> str:
    top, bottom = frame.loc[frame["people"].idxmax()], frame.loc[frame["people"].idxmin()]
    told = _("折れ線グラフ。{place}の人口。最も多いのは{top_day}の{top}、最も少ないのは{low_day}の{low}。").format(
        place=place,
        top_day=words.day(as_day(top["surveyed_on"])),
        top=words.people(top["people"]),
        low_day=words.day(as_day(bottom["surveyed_on"])),
        low=words.people(bottom["people"]),
    )
    if census is None:
        return told
    return told + _("国勢調査{n}回分の人数を、線と分けた印で示しています。").format(n=len(census))


def _trend_notes(frame: pd.DataFrame, census: bool, cut: bool) -> tuple[str, ...]:
    notes = [note_register()] if census else []
    if cut:
        notes.append(_("縦軸は0から始まっていません。"))
    unknown = int(frame["areas_unknown"].max())
    if unknown:
        notes.append(_("人数の書かれていない地域（多い調査日で{n}地域）は合計に入っていません。").format(n=unknown))
    return tuple(notes)
