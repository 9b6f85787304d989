"""Children per playground by district: the cells' children beside the parks whose play equipment is written."""

from __future__ import annotations

import pandas as pd

from machi.cards import joined_common as joined
from machi.cards import maps, theme, words
from machi.cards.card import Card, Map, TableColumn
from machi.cards.place_kinds import PARK
from machi.cards.registry import card
from machi.errors import NotOnShelf
from machi.store.shelf import Shelf
from machi.text import _

CLASSES = (0, 25, 50, 100, 200)
"""Lower ends of the classes of children per playground; as many as ``theme.AMOUNT`` has colours."""


@card("joined_playgrounds", subject="joined", needs=(joined.MESH,))
def joined_playgrounds(shelf: Shelf) -> Card:
    """By district: children under 15 (cells, by the nearest town) per park whose equipment is written."""
    shelf.require_any((PARK,))
    frame, ran = joined.cells(shelf, PARK, measured=False)
    parks = shelf.ask("joined_parks")
    table = by_district(frame, parks.frame)
    if (table["district"] == "").all():
        raise NotOnShelf(
            _("地区が分からないので、地区ごとに比べられません。"),
            _("data/reference/towns.csv に町の名前・地区・緯度・経度を置いてください。"),
        )
    sources = joined.sources(shelf, frame, PARK)
    return Card(
        id="joined_playgrounds",
        params={},
        title=_("遊具のある公園1か所あたりの子どもは、地区ごとに何人？"),
        finding=_finding(table, joined.as_of_words(frame, shelf.sources(PARK))),
        table=table,
        columns=(
            TableColumn("district_words", _("地区")),
            TableColumn("children", _("15歳未満"), _("人"), "integer"),
            TableColumn("playgrounds", _("遊具の記載がある公園"), _("か所"), "integer"),
            TableColumn("per_playground", _("1か所あたりの15歳未満"), _("人"), "integer"),
            TableColumn("unsaid", _("遊具の記載なしの公園"), _("か所"), "integer"),
            TableColumn("none_said", _("遊具「なし」と書かれた公園"), _("か所"), "integer"),
            TableColumn("left_out", _("人数が分からない区画"), _("区画"), "integer"),
        ),
        figure=_map(shelf, frame, table),
        alt=_(
            "人の住む250m区画を、地区ごとの「遊具の記載がある公園1か所あたりの15歳未満」で塗り、公園を示した地図。同じ数が表にあります。"
        ),
        unit=_("人"),
        sources=sources,
        ran=(ran, parks.ran),
        notes=(
            _("「記載なし」は遊具が「ない」という意味ではありません。記載が増えると、1か所あたりの人数は下がります。"),
            _("子どもは近くの公園だけで遊ぶとは限りません。公園の広さ・遊具の数・学校や保育所の庭は考えていません。"),
            _(
                "地区は、区画も公園も、いちばん近い町の代表点で決めています（境目の近くでは隣の地区になることがあります）。"
            ),
            *joined.how(frame, int(joined.unsaid(frame, "young").sum()), _("15歳未満"))[2:],
        ),
    )


def by_district(frame: pd.DataFrame, parks: pd.DataFrame) -> pd.DataFrame:
    """One row per district by name; ``per_playground`` is missing where no park has its equipment written."""
    district = frame["district"].fillna("").astype(str)
    people = frame.assign(district=district, left_out=joined.unsaid(frame, "young"))
    people = people.groupby("district", as_index=False).agg(children=("young", "sum"), left_out=("left_out", "sum"))
    table = people.merge(parks, on="district", how="outer")
    counts = ["children", "left_out", "parks", "playgrounds", "none_said", "unsaid"]
    table[counts] = table[counts].fillna(0).astype(int)
    table["per_playground"] = (table["children"] / table["playgrounds"]).where(table["playgrounds"] > 0)
    # Those without a district are no district: a quotient of them would say nothing.
    table["per_playground"] = table["per_playground"].where(table["district"] != "")
    table["district_words"] = table["district"].replace("", _("地区が分からない"))
    order = table.assign(last=table["district"] == "").sort_values(["last", "district"]).index
    return table.loc[order].reset_index(drop=True)


def _finding(table: pd.DataFrame, when: str) -> str:
    children, with_play = int(table["children"].sum()), int(table["playgrounds"].sum())
    parks, unsaid = int(table["parks"].sum()), int(table["unsaid"].sum())
    ratios = table["per_playground"].dropna()
    spread = (
        _("地区ごとには{least}人から{most}人まで開きがあります。").format(
            least=words.number(ratios.min()), most=words.number(ratios.max())
        )
        if len(ratios) > 1
        else ""
    )
    if with_play == 0:
        return _(
            "一覧の公園{parks}か所には、遊具の記載が1つもありません。「ない」ではなく「記載なし」です（{dated}）。"
        ).format(parks=parks, dated=when)
    return _(
        "15歳未満は、一覧の中で遊具の記載がある公園1か所あたり{mean}人です（{children}、{with_play}か所）。{spread}"
        "公園{parks}か所のうち{unsaid}か所は、遊具が「ない」ではなく「記載なし」です（{dated}）。"
    ).format(
        mean=words.number(children / with_play),
        children=words.people(children),
        with_play=words.number(with_play),
        spread=spread,
        parks=words.number(parks),
        unsaid=words.number(unsaid),
        dated=when,
    )


def _map(shelf: Shelf, frame: pd.DataFrame, table: pd.DataFrame) -> Map:
    ratio = dict(zip(table["district"], table["per_playground"], strict=True))
    values = frame["district"].fillna("").map(ratio)
    layers, legend = [], []
    bounds = zip(CLASSES, (*CLASSES[1:], None), theme.AMOUNT, strict=True)
    for low, high, colour in bounds:
        chosen = frame[(values >= low) & (values < (high or float("inf")))]
        if len(chosen):
            rows = [joined.corner(code) for code in chosen["code"]]
            layers.append(joined.square_layer(f"children-{low}", rows, colour))
            legend.append((joined.class_words(_("1か所あたり"), low, high), colour))
    none = frame[values.isna()]
    if len(none):
        layers.append(joined.square_layer("children-none", [joined.corner(c) for c in none["code"]], joined.UNKNOWN))
        legend.append((_("遊具の記載がある公園がない地区など"), joined.UNKNOWN))
    colour = shelf.schemas[PARK].colour
    legend.append((_("一覧の公園"), colour))
    return joined.city_map(
        shelf, layers, maps.geo_markers(PARK, colour, _("園"), joined.SMALL), legend, (f"place-{PARK}",)
    )
