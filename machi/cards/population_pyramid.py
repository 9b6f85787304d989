"""Men and women by five-year class, with another year as an outline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, Ran, TableColumn
from machi.cards.population_common import (
    FLOOR,
    city_name,
    day_of_year,
    listing,
    no_ages,
    no_town,
    no_year,
    nothing,
    people_column,
    place_name,
)
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

OPEN_CLASS = 85
"""First age of the open class: the standard's columns end at 85歳以上."""


@card(
    "population_pyramid",
    subject="population",
    needs=("population",),
    params=(Param("town", "text", ""), Param("year", "integer", None), Param("compare", "integer", None)),
)
def population_pyramid(shelf: Shelf, town: str, year: int | None, compare: int | None) -> Card:
    """Men and women by five-year class in ``year`` (the newest) with ``compare`` (the oldest) as an outline."""
    title = _("どの年齢の人が多いですか")
    years = shelf.ask("population_years")
    for asked in (year, compare):
        if asked is not None and day_of_year(years.frame, asked) is None:
            return no_year(shelf, title, asked, years.frame, (years.ran,))
    now, past = day_of_year(years.frame, year), day_of_year(years.frame, compare, first=True)
    past = None if past == now else past
    answer = shelf.ask("population_pyramid", town=town, on=now, compare=past)
    ran = (years.ran, answer.ran)
    if answer.frame.empty or now is None:
        missing = shelf.ask("population_trend", town=town).frame.empty
        return no_town(shelf, title, town, ran) if missing else no_ages(shelf, title, ran)
    frame = answer.frame.assign(band=[_band(int(age)) for age in answer.frame["age_from"]])
    if _everyone(frame, "men", "women") < FLOOR:
        return _too_few(shelf, title, town, now, ran)
    past = past if _everyone(frame, "compare_men", "compare_women") >= FLOOR else None
    figure = charts.pyramid(
        frame,
        "band",
        "men",
        "women",
        _("人"),
        label=words.day(now),
        compare=("compare_men", "compare_women") if past else None,
        compare_label=_("線：{day}").format(day=words.day(past)) if past else "",
    )
    return Card(
        id="population_pyramid",
        params={"town": town, "year": year, "compare": compare},
        title=title,
        finding=_pyramid_sentence(shelf, town, frame, now, past),
        table=frame,
        columns=_pyramid_columns(now, past),
        figure=figure,
        alt=_pyramid_alt(place_name(shelf, town), frame, now, past),
        unit=_("人"),
        sources=shelf.sources("population"),
        ran=ran,
        notes=(
            _(
                "{age}歳以上は1本の棒にまとめています。5歳ずつの棒とは幅が違うため、長さをそのまま比べないでください。"
            ).format(age=OPEN_CLASS),
        )
        if (frame["age_from"] == OPEN_CLASS).any()
        else (),
    )


def _everyone(frame: pd.DataFrame, men: str, women: str) -> float:
    return float(frame[[men, women]].sum().sum())


def _too_few(shelf: Shelf, title: str, town: str, now: date, ran: tuple[Ran, ...]) -> Card:
    """Ages of a handful of people would describe persons, so neither figure nor table shows them."""
    why = _("{place}で年齢のわかる人は{floor}人未満です（{source}、{day}）。人数が少ないため表示しません。").format(
        place=place_name(shelf, town), floor=FLOOR, source=listing(shelf), day=words.day(now)
    )
    way_out = _("地域を選び直すか、{city}全体を表示してください。").format(city=city_name(shelf))
    return nothing(shelf, title, why, way_out, ran)


def _band(age_from: int) -> str:
    if age_from >= OPEN_CLASS:
        return _("{age}歳以上").format(age=OPEN_CLASS)
    return _("{first}〜{last}歳").format(first=age_from, last=age_from + 4)


def _pyramid_columns(now: date, past: date | None) -> tuple[TableColumn, ...]:
    columns = [TableColumn("band", _("年齢"))]
    for day, prefix in ((now, ""), (past, "compare_")):
        if day is not None:
            told = words.day(day)
            columns.append(people_column(f"{prefix}men", _("男性 {day}").format(day=told)))
            columns.append(people_column(f"{prefix}women", _("女性 {day}").format(day=told)))
    return tuple(columns)


def _largest(frame: pd.DataFrame, men: str, women: str) -> str | None:
    """The largest closed classes with their people, in words; the open one spans more than five years and doesn't take part."""
    closed = frame[frame["age_from"] < OPEN_CLASS]
    both = closed[[men, women]].sum(axis=1, min_count=1).dropna()
    if both.empty or both.max() == 0:
        return None
    most = closed.loc[both.index[both == both.max()], "band"].tolist()
    return words.tied(most, words.people(both.max()))


def _pyramid_sentence(shelf: Shelf, town: str, frame: pd.DataFrame, now: date, past: date | None) -> str:
    facts = {"place": place_name(shelf, town), "source": listing(shelf), "day": words.day(now)}
    top = _largest(frame, "men", "women")
    if top is None:
        return _("{place}には、5歳ごとの年齢で数えられた人がいません（{source}、{day}）。").format(**facts)
    facts |= {"top": top}
    before = _largest(frame, "compare_men", "compare_women") if past else None
    if past is None or before is None:
        return _("{place}で最も人数が多い年齢は{top}です（{source}、{day}）。").format(**facts)
    facts |= {"past": words.day(past), "before": before}
    return _("{place}で最も人数が多い年齢は{top}。{past}は{before}でした（{source}、{day}）。").format(**facts)


def _pyramid_alt(place: str, frame: pd.DataFrame, now: date, past: date | None) -> str:
    top, low = frame.copy(), None
    top["both"] = frame[["men", "women"]].sum(axis=1, min_count=1)
    known = top.dropna(subset=["both"])
    told = _("人口ピラミッド。左が男性、右が女性。{place}、{day}。").format(place=place, day=words.day(now))
    if not known.empty:
        low, high = known.loc[known["both"].idxmin()], known.loc[known["both"].idxmax()]
        told += _("最も長い棒は{top}の{most}、最も短い棒は{low}の{least}（男女計）。").format(
            top=high["band"], most=words.people(high["both"]), low=low["band"], least=words.people(low["both"])
        )
    return told + (_("{day}を線で重ねています。").format(day=words.day(past)) if past else "")
