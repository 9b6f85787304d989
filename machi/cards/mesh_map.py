"""Where people live, by grid square and month: how many, how densely, the share of an age, or what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import maps, mesh_classes, mesh_layers, mesh_words, words
from machi.cards.address import Param
from machi.cards.card import Card, Map, TableColumn
from machi.cards.geo import extent, geo_rows, offered
from machi.cards.mesh_common import (
    CLASSES,
    FLOOR,
    KIND,
    LEVELS,
    MEASURES,
    SHARES,
    STATES,
    Months,
    areas,
    month_name,
    months_of,
    nothing,
    square_names,
    state_words,
)
from machi.cards.mesh_geo import remark, remarked
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

HEIGHT = 540


@dataclass(frozen=True)
class Asked:
    """What is shown: the measure, the figure behind it, the level, the month and the month it is compared with."""

    measure: str
    figure: str
    level: str
    month: date
    compare: date
    months: Months

    @property
    def digits(self) -> int:
        return LEVELS[self.level]

    @property
    def shown(self) -> tuple[date, ...]:
        """The months whose amounts are needed."""
        return (self.compare, self.month) if self.measure == "change" else (self.month,)

    @property
    def places(self) -> list[int]:
        """Positions of ``shown`` among all months of the shelf."""
        return [self.months.days.index(day) for day in self.shown]


@card(
    "mesh_map",
    subject="mesh",
    needs=(KIND,),
    params=(
        Param("measure", "text", "count"),
        Param("level", "text", "quarter"),
        Param("klass", "text", "people"),
        Param("month", "integer", None),
        Param("compare", "integer", None),
    ),
)
def mesh_map(shelf: Shelf, measure: str, level: str, klass: str, month: int | None, compare: int | None) -> Card:
    """A choropleth of one measure in one month. An unknown word in a link falls back to the default."""
    months = months_of(shelf)
    title = mesh_words.title(measure)
    asked = _ask(months, measure, level, klass, month, compare)
    if asked is None:
        return _no_month(shelf, title, months)
    spelt = tuple(day.isoformat() for day in asked.shown)
    answer = shelf.ask("mesh_amounts", level=asked.digits, figure=asked.figure, months=spelt, floor=FLOOR)
    if answer.frame.empty:
        return nothing(
            shelf,
            title,
            _("{month}のデータには、この大きさの区画がありません。").format(month=month_name(asked.month)),
            _("大きい区画か、ほかの月を選んでください。"),
            (answer.ran, months.ran),
        )
    breaks = shelf.ask("mesh_breaks", level=asked.digits, figure=asked.figure)
    table = _table(answer.frame, asked)
    scale = _scale(breaks.frame, table, asked)
    return Card(
        id="mesh_map",
        params={},
        title=title,
        finding=mesh_words.finding(shelf, table, asked.measure, asked.figure, asked.month, asked.compare, months),
        table=table,
        columns=_columns(asked),
        figure=_map(shelf, table, scale, asked),
        alt=mesh_words.alt(table, asked.measure, asked.figure, asked.level, asked.month),
        unit=mesh_words.unit(asked.measure),
        sources=shelf.sources(KIND),
        ran=(answer.ran, breaks.ran, months.ran),
        notes=mesh_words.notes(table, asked.measure, asked.figure, months.row(asked.month)),
    )


def _ask(months: Months, measure: str, level: str, klass: str, month: int | None, compare: int | None) -> Asked | None:
    day = months.day(month)
    if day is None:
        return None
    other = months.day(compare) if compare is not None else None
    measure = measure if measure in MEASURES else "count"
    figure = SHARES.get(measure, klass if klass in CLASSES else "people")
    finest = months.levels[0] if months.levels else "third"
    level = level if level in months.levels else finest
    return Asked(measure, figure, level, day, other or months.before(day), months)


def _no_month(shelf: Shelf, title: str, months: Months) -> Card:
    if not months.days:
        return nothing(
            shelf,
            title,
            _("メッシュコードと人数を読み取れる行がありません。"),
            _("「データ一覧」で、このデータの見つかった点を確かめてください。"),
            (months.ran,),
        )
    return nothing(
        shelf,
        title,
        _("選んだ月は、このデータにありません。"),
        _("{first}から{last}の間で選んでください。").format(
            first=month_name(months.days[0]), last=month_name(months.days[-1])
        ),
        (months.ran,),
    )


def _table(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """One row per square of the month: name, figure, area, and the reason where there is none."""
    days = pd.to_datetime(frame["month"]).dt.date
    now = frame[days == asked.month].reset_index(drop=True)
    made = pd.DataFrame(
        {
            "code": now["code"],
            "name": square_names(now),
            "amount": now["amount"],
            "area_km2": areas(now),
            "state": now["state"],
            "left_out": now["left_out"],
        }
    )
    made["area_m2"] = made["area_km2"] * 1_000_000
    # Lists and words made once: row by row through pandas, this column took a third of a slider's step.
    said = {state: state_words(state) for state in ("known", *STATES)}
    facts = [now[name].tolist() for name in ("left_out", "cells", "merged", "state")]
    made["remark"] = [
        remark(left, cells, merged) if there else said[state]
        for left, cells, merged, state, there in zip(*facts, remarked(now).tolist(), strict=True)
    ]
    made["density"] = made["amount"] / made["area_km2"] if asked.figure in CLASSES else float("nan")
    if asked.measure == "change":
        before = frame[days == asked.compare].set_index("code")
        made["before"] = before["amount"].reindex(made["code"]).to_numpy()
        state_before = before["state"].reindex(made["code"]).fillna("unknown").to_numpy()
        made["state"] = [b if a == "known" else a for a, b in zip(made["state"].tolist(), state_before, strict=True)]
        made["change"] = made["amount"] - made["before"]
        made["remark"] = [
            words or said[state] for words, state in zip(made["remark"].tolist(), made["state"].tolist(), strict=True)
        ]
    return made


def _columns(asked: Asked) -> tuple[TableColumn, ...]:
    people = mesh_words.figure_title(asked.figure)
    named = (TableColumn("code", _("メッシュコード")), TableColumn("name", _("区画の名前")))
    remark_column = TableColumn("remark", _("値のないわけ・注記"))
    if asked.measure == "change":
        return (
            *named,
            TableColumn("before", f"{people} {month_name(asked.compare)}", _("人"), "integer"),
            TableColumn("amount", f"{people} {month_name(asked.month)}", _("人"), "integer"),
            TableColumn("change", _("増減"), _("人"), "integer"),
            remark_column,
        )
    if asked.measure in SHARES:
        return (*named, TableColumn("amount", people, "", "percent1"), remark_column)
    density = (
        TableColumn("density", _("人口密度"), _("人/km²"), "decimal1"),
        TableColumn("area_m2", _("面積"), "m²", "integer"),
    )
    amount = TableColumn("amount", people, _("人"), "integer")
    return (*named, *((amount, *density) if asked.measure == "density" else (amount,)), remark_column)


def _scale(breaks: pd.DataFrame, table: pd.DataFrame, asked: Asked) -> mesh_classes.Scale:
    row = breaks.iloc[0].to_dict() if len(breaks) else {}
    if asked.measure == "change":
        step = row.get("change_step", float("nan"))
        return mesh_classes.changes(float(step) if words.known(step) else None)
    if asked.measure in SHARES:
        return mesh_classes.shares([float(row[name]) for name in mesh_classes.FIFTHS if row])
    bounds = [float(row[name]) for name in mesh_classes.BOUNDS if row]
    if asked.measure == "density":
        return mesh_classes.densities(bounds, float(table["area_km2"].median()))
    return mesh_classes.amounts(bounds, _("人"))


def _map(shelf: Shelf, table: pd.DataFrame, scale: mesh_classes.Scale, asked: Asked) -> Map:
    name = mesh_layers.geo_name(asked.digits, asked.figure)
    places, count = asked.places, len(asked.months.days)
    value, state = _expressions(asked)
    states = set(table["state"])
    colour = mesh_classes.colour_expression(scale, value, state, states)
    triggers = (asked.measure, *scale.edges, *places, *sorted(states))
    layers = [
        mesh_layers.squares(name, asked.digits, colour, triggers),
        mesh_layers.hatch(name, asked.digits, places),
    ]
    remarks = [count + place for place in places]
    with_remarks = bool((table["state"] == "known").mul(table["left_out"] > 0).any())
    if with_remarks or "merged" in states:
        layers.append(mesh_layers.frames(name, asked.digits, places, remarks))
    zeros = bool((table["amount"] == 0).any()) and asked.measure in ("count", "density")
    legend = mesh_classes.legend(scale, states, zeros)
    if with_remarks:
        merged = bool(asked.months.row(asked.month)["merged"])
        framed = _("太い枠: 内訳を合わせた区画、秘匿を除いた合計") if merged else _("太い枠: 秘匿の区画を除いた合計")
        legend = (*legend, (framed, mesh_layers.FRAME))
    view = _view(shelf)
    geo = {
        **offered(shelf),
        name: lambda: mesh_layers.only(geo_rows(shelf, name), [*places, *remarks]),
    }
    figure = maps.base_map(layers, view, geo, legend=legend, height=HEIGHT, wide=_whole(shelf, view))
    # Names last: under the squares nobody could read them.
    ordered = sorted(figure.layers, key=lambda layer: layer.get("id") == "context-names")
    return replace(figure, layers=tuple(ordered), tooltip={"text": _hint(asked, remarks if with_remarks else [])})


def _expressions(asked: Asked) -> tuple[str, str]:
    """What is classified, and where the word stands when there is nothing to classify."""
    entries = [mesh_layers.at(place) for place in asked.places]
    if asked.measure == "change":
        before, now = entries
        # A word in either month makes the difference NaN; the word of the one that has it is shown.
        return f"({now}-{before})", f"({now}>=0?{before}:{now})"
    if asked.measure == "density":
        return f"({entries[0]}/a)", entries[0]
    return entries[0], entries[0]


def _hint(asked: Asked, remarks: list[int]) -> str:
    """The text beside the pointer, with places that the browser fills from the row."""
    title = mesh_words.figure_title(asked.figure)
    unit = "%" if asked.measure in SHARES else _("人")
    lines = ["{n}", _("区画 {place}").format(place="{c}")]
    for index, (day, place) in enumerate(zip(asked.shown, asked.places, strict=True)):
        tail = f"{{{remarks[index]}}}" if remarks else ""
        lines.append(f"{month_name(day)} {title}（{unit}）: {{{place}}}{tail}")
    if asked.measure == "density":
        lines.append(_("面積（km²）: {place}").format(place="{a}"))
    return "\n".join(lines)


def _whole(shelf: Shelf, view: dict[str, float]) -> dict[str, float]:
    """On a desk the last hamlet too, in the same squares."""
    found = shelf.ask("mesh_extent").frame
    corners = [(row.south, row.west) for row in found.itertuples()] + [
        (row.north, row.east) for row in found.itertuples()
    ]
    return maps.whole_on_desk(extent(shelf), view, corners)


def _view(shelf: Shelf) -> dict[str, float]:
    """Where nearly everybody lives: the same in every month and level, so that the map stays where it was moved to."""
    extent = shelf.ask("mesh_extent").frame
    if extent.empty:
        return dict(shelf.city.view)
    row = extent.iloc[0]
    return maps.fit([(row["south"], row["west"]), (row["north"], row["east"])], shelf.city.view)
