"""Two areas side by side over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.population_common import (
    FLOOR,
    as_day,
    date_column,
    listing,
    no_town,
    note_floor,
    nothing,
    raised,
)
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MEASURES = ("total", "ageing", "households")


@card(
    "population_pair",
    subject="population",
    needs=("population",),
    params=(
        Param("a", "text", ""),
        Param("b", "text", ""),
        Param("measure", "text", "total"),
        Param("floor", "integer", FLOOR),
    ),
)
def population_pair(shelf: Shelf, a: str, b: str, measure: str, floor: int | None) -> Card:
    """One measure of two areas over time. An area that isn't chosen is the largest one left."""
    title = _("2つの地域を並べて見る")
    measure = measure if measure in MEASURES else "total"
    floor = raised(floor)
    names = shelf.ask("population_town_names")
    first, second = _two(names.frame, a, b)
    if not first or not second:
        why, way_out = _("比べられる地域が2つありません。"), _("総人口の移り変わりは表示できます。")
        return nothing(shelf, title, why, way_out, (names.ran,))
    answer = shelf.ask("population_pair", a=first, b=second, measure=measure, floor=floor)
    frame, ran = answer.frame, (names.ran, answer.ran)
    for town, column in ((first, "amount_a"), (second, "amount_b")):
        if not frame[column].isna().all():
            continue
        if town not in set(names.frame["town"]):
            return no_town(shelf, title, town, ran)
        if measure != "ageing":
            why = _("{town}の数値が一覧にありません。").format(town=town)
            return nothing(shelf, title, why, _("別の地域か、別の見方を選んでください。"), ran)
    name, unit, digits, shape = _shown(measure)
    column_unit = "" if shape == "percent1" else unit
    return Card(
        id="population_pair",
        params={"a": a, "b": b, "measure": measure, "floor": floor},
        title=title,
        finding=_pair_sentence(frame, first, second, name, unit, digits, listing(shelf)),
        table=frame,
        columns=(
            date_column(),
            TableColumn("amount_a", _("{town}の{name}").format(town=first, name=name), column_unit, shape),
            TableColumn("amount_b", _("{town}の{name}").format(town=second, name=name), column_unit, shape),
        ),
        figure=charts.line_chart(
            frame,
            "surveyed_on",
            {"amount_a": first, "amount_b": second},
            unit,
            y_title=name,
            x_title=_("調査日"),
            digits=digits,
            zero=True,
        ),
        alt=_pair_alt(frame, first, second, name, unit, digits),
        unit=unit,
        sources=shelf.sources("population"),
        ran=ran,
        notes=(note_floor(floor),) if measure == "ageing" and frame.isna().any(axis=None) else (),
    )


def _shown(measure: str) -> tuple[str, str, int, Literal["integer", "percent1"]]:
    """Name, unit, decimals and table format of a measure."""
    if measure == "ageing":
        return _("65歳以上の割合"), "%", 1, "percent1"
    if measure == "households":
        return _("世帯数"), _("世帯"), 0, "integer"
    return _("人口"), _("人"), 0, "integer"


def _two(names: pd.DataFrame, a: str, b: str) -> tuple[str, str]:
    """The two areas: those asked for, else the largest that isn't the other one."""
    # Stable: of areas with the same number the one that is listed first.
    largest = names.sort_values("people", ascending=False, na_position="last", kind="stable")["town"].tolist()
    first = a or next((town for town in largest if town != b), "")
    second = b or next((town for town in largest if town != first), "")
    return first, second


def _pair_sentence(frame: pd.DataFrame, a: str, b: str, name: str, unit: str, digits: int, source: str) -> str:
    """Both values of the newest survey that has both."""
    both = frame.dropna(subset=["amount_a", "amount_b"])
    if both.empty:
        return _("{a}と{b}の{name}を並べられる調査日がありません。人数が少ないため割合は表示しません。").format(
            a=a, b=b, name=name
        )
    last = both.iloc[-1]
    left, right = words.rounded(last["amount_a"], digits), words.rounded(last["amount_b"], digits)
    facts = {
        "a": a,
        "b": b,
        "name": name,
        "left": words.number(left, digits) + unit,
        "right": words.number(right, digits) + unit,
        "gap": words.points(left - right) if unit == "%" else words.number(abs(left - right), digits) + unit,
        "source": source,
        "day": words.day(as_day(last["surveyed_on"])),
    }
    if left == right:
        return _("{a}と{b}の{name}は、どちらも{left}です（{source}、{day}）。").format(**facts)
    text = (
        _("{a}の{name}は{left}、{b}は{right}。{a}のほうが{gap}多いです（{source}、{day}）。")
        if left > right
        else _("{a}の{name}は{left}、{b}は{right}。{a}のほうが{gap}少ないです（{source}、{day}）。")
    )
    if unit == "%":
        text = (
            _("{a}の{name}は{left}、{b}は{right}。{a}のほうが{gap}高い割合です（{source}、{day}）。")
            if left > right
            else _("{a}の{name}は{left}、{b}は{right}。{a}のほうが{gap}低い割合です（{source}、{day}）。")
        )
    return text.format(**facts)


def _pair_alt(frame: pd.DataFrame, a: str, b: str, name: str, unit: str, digits: int) -> str:
    told = _("折れ線グラフ。{a}と{b}の{name}。").format(a=a, b=b, name=name)
    for town, column in ((a, "amount_a"), (b, "amount_b")):
        known = frame.dropna(subset=[column])
        if not known.empty:
            told += _("{town}は{first}の{before}から{last}の{after}へ。").format(
                town=town,
                first=words.day(as_day(known["surveyed_on"].iloc[0])),
                before=words.number(known[column].iloc[0], digits) + unit,
                last=words.day(as_day(known["surveyed_on"].iloc[-1])),
                after=words.number(known[column].iloc[-1], digits) + unit,
            )
    return told
