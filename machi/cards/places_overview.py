"""All places at once: on one map, and as counts by kind or district."""

from __future__ import annotations

import pandas as pd

from machi.cards import charts, maps
from machi.cards.address import Param
from machi.cards.card import Card, Map, TableColumn
from machi.cards.geo import extent, offered
from machi.cards.map_layers import CROWD, Layer
from machi.cards.place_kinds import AED, KINDS, chosen, counted, marked, on_map
from machi.cards.place_text import columns, dated, first_aid, legend_entry
from machi.cards.places_crowd import MOST_MARKERS, crowd_card
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _


@card(
    "places_map",
    subject="places",
    needs=KINDS,
    params=(Param("kinds", "list", ()), Param("district", "text", "")),
)
def places_map(shelf: Shelf, kinds: tuple[str, ...], district: str) -> Card:
    """Every place of some kinds on one map; the table holds those without coordinates too."""
    shown = chosen(shelf, kinds)
    listed = shelf.ask("place_counts", kinds=shown, by="district" if district else "kind").frame
    listed = listed[listed["district"] == district]
    if listed["with_point"].sum() > MOST_MARKERS:
        points = {str(row.kind): int(row.with_point) for row in listed.itertuples()}
        return crowd_card(shelf, shown, district, points, int(listed["places"].sum()))
    answer = shelf.ask("place_list", kinds=shown, district=district)
    table = _with_words(shelf, answer.frame)
    sources = shelf.sources(*shown)
    placed = table[table["lat"].notna()]
    counts = {kind: int((placed["kind"] == kind).sum()) for kind in shown}
    empty = table.empty
    where = _("{district}の").format(district=district) if district else ""
    if empty:
        finding = _(
            "{district}にある場所は、選んだ一覧の中に見つかりません。地区をはずすか、種類を増やしてください。"
        ).format(district=district or _("この一覧"))
    else:
        without = len(table) - len(placed)
        finding = on_map(shelf, where, counts, dated(sources))
        if without:
            finding += _("使える座標のない{n}件は表にだけあります。").format(n=f"{without:,}")
    return Card(
        id="places_map",
        params={},
        title=_("どこに何がある？"),
        finding=finding,
        table=table,
        columns=columns("kind_label", "name", "location_detail", "address", "district", "on_map"),
        figure=None if empty else _map(shelf, shown, counts, placed, district),
        alt=_("{where}{counts}の場所を種類ごとの色と文字で示した地図。同じ内容が表にあります。").format(
            where=where, counts=counted(shelf, counts)
        ),
        sources=sources,
        ran=(answer.ran,),
        notes=_notes(len(placed)),
        lead=first_aid() if AED in shown else "",
        empty=empty,
    )


def _notes(placed: int) -> tuple[str, ...]:
    notes = [_("一覧にある場所だけです。地図にないことは、そこに「ない」ことではありません。")]
    if placed > CROWD:
        notes.append(_("印が多いので小さく描いています。地図を拡大すると大きくなり、種類の文字が見えます。"))
    return tuple(notes)


def _with_words(shelf: Shelf, frame: pd.DataFrame) -> pd.DataFrame:
    labels = {kind: marked(shelf, kind).label for kind in frame["kind"].unique()}
    return frame.assign(
        kind_label=frame["kind"].map(labels),
        # Fire hydrants often have no name: what they are is then all that can be said.
        name=frame["name"].fillna(frame["water_kind"]),
        on_map=[_("あり") if there else _("使える座標なし") for there in frame["lat"].notna()],
    )


def _map(shelf: Shelf, shown: tuple[str, ...], counts: dict[str, int], placed: pd.DataFrame, district: str) -> Map:
    layers: list[Layer] = []
    # The most numerous first, so that a few AEDs are not buried under a thousand hydrants.
    for kind in sorted(shown, key=lambda kind: -counts[kind]):
        mark = marked(shelf, kind)
        rows = _rows(placed[placed["kind"] == kind]) if district else None
        layers += maps.geo_markers(kind, mark.colour, mark.sign, counts[kind], rows, crowd=len(placed))
    legend = tuple(legend_entry(marked(shelf, kind), counts[kind]) for kind in shown)
    spots = maps.points(placed)
    city = shelf.city.view
    view = maps.whole_or_city(spots, city) if district else maps.city_view(extent(shelf), spots, city)
    wide = {} if district else maps.whole_on_desk(extent(shelf), view, spots)
    geo = offered(shelf, *(f"place-{kind}" for kind in shown))
    return maps.base_map(layers, view, geo, legend=legend, names_above=True, wide=wide)


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    made = pd.DataFrame(
        {
            "x": frame["lon"].round(6),
            "y": frame["lat"].round(6),
            "n": frame["name"].fillna(""),
            "d": frame["location_detail"].fillna(frame["address"]).fillna(""),
        }
    )
    return made.to_dict("records")


