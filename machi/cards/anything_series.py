"""うつりかわり of any table: a number (or the rows) per 年度, 年, 月 or day, from a column of times or from the headers.

A period that the file covers only in part is drawn as a hollow mark and compared with nothing. 年度 and 年 are different
things: the step is said on the axis.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
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
    short,
    total_note,
)
from machi.cards.anything_periods import Periods, by_column, by_headers
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.cards.statistics_periods import axis_title as time_title
from machi.cards.statistics_periods import axis_values, before, hollow, label_of, period_label, relabel, with_legend
from machi.ingest.meaning import NUMBERS, TIMES
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

MOST_LINES, MOST_DATES, MOST_MONTHS = 4, 4, 6
STEPS = ("fiscal_year", "year", "month", "day")


@card(
    "anything_series",
    subject="anything",
    needs=NEEDS,
    params=(
        DATASET,
        Param("time", "text", ""),
        Param("amount", "text", ""),
        Param("by", "text", ""),
        Param("how", "text", ""),
        Param("step", "text", ""),
    ),
)
def anything_series(shelf: Shelf, dataset: str, time: str, amount: str, by: str, how: str, step: str) -> Card:
    """Lines of the largest groups over time. Without ``time`` the times are the headers, where the file is such a table."""
    table = open_table(shelf, dataset)
    title = _("どう変わりましたか")
    usual = table.usual("anything_series")
    times = TIMES if table.of(*TIMES) else ("month_number",)
    moment = table.choose(time, times) or table.choose(usual.get("time", ""), times)
    step = step if step in STEPS else ""
    if time or not (found := by_headers(shelf, table, amount)):
        if moment is None:
            return empty(table, title, _("日付・年・年度の列が見つかりません。"), _("列の意味を選びなおしてください。"))
        chosen = bool(time) or how == "count"
        figure = table.choose(amount, NUMBERS) or (None if chosen else table.choose(usual.get("amount", ""), NUMBERS))
        group = table.choose(by, GROUPS) or (None if chosen else table.choose(usual.get("by", ""), GROUPS))
        found = by_column(shelf, table, moment, None if how == "count" else figure, group, how, step)
    if not found.frame["value"].notna().any():
        return empty(table, title, _("時点と数を読み取れる行がありません。"), _("別の列を選んでください。"))
    return _card(table, title, _Drawn.of(found))


@dataclass(frozen=True)
class _Drawn:
    """What is drawn of the periods: the largest groups, whole periods as lines, the others as marks."""

    found: Periods
    names: list[str]
    digits: int

    @classmethod
    def of(cls, found: Periods) -> _Drawn:
        whole = found.whole if not found.whole.empty else found.frame
        known = whole.dropna(subset=["value"])
        known = known if not known.empty else found.frame.dropna(subset=["value"])
        last = known.sort_values("start_on", kind="stable").groupby("category", sort=False)["value"].last()
        names = last.sort_values(ascending=False, kind="stable").index[:MOST_LINES]
        return cls(found, [str(name) for name in names], digits_of(found.frame["value"]))

    def says(self, value: float) -> str:
        return words.with_unit(words.number(value, self.digits), self.found.unit)

    def label(self, start: date) -> str:
        return period_label(start, self.found.step)


def _card(table: Table, title: str, drawn: _Drawn) -> Card:
    found = drawn.found
    frame = found.frame.assign(
        period=[drawn.label(start) for start in found.frame["start_on"]],
        part_words=[_("途中まで") if part else "―" for part in found.frame["part"]],
        dataset=table.dataset,
    )
    if found.step == "month_number":
        frame = frame.drop(columns="start_on")  # of a year that nobody wrote
    columns = [TableColumn("period", time_title(found.step))]
    columns += [TableColumn("category", found.group)] if found.group else []
    columns += [TableColumn("value", found.what, found.unit, number_format(drawn.digits))]
    columns += (
        [TableColumn("rows", _("行の数"), _("件"), "integer")] if "rows" in frame and found.figure is not None else []
    )
    columns.append(TableColumn("part_words", _("途中まで")))
    return card_of(
        table,
        title,
        _finding(table, drawn),
        frame,
        columns,
        figure=replace(_chart(drawn), said=words.few_of_many(len(drawn.names), found.frame["category"].nunique())),
        alt=_alt(drawn),
        unit=found.unit,
        ran=(table.ran, *found.ran),
        notes=(*_notes(drawn), *gap_note(table, found.figure), *total_note(table)),
    )


def _chart(drawn: _Drawn) -> Chart:
    found = drawn.found
    series = {f"c{index}": short(name) if name else found.what for index, name in enumerate(drawn.names)}
    points = None
    parts = _wide(drawn, found.frame[found.frame["part"]])
    if len(parts):
        marks = pd.concat([parts[["x", name]].set_axis(["x", "y"], axis=1) for name in series if name in parts])
        points = {_("途中まで"): (marks.dropna(), "x", "y")} if marks["y"].notna().any() else None
    chart = charts.line_chart(
        _wide(drawn, found.whole),
        "x",
        series,
        found.unit,
        y_title=short(found.what),
        x_title=time_title(found.step),
        points=points,
        digits=drawn.digits,
        zero=bool((found.frame["value"].dropna() >= 0).all()),
    )
    chart = relabel(hollow(chart, _("途中まで")), label_of(found.step), found.unit, drawn.digits)
    y = words.titled(found.what, found.unit) if found.unit else found.what
    chart = axis_title(chart, "yaxis", theme.escape(y if len(y) <= 24 else f"（{found.unit}）"))
    if found.step in ("month", "day"):
        chart = _fewer_dates(chart)
    if found.step == "month_number":
        chart = _named_months(chart, found)
    return with_legend(chart) if len(series) > 1 or points else chart


def _fewer_dates(chart: Chart) -> Chart:
    """At most ``MOST_DATES`` labels, the last one kept: 「2023/10」 over 「令和5」 is wide on a phone."""
    axis = chart.spec["layout"]["xaxis"]
    places, texts = axis.get("tickvals", []), axis.get("ticktext", [])
    step = -(-len(places) // MOST_DATES) or 1
    kept = list(range(len(places)))[::-step][::-1]
    ticks = {"tickvals": [places[at] for at in kept], "ticktext": [texts[at] for at in kept]}
    layout = {**chart.spec["layout"], "xaxis": {**axis, **ticks}}
    return replace(chart, spec={**chart.spec, "layout": layout})


def _named_months(chart: Chart, found: Periods) -> Chart:
    """Every other month at most where many stand side by side, the last one kept."""
    starts = sorted(set(found.frame["start_on"]))
    places = axis_values(starts, found.step)[:: -2 if len(starts) > MOST_MONTHS else -1][::-1]
    ticks = {"tickvals": places, "ticktext": [label_of(found.step)(place, 0) for place in places]}
    layout = {**chart.spec["layout"], "xaxis": {**chart.spec["layout"]["xaxis"], **ticks}}
    return replace(chart, spec={**chart.spec, "layout": layout})


def _wide(drawn: _Drawn, frame: pd.DataFrame) -> pd.DataFrame:
    """One row per period: ``x`` and a column per drawn group."""
    cells = {
        (start, name): value
        for start, name, value in zip(frame["start_on"], frame["category"], frame["value"], strict=True)
    }
    starts = sorted({start for start, _name in cells})
    made = {"x": axis_values(starts, drawn.found.step)}
    for index, name in enumerate(drawn.names):
        made[f"c{index}"] = [cells.get((start, name)) for start in starts]
    return pd.DataFrame(made)


def _finding(table: Table, drawn: _Drawn) -> str:
    """The newest whole period beside the one a year before, else beside the first one."""
    found = drawn.found
    series, who = _told(drawn)
    facts = {"who": who, "source": table.title}
    if series.empty:
        newest = found.frame.dropna(subset=["value"]).iloc[-1]
        facts |= {"period": drawn.label(newest["start_on"]), "now": drawn.says(newest["value"])}
        return _("{who}は、途中までの{period}に{now}です（{source}）。").format(**facts)
    last = series.index.max()
    facts |= {"period": drawn.label(last), "now": drawn.says(series[last])}
    year_ago = date(last.year - 1, last.month, 28 if (last.month, last.day) == (2, 29) else last.day)
    compared = year_ago if year_ago in series.index else series.index.min()
    if compared == last:
        return _("{who}は{period}に{now}です（{source}）。").format(**facts)
    change = series[last] - series[compared]
    facts["before"] = before(found.step) if compared == year_ago else drawn.label(compared)
    facts["was"] = drawn.says(series[compared])
    if change == 0:
        return _("{who}は{period}に{now}。{before}と同じです（{source}）。").format(**facts)
    facts["change"] = drawn.says(abs(change))
    if series[compared] > 0 and found.unit != "%":
        share = words.percent(100 * abs(change) / series[compared])
        facts["change"] = _("{change}（{share}）").format(change=facts["change"], share=share)
    facts["verb"] = _("多くなりました") if change > 0 else _("少なくなりました")
    return _("{who}は{period}に{now}。{before}の{was}より{change}{verb}（{source}）。").format(**facts)


def _told(drawn: _Drawn) -> tuple[pd.Series, str]:
    """The series that the sentence is about: all groups together where they add up, else the largest."""
    found = drawn.found
    known = found.whole.dropna(subset=["value"])
    if not found.group or known["category"].nunique() <= 1:
        return known.drop_duplicates("start_on").set_index("start_on")["value"], _("「{what}」").format(what=found.what)
    # Compared only over periods in which every group has its figure: a gap must not look like a fall.
    complete = found.whole.groupby("start_on")["value"].agg(["count", "size"])
    full = complete.index[(complete["count"] == complete["size"]) & (complete["size"] == complete["size"].max())]
    if found.additive and len(full):
        sums = known[known["start_on"].isin(full)].groupby("start_on")["value"].sum()
        return sums, _("「{what}」（{group}{n}つの合計）").format(
            what=found.what, n=known["category"].nunique(), group=found.group
        )
    rows = known[known["category"] == drawn.names[0]]
    return rows.set_index("start_on")["value"], _("{name}の「{what}」").format(
        name=short(drawn.names[0]), what=found.what
    )


def _alt(drawn: _Drawn) -> str:
    said = []
    for name in drawn.names:
        rows = drawn.found.frame[drawn.found.frame["category"] == name].dropna(subset=["value"])
        if len(rows):
            said.append(
                _("{name}は{first}の{a}から{last}の{b}").format(
                    name=short(name) if name else drawn.found.what,
                    first=drawn.label(rows["start_on"].iloc[0]),
                    a=drawn.says(rows["value"].iloc[0]),
                    last=drawn.label(rows["start_on"].iloc[-1]),
                    b=drawn.says(rows["value"].iloc[-1]),
                )
            )
    return _("折れ線グラフ。{said}。").format(said=_("、").join(said))


def _notes(drawn: _Drawn) -> list[str]:
    found = drawn.found
    said = list(found.notes)
    parts = sorted(set(found.frame.loc[found.frame["part"], "start_on"]))
    if parts:
        names = _("、").join(drawn.label(start) for start in parts[:4])
        said.append(_("{names}は途中までの数です。ほかの時点とは比べていません。").format(names=names))
    newest = found.whole.dropna(subset=["value"])["start_on"].max()
    told = _told(drawn)[0]
    if found.group and found.additive and len(told) and told.index.max() < newest:
        said.append(
            _("{period}には「{group}」のうち値のないものがあるので、合計をほかの時点と比べていません。").format(
                period=drawn.label(newest), group=found.group
            )
        )
    groups = found.frame["category"].nunique()
    if groups > len(drawn.names):
        said.append(
            _("図は大きいほうから{n}つです。ほかの{rest}つは表にあります。").format(
                n=len(drawn.names), rest=groups - len(drawn.names)
            )
        )
    if found.figure is None and found.whole["value"].isna().any():
        said.append(_("数のないところは空けてあります（0ではありません）。"))
    return said
