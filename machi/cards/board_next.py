"""Who could be asked next: days that have come, and data like which something is open already. For the office only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from machi.cards.board_common import NEEDS, all_named, as_of, held_back, nothing, rest, totals
from machi.cards.board_similar import similar
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

SOON_DAYS = 30


@card("board_next", subject="board", needs=NEEDS)
def board_next(shelf: Shelf) -> Card:
    """Lines that aren't open, the nearest 次の確認日 first. A public shelf has none of them."""
    title = _("次に、どこに声をかける？")
    answer = shelf.ask("board_next")
    if not all_named(shelf):
        return nothing(shelf, title, _only_inside(shelf), answer.ran)
    opened = shelf.ask("board_items", state="公開")
    frame = answer.frame
    if frame.empty:
        return nothing(
            shelf,
            title,
            _("公開していないデータは照会票にありません。新しいデータが見つかったら、照会票に足してください。"),
            answer.ran,
        )
    rows = opened.frame[["department", "data_name"]].to_dict("records")
    frame = frame.assign(
        when=[_when(days) for days in frame["due_days"]],
        similar=[_similar(row, rows) for row in frame.to_dict("records")],
    )
    return Card(
        id="",
        params={},
        title=title,
        finding=_finding(frame, shelf),
        table=frame,
        columns=(
            TableColumn("department", _("部署")),
            TableColumn("data_name", _("データ名称")),
            TableColumn("state", _("状態")),
            TableColumn("next_check_on", _("次の確認日"), format="date"),
            TableColumn("when", _("確認まで")),
            TableColumn("similar", _("似たデータ")),
            TableColumn("reason", _("理由")),
            TableColumn("trouble", _("困りごと")),
            TableColumn("personal", _("個人情報の有無")),
        ),
        sources=shelf.sources("inquiry"),
        ran=(answer.ran, opened.ran),
        notes=(
            held_back(shelf),
            _("「似たデータ」は名前のことばで探しています。同じ内容かどうかは、見て確かめてください。"),
        ),
    )


def _similar(row: dict[str, Any], opened: list[dict[str, Any]]) -> str:
    """Nothing for rows with personal data: a list of places is no example for a list of people."""
    if row["personal"] is True or not isinstance(row["data_name"], str):
        return ""
    return similar(row["data_name"], row["department"], opened)


def _when(days: object) -> str:
    if pd.isna(days):  # type: ignore[call-overload]
        return _("確認日の記載なし")
    count = int(days)  # type: ignore[call-overload]
    if count > 0:
        return _("確認日から{n}日").format(n=count)
    return _("きょう") if count == 0 else _("あと{n}日").format(n=-count)


def _finding(frame: pd.DataFrame, shelf: Shelf) -> str:
    days = frame["due_days"].dropna()
    due, soon = int((days >= 0).sum()), int(((days < 0) & (days >= -SOON_DAYS)).sum())
    return _(
        "確認の日が来ているのは{due}件、{soon_days}日以内に来るのは{soon}件。"
        "似たデータがすでに公開されているものは{similar}件です（{when}）。"
    ).format(due=due, soon_days=SOON_DAYS, soon=soon, similar=int((frame["similar"] != "").sum()), when=as_of(shelf))


def _only_inside(shelf: Shelf) -> str:
    return _("次に声をかける相手は、庁内の画面でだけ表示します。{rest}（{when}）。").format(
        rest=rest(totals(shelf)), when=as_of(shelf)
    )
