"""Periods on axes and in words: a 年度 is never called 年. Charts come from ``charts``; here only their words change."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from machi.cards import words
from machi.cards.axes import hovers
from machi.cards.card import Chart
from machi.text import _


def period_label(start: date, period_type: str) -> str:
    """The period in words: 「2025年度（令和7年度）」, 「2025年（令和7年）」, 「2025年4月」, a day."""
    if period_type == "fiscal_year":
        return words.fiscal_year_label(start.year)
    if period_type == "year":
        return words.year_label(start.year)
    if period_type == "month":
        return words.year_month(start)
    if period_type == "month_number":
        return words.month(start.month)
    return words.day(start, western=True)


def axis_title(period_type: str) -> str:
    """What the time axis counts."""
    return {
        "fiscal_year": _("年度（4月〜翌年3月）"),
        "year": _("年（1月〜12月）"),
        "month": _("月"),
        "month_number": _("月（年の記載なし）"),
    }.get(period_type, _("日"))


def before(period_type: str) -> str:
    """The period that a value is compared with."""
    return {"fiscal_year": _("前の年度"), "year": _("前の年")}.get(period_type, _("1年前"))


def axis_values(starts: Sequence[date], period_type: str) -> list[Any]:
    """Years as numbers, months and days as dates; months without a year from 1 to 12 and on."""
    if period_type == "month_number":
        return [start.month + 12 * (start.year - starts[0].year) for start in starts]
    return [start.year if period_type in ("fiscal_year", "year") else start for start in starts]


def relabel(chart: Chart, label: Callable[[Any, int], str], unit: str, digits: int) -> Chart:
    """Hover texts that name the period as ``label(x, position)`` does."""
    data = [_relabelled(trace, label, unit, digits) for trace in chart.spec["data"]]
    return replace(chart, spec={**chart.spec, "data": data})


def _relabelled(trace: dict[str, Any], label: Callable[[Any, int], str], unit: str, digits: int) -> dict[str, Any]:
    names = [label(x, position) for position, x in enumerate(trace["x"])]
    return {**trace, "hovertext": hovers(names, trace["y"], html.unescape(trace["name"]), unit, digits)}


def label_of(period_type: str) -> Callable[[Any, int], str]:
    """For ``relabel`` of lines, whose x is as ``axis_values`` gives it."""

    def label(x: Any, _position: int) -> str:
        if period_type == "month_number":
            return words.month((int(x) - 1) % 12 + 1)
        return period_label(date.fromisoformat(x) if isinstance(x, str) else date(int(x), 4, 1), period_type)

    return label


def hollow(chart: Chart, name: str) -> Chart:
    """Draw the marks called ``name`` as empty circles: a figure that isn't whole yet must not look like one that is."""
    data = [
        {**trace, "marker": {**trace["marker"], "symbol": "circle-open", "size": 11}}
        if trace["name"] == name
        else trace
        for trace in chart.spec["data"]
    ]
    return replace(chart, spec={**chart.spec, "data": data})


def with_legend(chart: Chart) -> Chart:
    """Names above the chart instead of at the line ends, where ends lie too close to each other."""
    return replace(
        chart, spec={**chart.spec, "layout": {**chart.spec["layout"], "annotations": [], "showlegend": True}}
    )


def fewer_ticks(chart: Chart, most: int = 5) -> Chart:
    """Year labels no nearer than a ``most``-th of the span, from the last backwards: on a phone more would turn upright."""
    axis = chart.spec["layout"]["xaxis"]
    years = sorted({int(x) for trace in chart.spec["data"] for x in trace["x"]})
    kept = [years[-1]]
    for year in years[-2::-1]:
        if kept[-1] - year >= (years[-1] - years[0]) / most:
            kept.append(year)
    ticks = {"tickvals": kept[::-1], "ticktext": [words.tick_year(year) for year in kept[::-1]]}
    return replace(chart, spec={**chart.spec, "layout": {**chart.spec["layout"], "xaxis": {**axis, **ticks}}})
