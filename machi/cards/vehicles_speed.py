"""Median speed by cell in one season and part of the day."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import theme, words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.cards.vehicles_common import (
    band_words,
    cell_map,
    classed,
    hour_bands,
    named,
    notes,
    nothing,
    rules,
    seasons,
)
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

EDGES = (15, 20, 25, 30)
"""Lower bounds in km/h of the classes above the slowest: round numbers, so that two maps can be compared."""
PARAMS = (Param("season", "text", "winter"), Param("hours", "text", "morning"))


@card("vehicle_speed", subject="vehicles", needs=("vehicle_log",), params=PARAMS)
def vehicle_speed(shelf: Shelf, season: str, hours: str) -> Card:
    """Cells by median speed; the darker, the slower: what one looks for."""
    title = _("どこで、どれくらいの速さで走りましたか")
    season = season if season in seasons() else "winter"
    hours = hours if hours in hour_bands() else "morning"
    answer, times = shelf.ask("vehicle_cells", season=season, hour_band=hours), shelf.ask("vehicle_times")
    frame = answer.frame
    if frame.empty:
        return nothing(
            shelf, title, _("{season}の{hours}は、表示できる区画がありません。").format(
                season=seasons()[season], hours=hour_bands()[hours]
            ),
        )  # fmt: skip
    frame = frame.assign(
        place=named(shelf, frame["cell"].tolist()),
        vehicles=[band_words(band, _("台")) for band in frame["vehicles_band"]],
        days=[band_words(band, _("日")) for band in frame["days_band"]],
    )
    frame["said"] = [
        _("{kmh}km/h（{vehicles}・{days}）").format(kmh=row.median_kmh, vehicles=row.vehicles, days=row.days)
        for row in frame.itertuples()
    ]
    frame = frame.sort_values(["median_kmh", "cell"], ignore_index=True)
    colours = theme.AMOUNT[::-1]
    legend = tuple(zip(_ranges(), colours, strict=True))
    return Card(
        id="vehicle_speed",
        params={},
        title=title,
        finding=_sentence(shelf, season, hours, times.frame),
        table=frame,
        columns=(
            TableColumn("place", _("区画（近い町）")),
            TableColumn("median_kmh", _("速さの中央値"), "km/h", "integer"),
            TableColumn("vehicles", _("走った台数")),
            TableColumn("days", _("走った日数")),
            TableColumn("cell", _("区画の番号（500mメッシュ）")),
        ),
        figure=cell_map(shelf, frame, classed(frame["median_kmh"].tolist(), EDGES), colours, legend),
        alt=_("500m四方の区画を、速さの中央値で塗り分けた地図。最も遅い区画は{slow}の{a}km/h、最も速い区画は{fast}の{b}km/h。").format(
            slow=frame["place"].iloc[0], a=frame["median_kmh"].iloc[0],
            fast=frame["place"].iloc[-1], b=frame["median_kmh"].iloc[-1],
        ),
        unit="km/h",
        sources=shelf.sources("vehicle_log"),
        ran=(answer.ran, times.ran),
        notes=(rules(), *notes(shelf)),
    )  # fmt: skip


def _ranges() -> list[str]:
    """The classes as ranges, slowest first."""
    inner = [f"{low}〜{high - 1}km/h" for low, high in pairwise(EDGES)]
    return [_("{n}km/h未満").format(n=EDGES[0]), *inner, _("{n}km/h以上").format(n=EDGES[-1])]


def _sentence(shelf: Shelf, season: str, hours: str, times: pd.DataFrame) -> str:
    """The middle of the shown cells, beside the other season at the same part of the day."""
    here = times[(times["season"] == season) & (times["hour_band"] == hours)].iloc[0]
    other = "summer" if season == "winter" else "winter"
    there = times[(times["season"] == other) & (times["hour_band"] == hours)]
    facts = {
        "season": seasons()[season], "hours": hour_bands()[hours], "cells": int(here["cells"]),
        "kmh": words.number(here["middle_kmh"]), "other": seasons()[other], "source": shelf.sources("vehicle_log")[0].title,
    }  # fmt: skip
    start = _("{season}の{hours}の速さは、{cells}区画の中央値で{kmh}km/h").format(**facts)
    if there.empty:
        return start + _("です（{source}）。").format(**facts)
    gap = words.rounded(here["middle_kmh"], 0) - words.rounded(there.iloc[0]["middle_kmh"], 0)
    facts["gap"] = words.number(abs(gap))
    if gap == 0:
        return start + _("。{other}の同じ時間帯と同じです（{source}）。").format(**facts)
    text = (
        _("。{other}の同じ時間帯より{gap}km/h速い値です（{source}）。")
        if gap > 0
        else _("。{other}の同じ時間帯より{gap}km/h遅い値です（{source}）。")
    )
    return start + text.format(**facts)
