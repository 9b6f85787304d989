"""What a figure could be misread as, said beside it: called once in ``registry.build``, for every card there is.

A rule looks at the finished card (figure, columns, table) and gives a sentence or "". What a card's own notes already
say isn't said again: each rule names the words by which it would know. Nothing here changes a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from machi.cards import words
from machi.cards.card import Card, Chart, Map, TableColumn
from machi.text import _

Rule = Callable[[Card], str]
FEW, FEWER = 30, 10
"""Below these a share jumps by more than 3 and 10 points with one person or thing."""
MOST_SERIES, MOST_ENTRIES = 8, 12
_COUNTED = re.compile(
    r"人数|回答|件数|行の数|うち値のある行|総数|対象|^人$|人口|people|respondents|rows|total|population", re.IGNORECASE
)
_RATE = re.compile(r"率|割合|構成比|比$|share|rate|%", re.IGNORECASE)
_MEAN_OF_RATES = re.compile(
    r"(?:率|割合|平均|指数|比|percent|rate|average).{0,12}の平均$|^Average .*(?:率|割合|平均|指数|比|rate|share)",
    re.IGNORECASE,
)
_PARTS = ("part", "part_year", "part_words")


def guarded(card: Card) -> Card:
    """The card with the notes that it lacks. An empty card has nothing to misread."""
    if card.empty:
        return card
    said = " ".join((card.finding, card.lead, *card.notes))
    more = [note for known, rule in RULES if not known.search(said) and (note := rule(card))]
    return replace(card, notes=(*card.notes, *more)) if more else card


def cut_axis(card: Card) -> str:
    """A value axis that doesn't begin at zero makes small differences look large."""
    if not isinstance(card.figure, Chart):
        return ""
    layout = card.figure.spec["layout"]
    for trace in card.figure.spec["data"]:
        if not _draws_amounts(trace):
            continue
        lies = trace.get("orientation") == "h"
        axis = layout.get(_axis_name(trace, "x" if lies else "y"), {})
        known = [value for value in trace.get("x" if lies else "y", ()) if isinstance(value, int | float)]
        if known and _starts_elsewhere(axis, known, trace.get("type") == "bar"):
            return (
                _("横軸は0から始まっていません。") if lies else _("縦軸は0から始まっていません。差が大きく見えます。")
            )
    return ""


def _draws_amounts(trace: dict[str, Any]) -> bool:
    return trace.get("type") == "bar" or (trace.get("type") == "scatter" and "lines" in trace.get("mode", ""))


def _axis_name(trace: dict[str, Any], letter: str) -> str:
    return f"{letter}axis{trace.get(f'{letter}axis', letter).removeprefix(letter)}"


def _starts_elsewhere(axis: dict[str, Any], known: list[float], bar: bool) -> bool:
    if axis.get("rangemode") == "tozero" or axis.get("type") == "log":
        return bool(axis.get("type") == "log")
    if "range" in axis:
        low, high = sorted(float(end) for end in axis["range"])
        return low > 0 or high < 0
    # Left to itself Plotly keeps zero for bars; for lines it cuts to the data.
    return not bar and (min(known) > 0 or max(known) < 0)


def small_base(card: Card) -> str:
    """Shares of few: one more or less changes them by points."""
    if "%" not in card.finding and not _percents(card):
        return ""
    least = _least_base(card)
    if least is None or least >= FEW:
        return ""
    if least < FEWER:
        return _("もとになる数が{n}未満の割合を含みます。1つの違いで割合が10ポイント以上変わります。").format(n=FEWER)
    return _("もとになる数が{n}と少ない割合を含みます。1つの違いで{points}ポイント変わります。").format(
        n=words.number(least), points=words.number(100 / least, 1)
    )


def _least_base(card: Card) -> float | None:
    """The smallest number that a share stands on: per row where the table has shares, else the whole of the counted rows."""
    percents, counts = _percents(card), _counts(card)
    if percents and counts:
        shown = card.table[card.table[[column.name for column in percents]].notna().any(axis=1)]
        known = pd.concat([_numeric(shown[column.name]) for column in counts], axis=1).max(axis=1).dropna()
        known = known[known > 0]
        return float(known.min()) if len(known) else None
    if not percents and "%" in card.finding and "rows" in card.table and card.unit == _("件"):
        return _whole_of_rows(card.table)
    return None


