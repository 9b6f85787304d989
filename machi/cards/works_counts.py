"""From which data works were made, and in which years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import words
from machi.cards.bars import grouped_bar, ranked_bar
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.cards.works_common import NEEDS, as_of, data_name
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MOST_BARS = 15
FEW = 8
"""Up to this many every whole number has a tick."""


@card("works_by_data", subject="works", needs=NEEDS)
def works_by_data(shelf: Shelf) -> Card:
    """Works per kind of data, most first."""
    answer = shelf.ask("work_subjects")
    frame = answer.frame.assign(data=[data_name(shelf, used) for used in answer.frame["used"]])
    unknown = int((~frame["known"].astype(bool)).sum()) if len(frame) else 0
    notes = [_("1つの作品が2つ以上のデータを使っているときは、それぞれで1件と数えています。")]
    if unknown:
        notes.append(
            _("{n}種類は、このサイトのデータ一覧にありません（一覧に書かれたIDのまま示しています）。").format(n=unknown)
        )
    if len(frame) > MOST_BARS:
        notes.append(_("図は多いほうから{n}種類です。すべては表にあります。").format(n=MOST_BARS))
    return Card(
        id="",
        params={},
        title=_("どのデータから生まれた？"),
        finding=_data_finding(frame, as_of(shelf)),
        table=frame[["data", "works"]],
        columns=(TableColumn("data", _("データ")), TableColumn("works", _("作品"), _("件"), "integer")),
        figure=None if frame.empty else _data_bars(frame),
        alt=_("データの種類ごとの作品の数の横棒グラフ。{rows}。").format(
            rows=_("、").join(
                words.counted(row["data"], row["works"]) for row in frame.head(MOST_BARS).to_dict("records")
            )
        ),
        unit=_("件"),
        sources=shelf.sources("work"),
        ran=(answer.ran,),
        notes=() if frame.empty else tuple(notes),
        empty=frame.empty,
    )


def _data_finding(frame: pd.DataFrame, when: str) -> str:
    if frame.empty:
        return _("使ったデータが書かれた作品は、まだありません。一覧の「使ったデータID」にデータのIDを書いてください。")
    most = int(frame["works"].iloc[0])
    first = frame.loc[frame["works"] == most, "data"].tolist()
    if most == 1:
        return _("作品は{n}種類のデータから1件ずつ生まれています（{when}）。").format(n=len(frame), when=when)
    named = _("」「").join(first[:3])
    more = _("など{n}種類").format(n=len(first)) if len(first) > 3 else ""
    return _(
        "作品は{n}種類のデータから生まれています。いちばん多いのは「{first}」{more}の{most}件です（{when}）。"
    ).format(n=len(frame), first=named, more=more, most=most, when=when)


@card("works_by_year", subject="works", needs=NEEDS)
def works_by_year(shelf: Shelf) -> Card:
    """Works per 年度, and those of them that the city made use of."""
    answer = shelf.ask("work_years")
    frame = answer.frame.assign(label=[words.fiscal_year_label(int(year)) for year in answer.frame["year"]])
    return Card(
        id="",
        params={},
        title=_("年度ごとの作品の数は？"),
        finding=_year_finding(frame, as_of(shelf)),
        table=frame[["label", "works", "returned"]],
        columns=(
            TableColumn("label", _("年度")),
            TableColumn("works", _("作品"), _("件"), "integer"),
            TableColumn("returned", _("市の仕事に使われたもの"), _("件"), "integer"),
        ),
        figure=None if frame.empty else _year_bars(frame),
        alt=_("年度ごとの作品の数の棒グラフ。{rows}。").format(
            rows=_("、").join(words.counted(row["label"], row["works"]) for row in frame.to_dict("records"))
        ),
        unit=_("件"),
        sources=shelf.sources("work"),
        ran=(answer.ran,),
        empty=frame.empty,
    )


def _year_bars(frame: pd.DataFrame) -> Chart:
    short = frame.assign(short=[_("{year}年度").format(year=int(year)) for year in frame["year"]])
    series = {"works": _("作品"), "returned": _("市の仕事に使われたもの")}
    chart = grouped_bar(short, "short", series, _("件"), y_title=_("作品"), x_title=_("年度（4月から3月）"))
    return _whole(chart, "yaxis", int(frame["works"].max()))


def _data_bars(frame: pd.DataFrame) -> Chart:
    chart = ranked_bar(frame.head(MOST_BARS), "data", "works", _("件"), x_title=_("作品"))
    return _whole(chart, "xaxis", int(frame["works"].max()))


def _whole(chart: Chart, axis: str, most: int) -> Chart:
    """There is no half work: ticks at whole numbers where Plotly would put them between."""
    if most <= FEW:
        chart.spec["layout"][axis]["dtick"] = 1
    return chart


def _year_finding(frame: pd.DataFrame, when: str) -> str:
    if frame.empty:
        return _("年度を読み取れる作品がありません。一覧の「年度」に 2026 や 令和8年度 のように書いてください。")
    last = frame.iloc[-1]
    text = _("{year}の作品は{n}件").format(year=last["label"], n=last["works"])
    if len(frame) > 1:
        before = frame.iloc[-2]
        text += _("、その前の{year}は{n}件").format(year=before["label"], n=before["works"])
    return text + _("です（{when}）。").format(when=when)
