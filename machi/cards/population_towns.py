"""All areas of the city in one list. Name order first; nobody is last in a race."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.population_common import (
    FLOOR,
    city_name,
    day_of_year,
    listing,
    no_town,
    no_year,
    note_floor,
    people_column,
    percent_column,
    raised,
)
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

ORDERS = ("name", "size", "change", "ageing")


@card(
    "population_towns",
    subject="population",
    needs=("population",),
    params=(
        Param("year", "integer", None),
        Param("order", "text", "name"),
        Param("limit", "integer", 30),
        Param("floor", "integer", FLOOR),
    ),
)
def population_towns(shelf: Shelf, year: int | None, order: str, limit: int | None, floor: int | None) -> Card:
    """Every area in ``year`` (the newest), compared with the oldest survey. The figure has the first ``limit`` rows."""
    title = _("町ごとの人口はどれくらいですか")
    order = order if order in ORDERS else "name"
    limit, floor = 30 if limit is None else limit, raised(floor)
    years = shelf.ask("population_years")
    now, past = day_of_year(years.frame, year), day_of_year(years.frame, None, first=True)
    if now is None:
        if year is not None and not years.frame.empty:
            return no_year(shelf, title, year, years.frame, (years.ran,))
        return no_town(shelf, title, "", (years.ran,))
    answer = shelf.ask("population_towns", on=now, before=past, sort=order, floor=floor)
    frame = answer.frame
    compared = past is not None and past < now
    drawn = _drawn(frame, order, compared)
    place = {"city": city_name(shelf), "source": listing(shelf), "day": words.day(now)}
    shown, gap = _picked(frame, drawn, max(limit, 1))
    columns = [
        TableColumn("town", _("地域")),
        people_column("people", _("人口")),
        percent_column("young_percent", _("0〜14歳の割合")),
        percent_column("old_percent", _("65歳以上の割合")),
        TableColumn("households", _("世帯数"), _("世帯"), "integer"),
    ]
    if compared and past is not None:
        told = words.day(past)
        columns[2:2] = [
            people_column("people_before", _("{day}の人口").format(day=told)),
            people_column("change", _("{day}からの増減").format(day=told)),
            percent_column("change_percent", _("{day}からの増減率").format(day=told)),
        ]
    return Card(
        id="population_towns",
        params={"year": year, "order": order, "limit": limit, "floor": floor},
        title=title,
        finding=_towns_sentence(frame, drawn, place, words.day(past) if past else ""),
        table=frame,
        columns=tuple(columns),
        figure=_towns_figure(shown, drawn, gap),
        alt=_towns_alt(shown, drawn, place),
        unit="%" if drawn == "ageing" else _("人"),
        sources=shelf.sources("population"),
        ran=(years.ran, answer.ran),
        notes=_towns_notes(frame, shown, floor, drawn != order, gap is not None),
    )


def _drawn(frame: pd.DataFrame, order: str, compared: bool) -> str:
    """What the figure can show: people, where there is no earlier survey or no ages for what was asked."""
    lacking = (order == "change" and not compared) or (order == "ageing" and frame["old_percent"].isna().all())
    return "name" if lacking else order


def _picked(frame: pd.DataFrame, order: str, limit: int) -> tuple[pd.DataFrame, tuple[int, int] | None]:
    """The rows of the figure: the first ones; of a change those from both ends, so that the losses aren't left out.

    Also where the gap is and how many rows it stands for.
    """
    known = frame.dropna(subset=["change"])
    if order != "change" or len(known) <= limit:
        return frame.head(limit), None
    half = max(limit // 2, 1)
    return pd.concat([known.head(half), known.tail(half)]), (half, len(known) - 2 * half)


def _measure(order: str) -> tuple[str, str, str, int]:
    """Column, title, unit and decimals that the figure shows in an order."""
    if order == "change":
        return "change", _("人口の増減"), _("人"), 0
    if order == "ageing":
        return "old_percent", _("65歳以上の割合"), "%", 1
    return "people", _("人口"), _("人"), 0


def _towns_figure(shown: pd.DataFrame, order: str, gap: tuple[int, int] | None) -> Chart:
    column, title, unit, digits = _measure(order)
    left_out = (gap[0], _("…（間の{n}地域は表にあります）").format(n=words.number(gap[1]))) if gap else None
    return charts.ranked_bar(
        shown, "town", column, unit, x_title=title, digits=digits, change=order == "change", gap=left_out
    )


def _towns_sentence(frame: pd.DataFrame, order: str, place: dict[str, str], past: str) -> str:
    facts = {**place, "n": words.number(len(frame)), "past": past}
    if order == "change":
        change = frame["change"].dropna()
        more, less = int((change > 0).sum()), int((change < 0).sum())
        facts |= {
            "more": words.number(more),
            "less": words.number(less),
            "same": words.number(len(change) - more - less),
        }
        return _(
            "{past}より人口が増えたのは{more}地域、減ったのは{less}地域、同じなのは{same}地域です（{source}、{day}）。"
        ).format(**facts)
    if order == "ageing":
        share = frame["old_percent"].dropna()
        facts |= {"low": words.percent(share.min()), "high": words.percent(share.max())}
        facts |= {"n": words.number(len(share)), "middle": words.percent(share.median())}
        return _(
            "65歳以上の割合は、{n}地域で{low}から{high}まであり、中央値（ちょうど真ん中の地域）は{middle}です（{source}、{day}）。"
        ).format(**facts)
    people = frame["people"].dropna()
    facts |= {"total": words.people(people.sum()), "middle": words.people(people.median() if len(people) else 0)}
    return _(
        "{total}が{n}地域に住んでいます。人数の順に並べて、ちょうど真ん中の地域は{middle}（中央値）です（{source}、{day}）。"
    ).format(**facts)


def _towns_alt(shown: pd.DataFrame, order: str, place: dict[str, str]) -> str:
    column, title, unit, digits = _measure(order)
    known = shown.dropna(subset=[column])
    told = _("横棒グラフ。{city}の{n}地域の{title}（{day}）。").format(n=len(shown), title=title, **place)
    if known.empty:
        return told
    high, low = known.loc[known[column].idxmax()], known.loc[known[column].idxmin()]
    return told + _("この中で最も大きいのは{high}の{most}{unit}、最も小さいのは{low}の{least}{unit}。").format(
        high=high["town"],
        most=words.number(high[column], digits),
        low=low["town"],
        least=words.number(low[column], digits),
        unit=unit,
    )


def _towns_notes(frame: pd.DataFrame, shown: pd.DataFrame, floor: int, lacking: bool, ends: bool) -> tuple[str, ...]:
    notes = [_("比べる調査日か年齢別の人数がないため、人口を表示しています。")] if lacking else []
    if len(shown) < len(frame):
        text = _("図は並び順の先頭から{shown}地域です。{n}地域すべては表にあります。")
        if ends:
            text = _("図は、増減の順に並べた両端の{half}地域ずつです。{n}地域すべては表にあります。")
        notes.append(text.format(shown=len(shown), half=len(shown) // 2, n=len(frame)))
    if (frame["people"] < floor).any():
        notes.append(note_floor(floor))
    unknown = int(frame["people"].isna().sum())
    if unknown:
        notes.append(_("人数の書かれていない地域が{n}つあります。").format(n=unknown))
    return tuple(notes)
