"""A statistic over time: as it is, and as an index with a base year at 100."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.cards.statistics_common import (
    KINDS,
    MOST_LINES,
    PARAMS,
    Statistic,
    choose,
    largest,
    no_figures,
    notes,
    nothing,
    series_of,
    table_columns,
    table_of,
    wide,
)
from machi.cards.statistics_periods import axis_title, before, hollow, label_of, relabel, with_legend
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("statistic_series", subject="statistics", needs=KINDS, params=PARAMS)
def statistic_series(shelf: Shelf, topic: str, item: str) -> Card:
    """Lines of the largest categories; parts of periods stand beside the line as marks."""
    title = _("どう変わりましたか")
    found = choose(shelf, topic, item)
    drawn = largest(found, MOST_LINES) if found else []
    if found is None or not drawn:
        return no_figures(shelf, title)
    return Card(
        id="statistic_series",
        params={},
        title=title,
        finding=_series_sentence(found, drawn),
        table=table_of(found),
        columns=table_columns(
            found,
            TableColumn(
                "change", _("{before}からの増減").format(before=before(found.period_type)), found.unit, "decimal1"
            ),
        ),
        figure=replace(_series_chart(found, drawn), said=_few(found, drawn)),
        alt=_series_alt(found, drawn),
        unit=found.unit,
        sources=found.sources,
        ran=found.ran,
        notes=notes(found, drawn),
    )


def _series_chart(found: Statistic, drawn: list[str]) -> Chart:
    parts = found.frame[found.frame["part"] & found.frame["category"].isin(drawn)].dropna(subset=["value"])
    marks = None
    if len(parts):
        placed = wide(found, parts, "value", drawn)
        points = pd.concat([placed[["x", name]].set_axis(["x", "y"], axis=1) for name in series_of(drawn)])
        marks = {_("途中まで"): (points.dropna(), "x", "y")}
    chart = charts.line_chart(
        wide(found, found.whole, "value", drawn),
        "x",
        series_of(drawn),
        found.unit or _("値"),
        y_title=found.item or found.name,
        x_title=axis_title(found.period_type),
        points=marks,
        digits=found.digits,
        zero=True,
    )
    return relabel(hollow(chart, _("途中まで")), label_of(found.period_type), found.unit, found.digits)


def _few(found: Statistic, drawn: list[str], largest_ones: bool = True) -> str:
    return words.few_of_many(len(drawn), len(largest(found, len(found.frame))), largest_ones)


def _series_sentence(found: Statistic, drawn: list[str]) -> str:
    """All categories together where they may be added up, else the largest one; beside the year before, else the first."""
    frame = found.whole
    summed = found.additive and len(drawn) > 1
    last_day = frame.dropna(subset=["value"])["start_on"].max()
    if summed:
        series = frame.drop_duplicates("start_on").set_index("start_on")["whole"]
        who = found.name
    else:
        series = frame[frame["category"] == drawn[0]].set_index("start_on")["value"]
        last_day = series.dropna().index.max()
        who = words.titled(found.name, drawn[0]) if drawn[0] else found.name
    facts = {"who": who, "period": found.label(last_day), "source": found.source_words}
    now, earlier = series.get(last_day), series.get(last_day - pd.DateOffset(years=1))
    if not words.known(now):
        return _("{who}は、{period}に数値のない区分があるため、合計を出していません（{source}）。").format(**facts)
    facts |= {"now": found.says(now)}
    facts["before"] = before(found.period_type)
    if not words.known(earlier):
        first = series.dropna().index.min()
        if first == last_day:
            return _("{who}は{period}に{now}です（{source}）。").format(**facts)
        earlier, facts["before"] = series[first], found.label(first)
    facts |= {"change": found.says(abs(now - earlier))}
    if now == earlier:
        return _("{who}は{period}に{now}。{before}と同じです（{source}）。").format(**facts)
    facts["share"] = words.percent(100 * abs(now - earlier) / earlier) if earlier > 0 else ""
    change = _("{change}（{share}）") if facts["share"] else "{change}"
    verb = _("多くなりました") if now > earlier else _("少なくなりました")
    return (_("{who}は{period}に{now}。{before}より") + change + verb + _("（{source}）。")).format(**facts)


def _series_alt(found: Statistic, drawn: list[str]) -> str:
    frame = found.whole.dropna(subset=["value"])
    said = []
    for name in drawn:
        rows = frame[frame["category"] == name]
        first, last = rows.iloc[0], rows.iloc[-1]
        said.append(
            _("{name}は{first}の{a}から{last}の{b}").format(
                name=name or _("全体"), first=found.label(first["start_on"]), a=found.says(first["value"]),
                last=found.label(last["start_on"]), b=found.says(last["value"]),
            )
        )  # fmt: skip
    return _("折れ線グラフ。{title}。{said}。").format(title=found.name, said=_("、").join(said))


@card("statistic_index", subject="statistics", needs=KINDS, params=(*PARAMS, Param("base", "integer", None)))
def statistic_index(shelf: Shelf, topic: str, item: str, base: int | None) -> Card:
    """Each category against its own value in the base year, so that large and small ones can be compared."""
    title = _("はじめを100とすると？")
    found = choose(shelf, topic, item, base)
    drawn = largest(found, MOST_LINES) if found else []
    if found is None or not drawn:
        return no_figures(shelf, title)
    frame = found.whole.dropna(subset=["index_100"])
    drawn = _indexed(frame, found)
    if drawn and frame["start_on"].nunique() == 1:
        why = _("{title}は1つの時点の数値しかないので、指数にできません。").format(title=found.name)
        return nothing(shelf, title, why, _("「内訳」で見てください。"), kinds=KINDS)
    if not drawn:
        return nothing(
            shelf, title, _("この基準の年には数値がありません。"), _("基準の年を選び直してください。"), kinds=KINDS
        )
    chart = charts.line_chart(
        wide(found, frame, "index_100", drawn), "x", series_of(drawn), _("基準＝100"), y_title=_("指数"),
        x_title=axis_title(found.period_type), digits=1,
    )  # fmt: skip
    base_words = _base_words(found, frame)
    return Card(
        id="statistic_index",
        params={},
        title=title,
        finding=_index_sentence(found, frame, base_words),
        table=table_of(found),
        columns=table_columns(
            found, TableColumn("index_100", _("指数（{base}＝100）").format(base=base_words), format="decimal1")
        ),
        figure=replace(
            relabel(with_legend(chart) if len(drawn) > 1 else chart, label_of(found.period_type), "", 1),
            said=_few(found, drawn, largest_ones=False),
        ),
        alt=_("折れ線グラフ。{title}を{base}を100とした指数で比べています。{said}").format(
            title=found.name, base=base_words, said=_index_sentence(found, frame, base_words)
        ),
        sources=found.sources,
        ran=found.ran,
        notes=(
            _("指数は増え方を比べるもので、量の大きさは表していません。縦軸は0から始まっていません。"),
            *notes(found, drawn),
        ),
    )


def _base_words(found: Statistic, frame: pd.DataFrame) -> str:
    """The base in words; of months or days of one year it is their mean."""
    based = frame.loc[frame["year"] == frame["base_year"], "start_on"]
    if based.nunique() > 1:
        return _("{year}年の平均").format(year=int(frame["base_year"].iloc[0]))
    return found.label(based.min())


def _newest(frame: pd.DataFrame) -> pd.DataFrame:
    """All categories at the newest period; totals aside unless there is nothing else."""
    parts = frame[~frame["is_total"]] if not frame["is_total"].all() else frame
    return parts[parts["start_on"] == parts["start_on"].max()].sort_values("index_100", ascending=False)


def _indexed(frame: pd.DataFrame, found: Statistic) -> list[str]:
    """The categories to draw: the two that the sentence names, then the largest, in the order of size."""
    ranked = _newest(frame)["category"].tolist()
    sizes = [name for name in largest(found, len(found.frame)) if (frame["category"] == name).any()]
    kept = dict.fromkeys([*ranked[:1], *ranked[-1:], *sizes])
    return [name for name in sizes if name in list(kept)[:MOST_LINES]]


def _index_sentence(found: Statistic, frame: pd.DataFrame, base: str) -> str:
    newest = _newest(frame)
    high, low = newest.loc[newest["index_100"].idxmax()], newest.loc[newest["index_100"].idxmin()]
    facts = {
        "title": found.name, "base": base, "period": found.label(high["start_on"]), "source": found.source_words,
        "a": high["category"] or _("全体"), "high": words.number(high["index_100"], 1),
        "b": low["category"], "low": words.number(low["index_100"], 1),
    }  # fmt: skip
    if len(newest) == 1:
        return _("{title}は、{base}を100とすると{period}に{high}です（{source}）。").format(**facts)
    return _(
        "{title}は、{base}を100とすると、{period}に{a}が{high}で最も高く、{b}が{low}で最も低い値です（{source}）。"
    ).format(**facts)
