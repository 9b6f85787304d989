"""Who has opened what: departments in the order of the form, what they began on their own told first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import theme
from machi.cards.board_chart import department_bars
from machi.cards.board_common import NEEDS, Totals, all_named, as_of, held_back, nothing, rest, totals
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("board_departments", subject="board", needs=NEEDS)
def board_departments(shelf: Shelf) -> Card:
    """One bar per department. On a public shelf only departments that have opened something are named."""
    title = _("どの部署が、どのデータを公開している？")
    counted = totals(shelf)
    answer = shelf.ask("board_departments")
    frame = answer.frame
    if frame.empty:
        return nothing(shelf, title, _nobody(shelf, counted), answer.ran, counted.ran)
    series = {name: told for name, told in _series(all_named(shelf)).items() if frame[name].sum()}
    return Card(
        id="",
        params={},
        title=title,
        finding=_finding(counted, as_of(shelf)),
        table=frame[["department", *series, "lines"]],
        columns=(
            TableColumn("department", _("部署")),
            *(TableColumn(name, label, _("件"), "integer") for name, (label, _fill) in series.items()),
            TableColumn("lines", _("合わせて"), _("件"), "integer"),
        ),
        figure=department_bars(frame, series),
        alt=_alt(frame, series),
        unit=_("件"),
        sources=shelf.sources("inquiry"),
        ran=(answer.ran, counted.ran),
        notes=(
            held_back(shelf),
            _(
                "部署は照会票の順に並んでいます。件数の順ではありません。「自分から」は、照会票の経緯が「自主」のものです。"
            ),
        ),
    )


def _series(internal: bool) -> dict[str, tuple[str, str]]:
    """Column → (label, fill), from the left. 「あとで」 is grey: it is a choice, not a fault."""
    opened = {
        "self_started": (_("自分から公開"), theme.GREEN),
        "asked": (_("頼まれて公開"), theme.SKY),
        "unsaid": (_("公開（経緯の記載なし）"), theme.BLUE),
    }
    waiting = {
        "considered": (_("検討中"), "#FFFFFF"),
        "later": (_("あとで"), theme.MUTED),
        "other": (_("その他・記載なし"), theme.AMOUNT[0]),
    }
    return opened | waiting if internal else opened


def _finding(counted: Totals, when: str) -> str:
    if not counted.opened:
        return _("公開しているデータは、まだありません。{rest}（{when}）。").format(rest=rest(counted), when=when)
    text = _("{departments}の部署が{opened}件のデータを公開しています。").format(
        departments=counted.departments, opened=counted.opened
    )
    if counted.self_started:
        text += _("うち{n}件は、部署が自分から始めたものです。").format(n=counted.self_started)
    return text + _("{rest}（{when}）。").format(rest=rest(counted), when=when)


def _nobody(shelf: Shelf, counted: Totals) -> str:
    """A public shelf on which nothing is open: totals, and who can see more."""
    return _(
        "公開しているデータは、まだありません。{rest}（{when}）。部署ごとの様子は、庁内の画面で見られます。"
    ).format(rest=rest(counted), when=as_of(shelf))


def _alt(frame: pd.DataFrame, series: dict[str, tuple[str, str]]) -> str:
    rows = [
        f"{row['department']} "
        + _("・").join(f"{label}{row[name]}" for name, (label, _fill) in series.items() if row[name])
        for row in frame.to_dict("records")
    ]
    return _("部署ごとの件数の横棒グラフ。{rows}。").format(rows=_("、").join(rows))
