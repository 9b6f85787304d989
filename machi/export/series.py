"""What a card's chart says, as categories and series: for programs that draw charts of their own (PowerPoint, Excel).

The card's Plotly figure is the only source, so a native chart holds the very numbers, names and colours of the screen and
only the rows shown there. A figure that bars and lines can't tell (a calendar, a spread with whiskers) gives None; it is
then drawn as a picture (``machi.export.plot``).
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from machi.cards.card import Chart
from machi.cards.statistics_periods import axis_title, label_of
from machi.text import _

MOST_CATEGORIES = 400
_AMOUNT = re.compile(r"-?[\d,]*\d(\.(\d+))?")


@dataclass(frozen=True)
class Series:
    """One row of bars or one line. ``values`` has one entry a category; None is a gap, never zero."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    look: Literal["bar", "outline", "line", "marks"]
    colours: tuple[str, ...] = ()
    """A colour for each bar where they differ."""
    dash: bool = False


@dataclass(frozen=True)
class Reference:
    """A line across lying bars at a value that they are held against (a target), with its words."""

    value: float
    words: str
    colour: str
    dash: bool


@dataclass(frozen=True)
class Plot:
    """A chart that every office program can draw."""

    shape: Literal["column", "bar", "line"]
    stacked: bool
    two_sided: bool
    """A pyramid: the series on the left have negative values, shown without their sign."""
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    digits: int
    value_title: str
    category_title: str
    low: float | None = None
    high: float | None = None
    labelled: bool = False
    """Whether the screen writes the values beside the bars."""
    references: tuple[Reference, ...] = ()
    top_down: bool = False
    """Whether the first category of bars that lie stands on top."""

    @property
    def number_format(self) -> str:
        decimals = f".{'0' * self.digits}" if self.digits else ""
        plain = f"#,##0{decimals}"
        return f"{plain};{plain}" if self.two_sided else plain


def read(chart: Chart) -> Plot | None:
    """The chart as categories and series, or None."""
    traces, layout = chart.spec["data"], chart.spec["layout"]
    types = {trace.get("type") for trace in traces}
    references = _references(layout)
    if not traces or references is None or any(not _simple(trace) for trace in traces):
        return None
    if references and not (types == {"bar"} and traces[0].get("orientation") == "h"):
        return None
    if types == {"bar"}:
        made = _bars(traces, layout)
        return replace(made, references=references) if made else None
    return _lines(traces, layout) if types == {"scatter"} else None


def _references(layout: dict[str, Any]) -> tuple[Reference, ...] | None:
    """The lines of a figure across its whole height, with the note that stands at each; None where a shape is another."""
    found = []
    for shape in layout.get("shapes") or ():
        if shape.get("type") != "line" or shape.get("yref") != "paper" or shape.get("x0") != shape.get("x1"):
            return None
        notes = [note for note in layout.get("annotations") or () if note.get("x") == shape["x0"]]
        words = plain(notes[0]["text"]) if notes else ""
        line = shape.get("line", {})
        found.append(
            Reference(float(shape["x0"]), words, line.get("color", "#5F6B75"), line.get("dash", "solid") != "solid")
        )
    return tuple(found)


def plain(text: Any) -> str:
    """Words of a figure without its line breaks and escapes."""
    return html.unescape(re.sub(r"<br ?/?>", " ", str(text))).strip()


def _simple(trace: dict[str, Any]) -> bool:
    if trace.get("type") not in ("bar", "scatter") or trace.get("xaxis") or trace.get("base") is not None:
        return False
    return not (trace.get("error_x") or trace.get("error_y") or trace.get("fill"))


