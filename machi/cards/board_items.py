"""The lines of the 照会票 themselves, and how long ago what is open was last updated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import words
from machi.cards.address import Param
from machi.cards.bars import grouped_bar
from machi.cards.board_common import NEEDS, all_named, as_of, held_back, nothing, rest, totals
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

STATES = ("公開", "検討中", "あとで")
LISTS = ("inquiry", "open_data_list")
PARAMS = (Param("department", "text", ""), Param("state", "text", ""), Param("self_started", "flag", False))


@card("board_items", subject="board", needs=NEEDS, params=PARAMS)
def board_items(shelf: Shelf, department: str, state: str, self_started: bool) -> Card:
    """The lines that may be named, filtered. ``state`` is one of ``STATES`` or empty."""
    title = _("どんなデータがある？")
    answer = shelf.ask("board_items", department=department, state=state, self_started=self_started)
    frame = answer.frame
    if frame.empty:
        return nothing(shelf, title, _no_line(shelf, state), answer.ran, kinds=LISTS)
    frame = frame.assign(
        origin=[_origin(value) for value in frame["self_started"]],
        age=[age_words(value) for value in frame["age_days"]],
    )
    return Card(
        id="",
        params={},
        title=title,
        finding=_finding(frame, department, state, self_started, as_of(shelf)),
        table=frame,
        columns=_columns(all_named(shelf)),
        sources=shelf.sources(*LISTS),
        ran=(answer.ran,),
        notes=(held_back(shelf),),
    )


def _columns(internal: bool) -> tuple[TableColumn, ...]:
    shown = (
        TableColumn("department", _("部署")),
        TableColumn("data_name", _("データ名称")),
        TableColumn("state", _("状態")),
        TableColumn("origin", _("経緯")),
        TableColumn("holding_format", _("保有形式")),
        TableColumn("updated_on", _("最終更新日"), format="date"),
        TableColumn("frequency", _("更新頻度")),
    )
    if not internal:
        return shown
    return (
        *shown,
        TableColumn("personal", _("個人情報の有無")),
        TableColumn("reason", _("理由")),
        TableColumn("trouble", _("困りごと")),
        TableColumn("next_check_on", _("次の確認日"), format="date"),
    )


def _origin(value: object) -> str | None:
    if not words.known(value):
        return None
    return _("自分から") if value else _("頼まれて")


def age_words(days: object) -> str | None:
    """How long ago in whole months or years, rounded down; None when unknown."""
    if not words.known(days):
        return None
    count = int(days)  # type: ignore[call-overload]
    if count < 0:
        return _("これから更新")
    if count < 31:
        return _("{n}日前に更新").format(n=count)
    if count < 366:
        return _("{n}か月前に更新").format(n=count * 12 // 366)
    return _("{n}年{months}か月前に更新").format(n=count * 4 // 1461, months=count * 4 % 1461 * 12 // 1461)


def _finding(frame: pd.DataFrame, department: str, state: str, self_started: bool, when: str) -> str:
    whose = _("{department}の").format(department=department) if department else ""
    if self_started:
        return _("{whose}部署が自分から公開を始めたデータは{n}件です（{when}）。").format(
            whose=whose, n=len(frame), when=when
        )
    if state:
        return _("{whose}「{state}」のデータは{n}件です（{when}）。").format(
            whose=whose, state=state, n=len(frame), when=when
        )
    opened = int((frame["state"] == "公開").sum())
    if opened == len(frame):
        return _("{whose}公開しているデータは{n}件です（{when}）。").format(whose=whose, n=opened, when=when)
    return _("{whose}データ{n}件のうち、公開しているのは{opened}件です（{when}）。").format(
        whose=whose, n=len(frame), opened=opened, when=when
    )


def _no_line(shelf: Shelf, state: str) -> str:
    if state and state != "公開" and not all_named(shelf):
        return _("公開していないデータの名前は、庁内の画面でだけ表示します。{rest}（{when}）。").format(
            rest=rest(totals(shelf)), when=as_of(shelf)
        )
    return _("この条件に合うデータは照会票にありません。部署や状態を選び直してください。")


@card("board_ages", subject="board", needs=NEEDS)
def board_ages(shelf: Shelf) -> Card:
    """How long ago open data was last updated, as the list of open data tells."""
    title = _("いつ更新した？")
    answer = shelf.ask("board_ages")
    counts = {int(row["class"]): int(row["items"]) for row in answer.frame.to_dict("records")}
    total, unknown = sum(counts.values()), counts[5]
    if total == unknown:
        return nothing(
            shelf,
            title,
            _("公開しているデータの更新日が分かりません。オープンデータ一覧（CSV）に最終更新日を書くと表示します。"),
            answer.ran,
            kinds=LISTS,
        )
    labels = (_("〜3か月"), _("〜1年"), _("〜3年"), _("3年超"), _("不明"))
    frame = pd.DataFrame({"age": labels, "items": [counts[number] for number in range(1, 6)]})
    return Card(
        id="",
        params={},
        title=title,
        finding=_age_finding(counts, total, shelf),
        table=frame,
        columns=(TableColumn("age", _("最後の更新")), TableColumn("items", _("公開データ"), _("件"), "integer")),
        figure=grouped_bar(
            frame,
            "age",
            {"items": _("公開データ")},
            _("件"),
            y_title=_("公開データ"),
            x_title=_("最後の更新からの長さ"),
        ),
        alt=_("最後の更新からの長さごとの件数の棒グラフ。{rows}。").format(
            rows=_("、").join(words.counted(row["age"], row["items"]) for row in frame.to_dict("records"))
        ),
        unit=_("件"),
        sources=shelf.sources(*LISTS),
        ran=(answer.ran,),
        notes=(
            _("長く更新がないことは、古いことと同じではありません。めったに変わらないデータもあります。"),
            _("照会票とオープンデータ一覧は、データID（なければ名前）で結んでいます。"),
        ),
    )


def _age_finding(counts: dict[int, int], total: int, shelf: Shelf) -> str:
    text = _("公開しているデータ{total}件のうち、この1年に更新したのは{fresh}件、1年より前は{older}件").format(
        total=total, fresh=counts[1] + counts[2], older=counts[3] + counts[4]
    )
    if counts[5]:
        text += _("、更新日が分からないものは{n}件").format(n=counts[5])
    return text + _("です（{day}から数えて）。").format(day=words.day(shelf.today))
