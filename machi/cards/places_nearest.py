"""The nearest places to a point, by straight line.

For AEDs the card may help to save a life or mislead: 119 stands first, nothing says that one can be used now, those
that people from outside may not use come last, and a list that is too old is only shown by name, with its date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from machi.cards import maps, words
from machi.cards.address import Param
from machi.cards.card import Card, Map, Ran, Source, TableColumn
from machi.cards.geo import offered
from machi.cards.place_kinds import AED, KINDS, PARK, ahead, chosen, days_old, marked, oldest, too_old
from machi.cards.place_text import columns, dated, distance, first_aid, hours, said, yes_no
from machi.cards.places_filters import FLAGS, Filters, LeftOut, left_out
from machi.cards.places_point import Point, find_point, forget, is_outside, where_words, without_trace
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

MOST = 50
READ = ("kind", "open_minute", "close_minute", "days", "hours_note", "child_pads", "barred")


@dataclass(frozen=True)
class Asked:
    """What a visitor asked: kinds, filters, how many."""

    kinds: tuple[str, ...]
    filters: Filters
    n: int


@card(
    "places_nearest",
    subject="places",
    needs=KINDS,
    params=(
        Param("near", "text", ""),
        Param("kinds", "list", (AED,)),
        Param("n", "integer", 5),
        *(Param(name, "flag", False) for name in FLAGS),
        Param("equipment", "text", ""),
        Param("hours", "text", ""),
        Param("lat", "number", None, private=True),
        Param("lon", "number", None, private=True),
    ),
)
def places_nearest(
    shelf: Shelf,
    near: str,
    kinds: tuple[str, ...],
    n: int | None,
    equipment: str,
    hours: str,
    lat: float | None,
    lon: float | None,
    **flags: bool,
) -> Card:
    """The ``n`` nearest places of some kinds. A too old AED list is shown by name instead, with its date."""
    shown = chosen(shelf, kinds)
    stale = AED in shown and too_old(shelf)
    if stale and shown == (AED,):
        return _by_name(shelf)
    ranked = tuple(kind for kind in shown if not (stale and kind == AED))
    filters = Filters(tuple(name for name in FLAGS if flags.get(name)), equipment, hours)
    asked = Asked(ranked, filters, min(max(5 if n is None else n, 1), MOST))
    point = find_point(shelf, near, lat, lon)
    if point is None:
        return _nowhere(shelf, asked, near)
    answer = shelf.ask("place_nearest", lat=point.lat, lon=point.lon, kinds=ranked, n=asked.n, **filters.bound())
    table = _with_words(shelf, without_trace(answer.frame, point))
    return _ranked(shelf, asked, point, table, forget(answer.ran, point), stale)


def _with_words(shelf: Shelf, frame: pd.DataFrame) -> pd.DataFrame:
    barred = _("施設の外の人は使えません")
    labels = {kind: marked(shelf, kind).label for kind in frame["kind"].unique()}
    # Each different writing once, and as plain objects: an own list may have a million rows and a dozen writings.
    read = frame[list(READ)]
    which = read.groupby(list(READ), dropna=False, sort=False).ngroup().to_numpy()
    writings = list(read.drop_duplicates().astype(object).itertuples(index=False))

    def each(say: Callable[[Any], str | None]) -> np.ndarray:
        return np.array([say(row) for row in writings], dtype=object)[which]

    # A cell without the mark says nothing: it shows as 記載なし, never as "anyone may".
    return frame.assign(
        kind_label=frame["kind"].map(labels),
        name=frame["name"].fillna(frame["water_kind"]).fillna(_("名称の記載なし")),
        hours=each(lambda row: hours(row) or None),
        pads=each(lambda row: yes_no(row.child_pads) if row.kind == AED else None),
        warning=each(lambda row: barred if row.barred else None),
    )


def _ranked(shelf: Shelf, asked: Asked, point: Point, table: pd.DataFrame, ran: Ran, stale: bool) -> Card:
    sources = shelf.sources(*asked.kinds)
    counted = left_out(shelf, asked.kinds, asked.filters)
    empty = table.empty
    aed = AED in asked.kinds
    return Card(
        id="places_nearest",
        params={},
        title=_("{point}に近いのは？").format(point=point.name),
        finding=_nothing(shelf, asked, sources) if empty else _finding(shelf, point, table, sources),
        table=table,
        columns=_columns(asked.kinds, bool(table["barred"].any())),
        figure=None if empty else _map(shelf, point, table),
        alt=_("{point}と、近い{n}件の場所を番号で示した地図。番号は表の順番です。").format(
            point=point.name, n=len(table)
        ),
        sources=sources,
        ran=(ran, *counted.ran),
        notes=_notes(shelf, asked.kinds, counted, stale, point),
        lead=first_aid() if aed or stale else "",
        empty=empty,
    )


def _columns(kinds: tuple[str, ...], barred: bool) -> tuple[TableColumn, ...]:
    several = ("kind_label",) if len(kinds) > 1 else ()
    own = ("pads",) if AED in kinds else ("equipment",) if kinds == (PARK,) else ()
    own = (*own, "warning") if barred else own
    return columns("rank", *several, "name", "location_detail", "distance_m", "address", "hours", *own, "phone")


def _finding(shelf: Shelf, point: Point, table: pd.DataFrame, sources: tuple[Source, ...]) -> str:
    itself = (table["name"] == point.name) & (table["distance_m"] < 1)  # a landmark of the same list is near to itself
    first = (table[~itself] if len(table) > itself.sum() else table).iloc[0]
    mark = marked(shelf, first["kind"])
    where = first["name"]
    if said(first["location_detail"]):
        where = _("{name}の{detail}").format(name=where, detail=first["location_detail"])
    if first["barred"]:
        where = _("{place}（施設の外の人は使えません）").format(place=where)
    far = distance(first["distance_m"])
    found = _("一覧の中で{point}にいちばん近い{label}は{place}、直線で{distance}（{dated}）。").format(
        point=point.name,
        label=mark.label,
        place=where,
        distance=_("約{distance}").format(distance=far) if point.own else far,
        dated=dated(sources),
    )
    if first["barred_within"] and not first["barred"]:
        nearer = mark.count(int(first["barred_within"]))
        found = _("施設の外の人は使えないと書かれたもの（これより近くに{n}）を除くと、").format(n=nearer) + found
    if is_outside(shelf, point):
        found = _("市の外の地点です。") + found
    return found + _("今使えるかは、この一覧では分かりません。") if first["kind"] == AED else found


def _nothing(shelf: Shelf, asked: Asked, sources: tuple[Source, ...]) -> str:
    labels = _("・").join(marked(shelf, kind).label for kind in asked.kinds)
    if asked.filters.active:
        return _(
            "条件に合うと書かれた{labels}は、一覧の中に見つかりません。条件を1つはずしてみてください（{dated}）。"
        ).format(labels=labels, dated=dated(sources))
    return _(
        "一覧の{labels}には使える座標がないため、近い順に並べられません。種類を変えるか、地図の表を見てください（{dated}）。"
    ).format(labels=labels, dated=dated(sources))


def _notes(shelf: Shelf, kinds: tuple[str, ...], counted: LeftOut, stale: bool, point: Point) -> tuple[str, ...]:
    notes = [_("直線距離です。川・線路・建物をまわる道のりは、これより長くなります。"), *counted.notes]
    if point.own:
        notes.append(_("現在地が分からないように、距離は50m単位に丸めています。"))
    listed = shelf.ask("place_counts", kinds=kinds, by="kind").frame
    without = int((listed["places"] - listed["with_point"]).sum())
    if without:
        notes.append(_("使える座標のない{n}件は、距離を測れないので入っていません。").format(n=f"{without:,}"))
    if stale:
        notes.append(_why_not_ranked(shelf))
    return tuple(notes)


def _why_not_ranked(shelf: Shelf) -> str:
    sources = shelf.sources(AED)
    day, age = oldest(sources), days_old(shelf, sources)
    if ahead(shelf, sources):
        return _("AEDの一覧の日付が今日より先で、いつのものか分からないので、近い順に並べていません。")
    if day is None or age is None:
        return _("AEDの一覧は日付が分からないので、近い順に並べていません。置き場所が変わっていることがあります。")
    return _(
        "AEDの一覧は{day}のもので、{days}日たっているため、近い順に並べていません。置き場所が変わっていることがあります。"
    ).format(day=words.day(day), days=words.number(age))


def _by_name(shelf: Shelf) -> Card:
    """The AED list without any ranking: by name, with its date and the reason."""
    answer, sources = shelf.ask("place_list", kinds=(AED,)), shelf.sources(AED)
    frame = answer.frame.assign(barred=answer.frame["external_use_barred"].fillna(False).astype(bool))
    table = _with_words(shelf, frame)
    day = oldest(sources)
    table["as_of"] = day
    return Card(
        id="places_nearest",
        params={},
        title=_("AEDの一覧（名前の順）"),
        finding=_("{reason}一覧の{n}台を名前の順に示します。今使えるかは、この一覧では分かりません。").format(
            reason=_why_not_ranked(shelf), n=f"{len(table):,}"
        ),
        table=table,
        columns=columns("name", "location_detail", "address", "hours", "pads", "warning", "phone", "as_of"),
        sources=sources,
        ran=(answer.ran,),
        notes=(_("新しい一覧が公開されると、近い順に並ぶようになります。"),),
        lead=first_aid(),
        empty=table.empty,
    )


def _nowhere(shelf: Shelf, asked: Asked, near: str) -> Card:
    return Card(
        id="places_nearest",
        params={},
        title=_("どこから測りますか？"),
        finding=where_words(shelf, near),
        table=pd.DataFrame(columns=["name", "distance_m"]),
        columns=columns("name", "distance_m"),
        sources=shelf.sources(*asked.kinds),
        lead=first_aid() if AED in asked.kinds else "",
        empty=True,
    )


def _map(shelf: Shelf, point: Point, table: pd.DataFrame) -> Map:
    here = [{"x": round(point.lon, 6), "y": round(point.lat, 6), "n": point.name, "d": "", "t": "＋"}]
    layers: list[dict[str, Any]] = []
    legend = [(_("＋ {point}").format(point=point.name), "#1A1A1A")]
    for kind in reversed(table["kind"].unique()):
        mark, rows = marked(shelf, kind), table[table["kind"] == kind]
        layers += maps.sign_markers(f"nearest-{kind}", [_row(row) for row in rows.itertuples()], mark.colour)
        legend.append((_("{label}（番号は近い順）").format(label=mark.label), mark.colour))
    layers += maps.sign_markers("here", here, "#FFFFFF")
    points = [(point.lat, point.lon), *maps.points(table)]
    view = maps.fit(points, shelf.city.view)
    return maps.base_map(layers, view, offered(shelf), legend=tuple(legend))


def _row(row: Any) -> dict[str, Any]:
    detail = row.location_detail if said(row.location_detail) else ""
    far = _("直線 {distance}").format(distance=distance(row.distance_m))
    text = " ".join(part for part in (detail, far, row.warning) if said(part))
    return {"x": round(row.lon, 6), "y": round(row.lat, 6), "n": row.name, "d": text, "t": str(row.rank)}
