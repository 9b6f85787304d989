"""Play equipment of parks: what is written, under one name per thing. Not written is not the same as not there."""

from __future__ import annotations

import pandas as pd

from machi.cards import charts, maps, words
from machi.cards.address import Param
from machi.cards.card import Card, Map, Ran, TableColumn
from machi.cards.equipment import EQUIPMENT, found, spellings
from machi.cards.geo import extent, offered
from machi.cards.place_kinds import PARK, marked
from machi.cards.place_text import columns, dated, legend_entry
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _


@card("park_equipment", subject="places", needs=(PARK,), params=(Param("equipment", "text", ""),))
def park_equipment(shelf: Shelf, equipment: str) -> Card:
    """How many parks have equipment written; with ``equipment`` the parks that name it."""
    answer = shelf.ask("park_equipment")
    parks = answer.frame
    if equipment.strip():
        return _parks_with(shelf, parks, answer.ran, equipment.strip())
    table = _by_name(parks)
    written = parks["said"].eq("written")
    return Card(
        id="park_equipment",
        params={},
        title=_("公園にどんな遊具がある？"),
        finding=_written(parks, dated(shelf.sources(PARK))),
        table=table,
        columns=(
            TableColumn("equipment_name", _("遊具")),
            TableColumn("parks", _("書かれた公園"), _("か所"), "integer"),
            TableColumn("spellings", _("同じものと数えた書き方")),
        ),
        figure=_bars(table),
        alt=_("遊具ごとに、書かれている公園の数を比べた横棒グラフ。"),
        unit=_("か所"),
        sources=shelf.sources(PARK),
        ran=(answer.ran,),
        notes=_notes(int((written & ~_known(parks)).sum())),
        empty=not written.any(),
    )


def _notes(others: int) -> tuple[str, ...]:
    counted = _("書き方の違い（滑り台・すべり台など）はまとめて数えました。1つの公園がいくつもの遊具に数えられます。")
    if not others:
        return (counted,)
    return counted, _("表にない名前の遊具だけの公園が{n}か所あります。").format(n=words.number(others))


def _known(parks: pd.DataFrame) -> pd.Series:
    return pd.Series([bool(found(text if isinstance(text, str) else None)) for text in parks["equipment"]], parks.index)


def _written(parks: pd.DataFrame, dated_words: str) -> str:
    counts = parks["said"].value_counts()
    total, written, none = len(parks), int(counts.get("written", 0)), int(counts.get("none", 0))
    if written == 0:
        return _(
            "公園{total}か所の一覧に、遊具の記載がありません。遊具の列があるファイルかどうか確かめてください（{dated}）。"
        ).format(total=f"{total:,}", dated=dated_words)
    without = _("「ない」と書かれているのは{none}か所、").format(none=f"{none:,}") if none else ""
    return _(
        "公園{total}か所のうち、遊具の記載があるのは{written}か所。{without}残り{blank}か所は「ない」ではなく「記載なし」です（{dated}）。"
    ).format(
        total=f"{total:,}",
        written=f"{written:,}",
        without=without,
        blank=f"{total - written - none:,}",
        dated=dated_words,
    )


def _by_name(parks: pd.DataFrame) -> pd.DataFrame:
    named = [found(text) for text in parks["equipment"] if isinstance(text, str)]
    counts = {name: sum(name in names for names in named) for name in EQUIPMENT}
    rows = [
        {"equipment_name": name, "parks": count, "spellings": _("・").join(EQUIPMENT[name])}
        for name, count in sorted(counts.items(), key=lambda item: -item[1])
        if count
    ]
    return pd.DataFrame(rows, columns=["equipment_name", "parks", "spellings"])


def _bars(table: pd.DataFrame):  # type: ignore[no-untyped-def]
    if table.empty:
        return None
    return charts.ranked_bar(table, "equipment_name", "parks", _("か所"), x_title=_("書かれた公園の数"))


def _parks_with(shelf: Shelf, parks: pd.DataFrame, ran: Ran, equipment: str) -> Card:
    wanted = spellings(equipment)
    hit = [isinstance(text, str) and any(word in text for word in wanted) for text in parks["equipment"]]
    table = parks[hit]
    blank = int(parks["said"].eq("blank").sum())
    sources = shelf.sources(PARK)
    if table.empty:
        finding = _(
            "「{equipment}」と書かれた公園は、一覧の中に見つかりません。記載なしの{blank}か所は「ない」という意味ではありません。"
            "別の遊具を選んでみてください（{dated}）。"
        )
    else:
        finding = _(
            "「{equipment}」と書かれた公園は{n}か所（公園{total}か所の一覧）。"
            "記載なしの{blank}か所は「ない」という意味ではありませんが、含めていません（{dated}）。"
        )
    return Card(
        id="park_equipment",
        params={},
        title=_("「{equipment}」のある公園は？").format(equipment=equipment),
        finding=finding.format(
            equipment=equipment, n=f"{len(table):,}", total=f"{len(parks):,}", blank=f"{blank:,}", dated=dated(sources)
        ),
        table=table,
        columns=columns("name", "address", "district", "equipment"),
        figure=_map(shelf, table) if table["lat"].notna().any() else None,
        alt=_("「{equipment}」と書かれた公園を示した地図。同じ内容が表にあります。").format(equipment=equipment),
        unit=_("か所"),
        sources=sources,
        ran=(ran,),
        notes=(_("探した書き方: {words}").format(words=_("・").join(wanted)),),
        empty=table.empty,
    )


def _map(shelf: Shelf, table: pd.DataFrame) -> Map:
    mark, there = marked(shelf, PARK), table[table["lat"].notna()]
    rows = [
        {"x": round(row.lon, 6), "y": round(row.lat, 6), "n": row.name, "d": row.equipment}
        for row in there.itertuples()
    ]
    legend = (legend_entry(mark, len(there)),)
    view = maps.city_view(extent(shelf), maps.points(there), shelf.city.view)
    layers = maps.geo_markers(PARK, mark.colour, mark.sign, len(there), rows)
    geo = offered(shelf)
    return maps.base_map(layers, view, geo, legend=legend, names_above=True)
