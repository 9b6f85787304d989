"""Where vehicles stood long in the middle of a trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from machi.cards import theme
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.cards.vehicles_common import band_words, cell_map, named, notes, nothing, seasons
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

BANDS = ("3-5", "6-9", "10-")
COLOURS = (theme.AMOUNT[1], theme.AMOUNT[2], theme.AMOUNT[4])


@card("vehicle_stops", subject="vehicles", needs=("vehicle_log",), params=(Param("season", "text", "winter"),))
def vehicle_stops(shelf: Shelf, season: str) -> Card:
    """Cells by how often somebody stood there for five minutes or more."""
    title = _("途中で長く止まったのはどこですか")
    season = season if season in seasons() else "winter"
    answer = shelf.ask("vehicle_stops", season=season)
    frame = answer.frame
    if frame.empty:
        return nothing(shelf, title, _("{season}は、表示できる区画がありません。").format(season=seasons()[season]))
    frame = frame.assign(
        place=named(shelf, frame["cell"].tolist()),
        stops=[band_words(band, _("回")) for band in frame["stops_band"]],
        vehicles=[band_words(band, _("台")) for band in frame["vehicles_band"]],
        days=[band_words(band, _("日")) for band in frame["days_band"]],
    )
    frame["said"] = [
        _("{stops}、約{minutes}分（{vehicles}・{days}）").format(
            stops=row.stops, minutes=row.median_minutes, vehicles=row.vehicles, days=row.days
        )
        for row in frame.itertuples()
    ]
    classes = [BANDS.index(band) for band in frame["stops_band"]]
    legend = tuple((band_words(band, _("回")), colour) for band, colour in zip(BANDS, COLOURS, strict=True))
    often = [row.place for row in frame.itertuples() if row.stops_band == BANDS[-1]]
    return Card(
        id="vehicle_stops",
        params={},
        title=title,
        finding=_(
            "{season}に、途中で5分以上20分未満止まったことが重なった区画は{n}、うち10回以上は{often}区画です（{source}）。"
        ).format(
            season=seasons()[season], n=len(frame), often=len(often), source=shelf.sources("vehicle_log")[0].title
        ),
        table=frame,
        columns=(
            TableColumn("place", _("区画（近い町）")),
            TableColumn("stops", _("止まった回数")),
            TableColumn("median_minutes", _("止まった長さの中央値（5分単位）"), _("分"), "integer"),
            TableColumn("vehicles", _("台数")),
            TableColumn("days", _("日数")),
            TableColumn("cell", _("区画の番号（500mメッシュ）")),
        ),
        figure=cell_map(shelf, frame, classes, COLOURS, legend),
        alt=_("500m四方の区画を、長く止まった回数で塗り分けた地図。10回以上の区画: {places}。").format(
            places=_("、").join(often) or _("なし")
        ),
        sources=shelf.sources("vehicle_log"),
        ran=(answer.ran,),
        notes=(
            _(
                "バスの時間調整や乗り継ぎも入ります。20分以上止まったところは、車庫や訪問先かもしれないので使っていません。"
            ),
            *notes(shelf),
        ),
    )
