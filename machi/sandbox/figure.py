"""How the answer to a free question is shown: headings, number formats, and the figure that its shape suggests.

Places on a map where there are coordinates; a line where the first column is years or days; bars where it is names.
Anything else stays a table: a figure that has to be guessed at is none.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from machi.cards import charts, maps, theme, words
from machi.cards.card import Chart, Figure, Map, TableColumn
from machi.cards.geo import extent, offered
from machi.sandbox.ask import Result
from machi.store.shelf import Shelf
from machi.text import _

WHOLE = (
    "BIGINT",
    "INTEGER",
    "SMALLINT",
    "TINYINT",
    "UBIGINT",
    "UINTEGER",
    "USMALLINT",
    "UTINYINT",
    "HUGEINT",
    "UHUGEINT",
)
BROKEN = ("DOUBLE", "FLOAT")
LATITUDES, LONGITUDES = ("lat", "latitude", "緯度"), ("lon", "lng", "longitude", "経度")
MOST_BARS, MOST_LINES = 40, 4
DOT = "#FF4B00"
YEARS = range(1850, 2201)


def columns_of(result: Result) -> tuple[TableColumn, ...]:
    """The columns by the names that the question gave them."""
    return tuple(TableColumn(name, name, "", _format(result, name)) for name in result.frame.columns)  # type: ignore[arg-type]


def _format(result: Result, name: str) -> str:
    kind, known = result.types[name], [value for value in result.frame[name] if value is not None]
    if kind == "DATE" and all(type(value) is date for value in known):
        return "date"
    if is_years(result, name):
        return "year"
    if kind in WHOLE and all(isinstance(value, int) for value in known):
        return "integer"
    return "text"


def is_years(result: Result, name: str) -> bool:
    """Whether a column of whole numbers is one of years: 2,026 would be wrong."""
    known = [value for value in result.frame[name] if value is not None]
    return (
        result.types[name] in WHOLE
        and bool(known)
        and ("year" in name.lower() or "年" in name)
        and all(value in YEARS for value in known)
    )


def figure_of(shelf: Shelf, result: Result) -> Figure:
    """The figure, or None where a table says more."""
    frame = result.frame
    lat, lon = _named(frame, LATITUDES), _named(frame, LONGITUDES)
    if lat and lon and all(_is_number(result, name) for name in (lat, lon)):
        return _map(shelf, frame, lat, lon)
    if not len(frame) >= 2 or frame.shape[1] < 2:
        return None
    first, *others = frame.columns
    numbers = [name for name in others if _is_number(result, name) and not is_years(result, name)]
    if not numbers or frame[first].isna().any() or frame[first].duplicated().any():
        return None
    if is_years(result, first) or _format(result, first) == "date":
        return _lines(frame, first, numbers[:MOST_LINES])
    if len(frame) <= MOST_BARS and result.types[first] == "VARCHAR":
        return _bars(frame, first, numbers[0])
    return None


def _named(frame: pd.DataFrame, names: tuple[str, ...]) -> str:
    return next((name for name in frame.columns if str(name).lower() in names), "")


def _is_number(result: Result, name: str) -> bool:
    kind = result.types[name]
    return (kind in WHOLE or kind in BROKEN or kind.startswith("DECIMAL")) and all(
        value is None or (isinstance(value, int | float) and not isinstance(value, bool))
        for value in result.frame[name]
    )


def _lines(frame: pd.DataFrame, first: str, numbers: list[str]) -> Chart:
    ordered = frame.sort_values(first, kind="stable").astype(dict.fromkeys(numbers, float))
    title = numbers[0] if len(numbers) == 1 else _("値")
    made = charts.line_chart(
        ordered, first, {name: name for name in numbers}, "", y_title=title, digits=_digits(ordered, numbers)
    )
    return _without_unit(made, "yaxis", title)


def _bars(frame: pd.DataFrame, first: str, number: str) -> Chart | None:
    known = frame[frame[number].notna()].astype({number: float})
    if known.empty:
        return None
    return _without_unit(
        charts.ranked_bar(known, first, number, "", x_title=number, digits=_digits(known, [number])), "xaxis", number
    )


def _without_unit(chart: Chart, axis: str, title: str) -> Chart:
    """The charts write 「title（unit）」; a free question has no unit to write."""
    layout = chart.spec["layout"]
    told = {**layout[axis], "title": {**layout[axis]["title"], "text": theme.escape(title)}}
    return Chart({**chart.spec, "layout": {**layout, axis: told}}, chart.height)


def _digits(frame: pd.DataFrame, numbers: list[str]) -> int:
    known = [value for name in numbers for value in frame[name].dropna()]
    if all(float(value).is_integer() for value in known):
        return 0
    return 2 if max(map(abs, known)) < 10 else 1


def _map(shelf: Shelf, frame: pd.DataFrame, lat: str, lon: str) -> Map | None:
    there = frame[frame[lat].notna() & frame[lon].notna()]
    spots = [
        (float(y), float(x)) for y, x in zip(there[lat], there[lon], strict=True) if abs(y) <= 90 and abs(x) <= 180
    ]
    if not spots:
        return None
    label = next((name for name in ("name", "名称", "title", "town") if name in there.columns), "")
    rows = [
        {
            "x": round(float(record[lon]), 6),
            "y": round(float(record[lat]), 6),
            "n": str(record[label]) if label else "",
            "d": "",
        }
        for record in there.to_dict("records")
        if abs(record[lat]) <= 90 and abs(record[lon]) <= 180
    ]
    view = maps.near_view(extent(shelf), spots, shelf.city.view)
    return maps.base_map(
        [maps.dots("explore", DOT, rows, 4.0)],
        view,
        offered(shelf),
        legend=((_("答えの行（{n}か所）").format(n=f"{len(rows):,}"), DOT),),
    )


def alt_of(result: Result, figure: Figure) -> str:
    """What the figure shows, for those who don't see it; the table stands beside it."""
    rows = words.number(len(result.frame))
    if isinstance(figure, Map):
        return _("答えの{rows}行を点で示した地図。").format(rows=rows)
    if isinstance(figure, Chart):
        names = _("、").join(str(name) for name in result.frame.columns[:4])
        return _("答えの{rows}行の図（{names}）。数字は表にあります。").format(rows=rows, names=names)
    return ""


def finding_of(result: Result) -> str:
    """One sentence: the value itself where there is only one, else how many rows came."""
    frame: Any = result.frame
    if frame.shape == (1, 1):
        value = frame.iat[0, 0]
        shown = _("（空欄）") if value is None else f"{value:,}" if type(value) is int else str(value)[:200]
        return _("答えは {value} です。").format(value=shown)
    if frame.empty and result.ran.params:
        return _("条件に合う行はありませんでした。はじめの「-- param」の行の値を変えてみてください。")
    if frame.empty:
        return _("条件に合う行はありませんでした。")
    if result.more:
        return _("はじめの{n}行です（続きあり）。").format(n=f"{len(frame):,}")
    return _("答えは{n}行です。").format(n=f"{len(frame):,}")
