"""Circles of a straight-line radius around the places of one list. It says nothing about people."""

from __future__ import annotations

import pandas as pd

from machi.cards import maps, words
from machi.cards.address import Param
from machi.cards.card import Card, Map, Ran, Source, TableColumn
from machi.cards.geo import offered
from machi.cards.place_kinds import AED, KINDS, WATER, Marked, chosen, marked, too_old
from machi.cards.place_text import columns, dated, first_aid
from machi.cards.registry import card
from machi.store.shelf import Answer, Shelf
from machi.text import _

LEAST_M, MOST_M = 50, 3000
MOST_PLACES = 5_000
"""Every place is measured against every other: 5,000 take seconds, 50,000 minutes."""
EXPECTED_WATER = {"消火栓": ("消火栓",), "防火水槽": ("防火水槽", "防火水そう", "耐震性貯水槽", "貯水槽")}
"""Without these a list can't show where water is near (standards.md 14): some publish wells and cisterns only."""


@card(
    "places_coverage",
    subject="places",
    needs=KINDS,
    params=(Param("kind", "text", AED), Param("radius_m", "integer", 300)),
)
def places_coverage(shelf: Shelf, kind: str, radius_m: int | None) -> Card:
    """Circles around one kind of place. Refused for fire water when the list lacks hydrants or cisterns."""
    (kind, *_rest) = chosen(shelf, (kind,) if kind else ())
    mark, sources = marked(shelf, kind), shelf.sources(kind)
    radius = min(max(300 if radius_m is None else radius_m, LEAST_M), MOST_M)
    if kind == WATER:
        water = shelf.ask("place_water")
        missing = missing_water(water.frame)
        if missing:
            return _refused(shelf, water.frame, water.ran, missing)
    listed = shelf.ask("place_counts", kinds=(kind,), by="kind")
    if int(listed.frame["with_point"].sum()) > MOST_PLACES:
        return _too_many(mark, listed, sources)
    answer = shelf.ask("place_spacing", kind=kind)
    table, places = answer.frame, int(listed.frame["places"].sum())
    drawn = int(listed.frame["with_point"].sum())
    alone = int((table["next_m"] > radius).sum())
    return Card(
        id="places_coverage",
        params={},
        title=_("直線{radius}mの円を描くと？").format(radius=radius),
        finding=_finding(mark, len(table), alone, radius, places - drawn, dated(sources))
        if drawn
        else _nothing(mark, places),
        table=table,
        columns=(*columns("name", "address", "district"), *_spacing_columns()),
        figure=_map(shelf, kind, mark, table, drawn, radius) if drawn else None,
        alt=_("{label}のまわりに直線{radius}mの円を描いた地図。{n}。同じ内容が表にあります。").format(
            label=mark.label, radius=radius, n=mark.count(drawn)
        ),
        sources=sources,
        ran=(answer.ran, listed.ran),
        notes=_notes(shelf, kind),
        lead=first_aid() if kind == AED else "",
        empty=drawn == 0,
    )


def _too_many(mark: Marked, listed: Answer, sources: tuple[Source, ...]) -> Card:
    """A list so long that the distances between its places would keep everybody waiting."""
    return Card(
        id="places_coverage",
        params={},
        title=_("円を描くと？"),
        finding=_(
            "座標のある{label}が{n}あり、多いため距離は測っていません（{most}まで）。地区などに分けたファイルで見られます。"
        ).format(label=mark.label, n=mark.count(int(listed.frame["with_point"].sum())), most=mark.count(MOST_PLACES)),
        table=listed.frame,
        columns=(TableColumn("places", _("一覧の件数"), "", "integer"),),
        sources=sources,
        ran=(listed.ran,),
        lead=first_aid() if mark.kind == AED else "",
        empty=True,
    )


def _spacing_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("items", _("この地点の数"), "", "integer"),
        TableColumn("next_m", _("いちばん近い別の地点まで（直線）"), "m", "metre"),
    )


