"""What is written about opening hours, and what is written as open at a weekday and time.

Most lists say little: of two cities' AEDs one has no hours at all. Unknown stays unknown and is counted apart.
"""

from __future__ import annotations

import pandas as pd

from machi.cards import charts, theme
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.place_kinds import AED, KINDS, chosen, marked
from machi.cards.place_text import columns, dated, first_aid, hours, moment, moment_words
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

SAID = ("times", "always", "part", "none")


@card(
    "place_hours",
    subject="places",
    needs=KINDS,
    params=(Param("kinds", "list", ()), Param("at", "text", "")),
)
def place_hours(shelf: Shelf, kinds: tuple[str, ...], at: str) -> Card:
    """How many places have hours written; with ``at`` (``6-10:00``) which of them are written as open then."""
    # Hydrants and parks have no columns for hours: counting them as 「記載なし」 would drown the lists that do.
    shown = tuple(kind for kind in chosen(shelf, kinds) if "open_minute" in shelf.schemas[kind].by_name)
    when = moment(at)
    weekday, minute = when or (1, 600)
    # "-" names no kind: an empty list would mean all of them.
    answer = shelf.ask("place_hours", kinds=shown or ("-",), weekday=weekday, minute=minute)
    rows, sources = answer.frame, shelf.sources(*shown)
    notes = [_("時間の記載がないのは「開いていない」ではなく「記載なし」です。行く前に電話などで確かめてください。")]
    if at and when is None:
        notes.insert(0, _("時刻「{text}」を読めません（例: 6-10:00 は土曜日の10:00）。").format(text=at))
    if when:
        notes.append(_("書かれたとおりに比べています。祝日・年末年始・ただし書きは考えていません。"))
    made = _written(shelf, rows, dated(sources)) if when is None else _open_at(shelf, rows, when, dated(sources))
    finding, table, shape, figure = made
    return Card(
        id="place_hours",
        params={},
        title=_("いつ開いている？") if when is None else _("{moment}は？").format(moment=moment_words(*when)),
        finding=finding,
        table=table,
        columns=shape,
        figure=figure,
        alt=_("利用できる日時の記載を種類ごとに数えた横の積み上げ棒グラフ。") if figure else "",
        unit=_("件"),
        sources=sources,
        ran=(answer.ran,),
        notes=tuple(notes),
        lead=first_aid() if AED in shown else "",
        empty=table.empty,
    )


Made = tuple[str, pd.DataFrame, tuple[TableColumn, ...], Chart | None]


def _written(shelf: Shelf, rows: pd.DataFrame, dated_words: str) -> Made:
    table = rows.groupby(["kind", "said"]).size().unstack(fill_value=0).reindex(columns=list(SAID), fill_value=0)
    table = table.reindex([kind for kind in KINDS if kind in table.index])
    table = table.assign(kind_label=[marked(shelf, kind).label for kind in table.index], places=table.sum(axis=1))
    table = table.reset_index()
    clear = int(table["times"].sum() + table["always"].sum())
    finding = _(
        "{total}件のうち、曜日と時刻が書かれているか「24時間」とあるのは{clear}件。"
        "一部だけ書かれているのは{part}件、記載なしは{none}件です（{dated}）。"
    ).format(
        total=f"{len(rows):,}",
        clear=f"{clear:,}",
        part=f"{int(table['part'].sum()):,}",
        none=f"{int(table['none'].sum()):,}",
        dated=dated_words,
    )
    if rows.empty:
        finding = _("選んだ種類の一覧には、利用できる日時の列がありません。種類を選びなおしてください。")
    titles = {
        "times": _("曜日と時刻"),
        "always": _("24時間"),
        "part": _("一部だけ"),
        "none": _("記載なし"),
    }
    shape = (
        *columns("kind_label"),
        *(TableColumn(name, titles[name], _("件"), "integer") for name in SAID),
        TableColumn("places", _("合計"), _("件"), "integer"),
    )
    fills = (theme.GREEN, theme.SKY, theme.ORANGE, theme.MUTED)
    series = {name: (titles[name], fill) for name, fill in zip(SAID, fills, strict=True)}
    figure = charts.stacked_rows(table, "kind_label", series, _("件"), x_title=_("一覧の件数")) if len(table) else None
    return finding, table, shape, figure


def _open_at(shelf: Shelf, rows: pd.DataFrame, when: tuple[int, int], dated_words: str) -> Made:
    written = rows["is_open"].astype("boolean")
    table = rows[written.fillna(False)]
    table = table.assign(
        kind_label=[marked(shelf, kind).label for kind in table["kind"]],
        hours=[hours(row) for row in table.itertuples()],
    )
    closed, unknown = int((~written).fillna(False).sum()), int(written.isna().sum())
    if table.empty:
        finding = _(
            "{moment}に開いていると書かれている場所は、一覧の中に見つかりません。"
            "閉まっていると書かれているのは{closed}件、書かれていないか読み取れないのは{unknown}件です。時刻か種類を変えてみてください（{dated}）。"
        )
    else:
        finding = _(
            "{moment}に開いていると書かれているのは{n}件。閉まっていると書かれているのは{closed}件、"
            "書かれていないか読み取れないのは{unknown}件です（{dated}）。"
        )
    finding = finding.format(
        moment=moment_words(*when), n=f"{len(table):,}", closed=f"{closed:,}", unknown=f"{unknown:,}", dated=dated_words
    )
    return finding, table, columns("kind_label", "name", "location_detail", "address", "hours", "phone"), None
