"""So many places that single markers would be one heap (and a hundred megabytes to a browser): squares of the grid instead."""

from __future__ import annotations

from machi.cards import words
from machi.cards.anything_squares import near, squares_map
from machi.cards.card import Card, TableColumn
from machi.cards.place_kinds import AED, counted, on_map
from machi.cards.place_text import dated, first_aid
from machi.ingest import mesh
from machi.store.shelf import Answer, Shelf
from machi.text import _

MOST_MARKERS = 50_000
"""Places of which each has its marker and its line in the table."""
MOST_SQUARES = 3_000
LEVELS = ((240, 9), (120, 8), (12, 6))
"""Squares to a degree of latitude, and the digits of their code: the finest that gives no more than ``MOST_SQUARES``."""


def crowd_card(shelf: Shelf, kinds: tuple[str, ...], district: str, counts: dict[str, int], listed: int) -> Card:
    """``counts``: places with coordinates of each kind; ``listed``: all places of the lists."""
    answer, digits = _squares(shelf, kinds, district)
    frame = answer.frame
    table = frame.assign(code=mesh.encode_many(frame["lat"].tolist(), frame["lon"].tolist(), digits))
    total, sources, most = sum(counts.values()), shelf.sources(*kinds), int(table["places"].max())
    facts = {
        "where": _("{district}の").format(district=district) if district else "",
        "counts": counted(shelf, counts),
        "side": {9: _("500m"), 8: _("1km"), 6: _("10km")}[digits],
        "n": f"{len(table):,}",
        "most": f"{most:,}",
        "near": near(shelf, table.loc[table["places"] == most, "code"].tolist()),
        "without": f"{listed - total:,}",
    }
    finding = on_map(shelf, facts["where"], counts, dated(sources))
    finding += _("{side}の区画{n}個にあり、いちばん多い区画{near}は{most}件です。").format(**facts)
    if listed > total:
        finding += _("使える座標のない{without}件は入っていません。").format(**facts)
    drawn = table.assign(value=table["places"], said=table["places"].map(words.items))
    return Card(
        id="places_map",
        params={},
        title=_("どこに何がある？"),
        finding=finding,
        table=table,
        columns=(TableColumn("code", _("区画のコード")), TableColumn("places", _("一覧の件数"), _("件"), "integer")),
        figure=squares_map(shelf, drawn, _("件")),
        alt=_("地図。{side}の区画{n}個を、{counts}の多さで塗り分けています。同じ内容が表にあります。").format(**facts),
        unit=_("件"),
        sources=sources,
        ran=(answer.ran,),
        notes=(
            _("一覧にある場所だけです。地図にないことは、そこに「ない」ことではありません。"),
            _("{most}件をこえるので、1件ずつの印ではなく、区画ごとの件数で示しています。").format(
                most=f"{MOST_MARKERS:,}"
            ),
        ),
        lead=first_aid() if AED in kinds else "",
    )


def _squares(shelf: Shelf, kinds: tuple[str, ...], district: str) -> tuple[Answer, int]:
    """The finest squares that are few enough, else the coarsest; and the digits of their code."""
    *finer, (coarsest, least_digits) = LEVELS
    for per_degree, digits in finer:
        answer = shelf.ask("place_squares", kinds=kinds, district=district, rows_per_degree=per_degree)
        if len(answer.frame) <= MOST_SQUARES:
            return answer, digits
    return shelf.ask("place_squares", kinds=kinds, district=district, rows_per_degree=coarsest), least_digits
