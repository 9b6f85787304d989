"""What a statistic is made of, and how much it changes from one year to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, theme, words
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.cards.statistics_common import (
    KINDS,
    MOST_PARTS,
    PARAMS,
    Statistic,
    as_day,
    choose,
    largest,
    no_figures,
    notes,
    nothing,
    table_columns,
    table_of,
    wide,
)
from machi.cards.statistics_periods import axis_title, before, relabel
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("statistic_shares", subject="statistics", needs=KINDS, params=PARAMS)
def statistic_shares(shelf: Shelf, topic: str, item: str) -> Card:
    """Stacked shares of each whole period that add up to 100 % of the categories' sum."""
    title = _("何が多くを占めますか")
    found = choose(shelf, topic, item)
    drawn = largest(found, MOST_PARTS) if found else []
    if found is None or not drawn:
        return no_figures(shelf, title)
    refused = _no_shares(found)
    if refused:
        return nothing(shelf, title, refused, _("「うつりかわり」で見てください。"), kinds=KINDS)
    frame = found.whole.dropna(subset=["share_percent"])
    placed, labels = _shares(found, frame, drawn)
    return Card(
        id="statistic_shares",
        params={},
        title=title,
        finding=_shares_sentence(found, frame),
        table=table_of(found),
        columns=table_columns(found, TableColumn("share_percent", _("その時点の合計に占める割合"), format="percent1")),
        figure=_shares_chart(found, placed, labels),
        alt=_("積み上げ棒グラフ。{title}の合計に占める区分ごとの割合。{said}").format(
            title=found.name, said=_shares_sentence(found, frame)
        ),
        unit="%",
        sources=found.sources,
        ran=found.ran,
        notes=(
            _("割合は、同じ時点の区分の合計を100%としています。四捨五入のため、合計が100%にならないことがあります。"),
            *notes(found),
        ),
    )


def _no_shares(found: Statistic) -> str:
    if not found.additive:
        return _("{title}は率や平均の数値なので、足し合わせた割合は出せません。").format(title=found.name)
    if found.frame.loc[~found.frame["is_total"], "category"].nunique() < 2:
        return _("{title}には区分が1つしかないので、内訳は出せません。").format(title=found.name)
    if found.whole["share_percent"].isna().all():
        return _("{title}は、どの時点も数値のない区分（または負の数）があるため、割合を出せません。").format(
            title=found.name
        )
    return ""


