"""People of 65 and over in cells that are farther than a radius from any AED, or any bus stop, of the list."""

from __future__ import annotations

import pandas as pd

from machi.cards import joined_common as joined
from machi.cards import maps, words
from machi.cards.address import Param
from machi.cards.card import Card
from machi.cards.map_layers import Layer
from machi.cards.place_kinds import AED, marked, oldest
from machi.cards.place_kinds import too_old as aed_too_old
from machi.cards.place_text import first_aid
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

BUS = "bus_stop"
LEAST_M, MOST_M = 100, 2000


@card("joined_aed", subject="joined", needs=(joined.MESH,), params=(Param("radius_m", "integer", 300),))
def joined_aed(shelf: Shelf, radius_m: int | None) -> Card:
    """People of 65 and over farther than ``radius_m`` (straight line, from the cell's middle) from any listed AED."""
    mark = marked(shelf, AED)
    notes = [
        _(
            "夜間・休日に使えるか、施設の外の人が使えるかは、この数からは分かりません（使えないものも1台と数えています）。"
        )
    ]
    if aed_too_old(shelf):
        notes.append(_("このAEDの一覧は古いか、日付が分かりません。置き場所が変わっていることがあります。"))
    layers = maps.geo_markers(AED, mark.colour, mark.sign, joined.SMALL)
    return _far(
        shelf,
        AED,
        _radius(radius_m),
        label=_("AED"),
        layers=layers,
        legend=(_("一覧のAED"), mark.colour),
        geo=(f"place-{AED}",),
        notes=tuple(notes),
        closing=_("夜間・休日に使えるかは含みません。"),
        lead=first_aid(),
    )


@card("joined_bus_stop", subject="joined", needs=(joined.MESH,), params=(Param("radius_m", "integer", 300),))
def joined_bus_stop(shelf: Shelf, radius_m: int | None) -> Card:
    """People of 65 and over farther than ``radius_m`` (straight line, from the cell's middle) from any listed stop."""
    shelf.require_any((BUS,))
    stops = shelf.ask("joined_bus_stops").frame
    colour = shelf.schemas[BUS].colour
    return _far(
        shelf,
        BUS,
        _radius(radius_m),
        label=_("バス停"),
        layers=maps.geo_markers(BUS, colour, _("バ"), joined.SMALL, data=stops.to_dict("records")),
        legend=(_("一覧のバス停"), colour),
        geo=(),
        notes=(_("バスの本数・行き先・運行日は、この一覧からは分かりません。予約制の乗り物は入っていません。"),),
        closing=_("本数や行き先は含みません。"),
        lead="",
    )


def _radius(radius_m: int | None) -> int:
    return min(max(300 if radius_m is None else radius_m, LEAST_M), MOST_M)


def _far(
    shelf: Shelf,
    kind: str,
    radius: int,
    *,
    label: str,
    layers: list[Layer],
    legend: tuple[str, str],
    geo: tuple[str, ...],
    notes: tuple[str, ...],
    closing: str,
    lead: str,
) -> Card:
    frame, ran = joined.cells(shelf, kind)
    beyond = frame[frame["distance_m"] > radius]
    far = beyond[beyond["old"] > 0].sort_values(["old", "code"], ascending=[False, True], ignore_index=True)
    people, everyone = joined.total(far["old"]), joined.total(frame["old"])
    unsaid = int(joined.unsaid(frame, "old").sum())
    unsaid_far = int(joined.unsaid(beyond, "old").sum())
    further = (
        _("そのうち{n}区画は、{radius}mより遠くにあります。").format(n=unsaid_far, radius=radius) if unsaid_far else ""
    )
    told = joined.how(frame, unsaid, _("65歳以上"), further)
    return Card(
        id="",
        params={},
        title=_("{label}から直線で{radius}mより遠くに住む65歳以上は？").format(label=label, radius=radius),
        finding=_(
            "65歳以上の{people}（{share}）は、一覧の{label}から直線で{radius}mより遠い区画（区画の中心で測る）に住んでいます。{closing}"
            "人数の分かる区画の65歳以上は全部で{everyone}、遠い区画は{cells}です（{dated}）。"
        ).format(
            people=words.people(people),
            share=words.percent(100 * people / everyone) if everyone else _("割合は不明"),
            label=label,
            radius=words.number(radius),
            closing=closing,
            everyone=words.people(everyone),
            cells=words.number(len(far)),
            dated=joined.as_of_words(frame, shelf.sources(kind)),
        ),
        table=far,
        columns=joined.cell_columns("old", _("65歳以上")),
        figure=None
        if far.empty
        else joined.cell_map(shelf, far, "old", _("65歳以上"), points=layers, point_legend=legend, geo=geo),
        alt=_(
            "{label}から直線で{radius}mより遠い250m区画{n}を、65歳以上の人数で塗り分けた地図。同じ内容が表にあります。"
        ).format(label=label, radius=radius, n=len(far)),
        unit=_("人"),
        sources=joined.sources(shelf, frame, kind),
        ran=(ran,),
        notes=(*notes, *told, *_dates(shelf, frame, kind)),
        lead=lead,
    )


def _dates(shelf: Shelf, frame: pd.DataFrame, kind: str) -> tuple[str, ...]:
    """A caution where the list and the population are more than a year apart."""
    listed = oldest(shelf.sources(kind))
    counted = pd.Timestamp(frame["month"].max()).date()
    if listed is None or abs((listed - counted).days) <= 366:
        return ()
    return (_("人口と一覧の日付が1年より離れています。その間に変わったものがあるかもしれません。"),)