def _bars(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> Plot | None:
    lying = traces[0].get("orientation") == "h"
    where, what = ("y", "x") if lying else ("x", "y")
    names = _names(traces, layout, where)
    if not names or len(names) > MOST_CATEGORIES:
        return None
    places = {place: index for index, place in enumerate(names)}
    series = []
    for trace in traces:
        values: list[float | None] = [None] * len(names)
        for place, value in zip(trace[where], trace[what], strict=True):
            values[places[place]] = value
        if any(value is not None for value in values):
            series.append(_bar_series(trace, tuple(values), [places[place] for place in trace[where]]))
    two_sided = lying and layout.get("barmode") == "overlay"
    if two_sided:
        series = _sided(series)
    axis, names_axis = layout[f"{what}axis"], layout[f"{where}axis"]
    return Plot(
        "bar" if lying else "column",
        layout.get("barmode") == "stack",
        two_sided,
        _short(list(names.values())),
        tuple(series),
        _digits(traces),
        _title(axis),
        _title(names_axis),
        *_range(axis),
        labelled=any(any(trace.get("text") or ()) for trace in traces),
        top_down=_top_down(names_axis),
    )


def _sided(series: list[Series]) -> list[Series]:
    """A pyramid's outlines have one name for both sides; each takes its side's name, for legends that can't join them."""
    names = [one.name for one in series]
    return [
        replace(one, name=f"{one.name}（{names[number % 2]}）") if names.count(one.name) > 1 else one
        for number, one in enumerate(series)
    ]


def _bar_series(trace: dict[str, Any], values: tuple[float | None, ...], places: list[int]) -> Series:
    marker = trace.get("marker", {})
    colour: Any = marker.get("color", "#4DC4FF")
    each: tuple[str, ...] = ()
    if isinstance(colour, list):
        drawn: dict[int, str] = dict(zip(places, colour, strict=True))
        each = tuple(drawn.get(index, str(colour[0])) for index in range(len(values))) if len(set(colour)) > 1 else ()
        colour = colour[0]
    hollow = str(colour).startswith("rgba(0,0,0,0")
    line = marker.get("line", {}).get("color", "#5F6B75")
    return Series(
        plain(trace.get("name", "")), values, line if hollow else colour, "outline" if hollow else "bar", each
    )


def _names(traces: Sequence[dict[str, Any]], layout: dict[str, Any], where: str) -> dict[Any, str]:
    """Place on the axis → its name, in the order of the axis. A place that only carries a remark keeps the remark."""
    axis = layout[f"{where}axis"]
    ticks = zip(axis.get("tickvals") or (), axis.get("ticktext") or (), strict=False)
    whole = {place: plain(text) for place, text in ticks if text and "<br>" not in text}
    found: dict[Any, str] = {}
    for trace in traces:
        hovers = trace.get("hovertext") or [""] * len(trace[where])
        for place, hover in zip(trace[where], hovers, strict=True):
            parts = str(hover).split("<br>")
            told = plain(parts[-2] if len(parts) > 1 else place)
            found.setdefault(place, plain(place) if isinstance(place, str) else whole.get(place, told))
    if all(isinstance(place, int | float) for place in found):
        for note in layout.get("annotations") or ():
            if note.get("y") not in found and where == "y" and note.get("xref") == "paper" and "yref" not in note:
                found[note["y"]] = plain(note["text"])
        found = dict(sorted(found.items()))
    return found


def _lines(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> Plot | None:
    """Lines over time on even steps; None where the moments don't fall on any, for then distances would lie."""
    drawn = [trace for trace in traces if trace.get("x")]
    moments = {moment for trace in drawn for moment in trace["x"]}
    title = _title(layout["xaxis"])
    if title == axis_title("month_number"):
        steps = {at: label_of("month_number")(at, 0) for at in range(min(moments), max(moments) + 1)}
    else:
        steps = _steps(moments, _("年度") if _("年度") in title else _("年"))
    if not steps or len(steps) > MOST_CATEGORIES:
        return None
    places = {moment: index for index, moment in enumerate(steps)}
    series = []
    for trace in drawn:
        if any(moment not in places for moment in trace["x"]):
            return None
        taken = [places[moment] for moment in trace["x"]]
        line = "lines" in trace.get("mode", "")
        if line and any(after - before != 1 for before, after in pairwise(taken)):
            return None
        colour = trace.get("line" if line else "marker", {}).get("color", "#005AFF")
        dash = bool(line and trace["line"].get("dash") not in (None, "solid"))
        look: Literal["line", "marks"] = "line" if line else "marks"
        # Several marks on one moment (one a category, all under one name) are a series each.
        rows: list[list[float | None]] = [[None] * len(steps)]
        for place, value in zip(taken, trace["y"], strict=True):
            free = next((row for row in rows if row[place] is None), None)
            if free is None:
                free = [None] * len(steps)
                rows.append(free)
            free[place] = value
        name = plain(trace.get("name", ""))
        series += [Series(name, tuple(row), colour, look, dash=dash) for row in rows]
    axis = layout["yaxis"]
    return Plot(
        "line",
        False,
        False,
        tuple(steps.values()),
        tuple(series),
        _digits(drawn),
        _title(axis),
        title,
        *_range(axis),
    )


def _steps(moments: set[Any], unit: str) -> dict[Any, str]:
    """Every step from the first to the last moment → its name; empty where there are no even steps."""
    if all(isinstance(moment, int) for moment in moments):
        return _years(sorted(moments), unit)
    if not all(isinstance(moment, str) for moment in moments):
        return {}
    days = sorted(date.fromisoformat(moment) for moment in moments)
    if len({(day.month, day.day) for day in days}) == 1:
        tail = f"-{days[0].month:02d}-{days[0].day:02d}"
        return {f"{year}{tail}": text for year, text in _years([day.year for day in days], unit).items()}
    if len({day.day for day in days}) == 1:
        months = [day.year * 12 + day.month - 1 for day in days]
        each = range(months[0], months[-1] + 1, _step(months))
        return {
            date(month // 12, month % 12 + 1, days[0].day).isoformat(): f"{month // 12}/{month % 12 + 1}"
            for month in each
        }
    places = [day.toordinal() for day in days]
    each = range(places[0], places[-1] + 1, _step(places))
    named = {date.fromordinal(place) for place in each}
    return {day.isoformat(): f"{day:%Y/%m/%d}" for day in sorted(named)} if len(named) < MOST_CATEGORIES else {}


def _years(years: list[int], unit: str) -> dict[int, str]:
    return {year: f"{year}{unit}" for year in range(years[0], years[-1] + 1, _step(years))}


def _step(places: list[int]) -> int:
    return math.gcd(*(after - before for before, after in pairwise(places))) or 1


def _digits(traces: Sequence[dict[str, Any]]) -> int:
    """Decimals that the screen shows: read off the amount at the end of the hover texts."""
    most = 0
    for trace in traces:
        for hover in trace.get("hovertext") or ():
            amounts = list(_AMOUNT.finditer(str(hover).rsplit("<br>", 1)[-1]))
            if amounts and amounts[-1][2]:
                most = max(most, len(amounts[-1][2]))
    return min(most, 3)


def _title(axis: dict[str, Any]) -> str:
    return plain((axis.get("title") or {}).get("text", ""))


def _range(axis: dict[str, Any]) -> tuple[float | None, float | None]:
    given = axis.get("range")
    if given and all(isinstance(end, int | float) for end in given):
        return float(min(given)), float(max(given))
    return (0.0, None) if axis.get("rangemode") == "tozero" else (None, None)


def _top_down(axis: dict[str, Any]) -> bool:
    ends = axis.get("range")
    return bool(ends and isinstance(ends[0], int | float) and ends[0] > ends[1])


def _short(names: list[str]) -> tuple[str, ...]:
    """Years without their era where many stand side by side: 「2017年（平成29年）10月1日」 is 「2017年」."""
    cut = [re.sub(r"^(\d{4}年度?)（[^（）]*）.*$", r"\1", name) for name in names]
    return tuple(cut) if len(set(cut)) == len(names) else tuple(names)
