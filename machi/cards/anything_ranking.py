"""並べて見る: one bar per row or group. Nothing about people is sorted by size unless somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, theme, words
from machi.cards.address import Param
from machi.cards.anything_common import (
    DATASET,
    LABELS,
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
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.ingest.meaning import NUMBERS, Meaning
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MOST_BARS = 40


@card(
    "anything_ranking",
    subject="anything",
    needs=NEEDS,
    params=(
        DATASET,
        Param("label", "text", ""),
        Param("amount", "text", ""),
        Param("how", "text", ""),
        Param("order", "text", ""),
    ),
)
def anything_ranking(shelf: Shelf, dataset: str, label: str, amount: str, how: str, order: str) -> Card:
    """Bars side by side: a number per row, or its sum or mean per group."""
    table = open_table(shelf, dataset)
    title = _("並べて見ると？")
    usual = table.usual("anything_ranking")
    by = table.choose(label, LABELS) or table.choose(usual.get("label", ""), LABELS)
    figure = table.choose(amount, NUMBERS) or table.choose(usual.get("amount", ""), NUMBERS)
    if by is None or figure is None:
        return empty(table, title, _("並べられる名前と数の列が見つかりません。"), _("列の意味を選びなおしてください。"))
    how = how if how in ("sum", "mean") else usual.get("how", "sum")
    how = "mean" if how == "sum" and not figure.additive else how
    over = moments(shelf, table, figure if how == "sum" else None, by)
    how = how if over.sums else "mean"
    order = order if order in ("file", "value") else "file" if about_people(figure) else "value"
    answer = shelf.ask_picked(
        "anything_groups",
        {**pick(label=by, amount=figure), **over.picks},
        dataset=table.dataset, order=order, how=how, **over.given,
    )  # fmt: skip
    frame = answer.frame.assign(
        value=answer.frame["total" if how == "sum" else "mean"],
        label=[_called(text, by) for text in answer.frame["label"]],
        dataset=table.dataset,
    )
    known = frame.dropna(subset=["value"])
    if known.empty:
        return empty(
            table, title, _("「{column}」に数がありません。").format(column=figure.title), _("別の列を選んでください。")
        )
    grouped = bool((frame["rows"] > 1).any())
    digits = digits_of(known["value"])
    return card_of(
        table,
        title,
        _finding(table, figure, known, how if grouped else "", order, digits, over.adds) + over.said,
        frame,
        _columns(by, figure, how if grouped else "", digits),
        figure=_chart(figure, known, digits),
        alt=_("横棒グラフ。「{label}」ごとの「{amount}」を{n}本の棒で並べています。").format(
            label=by.title, amount=figure.title, n=min(len(known), MOST_BARS)
        ),
        unit=figure.unit,
        ran=(table.ran, *over.ran, answer.ran),
        notes=(
            *_notes(known, figure, how, grouped, order),
            *over.notes,
            *gap_note(table, figure),
            *total_note(table),
        ),
    )


def _called(label: str, by: Meaning) -> str:
    return words.month_label(int(float(label))) if by.meaning == "month_number" and label else written(label)


def about_people(column: Meaning) -> bool:
    """Whether the numbers may be about persons: then the order of the file stands until somebody asks for another."""
    return column.meaning == "people" or (column.meaning == "share" and "投票" not in column.header)


def _chart(figure: Meaning, known: pd.DataFrame, digits: int):  # type: ignore[no-untyped-def]
    shown = known.head(MOST_BARS).assign(name=[short(label) for label in known["label"].head(MOST_BARS)])
    chart = charts.ranked_bar(shown, "name", "value", figure.unit, x_title=figure.title, digits=digits)
    return axis_title(chart, "xaxis", theme.escape(with_unit(figure)))


def _columns(by: Meaning, figure: Meaning, how: str, digits: int) -> list[TableColumn]:
    said = {"sum": _("{title}の合計"), "mean": _("{title}の平均")}.get(how, "{title}").format(title=figure.title)
    made = [TableColumn("label", by.title), TableColumn("value", said, figure.unit, number_format(digits))]
    if how:
        made += [
            TableColumn("rows", _("行の数"), _("件"), "integer"),
            TableColumn("figures", _("うち値のある行"), _("件"), "integer"),
        ]
    return made


def _finding(table: Table, figure: Meaning, known: pd.DataFrame, how: str, order: str, digits: int, adds: bool) -> str:
    adds = adds and figure.additive and how != "mean"
    facts = {
        "n": _("{n}種類").format(n=f"{len(known):,}") if how else words.items(len(known)),
        "column": figure.title,
        "source": table.title,
        "low": says(known["value"].min(), figure, digits),
        "high": says(known["value"].max(), figure, digits),
        "total": says(known["value"].sum(), figure, digits),
        "middle": says(known["value"].median(), figure, digits),
    }
    mean = _("の平均") if how == "mean" else ""
    facts["mean"] = mean
    if len(known) == 1:
        facts["name"] = short(known["label"].iloc[0])
        return _("「{column}」{mean}は、{name}の{high}です（{source}）。").format(**facts)
    if order == "file":
        if adds:
            return _("「{column}」は、{n}を合わせて{total}。1つずつでは{low}から{high}です（{source}）。").format(
                **facts
            )
        return _("「{column}」{mean}は、{n}で{low}から{high}。まん中の値は{middle}です（{source}）。").format(**facts)
    top = known.loc[known["value"] == known["value"].max(), "label"].tolist()
    facts["top"] = short(top[0]) if len(top) == 1 else _("{name}など{k}つ").format(name=short(top[0]), k=len(top))
    if adds and known["value"].min() >= 0 and known["value"].sum() > 0:
        facts["share"] = f"{100 * known['value'].max() / known['value'].sum():.1f}%"
        if len(top) == 1:
            return _(
                "「{column}」がいちばん多いのは{top}の{high}。{n}を合わせた{total}の{share}です（{source}）。"
            ).format(**facts)
    return _("「{column}」{mean}がいちばん大きいのは{top}で{high}。まん中の値は{middle}です（{source}）。").format(
        **facts
    )


def _notes(known: pd.DataFrame, figure: Meaning, how: str, grouped: bool, order: str) -> list[str]:
    said = []
    if len(known) > MOST_BARS:
        said.append(
            _("図は{order}{n}本です。ほかの{rest}は表にあります。").format(
                order=_("大きい順に") if order == "value" else _("表の順に"),
                n=MOST_BARS,
                rest=f"{len(known) - MOST_BARS:,}",
            )
        )
    if order == "file":
        said.append(_("順位をつけないよう、もとの表の順に並べています。"))
    if not figure.adds:
        said.append(_("全体の行と、ほかの行を足した数が合わないので、足していません。"))
    if grouped and how == "sum":
        said.append(_("同じ名前の行は足し合わせています。"))
    if known["value"].min() < 0:
        said.append(_("負の値を含みます。"))
    return said
