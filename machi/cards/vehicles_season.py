"""Winter against summer, cell by cell: only cells that are published for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import theme, words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.cards.vehicles_common import cell_map, classed, hour_bands, named, notes, nothing, rules
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

EDGES = (-7, -2, 3, 8)
"""Whole km/h: −7 … −3 is the second class, −2 … +2 the neutral middle."""


@card("vehicle_season", subject="vehicles", needs=("vehicle_log",), params=(Param("hours", "text", "morning"),))
def vehicle_season(shelf: Shelf, hours: str) -> Card:
    """Two published medians and their difference: no third aggregate is made for it."""
    title = _("冬は夏よりどれくらい遅くなりますか")
    hours = hours if hours in hour_bands() else "morning"
    answer = shelf.ask("vehicle_seasons", hour_band=hours)
    frame = answer.frame
    if frame.empty:
        return nothing(
            shelf, title, _("{hours}は、夏と冬の両方を表示できる区画がありません。").format(hours=hour_bands()[hours])
        )
    frame = frame.assign(place=named(shelf, frame["cell"].tolist()))
    frame["said"] = [
        _("夏{a}km/h → 冬{b}km/h（{change}）").format(
            a=row.summer_kmh, b=row.winter_kmh, change=_signed(row.change_kmh)
        )
        for row in frame.itertuples()
    ]
    frame = frame.sort_values(["change_kmh", "cell"], ignore_index=True)
    classes = classed(frame["change_kmh"].tolist(), EDGES)
    legend = tuple(zip(_ranges(), theme.CHANGE, strict=True))
    kmh = "km/h"
    return Card(
        id="vehicle_season",
        params={},
        title=title,
        finding=_sentence(shelf, hours, frame),
        table=frame,
        columns=(
            TableColumn("place", _("区画（近い町）")),
            TableColumn("summer_kmh", _("夏の速さ"), kmh, "integer"),
            TableColumn("winter_kmh", _("冬の速さ"), kmh, "integer"),
            TableColumn("change_kmh", _("冬と夏の差"), kmh, "integer"),
            TableColumn("cell", _("区画の番号（500mメッシュ）")),
        ),
        figure=cell_map(shelf, frame, classes, theme.CHANGE, legend),
        alt=_("500m四方の区画を、冬と夏の速さの差で塗り分けた地図。差は{low}km/hから{high}km/hまで。").format(
            low=_signed(frame["change_kmh"].min()), high=_signed(frame["change_kmh"].max())
        ),
        unit=kmh,
        sources=shelf.sources("vehicle_log"),
        ran=(answer.ran,),
        notes=(
            _("夏と冬では、走った車両・便・道が同じとは限りません。雪だけのせいとは言えません。"),
            rules(),
            *notes(shelf),
        ),
    )


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{abs(int(value))}"


def _ranges() -> list[str]:
    return [
        _("8km/h以上遅い"),
        _("3〜7km/h遅い"),
        _("差が2km/h以内"),
        _("3〜7km/h速い"),
        _("8km/h以上速い"),
    ]


def _sentence(shelf: Shelf, hours: str, frame: pd.DataFrame) -> str:
    slower = int((frame["change_kmh"] < 0).sum())
    middle = float(frame["change_kmh"].median())
    facts = {
        "hours": hour_bands()[hours], "cells": len(frame), "slower": slower,
        "gap": words.number(abs(middle)), "source": shelf.sources("vehicle_log")[0].title,
    }  # fmt: skip
    text = (
        _(
            "{hours}は、夏と冬の両方がある{cells}区画のうち{slower}区画で、冬のほうが遅い値でした。差の中央値は{gap}km/hです（{source}）。"
        )
        if middle < 0
        else _("{hours}は、夏と冬の両方がある{cells}区画のうち、冬のほうが遅いのは{slower}区画でした（{source}）。")
    )
    return text.format(**facts)
