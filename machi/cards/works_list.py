"""The works themselves, and what came back from them to the city."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.cards.works_common import NEEDS, as_of, data_name
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

_BETWEEN = re.compile(r"[;；、,，\s]+")
PARAMS = (Param("year", "integer"), Param("kind", "text", ""), Param("used", "text", ""))


@card("works_list", subject="works", needs=NEEDS, params=PARAMS)
def works_list(shelf: Shelf, year: int | None, kind: str, used: str) -> Card:
    """Works, newest first. ``used``: ID or kind of the data they were made from."""
    answer = shelf.ask("work_list", year=year, kind=kind, used=used)
    frame = _told(shelf, answer.frame)
    chosen = [words.fiscal_year_label(year)] if year is not None else []
    chosen += [_("「{kind}」").format(kind=kind)] if kind else []
    chosen += [_("「{data}」から").format(data=data_name(shelf, used))] if used else []
    what = _("・").join(chosen)
    return Card(
        id="",
        params={},
        title=_("データからどんな作品が生まれた？"),
        finding=_finding(frame, what, as_of(shelf)),
        table=frame,
        columns=_columns(),
        sources=shelf.sources("work"),
        ran=(answer.ran,),
        notes=() if frame.empty else (_note(),),
        empty=frame.empty,
    )


@card("works_returned", subject="works", needs=NEEDS)
def works_returned(shelf: Shelf) -> Card:
    """Works that taught the city something: what it did with them."""
    answer = shelf.ask("work_list", returned=True)
    everything = shelf.ask("work_years")
    frame = _told(shelf, answer.frame)
    if frame.empty:
        finding = _(
            "市での使い道が書かれた作品は、まだありません。作品を見て気づいたことがあれば、一覧の「市での使い道」に書いてください。"
        )
    else:
        finding = _("作品から市の仕事に返ってきた気づきは{n}件です（{when}）。").format(n=len(frame), when=as_of(shelf))
    return Card(
        id="",
        params={},
        title=_("市の仕事に何が返ってきた？"),
        finding=finding,
        table=frame,
        columns=_columns(),
        sources=shelf.sources("work"),
        ran=(answer.ran, everything.ran),
        notes=()
        if frame.empty
        else (_("「市での使い道」の空欄は、使っていないという意味ではありません。記載がないだけです。"),),
        empty=frame.empty,
    )


def _told(shelf: Shelf, frame: pd.DataFrame) -> pd.DataFrame:
    """With the titles of the data that each work was made from."""
    return frame.assign(data=[_titles(shelf, used) for used in frame["used_ids"]])


def _titles(shelf: Shelf, used: object) -> str | None:
    if not isinstance(used, str):
        return None
    names = (data_name(shelf, one.strip("「」")) for one in _BETWEEN.split(used) if one.strip("「」"))
    return _("、").join(dict.fromkeys(names))


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("year", _("年度"), format="year"),
        TableColumn("title", _("作品名")),
        TableColumn("author", _("作者・団体")),
        TableColumn("kind", _("種類")),
        TableColumn("data", _("使ったデータ")),
        TableColumn("city_use", _("市での使い道")),
        TableColumn("licence", _("ライセンス")),
        TableColumn("url", _("URL")),
        TableColumn("picture", _("画像")),
    )


def _finding(frame: pd.DataFrame, what: str, when: str) -> str:
    if frame.empty:
        return _("{what}の作品は一覧にありません。年度や種類を選び直してください。").format(what=what or _("この条件"))
    returned = int(frame["city_use"].notna().sum())
    head = (
        _("{what}の作品は{n}件").format(what=what, n=len(frame))
        if what
        else _("データから生まれた作品は{n}件").format(n=len(frame))
    )
    tail = _("うち{n}件は市の仕事に使われています").format(n=returned) if returned else ""
    return (_("、").join((head, tail)) if tail else head + _("です")) + _("（{when}）。").format(when=when)


def _note() -> str:
    return _(
        "画像は自動では読み込みません。リンクの先は市のページではないことがあります。使うときは、作品ごとのライセンスを見てください。"
    )
