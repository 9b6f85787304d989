"""Inhabited cells outside the chosen radius of the listed hydrants and cisterns: candidates for a look into the ledger.

Never 「水がない」: rivers, ponds and pools are fire water too and stand in no list. Refused when a kind is missing.
"""

from __future__ import annotations

import pandas as pd

from machi.cards import joined_common as joined
from machi.cards import maps, words
from machi.cards.address import Param
from machi.cards.card import Card, Ran, TableColumn
from machi.cards.place_kinds import WATER, marked
from machi.cards.place_text import dated
from machi.cards.places_coverage import missing_water
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

RADII = (100, 120, 140)
"""Metres that 消防水利の基準 is said to give by area (standards.md 14, mark C: a secondary source, told on the card)."""


@card("joined_water", subject="joined", needs=(joined.MESH,), params=(Param("radius_m", "integer", 140),))
def joined_water(shelf: Shelf, radius_m: int | None) -> Card:
    """Inhabited cells whose middle is farther than ``radius_m`` from every listed hydrant, cistern or well."""
    shelf.require_any((WATER,))
    radius = radius_m if radius_m in RADII else max(RADII)
    water = shelf.ask("place_water")
    missing = missing_water(water.frame)
    if missing:
        return _refused(shelf, water.frame, water.ran, missing)
    frame, ran = joined.cells(shelf, WATER)
    far = frame[frame["distance_m"] > radius].sort_values(["distance_m", "code"], ascending=[False, True])
    far = far.reset_index(drop=True)
    mark, hidden = marked(shelf, WATER), int(far["people"].isna().sum())
    return Card(
        id="joined_water",
        params={},
        title=_("一覧の消火栓・防火水槽から直線で{radius}mより遠い区画は？").format(radius=radius),
        finding=_(
            "一覧の消火栓・防火水槽などから直線で{radius}mより遠い、人の住む区画は{far}（人の住む{all}区画のうち）。"
            "「水がない」ではなく「台帳を確かめる候補」です（{dated}）。"
        ).format(
            radius=radius,
            far=words.number(len(far)),
            all=words.number(len(frame)),
            dated=joined.as_of_words(frame, shelf.sources(WATER)),
        ),
        table=far,
        columns=joined.cell_columns("people", _("住む人")),
        figure=None
        if far.empty
        else joined.cell_map(
            shelf,
            far,
            "people",
            _("住む人"),
            points=[
                {**layer, "radiusMinPixels": 1.7, "getLineWidth": 0.4}
                for layer in maps.geo_markers(WATER, mark.colour, mark.sign, joined.SMALL)
            ],
            point_legend=(_("一覧の消防水利"), mark.colour),
            geo=(f"place-{WATER}",),
        ),
        alt=_("消防水利の一覧から直線で{radius}mより遠い250m区画{n}を塗った地図。同じ内容が表にあります。").format(
            radius=radius, n=len(far)
        ),
        unit=_("区画"),
        sources=joined.sources(shelf, frame, WATER),
        ran=(ran, water.ran),
        notes=(
            _("消防水利には川・池・プール・井戸なども使われます。一覧にあるものだけから測っています。"),
            _reason(),
            _(
                "区画の中心から測るため、半径が小さいほど粗くなります（区画は一辺およそ250m）。現地と台帳で確かめてください。"
            ),
            *_hidden(hidden),
            *joined.how(frame, 0, _("住む人")),
        ),
    )


def _hidden(cells: int) -> tuple[str, ...]:
    if not cells:
        return ()
    return (
        _("そのうち{n}区画は、人数が秘匿（人数が少ないため表示しません）です。人の住む区画として数えています。").format(
            n=words.number(cells)
        ),
    )


def _reason() -> str:
    return _(
        "半径は、消防水利の基準にあるとされる距離から選びます: 商業・工業の地域は100m、ほかの市街地は120m、それ以外は140m"
        "（年平均の風速が毎秒4m以上の所では、市街地でもっと短い）。二次資料による値なので、使う前に原文を確かめてください。"
    )


def _refused(shelf: Shelf, water: pd.DataFrame, ran: Ran, missing: list[str]) -> Card:
    sources = shelf.sources(WATER)
    has = _("、").join(
        words.with_unit(row.water_kind or _("種別の記載なし"), words.number(row.places)) for row in water.itertuples()
    )
    names = _("と").join(missing)
    return Card(
        id="joined_water",
        params={},
        title=_("消防水利から遠い区画は出しません"),
        finding=_(
            "この一覧には{missing}が1か所もないので、遠い区画は出しません（あるのは{has}）。"
            "そのまま測ると、水があるところまで「遠い」と数えてしまいます（{dated}）。"
        ).format(missing=names, has=has or _("0件"), dated=dated(sources)),
        table=water,
        columns=(
            TableColumn("water_kind", _("種別（記載のまま）")),
            TableColumn("places", _("一覧の件数"), _("件"), "integer"),
            TableColumn("with_point", _("うち座標あり"), _("件"), "integer"),
        ),
        sources=sources,
        ran=(ran,),
        notes=(_("{missing}の一覧が公開されたら、同じ種類のファイルとして足すと出せます。").format(missing=names),),
        empty=True,
    )