@card(
    "places_counts",
    subject="places",
    needs=KINDS,
    params=(Param("kinds", "list", ()), Param("by", "text", "kind")),
)
def places_counts(shelf: Shelf, kinds: tuple[str, ...], by: str) -> Card:
    """How many places, by kind or by district. Without reference towns there are no districts: by kind then."""
    shown = chosen(shelf, kinds)
    by = by if by in ("kind", "district") else "kind"
    answer = shelf.ask("place_counts", kinds=shown, by=by)
    notes = [_("一覧に書かれた数です。同じ建物に2台あれば2と数えます。")]
    if by == "district" and not (answer.frame["district"] != "").any():
        by, answer = "kind", shelf.ask("place_counts", kinds=shown, by="kind")
        notes.insert(0, _("町の位置の一覧（data/reference/towns.csv）に地区がないので、種類ごとに数えました。"))
    table = answer.frame.assign(kind_label=[marked(shelf, kind).label for kind in answer.frame["kind"]])
    sources = shelf.sources(*shown)
    counts = {str(kind): int(n) for kind, n in table.groupby("kind")["places"].sum().items()}
    total = sum(counts.values())
    if by == "district":
        table["district"] = table["district"].replace("", _("地区が分からない"))
        notes.append(_("地区は、いちばん近い町の代表点で決めています（境目の近くでは隣の地区になることがあります）。"))
    return Card(
        id="places_counts",
        params={},
        title=_("どんな施設がいくつある？"),
        finding=_counts_finding(shelf, table, counts, total, by, dated(sources)),
        table=table,
        columns=(*columns(*(("district",) if by == "district" else ()), "kind_label"), *_count_columns()),
        figure=_bars(shelf, table, by, sum(counts.values())),
        alt=_("{by}の数を比べた横棒グラフ。合わせて{total}件。").format(
            by=_("地区ごと") if by == "district" else _("種類ごと"), total=f"{total:,}"
        ),
        unit=_("件"),
        sources=sources,
        ran=(answer.ran,),
        notes=tuple(notes),
        lead=first_aid() if shown == (AED,) else "",
        empty=total == 0,
    )


def _count_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("places", _("一覧の件数"), _("件"), "integer"),
        TableColumn("with_point", _("うち座標あり"), _("件"), "integer"),
    )


def _counts_finding(
    shelf: Shelf, table: pd.DataFrame, counts: dict[str, int], total: int, by: str, dated_words: str
) -> str:
    if total == 0:
        return _("選んだ一覧には1件もありません。種類を選びなおしてください。")
    if by == "kind":
        return _("一覧にあるのは合わせて{total}件。内訳は{counts}です（{dated}）。").format(
            total=f"{total:,}", counts=counted(shelf, counts), dated=dated_words
        )
    known = table[table["district"] != _("地区が分からない")]
    unknown = total - int(known["places"].sum())
    if unknown:
        text = _(
            "{total}件のうち、地区が分かるのは{districts}地区の{known}件。"
            "残り{unknown}件は使える座標がなく、地区が分かりません（{dated}）。"
        )
    else:
        text = _("{total}件すべての地区が分かり、{districts}地区にあります（{dated}）。")
    return text.format(
        total=f"{total:,}",
        districts=known["district"].nunique(),
        known=f"{total - unknown:,}",
        unknown=f"{unknown:,}",
        dated=dated_words,
    )


def _bars(shelf: Shelf, table: pd.DataFrame, by: str, total: int):  # type: ignore[no-untyped-def]
    if total == 0:
        return None
    if by == "kind":
        frame = table.sort_values("places", ascending=False, kind="stable")
        return charts.ranked_bar(frame, "kind_label", "places", _("件"), x_title=_("一覧の件数"))
    frame = table.groupby("district", sort=False, as_index=False)["places"].sum()
    return charts.ranked_bar(frame, "district", "places", _("件"), x_title=_("一覧の件数（選んだ種類の合計）"))
