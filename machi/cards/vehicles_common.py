"""What the vehicle cards share: seasons and parts of the day in words, cells as polygons, what the figures can't tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from machi.cards import maps, words
from machi.cards.card import Card, Map
from machi.cards.geo import offered
from machi.cards.map_layers import Layer, rgb
from machi.ingest import mesh
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MOST_CELLS = 800
"""Polygons that travel inside the message: about 60 bytes each, so 50 kB."""
NAMES = "context-names"
"""Drawn last: place names must stay legible over the squares."""


def seasons() -> dict[str, str]:
    return {"winter": _("冬（12〜3月）"), "summer": _("夏（6〜9月）")}


def hour_bands() -> dict[str, str]:
    return {
        "morning": _("朝（6〜9時）"),
        "day": _("昼（9〜15時）"),
        "evening": _("夕方（15〜19時）"),
        "night": _("夜（19〜6時）"),
    }


def band_words(band: str, unit: str) -> str:
    """``3-5`` → 「3〜5台」, ``10-`` → 「10台以上」: exact numbers are not published."""
    low, _dash, high = band.partition("-")
    return f"{low}〜{high}{unit}" if high else _("{n}{unit}以上").format(n=low, unit=unit)


def named(shelf: Shelf, cells: Sequence[str]) -> list[str]:
    """A name that people know for each cell: the town of the list whose point is nearest to its middle."""
    towns = shelf.ask("reference_towns").frame
    if towns.empty:
        return list(cells)
    lat, lon = towns["lat"].to_numpy(float), towns["lon"].to_numpy(float)
    found = []
    for cell in cells:
        north, east = mesh.centre(cell)
        near = (lat - north) ** 2 + ((lon - east) * np.cos(np.radians(north))) ** 2
        found.append(_("{town}のあたり").format(town=towns["town"].iloc[int(np.argmin(near))]))
    return found


def classed(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    """The class of each value: ``edges`` are the lower bounds of all classes but the first."""
    return [int(np.searchsorted(edges, value, side="right")) for value in values]


def cell_map(
    shelf: Shelf,
    table: pd.DataFrame,
    classes: Sequence[int],
    colours: Sequence[str],
    legend: tuple[tuple[str, str], ...],
) -> Map:
    """Squares filled by class. ``table``: cell, place, said (the tooltip's second line)."""
    rows = [
        {"b": _corners(cell), "c": number, "n": place, "d": said}
        for cell, number, place, said in zip(table["cell"], classes, table["place"], table["said"], strict=True)
    ][:MOST_CELLS]
    layers = [_squares(f"vehicle-{number}", rows, number, colour) for number, colour in enumerate(colours)]
    spots = [mesh.centre(cell) for cell in table["cell"]]
    view = maps.whole_or_city(spots, shelf.city.view)
    drawn = [layer for layer in layers if layer["data"]]
    figure = maps.base_map(drawn, view, offered(shelf), legend=legend)
    return replace(figure, layers=tuple(sorted(figure.layers, key=lambda layer: layer["id"] == NAMES)))


def _corners(cell: str) -> list[float]:
    south, west, north, east = mesh.bounds(cell)
    return [round(west, 6), round(south, 6), round(east, 6), round(north, 6)]


def _squares(layer_id: str, rows: list[dict[str, Any]], number: int, colour: str) -> Layer:
    """One class of squares: the colour is said once, not once a cell."""
    return {
        "@@type": "PolygonLayer",
        "id": layer_id,
        "data": [{key: value for key, value in row.items() if key != "c"} for row in rows if row["c"] == number],
        "getPolygon": "@@=[[b[0],b[1]],[b[2],b[1]],[b[2],b[3]],[b[0],b[3]]]",
        "getFillColor": rgb(colour, 205),
        "stroked": True,
        "getLineColor": rgb("#5F6B75", 200),
        "getLineWidth": 1,
        "lineWidthUnits": "pixels",
        "pickable": True,
        "autoHighlight": True,
    }


def account(shelf: Shelf) -> dict[str, int]:
    """Parts of the account by name."""
    frame = shelf.ask("vehicle_account").frame
    return {part: int(amount) for part, amount in zip(frame["part"], frame["amount"], strict=True)}


def notes(shelf: Shelf) -> tuple[str, ...]:
    """What was left out, and why no single vehicle can be followed."""
    told = account(shelf)
    left_out = _(
        "測位{read}回のうち、誤差の大きいもの約{error}回と、出発・到着の前後（300mまたは3分まで）の約{ends}回は使っていません。"
    ).format(
        read=words.number(told.get("read", 0)),
        error=words.number(told.get("large_error", 0)),
        ends=words.number(told.get("trip_ends", 0)),
    )
    shown = _(
        "{n}台以上・{n}日以上が通り、1台にかたよらない500m四方の区画だけを集計で示します。1台ごとの動きは公開していません。"
    ).format(n=told.get("least", 3))
    return left_out, shown


def rules() -> str:
    return _(
        "走った乗り物の速さで、道の混み具合や安全を表すものではありません。2分以上止まっていた時間は入れていません。"
        "色のない区画は「遅い」ではなく、表示していない区画です。"
    )


def nothing(shelf: Shelf, title: str, why: str) -> Card:
    """The empty card: why, and one way out."""
    return Card(
        id="", params={}, title=title, finding=why + _("季節か時間帯を選び直してください。"), table=pd.DataFrame(),
        columns=(), sources=shelf.sources("vehicle_log"), notes=notes(shelf), empty=True,
    )  # fmt: skip
