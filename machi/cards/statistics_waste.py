"""Waste per person and day against the plan. Days are those of the 年度 by the calendar: 365, or 366 with a 29 February."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.cards.statistics_common import as_day, nothing
from machi.cards.statistics_periods import axis_title, fewer_ticks, hollow, label_of, relabel
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("statistic_waste", subject="statistics", needs=("waste",), params=(Param("category", "text", ""),))
def statistic_waste(shelf: Shelf, category: str) -> Card:
    """Grams by 年度; the plan's targets and an unfinished year stand beside the line as marks of their own."""
    title = _("ごみは1人1日あたりどれだけですか")
    answer = shelf.ask("statistic_waste", category=category)
    frame = answer.frame
    whole = frame[frame["grams"].notna() & ~frame["part"].fillna(False).astype(bool)]
    if whole.empty:
        return nothing(
            shelf,
            title,
            _("1人1日あたりの量を計算できる年度がありません。"),
            _("区分を選び直すか、「データ一覧」で見つかった点を確かめてください。"),
            kinds=("waste",),
        )
    targets = frame.dropna(subset=["target_g"])
    parts = frame[frame["grams"].notna() & frame["part"].fillna(False).astype(bool)]
    sources = shelf.sources("waste", *(("waste_plan",) if len(targets) else ()))
    return Card(
        id="statistic_waste",
        params={},
        title=title,
        finding=_sentence(category, whole, targets, sources[0].title),
        table=frame.assign(
            period=[words.fiscal_year_label(int(year)) for year in frame["year"]],
            part=[_("途中まで") if part is True or part == 1 else "―" for part in frame["part"].fillna(False)],
        ),
        columns=_columns(),
        figure=_chart(whole, targets, parts),
        alt=_alt(whole, targets),
        unit=_("g/人日"),
        sources=sources,
        ran=(answer.ran,),
        notes=_notes(frame, parts, category),
    )


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("period", _("年度")),
        TableColumn("grams", _("1人1日あたり"), "g", "integer"),
        TableColumn("target_g", _("計画の目標"), "g", "integer"),
        TableColumn("tonnes", _("ごみの量"), "t", "decimal1"),
        TableColumn("population", _("人口"), _("人"), "integer"),
        TableColumn("days", _("日数"), _("日"), "integer"),
        TableColumn("part", _("途中まで")),
    )


def _chart(whole: pd.DataFrame, targets: pd.DataFrame, parts: pd.DataFrame) -> Chart:
    marks = {}
    if len(targets):
        marks[_("計画の目標")] = (targets, "year", "target_g")
    if len(parts):
        marks[_("途中まで")] = (parts, "year", "grams")
    chart = charts.line_chart(
        whole, "year", {"grams": _("1人1日あたりのごみ")}, "g", y_title=_("1人1日あたりの量"),
        x_title=axis_title("fiscal_year"), points=marks or None,
    )  # fmt: skip
    return relabel(fewer_ticks(hollow(chart, _("途中まで"))), label_of("fiscal_year"), "g", 0)


def _sentence(category: str, whole: pd.DataFrame, targets: pd.DataFrame, source: str) -> str:
    last = whole.iloc[-1]
    facts = {
        "what": category or _("ごみ"), "period": words.fiscal_year_label(int(last["year"])),
        "grams": words.number(last["grams"]), "source": source,
    }  # fmt: skip
    start = _("{period}の{what}は1人1日あたり{grams}g").format(**facts)
    same, later = targets[targets["year"] == last["year"]], targets[targets["year"] > last["year"]]
    if len(same):
        target = float(same.iloc[0]["target_g"])
        gap = words.rounded(last["grams"], 0) - words.rounded(target, 0)
        facts |= {
            "plan": same.iloc[0]["plan"] or _("計画"),
            "target": words.number(target),
            "gap": words.number(abs(gap)),
        }
        if gap == 0:
            return start + _("。{plan}の目標{target}gと同じです（{source}）。").format(**facts)
        text = (
            _("。{plan}の目標{target}gより{gap}g多い量です（{source}）。")
            if gap > 0
            else _("。{plan}の目標{target}gより{gap}g少ない量です（{source}）。")
        )
        return start + text.format(**facts)
    if len(later):
        facts |= {"plan": later.iloc[0]["plan"] or _("計画"), "target": words.number(later.iloc[0]["target_g"])}
        facts["then"] = words.fiscal_year_label(int(later.iloc[0]["year"]))
        return start + _("。{plan}の目標は{then}に{target}gです（{source}）。").format(**facts)
    if len(whole) > 1:
        first = whole.iloc[0]
        facts |= {"first": words.fiscal_year_label(int(first["year"])), "before": words.number(first["grams"])}
        return start + _("。{first}は{before}gでした（{source}）。").format(**facts)
    return start + _("です（{source}）。").format(**facts)


def _alt(whole: pd.DataFrame, targets: pd.DataFrame) -> str:
    first, last = whole.iloc[0], whole.iloc[-1]
    said = _("折れ線グラフ。1人1日あたりのごみは{first}の{a}gから{last}の{b}g。").format(
        first=words.fiscal_year_label(int(first["year"])), a=words.number(first["grams"]),
        last=words.fiscal_year_label(int(last["year"])), b=words.number(last["grams"]),
    )  # fmt: skip
    marks = _("、").join(
        f"{words.fiscal_year_label(int(row.year))} {words.number(row.target_g)}g" for row in targets.itertuples()
    )
    return said + (_("計画の目標は{marks}。").format(marks=marks) if marks else "")


def _notes(frame: pd.DataFrame, parts: pd.DataFrame, category: str) -> tuple[str, ...]:
    said = [
        _(
            "一覧の区分の合計を、人口と、その年度の日数（うるう日があれば366日）で割った値です。縦軸は0から始まっていません。"
        )
        if not category
        else _(
            "この区分の量を、人口と、その年度の日数（うるう日があれば366日）で割った値です。縦軸は0から始まっていません。"
        )
    ]
    for row in parts.itertuples():
        said.append(
            _(
                "{period}は{day}までの{days}日分です。季節のかたよりがあるため、ほかの年度や目標とは比べていません。"
            ).format(
                period=words.fiscal_year_label(int(row.year)), day=words.day(as_day(row.counted_to)), days=int(row.days)
            )
        )
    if (frame["populations"].fillna(1) > 1).any():
        said.append(_("同じ年度に違う人口が書かれているところは、大きいほうで割っています。"))
    if frame.loc[frame["days"].notna(), "tonnes"].isna().any():
        said.append(_("量の書かれていない区分がある年度は、計算していません。"))
    return tuple(said)
