"""What the cards have in common that lay the population of 250 m cells beside a list of places.

A cell's people are taken to live in its middle; its corners are up to 180 m away, and every card says so. Suppressed
people are nobody's zero: they are left out of the sums, and the sentence says how many cells that are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from machi.cards import maps, theme, words
from machi.cards.card import Map, Ran, Source, TableColumn
from machi.cards.geo import extent, offered
from machi.cards.map_layers import INK, Layer
from machi.errors import NotOnShelf
from machi.ingest import mesh
from machi.store.shelf import Shelf
from machi.text import _, language

MESH = "mesh_population"
BREAKS = (1, 5, 10, 20, 50)
"""Lower ends of the classes in which people of a cell are coloured; as many as ``theme.AMOUNT`` has colours."""
HIDDEN = "#FFFFFF"
SMALL = 1000
"""Places are drawn as if they were so many: small dots, or they would hide the cells."""
UNKNOWN = "#C8C8CB"


def cells(shelf: Shelf, kind: str, *, measured: bool = True) -> tuple[pd.DataFrame, Ran]:
    """The inhabited 250 m cells of the newest month with their distance to the nearest ``kind``.

    Raises NotOnShelf when the population has no 250 m cells, or (``measured``) the list no point to measure to.
    """
    shelf.require_any((MESH,))
    shelf.require_any((kind,))
    answer = shelf.ask("joined_cells", kind=kind)
    if answer.frame.empty:
        raise NotOnShelf(
            _("人口のデータに、250m区画（10桁のメッシュコード）で人の住む所がありません。"),
            _("250mメッシュの人口を置いて、python -m machi build を実行してください。"),
        )
    if measured and answer.frame["distance_m"].isna().all():
        raise NotOnShelf(
            _("{title}に使える座標がないので、距離を測れません。").format(title=shelf.schemas[kind].title),
            _("緯度と経度の入った一覧を置いてください。"),
        )
    return answer.frame, answer.ran


def sources(shelf: Shelf, frame: pd.DataFrame, *kinds: str) -> tuple[Source, ...]:
    """The sources of the cells in ``frame`` (their month only) and of the lists of ``kinds``."""
    used = set(frame["dataset"])
    return (*(source for source in shelf.sources(MESH) if source.dataset in used), *shelf.sources(*kinds))


def month(frame: pd.DataFrame) -> str:
    """The month that the cells count, in words: 「令和8年10月」."""
    day = pd.Timestamp(frame["month"].max()).date()
    era, year = words.era_year(day)
    if language() == "en" or not era:
        return words.year_month(day)
    return _("{year}年{month}月").format(year=f"{era}{year}", month=day.month)


def how(frame: pd.DataFrame, left_out: int, class_name: str, further: str = "") -> tuple[str, ...]:
    """How it was computed and what that can't tell. ``left_out`` cells don't say how many people of the class they hold;
    ``further`` says more about them."""
    notes = [
        _(
            "計算のしかた: 250m区画（{month}）の人が区画の中心に住むとみなし、中心からいちばん近い地点までの直線距離を測りました"
            "（半径6,371kmの球）。区画の端は、中心から最大およそ180m離れています。"
        ).format(month=month(frame)),
        _("道のり・坂・川・線路は考えていません。一覧にないものは数えていません。"),
    ]
    if left_out:
        notes.append(
            _(
                "{class_name}の人数が秘匿（人数が少ないため表示しません）か記載なしの{n}区画は、0人ではなく、数えていません。"
            ).format(class_name=class_name, n=words.number(left_out))
            + further
        )
    if frame["merged"].any():
        notes.append(
            _(
                "まわりの秘匿区画の人数を合わせて持つ区画（合算）では、その人数も、その区画の中心にいるとみなしています。"
            )
        )
    return tuple(notes)


def cell_columns(value: str, title: str) -> tuple[TableColumn, ...]:
    """The headings of a table of cells."""
    return (
        TableColumn("code", _("250m区画のコード")),
        TableColumn("town", _("近くの町（いちばん近い代表点）")),
        TableColumn(value, title, _("人"), "integer"),
        TableColumn("distance_m", _("いちばん近い地点まで（直線、区画の中心から）"), "m", "metre"),
    )


def cell_map(
    shelf: Shelf,
    far: pd.DataFrame,
    value: str,
    label: str,
    *,
    points: list[Layer],
    point_legend: tuple[str, str],
    geo: tuple[str, ...] = (),
) -> Map:
    """The cells in question coloured by their people, under the places that were measured to.

    Rows are ``i``, ``j`` (the cell's corner in steps of the grid), ``n`` people, ``d`` metres: 38 bytes a cell.
    """
    layers: list[Layer] = []
    legend: list[tuple[str, str]] = []
    for low, high, colour in zip(BREAKS, (*BREAKS[1:], None), theme.AMOUNT, strict=True):
        chosen = far[(far[value] >= low) & (far[value] < (high or float("inf")))]
        if len(chosen):
            layers.append(_squares(f"cells-{low}", chosen, value, colour))
            legend.append((class_words(label, low, high), colour))
    hidden = far[far[value].isna()]
    if len(hidden):
        layers.append(_squares("cells-hidden", hidden, value, HIDDEN))
        legend.append((_("秘匿・記載なし（人数を表示しません）"), "#84919E"))
    legend.append(point_legend)
    figure = city_map(shelf, layers, points, legend, geo)
    told = _("{label} {{n}}人\nいちばん近い地点まで直線 {{d}}m").format(label=label)
    return replace(figure, tooltip={"text": told})


def city_map(
    shelf: Shelf, squares: list[Layer], points: list[Layer], legend: list[tuple[str, str]], geo: tuple[str, ...]
) -> Map:
    """Squares, the names of places over them, and the places that were measured to, on the inhabited part of the city."""
    points = [{**layer, "pickable": False, "autoHighlight": False} for layer in points]
    offers = offered(shelf, *geo)
    view = shelf.city.view
    wide = maps.whole_on_desk(extent(shelf), view, [])
    figure = maps.base_map([*squares, *points], view, offers, legend=tuple(legend), height=560, wide=wide)
    names = [layer for layer in figure.layers if layer["id"] == "context-names"]
    ground = [layer for layer in figure.layers if layer["id"] in ("context-page", "context-edge", "context-ground")]
    bar = figure.layers[len(ground) + len(names) + len(squares) + len(points) :]
    return replace(figure, layers=(*ground, *squares, *names, *points, *bar))


def class_words(label: str, low: int, high: int | None) -> str:
    """「65歳以上 5～9人」; the last class 「50人以上」."""
    return (
        _("{label} {low}人以上").format(label=label, low=low)
        if high is None
        else _("{label} {low}～{high}人").format(label=label, low=low, high=high - 1)
    )


def _squares(layer_id: str, frame: pd.DataFrame, value: str, colour: str) -> Layer:
    rows = [
        {**corner(row["code"]), "n": int(row[value]) if words.known(row[value]) else "―", "d": round(row["distance_m"])}
        for row in frame.to_dict("records")
    ]
    return {**square_layer(layer_id, rows, colour), "pickable": True, "autoHighlight": True}


def corner(code: str) -> dict[str, int]:
    """South-west corner of a cell in steps of the grid (1/960° by 1/640°), as ``square_layer`` reads it."""
    south, west, _north, _east = mesh.bounds(code)
    return {"i": round(south * mesh.STEPS_LAT), "j": round((west - 100) * mesh.STEPS_LON)}


def square_layer(layer_id: str, rows: Sequence[dict[str, Any]], colour: str) -> Layer:
    """250 m cells as polygons from ``i`` and ``j``: the browser works out the corners."""
    side, lat, lon = mesh.SIDE[10], mesh.STEPS_LAT, mesh.STEPS_LON
    west, south, east, north = f"100+j/{lon}", f"i/{lat}", f"100+(j+{side})/{lon}", f"(i+{side})/{lat}"
    return {
        "@@type": "PolygonLayer",
        "id": layer_id,
        "data": list(rows),
        "getPolygon": f"@@=[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}]]",
        "getFillColor": maps.rgb(colour, 215),
        "stroked": True,
        "getLineColor": maps.rgb(INK, 110),
        "getLineWidth": 0.6,
        "lineWidthUnits": "pixels",
        "pickable": False,
    }


def unsaid(frame: pd.DataFrame, value: str) -> pd.Series:
    """Which cells don't say how many people they hold; those whose people another cell carries (合算) aren't missing."""
    return frame[value].isna() & ~frame["elsewhere"]


def total(values: pd.Series) -> int:
    """The sum of the known ones."""
    return int(values.fillna(0).sum())


def as_of_words(frame: pd.DataFrame, listed: Sequence[Source]) -> str:
    """「令和8年10月の250mメッシュ人口、AED設置箇所一覧は令和8年10月1日時点」 for the end of a finding."""
    days: list[date] = [source.as_of for source in listed if source.as_of]
    titles = _("・").join(dict.fromkeys(source.title for source in listed))
    told = _("{day}時点").format(day=words.day(min(days))) if days and len(days) == len(listed) else _("日付不明")
    return _("{month}の250mメッシュ人口、{titles}は{told}").format(month=month(frame), titles=titles, told=told)
