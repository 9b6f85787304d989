"""The sentences of the mesh cards: computed from the card's own table and the city's totals of the month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import words
from machi.cards.mesh_common import CLASSES, FLOOR, KIND, Months, class_name, level_name, month_name, notes_of
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


def title(measure: str) -> str:
    """The question that the map answers."""
    return {
        "density": _("どこに多く集まって住んでいますか"),
        "share65": _("65歳以上の割合はどこで高いですか"),
        "share15": _("15歳未満の割合はどこで高いですか"),
        "change": _("どこで増え、どこで減りましたか"),
    }.get(measure, _("どこに何人住んでいますか"))


def figure_title(figure: str) -> str:
    """The figure as a column heading."""
    return {
        "young": _("0–14歳の人口"),
        "working": _("15–64歳の人口"),
        "old": _("65歳以上の人口"),
        "share_old": _("65歳以上の割合"),
        "share_young": _("15歳未満の割合"),
    }.get(figure, _("人口"))


def unit(measure: str) -> str:
    return {"density": _("人/km²"), "share65": "%", "share15": "%"}.get(measure, _("人"))


def finding(
    shelf: Shelf, table: pd.DataFrame, measure: str, figure: str, month: date, compare: date, months: Months
) -> str:
    """The number first, then what it is compared with, what isn't counted, source and month."""
    source = shelf.schemas[KIND].title
    if measure == "change":
        said = _changed(table, figure, month, compare)
    elif measure == "density":
        said = _dense(table, figure)
    elif measure == "count":
        said = _counted(table, figure, months.row(month))
    else:
        said = _shared(table, figure, months.row(month))
    return _("{said}{left_out}（{source}、{month}）。").format(
        said=said, left_out=_left_out(table), source=source, month=month_name(month)
    )


def _counted(table: pd.DataFrame, figure: str, month: pd.Series) -> str:
    """How few squares hold half of the people."""
    lived = table.loc[table["amount"] > 0, "amount"].sort_values(ascending=False)
    if lived.empty:
        return _("人のいる区画はありません")
    half = int((lived.cumsum() < lived.sum() / 2).sum()) + 1
    return _("{who}{people}の半分は、人のいる{squares}区画のうち{half}区画に住んでいます").format(
        who=class_name(figure),
        people=words.people(month[figure]),
        squares=words.number(len(lived)),
        half=words.number(half),
    )


def _dense(table: pd.DataFrame, figure: str) -> str:
    lived = table.loc[table["density"] > 0, "density"]
    if lived.empty:
        return _("人のいる区画はありません")
    who = "" if figure == "people" else _("{who}は、").format(who=class_name(figure))
    return _("{who}人のいる区画の中央値で1km²あたり{middle}、多いほうから1割の区画では1km²あたり{high}以上です").format(
        who=who, middle=words.people(lived.median()), high=words.people(lived.quantile(0.9))
    )


def _shared(table: pd.DataFrame, figure: str, month: pd.Series) -> str:
    """Squares above and below the city's own share (of the people whose ages are known)."""
    column = "old" if figure == "share_old" else "young"
    ages = month["young"] + month["working"] + month["old"]
    whole = 100 * month[column] / ages if ages else float("nan")
    known = table["amount"].dropna()
    if known.empty or whole != whole:
        return _("割合を出せる区画はありません")
    return _("{who}の割合が全体の{whole}より高い区画は{above}、低い区画は{below}").format(
        who=_("65歳以上") if column == "old" else _("15歳未満"),
        whole=words.percent(whole),
        above=words.number((known > whole).sum()),
        below=words.number((known < whole).sum()),
    )


def _changed(table: pd.DataFrame, figure: str, month: date, compare: date) -> str:
    known = table["change"].dropna()
    facts = {
        "span": _span(compare, month),
        "who": _("人口") if figure == "people" else class_name(figure),
        "more": words.number((known > 0).sum()),
        "less": words.number((known < 0).sum()),
        "same": words.number((known == 0).sum()),
    }
    return _("{span}{who}が増えた区画は{more}、減った区画は{less}、変わらない区画は{same}").format(**facts)


def _span(compare: date, month: date) -> str:
    if (compare.year + 1, compare.month) == (month.year, month.month):
        return _("この1年で")
    return _("{first}とくらべて").format(first=month_name(compare))


def _left_out(table: pd.DataFrame) -> str:
    """Squares that are in no count, by reason; empty when there are none."""
    counts = table["state"].value_counts()
    named = {
        "hidden": _("秘匿の{n}区画"),
        "few": _("{floor}人未満の{n}区画"),
        "merged": _("合算の{n}区画"),
        "unknown": _("記載のない{n}区画"),
    }
    told = [
        text.format(n=words.number(counts[state]), floor=FLOOR) for state, text in named.items() if counts.get(state, 0)
    ]
    return _("。{squares}は数えていません").format(squares=_("と").join(told)) if told else ""


def alt(table: pd.DataFrame, measure: str, figure: str, level: str, month: date) -> str:
    """The map in words: what is coloured, the extremes, and where the same numbers stand."""
    column = {"change": "change", "density": "density"}.get(measure, "amount")
    known = table.dropna(subset=[column])
    shown = _("{figure}の増減").format(figure=figure_title(figure)) if measure == "change" else figure_title(figure)
    said = _("{month}の{figure}を{level}ごとに色分けした地図。").format(
        month=month_name(month), figure=shown, level=level_name(level)
    )
    if known.empty:
        return said
    top, low = known.loc[known[column].idxmax()], known.loc[known[column].idxmin()]
    digits = 1 if measure.startswith("share") else 0
    return said + _(
        "最も大きいのは{top_name}の{top}{unit}、最も小さいのは{low_name}の{low}{unit}。同じ数字が表にあります。"
    ).format(
        top_name=top["name"],
        top=words.number(top[column], digits),
        low_name=low["name"],
        low=words.number(low[column], digits),
        unit=unit(measure),
    )


def notes(table: pd.DataFrame, measure: str, figure: str, month: pd.Series) -> tuple[str, ...]:
    made = notes_of(month)
    if bool((table["state"] == "hidden").any()):
        made.append(_("秘匿は、人数が少ないため表示しないことです。0人ではありません。"))
    incomplete = int(((table["state"] == "known") & (table["left_out"] > 0)).sum())
    if incomplete and int(month["merged"]) == 0:
        made.append(
            _("秘匿の区画を含む{n}区画の数字は、分かっている区画だけの合計です（太い枠）。").format(
                n=words.number(incomplete)
            )
        )
    if measure == "density":
        made.append(_("面積は緯度から計算した区画のほんとうの広さで、水面や山林も含みます。"))
    if figure not in CLASSES:
        made.append(
            _("割合は、その区画の公表された人数に対するものです。{n}人未満の区画では出しません。").format(n=FLOOR)
        )
    if measure == "change":
        made.append(_("増減には、生まれた人・亡くなった人・引っ越した人がすべて含まれます。"))
    return tuple(made)