def _finding(mark: Marked, spots: int, alone: int, radius: int, without: int, dated_words: str) -> str:
    """How many points have no other one within ``radius`` m; places ``without`` coordinates are told where there are any."""
    if spots == 1:
        found = _("{label}は1地点だけで、ほかの{label}までの距離は測れません（{dated}）。")
    elif alone == 0:
        found = _("{label}{spots}地点のすべてに、直線{radius}m以内にほかの{label}があります（{dated}）。")
    elif alone == spots:
        found = _("{label}{spots}地点のすべてが、ほかの{label}より直線{radius}mを超えて離れています（{dated}）。")
    else:
        found = _("{label}{spots}地点のうち{alone}地点は、ほかの{label}まで直線{radius}mより離れています（{dated}）。")
    told = found.format(
        label=mark.label,
        spots=words.number(spots),
        alone=words.number(alone),
        radius=words.number(radius),
        dated=dated_words,
    )
    if not without:
        return told
    return told + _("使える座標のない{n}は入っていません。").format(n=mark.count(without))


def _nothing(mark: Marked, places: int) -> str:
    return _("一覧の{label}{places}には使える座標がないため、円を描けません。種類を選びなおしてください。").format(
        label=mark.label, places=mark.count(places)
    )


def _notes(shelf: Shelf, kind: str) -> tuple[str, ...]:
    notes = [
        _("はじめは地点の多いところを映しています。ほかの地点は、地図を動かすと見られます。"),
        _("直線距離です。川・線路・建物をまわる道のりは、これより長くなります。"),
        _("円の外は「ない」ではなく、「台帳を確かめる候補」です。一覧にないものは数えていません。"),
    ]
    if kind == AED:
        notes.append(_("夜間・休日に使えるかは、この円からは分かりません。"))
        if too_old(shelf):
            notes.append(_("この一覧は古いか、日付が分かりません。置き場所が変わっていることがあります。"))
    if kind == WATER:
        notes.append(_("消防水利には川・池・プールなども使われますが、この一覧にあるものだけを描いています。"))
    return tuple(notes)


def _map(shelf: Shelf, kind: str, mark: Marked, table: pd.DataFrame, drawn: int, radius: int) -> Map:
    data = f"geo:place-{kind}"
    view = maps.dense(maps.points(table), shelf.city.view, radius)
    # Dots, not markers with a sign: those would be larger than the circles that the map is about.
    layers = [maps.circles("coverage", data, mark.colour, radius), maps.dots(kind, mark.colour)]
    legend = (
        (_("{label}（{n}、小さい点）").format(label=mark.label, n=mark.count(drawn)), mark.colour),
        (_("◯ 半径{radius}m（直線）").format(radius=words.number(radius)), mark.colour),
    )
    geo = offered(shelf, f"place-{kind}")
    return maps.base_map(layers, view, geo, legend=legend, names_above=True)


def missing_water(water: pd.DataFrame) -> list[str]:
    return [
        name
        for name, spellings in EXPECTED_WATER.items()
        if not any(word in written for written in water["water_kind"] for word in spellings)
    ]


def _refused(shelf: Shelf, water: pd.DataFrame, ran: Ran, missing: list[str]) -> Card:
    mark, sources = marked(shelf, WATER), shelf.sources(WATER)
    has = _("、").join(
        words.with_unit(row.water_kind or _("種別の記載なし"), f"{row.places:,}") for row in water.itertuples()
    )
    return Card(
        id="places_coverage",
        params={},
        title=_("{label}の円は描きません").format(label=mark.label),
        finding=_(
            "この一覧には{missing}が1か所もありません（あるのは{has}）。そのまま円を描くと、"
            "水があるところまで「遠い」ように見えるので描きません。地図と表では見られます（{dated}）。"
        ).format(missing=_("と").join(missing), has=has, dated=dated(sources)),
        table=water,
        columns=(
            TableColumn("water_kind", _("種別（記載のまま）")),
            TableColumn("places", _("一覧の件数"), _("件"), "integer"),
            TableColumn("with_point", _("うち座標あり"), _("件"), "integer"),
        ),
        sources=sources,
        ran=(ran,),
        notes=(
            _("{missing}の一覧が公開されたら、同じ種類のファイルとして足すと描けます。").format(
                missing=_("と").join(missing)
            ),
        ),
        empty=True,
    )