def _shares(found: Statistic, frame: pd.DataFrame, drawn: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Shares of the drawn categories, and the rest as one part where there is a rest."""
    placed = wide(found, frame, "share_percent", drawn)
    names = [f"c{index}" for index in range(len(drawn))]
    rest = 100 - placed[names].sum(axis=1)
    if (rest > 1e-6).any():
        placed[f"c{len(drawn)}"] = rest
        return placed, [*drawn, _("その他")]
    return placed, drawn


def _shares_chart(found: Statistic, placed: pd.DataFrame, labels: list[str]) -> Chart:
    fills = (theme.SKY, theme.ORANGE, theme.GREEN, theme.BROWN, theme.YELLOW, theme.MUTED)
    chart = charts.stacked_bar(
        placed, "x", {f"c{index}": (name, fills[index]) for index, name in enumerate(labels)}, "%",
        y_title=_("合計に占める割合"), x_title=axis_title(found.period_type), digits=1,
    )  # fmt: skip
    starts = [found.label(start) for start in placed["start_on"]]
    return relabel(chart, lambda _x, position: starts[position], "%", 1)


def _shares_sentence(found: Statistic, frame: pd.DataFrame) -> str:
    newest = frame[frame["start_on"] == frame["start_on"].max()]
    top = newest.loc[newest["share_percent"].idxmax()]
    rows = frame[frame["category"] == top["category"]]
    facts = {
        "title": found.name, "period": found.label(top["start_on"]), "name": top["category"], "source": found.source_words,
        "whole": found.says(top["whole"]), "share": words.percent(top["share_percent"]),
    }  # fmt: skip
    if len(rows) == 1:
        return _("{title}は{period}に合わせて{whole}、そのうち{name}が{share}です（{source}）。").format(**facts)
    first = rows.iloc[0]
    gap = words.rounded(top["share_percent"]) - words.rounded(first["share_percent"])
    facts |= {"first": found.label(first["start_on"]), "points": words.points(gap)}
    if not round(gap, 1):
        text = _("{title}は{period}に合わせて{whole}、そのうち{name}が{share}。{first}と同じ割合です（{source}）。")
    elif gap > 0:
        text = _(
            "{title}は{period}に合わせて{whole}、そのうち{name}が{share}。{first}より{points}高い割合です（{source}）。"
        )
    else:
        text = _(
            "{title}は{period}に合わせて{whole}、そのうち{name}が{share}。{first}より{points}低い割合です（{source}）。"
        )
    return text.format(**facts)


@card("statistic_change", subject="statistics", needs=KINDS, params=(*PARAMS, Param("category", "text", "")))
def statistic_change(shelf: Shelf, topic: str, item: str, category: str) -> Card:
    """Year-on-year change of one category (the largest one unless chosen), percent, as bars around zero."""
    title = _("前の年からどれだけ増減しましたか")
    found = choose(shelf, topic, item)
    drawn = largest(found, MOST_PARTS) if found else []
    if found is None or not drawn:
        return no_figures(shelf, title)
    category = category if category in set(found.frame["category"]) else drawn[0]
    mine = found.whole[found.whole["category"] == category]
    known = mine.dropna(subset=["change_percent"])
    if known.empty:
        return nothing(
            shelf, title, _("1年前とくらべられる数値がありません。"), _("「うつりかわり」で見てください。"), kinds=KINDS
        )
    placed = wide(found, mine, "change_percent", [category])
    chart = charts.grouped_bar(
        placed, "x", {"c0": category or found.name}, "%",
        y_title=_("{before}からの増減").format(before=before(found.period_type)), x_title=axis_title(found.period_type),
        digits=1,
    )  # fmt: skip
    starts = [found.label(start) for start in placed["start_on"]]
    percent = TableColumn("change_percent", _("増減率"), format="percent1")
    return Card(
        id="statistic_change",
        params={},
        title=title,
        finding=_change_sentence(found, category, known),
        table=table_of(found),
        columns=table_columns(found, TableColumn("change", _("増減"), found.unit, "decimal1"), percent),
        figure=relabel(chart, lambda _x, position: starts[position], "%", 1),
        alt=_("棒グラフ。{title}の1年ごとの増減率。最も大きい増加は{high}、最も大きい減少は{low}。").format(
            title=category or found.name, high=_extreme(found, known, True), low=_extreme(found, known, False)
        ),
        unit="%",
        sources=found.sources,
        ran=found.ran,
        notes=notes(found),
    )


def _extreme(found: Statistic, known: pd.DataFrame, up: bool) -> str:
    row = known.loc[known["change_percent"].idxmax() if up else known["change_percent"].idxmin()]
    if (row["change_percent"] > 0) != up:
        return _("なし")
    return f"{found.label(as_day(row['start_on']))} {words.percent(abs(row['change_percent']))}"


def _change_sentence(found: Statistic, category: str, known: pd.DataFrame) -> str:
    last = known.iloc[-1]
    rose = int((known["change"] > 0).sum())
    facts = {
        "title": words.titled(found.name, category) if category else found.name, "period": found.label(last["start_on"]),
        "before": before(found.period_type), "n": found.says(abs(last["change"])),
        "share": words.percent(abs(last["change_percent"])), "all": len(known), "rose": rose, "source": found.source_words,
    }  # fmt: skip
    if last["change"] == 0:
        text = _(
            "{title}は、{period}は{before}と同じでした。くらべた{all}回のうち、増えたのは{rose}回です（{source}）。"
        )
    elif last["change"] > 0:
        text = _(
            "{title}は、{period}に{before}より{n}（{share}）増えました。くらべた{all}回のうち、増えたのは{rose}回です（{source}）。"
        )
    else:
        text = _(
            "{title}は、{period}に{before}より{n}（{share}）減りました。くらべた{all}回のうち、増えたのは{rose}回です（{source}）。"
        )
    return text.format(**facts)