def _whole_of_rows(table: pd.DataFrame) -> float | None:
    """What a share in the sentence of a card that counts stands on: all that was counted, or the least of a period."""
    figures = "figures" in table and "value" in table and _numeric(table["figures"]).sum() > 0
    counted = _numeric(table["value" if figures else "rows"])
    bases = counted.groupby(table["start_on"]).sum() if "start_on" in table else pd.Series([counted.sum()])
    known = bases[bases > 0]
    return float(known.min()) if len(known) else None


def _numeric(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column, errors="coerce").astype(float)


def _percents(card: Card) -> list[TableColumn]:
    return [
        column
        for column in card.columns
        if column.name in card.table and (column.format == "percent1" or column.unit in ("%", "％"))
    ]


def _counts(card: Card) -> list[TableColumn]:
    return [
        column
        for column in card.columns
        if column.name in card.table and column.format == "integer" and _COUNTED.search(column.title)
    ]


def bare_rate(card: Card) -> str:
    """A rate without what it is a rate of: 100 % may be one of one."""
    rates = [column for column in _percents(card) if _RATE.search(column.title)]
    others = [
        column
        for column in card.columns
        if column.format in ("integer", "decimal1", "decimal2", "decimal3")
        and column.unit not in ("%", "％", "")
        and column not in rates
    ]
    if not rates or others or _counts(card):
        return ""
    return _("割合だけの表示です。何人・何件のうちの割合かは、この図では分かりません。")


def part_as_bar(card: Card) -> str:
    """A period that isn't over, drawn as a bar, looks like a fall."""
    if not isinstance(card.figure, Chart) or not any(trace.get("type") == "bar" for trace in card.figure.spec["data"]):
        return ""
    for name in _PARTS:
        if name in card.table and card.table[name].map(lambda value: value is True or value == _("途中まで")).any():
            return _("途中までの期間の棒は、終わった期間より短く見えます。")
    return ""


def straight_line(card: Card) -> str:
    """A straight line is no way on foot."""
    metres = any(column.format == "metre" for column in card.columns)
    if not metres and "直線" not in card.finding and "straight line" not in card.finding:
        return ""
    return _("距離は直線です。歩く道のりや坂、川は含みません。")


def mean_of_means(card: Card) -> str:
    """A mean of rates without weights isn't the rate of the whole."""
    if not any(_MEAN_OF_RATES.search(column.title) for column in card.columns):
        return ""
    return _("割合や平均をさらに平均しています。人数や件数の重みをつけていないので、全体の割合とは違います。")


def too_many(card: Card) -> str:
    """More colours than eyes can tell apart."""
    figure = card.figure
    if isinstance(figure, Map):
        many = len(figure.legend)
        limit = MOST_ENTRIES
    elif isinstance(figure, Chart):
        named = [trace for trace in figure.spec["data"] if trace.get("name") and trace.get("showlegend", True)]
        shown = figure.spec["layout"].get("showlegend", False)
        many, limit = (len(named) if shown else 0), MOST_SERIES
    else:
        return ""
    if many <= limit:
        return ""
    return _("色分けが{n}種類あり、図だけでは見分けにくいので、表でも確かめてください。").format(n=many)


RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"0から始ま|start at 0"), cut_axis),
    (
        re.compile(
            r"もとになる数|母数|信頼区間|人未満|少人数|割合(?:は|を)出していません|割合なし"
            r"|based on|confidence interval|[Uu]nder \d+ people|small|[Nn]o share"
        ),
        small_base,
    ),
    (re.compile(r"何人・何件のうち|分母|out of how many"), bare_rate),
    (re.compile(r"途中まで|[Pp]artial|unfinished|part of the month"), part_as_bar),
    (re.compile(r"道のり|徒歩|歩く|歩ける|[Rr]outes|way around"), straight_line),
    (re.compile(r"重み|weight"), mean_of_means),
    (re.compile(r"見分け|その他」にまとめ|大きいほうから|tell apart|grouped as|largest categories"), too_many),
)
"""Words (Japanese, English) by which a card's own notes already say it, and the rule."""
