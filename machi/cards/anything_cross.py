"""Counts (or sums) by one or two columns of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, theme, words
from machi.cards.address import Param
from machi.cards.anything_common import (
    DATASET,
    GROUPS,
    NEEDS,
    Table,
    axis_title,
    card_of,
    digits_of,
    empty,
    gap_note,
    number_format,
    open_table,
    pick,
    says,
    short,
    total_note,
    with_unit,
    written,
)
from machi.cards.anything_moments import moments
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.ingest.meaning import TIMES, Meaning
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MOST_ROWS, MOST_PARTS = 20, 5


@card(
    "anything_cross",
    subject="anything",
    needs=NEEDS,
    params=(DATASET, Param("by", "text", ""), Param("across", "text", ""), Param("amount", "text", "")),
)
def anything_cross(shelf: Shelf, dataset: str, by: str, across: str, amount: str) -> Card:
    """Rows counted by ``by``, within that by ``across``; with ``amount`` its sum instead."""
    table = open_table(shelf, dataset)
    title = _("どんな組み合わせが多い？") if across else _("どの区分が多い？")
    usual = table.usual("anything_cross")
    rows = table.choose(by, GROUPS) or table.choose(usual.get("by", ""), GROUPS)
    if rows is None:
        return empty(table, title, _("同じ言葉がくり返し出てくる列がありません。"), _("別の見方を選んでください。"))
    columns = table.choose(across, GROUPS)
    columns = None if columns == rows else columns
    figure = table.choose(amount, ("amount", "people"))
    figure = figure if figure is not None and figure.additive else None
    over = moments(shelf, table, figure, rows, columns)
    if columns is not None and not over.adds and columns.meaning in (*TIMES, "month_number"):
        columns, over = None, moments(shelf, table, figure, rows)
    figure = figure if over.sums else None
    answer = shelf.ask_picked(
        "anything_cross",
        {**pick(category=rows, across_category=columns, amount=figure), **over.picks},
        dataset=table.dataset, **over.given,
    )  # fmt: skip
    frame = answer.frame.assign(
        value=answer.frame["total"] if figure is not None else answer.frame["rows"],
        category=[written(text) for text in answer.frame["category"]],
        across_category=[written(text) for text in answer.frame["across_category"]],
    )
    if frame["value"].dropna().empty:
        return empty(table, title, _("数えられる行がありません。"), _("別の列を選んでください。"))
    digits = digits_of(frame["value"])
    sums = frame.groupby("category", sort=False)["value"].sum().sort_values(ascending=False, kind="stable")
    return card_of(
        table,
        title,
        _finding(table, rows, columns, figure, frame, sums, digits, over.adds) + over.said,
        _ordered(frame, sums),
        _columns(rows, columns, figure, digits),
        figure=_chart(rows, columns, figure, frame, sums, digits),
        alt=_("横棒グラフ。「{by}」ごとの{what}を、多いものから{n}本の棒で並べています。").format(
            by=rows.title, what=figure.title if figure else _("行の数"), n=min(len(sums), MOST_ROWS)
        ),
        unit=figure.unit if figure else _("件"),
        ran=(table.ran, *over.ran, answer.ran),
        notes=(*_notes(sums, columns), *over.notes, *gap_note(table, figure), *total_note(table)),
    )


def _ordered(frame: pd.DataFrame, sums: pd.Series) -> pd.DataFrame:
    place = {name: index for index, name in enumerate(sums.index)}
    order = frame.assign(_place=[place[name] for name in frame["category"]], _less=-frame["value"].fillna(0))
    return (
        order.sort_values(["_place", "_less"], kind="stable").drop(columns=["_place", "_less"]).reset_index(drop=True)
    )


def _columns(rows: Meaning, columns: Meaning | None, figure: Meaning | None, digits: int) -> list[TableColumn]:
    made = [TableColumn("category", rows.title)]
    made += [TableColumn("across_category", columns.title)] if columns is not None else []
    if figure is not None:
        made.append(
            TableColumn("value", _("{title}の合計").format(title=figure.title), figure.unit, number_format(digits))
        )
    return [*made, TableColumn("rows", _("行の数"), _("件"), "integer")]


def _finding(
    table: Table,
    rows: Meaning,
    columns: Meaning | None,
    figure: Meaning | None,
    frame: pd.DataFrame,
    sums: pd.Series,
    digits: int,
    adds: bool,
) -> str:
    whole = sums.sum()
    blank = sums.get(written(""), 0)
    if len(sums) > 1:
        sums = sums.drop(written(""), errors="ignore")
        frame = frame[frame["category"] != written("")]
    top = [name for name in sums.index if sums[name] == sums.iloc[0]]
    facts = {
        "by": rows.title,
        "n": len(sums),
        "high": says(sums.iloc[0], figure, digits),
        "whole": says(whole, figure, digits),
        "top": words.tied([short(name) for name in top], says(sums.iloc[0], figure, digits)),
        "source": table.title,
        "share": words.percent(100 * sums.iloc[0] / whole) if whole > 0 else "",
        "what": _("「{column}」が").format(column=figure.title) if figure else "",
    }
    if len(sums) == 1:
        said = _("「{by}」は{top}だけです（{source}）。")
    elif not adds:
        said = _("「{by}」の{n}種類のうち、{what}いちばん多いのは{top}です（{source}）。")
    elif len(top) == 1 and facts["share"]:
        said = _("「{by}」の{n}種類のうち、{what}いちばん多いのは{top}。全体の{whole}の{share}です（{source}）。")
    else:
        said = _("「{by}」の{n}種類のうち、{what}いちばん多いのは{top}です。全体は{whole}です（{source}）。")
    if blank and len(sums) > 0 and top != [written("")]:
        said += _("ほかに記載なしが{blank}あります。").format(blank=says(blank, figure, digits))
    if columns is None:
        return said.format(**facts)
    named = frame[frame["across_category"] != written("")]
    most = (named if len(named) else frame).loc[lambda rows: rows["value"].idxmax()]
    pair = _("「{across}」と組み合わせると、{a}の{b}が{value}でいちばん多くなっています。").format(
        across=columns.title,
        a=short(most["category"]),
        b=short(most["across_category"]),
        value=says(most["value"], figure, digits),
    )
    return said.format(**facts) + pair


def _chart(
    rows: Meaning, columns: Meaning | None, figure: Meaning | None, frame: pd.DataFrame, sums: pd.Series, digits: int
) -> Chart:
    unit = figure.unit if figure else _("件")
    what = figure.title if figure else _("行の数")
    shown = list(sums.index[:MOST_ROWS])
    if columns is None:
        bars = pd.DataFrame({"name": [short(name) for name in shown], "value": [sums[name] for name in shown]})
        chart = charts.ranked_bar(bars, "name", "value", unit, x_title=what, digits=digits)
        return axis_title(chart, "xaxis", theme.escape(with_unit(figure) if figure else words.titled(what, unit)))
    parts = frame.groupby("across_category", sort=False)["value"].sum().sort_values(ascending=False, kind="stable")
    kept = list(parts.index[:MOST_PARTS])
    cells = frame.groupby(["category", "across_category"], sort=False)["value"].sum()
    wide = pd.DataFrame({"name": [short(name) for name in shown]})
    for index, part in enumerate(kept):
        wide[f"p{index}"] = [cells.get((name, part), 0) for name in shown]
    series = {f"p{index}": (short(part), theme.FILLS[index]) for index, part in enumerate(kept)}
    if len(parts) > len(kept):
        wide["rest"] = [sums[name] - sum(cells.get((name, part), 0) for part in kept) for name in shown]
        series["rest"] = (_("その他"), theme.MUTED)
    return charts.stacked_rows(wide, "name", series, unit, x_title=what)


def _notes(sums: pd.Series, columns: Meaning | None) -> list[str]:
    said = []
    if len(sums) > MOST_ROWS:
        said.append(
            _("図は多いほうから{n}本です。ほかの{rest}種類は表にあります。").format(
                n=MOST_ROWS, rest=len(sums) - MOST_ROWS
            )
        )
    if columns is not None:
        said.append(_("表にない組み合わせは、この表に行がありません。"))
    return said
