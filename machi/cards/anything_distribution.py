"""How a column's numbers are spread: a histogram with its middle and the range that holds nine of ten."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import theme, words
from machi.cards.address import Param
from machi.cards.anything_common import (
    DATASET,
    NEEDS,
    card_of,
    digits_of,
    empty,
    gap_note,
    number_format,
    open_table,
    pick,
    says,
    total_note,
    with_unit,
)
from machi.cards.axes import MAX_TICKS
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.ingest.meaning import NUMBERS, Meaning
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

CLASSES = 14
"""About so many classes over the middle nine tenths."""


@card("anything_distribution", subject="anything", needs=NEEDS, params=(DATASET, Param("amount", "text", "")))
def anything_distribution(shelf: Shelf, dataset: str, amount: str) -> Card:
    """Rows counted by classes of equal width, with P5, median and P95."""
    table = open_table(shelf, dataset)
    title = _("どのくらい散らばっている？")
    figure = table.choose(amount, NUMBERS) or table.choose(
        table.usual("anything_distribution").get("amount", ""), NUMBERS
    )
    figure = figure or next(iter(table.of(*NUMBERS)), None)
    if figure is None:
        return empty(table, title, _("数の列が見つかりません。"), _("列の意味を選びなおしてください。"))
    spread = shelf.ask_picked("anything_spread", pick(amount=figure), dataset=table.dataset)
    facts = spread.frame.iloc[0]
    if not facts["figures"]:
        return empty(
            table, title, _("「{column}」に数がありません。").format(column=figure.title), _("別の列を選んでください。")
        )
    width = nice_width(float(facts["p5"]), float(facts["p95"]), float(facts["least"]), float(facts["most"]))
    answer = shelf.ask_picked("anything_bins", pick(amount=figure), dataset=table.dataset, width=width)
    frame = answer.frame.assign(high=answer.frame["low"] + width)
    digits = 0 if width >= 1 and float(width).is_integer() else 2 if width < 0.1 else 1
    told = digits_of(pd.Series([facts[name] for name in ("least", "p5", "median", "p95", "most")]))
    return card_of(
        table,
        title,
        _finding(table.title, figure, facts, told),
        frame,
        (
            TableColumn("low", _("以上"), figure.unit, number_format(digits)),
            TableColumn("high", _("未満"), figure.unit, number_format(digits)),
            TableColumn("rows", _("行の数"), _("件"), "integer"),
        ),
        figure=_chart(frame, figure, facts, width, told),
        alt=_(
            "ヒストグラム。「{column}」は{least}から{most}、まん中は{median}、20行のうち18行は{p5}から{p95}。"
        ).format(
            column=figure.title,
            **{name: _value(facts[name], figure, told) for name in ("least", "most", "median", "p5", "p95")},
        ),
        unit=_("件"),
        ran=(table.ran, spread.ran, answer.ran),
        notes=(
            _("棒1本の幅は{width}です。薄い帯は、小さいほうの5%と大きいほうの5%を除いた範囲です。").format(
                width=says(width, figure, digits)
            ),
            *gap_note(table, figure),
            *total_note(table),
        ),
    )


def nice_width(p5: float, p95: float, least: float, most: float) -> float:
    """A round width: about ``CLASSES`` classes over the middle, and never more than 60 over all."""
    span = (p95 - p5) or (most - least) or max(abs(most), 1.0)
    wanted = max(span / CLASSES, (most - least) / 60)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= wanted * 0.999)


def _value(value: float, figure: Meaning, digits: int) -> str:
    """A value in words; a whole number without decimals that its column hasn't got."""
    return says(value, figure, 0 if float(value).is_integer() else digits)


def _finding(source: str, figure: Meaning, facts: pd.Series, digits: int) -> str:
    return _("「{column}」のまん中の値は{median}。{n}行のうち9割は{p5}から{p95}の間にあります（{source}）。").format(
        column=figure.title,
        median=_value(facts["median"], figure, digits),
        n=f"{int(facts['figures']):,}",
        p5=_value(facts["p5"], figure, digits),
        p95=_value(facts["p95"], figure, digits),
        source=source,
    )


def _chart(frame: pd.DataFrame, figure: Meaning, facts: pd.Series, width: float, digits: int) -> Chart:
    middles = [low + width / 2 for low in frame["low"]]
    texts = [
        f"{words.number(low, digits)}〜{words.number(high, digits)}{theme.escape(figure.unit)}<br>{words.number(rows)}{_('件')}"
        for low, high, rows in zip(frame["low"], frame["high"], frame["rows"], strict=True)
    ]
    bar = {
        "type": "bar",
        "name": "",
        "x": middles,
        "y": [int(rows) for rows in frame["rows"]],
        "width": width,
        "marker": theme.outlined(theme.SKY),
        "hoverinfo": "text",
        "hovertext": texts,
    }
    band = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": float(facts["p5"]),
        "x1": float(facts["p95"]),
        "y0": 0,
        "y1": 1,
        "fillcolor": theme.ORANGE,
        "opacity": 0.15,
        "line": {"width": 0},
        "layer": "below",
    }
    middle = {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": float(facts["median"]),
        "x1": float(facts["median"]),
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.BROWN, "width": 2, "dash": "dash"},
    }
    note = {
        "x": float(facts["median"]),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "text": theme.escape(_("まん中 {value}").format(value=_value(facts["median"], figure, digits))),
    }
    layout = theme.layout(
        x=with_unit(figure),
        y=_("行の数（件）"),
        shapes=[band, middle],
        annotations=[note],
        bargap=0,
        xaxis={"tickformat": ",", "nticks": MAX_TICKS},
        yaxis={"rangemode": "tozero", "tickformat": ","},
        margin={"t": 40},
    )
    return Chart({"data": [bar], "layout": layout})
