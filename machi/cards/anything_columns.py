"""The last resort that always works: every column, what it means and how it is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts
from machi.cards.anything_common import DATASET, NEEDS, axis_title, card_of, empty, open_table, short
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.ingest.meaning import meaning_label
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MOST_BARS = 40


@card("anything_columns", subject="anything", needs=NEEDS, params=(DATASET,))
def anything_columns(shelf: Shelf, dataset: str) -> Card:
    """How each column is filled, the kinds of missing apart."""
    table = open_table(shelf, dataset)
    title = _("どんな列がある？")
    if not table.rows:
        return empty(table, title, _("見出しだけで、データの行がありません。"), _("行のあるファイルを選んでください。"))
    gaps = [table.gaps[column.header] for column in table.columns]
    frame = pd.DataFrame(
        {
            "header": [column.header for column in table.columns],
            "meaning": [meaning_label(column.meaning) for column in table.columns],
            "unit": [column.unit for column in table.columns],
            "sure": [100 * column.confidence for column in table.columns],
            "filled": [column.filled for column in table.columns],
            "distinct": [column.distinct for column in table.columns],
            **{
                name: [getattr(gap, name) for gap in gaps]
                for name in ("blank", "none", "unknown", "suppressed", "unreadable", "censored")
            },
            "share": [100 * column.filled / table.rows for column in table.columns],
            "reason": [column.reason for column in table.columns],
        }
    )
    return card_of(
        table,
        title,
        _finding(table.title, table.rows, frame),
        frame,
        _columns(),
        figure=_chart(frame),
        alt=_("横棒グラフ。列ごとに、値が書かれた行の割合を{n}本の棒で並べています。").format(
            n=min(len(frame), MOST_BARS)
        ),
        unit="%",
        ran=(table.ran,),
        notes=(
            _("空白は「ない」ことを表すとは限りません。「-」・不詳・秘匿は別に数えています。"),
            *(
                (_("図は左から{n}列です。ほかの列は表にあります。").format(n=MOST_BARS),)
                if len(frame) > MOST_BARS
                else ()
            ),
        ),
    )


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("header", _("列")),
        TableColumn("meaning", _("意味")),
        TableColumn("unit", _("単位"), screen=False),
        TableColumn("sure", _("確からしさ"), format="percent1", screen=False),
        TableColumn("filled", _("値のある行"), "", "integer"),
        TableColumn("distinct", _("値の種類"), "", "integer"),
        TableColumn("blank", _("空白"), "", "integer"),
        TableColumn("none", _("「-」など"), "", "integer"),
        TableColumn("unknown", _("不詳"), "", "integer"),
        TableColumn("suppressed", _("秘匿"), "", "integer"),
        TableColumn("unreadable", _("読み取れない"), "", "integer"),
        TableColumn("censored", _("「未満」だけ"), "", "integer"),
        TableColumn("reason", _("理由"), screen=False),
    )


def _finding(title: str, rows: int, frame: pd.DataFrame) -> str:
    full = int((frame["filled"] == rows).sum())
    facts = {"source": title, "rows": f"{rows:,}", "n": len(frame), "full": full}
    least = frame.loc[frame["filled"].idxmin()]
    facts |= {"least": least["header"], "k": f"{int(least['filled']):,}"}
    if full == len(frame):
        facts["first"] = frame["header"].iloc[0]
        return _("{rows}行・{n}列のすべてに値があります。はじめの列は「{first}」です（{source}）。").format(**facts)
    return _(
        "{rows}行・{n}列のうち、すべての行に値があるのは{full}列。いちばん少ない「{least}」は{k}行です（{source}）。"
    ).format(**facts)


def _chart(frame: pd.DataFrame):  # type: ignore[no-untyped-def]
    shown = frame.head(MOST_BARS).assign(name=[short(header) for header in frame["header"].head(MOST_BARS)])
    chart = charts.ranked_bar(shown, "name", "share", "%", x_title=_("値のある行"), digits=0)
    # Headers take half of a phone: the axis has room for a few characters only.
    return axis_title(chart, "xaxis", _("割合（%）"))
