"""Food groups and pairs of items: what a group eats differently from everybody, and what goes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards import diet_common as common
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.diet_figures import bin_map
from machi.cards.registry import card
from machi.store.aggregates.diet_facts import load_facts
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

COMPARED = ("day", "per_1000kcal")


@card(
    "diet_food_groups",
    subject="diet",
    needs=("diet_survey",),
    params=(
        Param("group", "text", "75+"),
        Param("basis", "text", "per_1000kcal"),
        Param("preset", "text", "all"),
    ),
)
def diet_food_groups(shelf: Shelf, group: str, basis: str, preset: str) -> Card:
    """Every food group: its mean in ``group`` against everybody's, in percent."""
    label = common.id_label(group)
    title = _("{group}は何を多く食べていますか").format(group=label)
    preset, basis = common.chosen(preset, common.PRESETS, "all"), common.chosen(basis, COMPARED, "per_1000kcal")
    items = load_facts().food_groups
    answer = shelf.ask("diet_against_all", group=group, items=items, basis=basis, preset=preset)
    frame = answer.frame
    if frame.empty:
        text = _("{group}は、{why}。ほかの集団を選んでください。").format(group=label, why=common.hidden())
        return common.nothing(shelf, title, text, (answer.ran,))
    frame = frame.assign(label=[common.item_title(shelf, item) for item in frame["item"]])
    unit = common.item_unit(shelf, "fruit", basis)
    finding = _food_sentence(shelf, frame, label, basis)
    return Card(
        id="diet_food_groups",
        params={},
        title=title,
        finding=finding,
        table=frame,
        columns=(
            TableColumn("label", _("食品群")),
            TableColumn("mean", _("{group}の平均").format(group=label), unit, "decimal1"),
            TableColumn("mean_all", _("全体の平均"), unit, "decimal1"),
            TableColumn("difference_percent", _("全体との差"), "%", "decimal1"),
        ),
        figure=charts.ranked_bar(
            frame,
            "label",
            "difference_percent",
            "%",
            x_title=_("全体の平均との差"),
            digits=0,
        ),
        alt=_("横棒グラフ。食品群ごとの、全体の平均との差。{finding}").format(finding=finding),
        unit="%",
        sources=shelf.sources(common.KIND),
        ran=(answer.ran,),
        notes=(
            *common.notes(shelf, "food", preset),
            _(
                "食品群の分け方は一般的な集計の例で、原典とは照合していません。野菜は緑黄色野菜とその他の野菜の合計です。"
            ),
        ),
    )


def _food_sentence(shelf: Shelf, frame: pd.DataFrame, label: str, basis: str) -> str:
    more, less = frame.iloc[0], frame.iloc[-1]
    measure = _("1,000kcalあたり") if basis == "per_1000kcal" else _("1日あたり")
    return _("{group}は、全体の平均とくらべて{more}が{up}、{less}が{down}です（{measure}、{day}）。").format(
        group=label,
        more=more["label"],
        up=_signed(more["difference_percent"]),
        less=less["label"],
        down=_signed(less["difference_percent"]),
        measure=measure,
        day=common.day_of(shelf),
    )


def _signed(percent: float) -> str:
    text = words.percent(abs(percent), 0)
    if words.rounded(percent, 0) == 0:
        return _("同じくらい")
    return (_("{p}多い値") if percent > 0 else _("{p}少ない値")).format(p=text)


@card("diet_pair", subject="diet", needs=("diet_survey",), params=(Param("x", "text", "vegetable"),))
def diet_pair(shelf: Shelf, x: str) -> Card:
    """Two items together, as counts in bins of ten people or more: ``x`` names the pair by its item along x."""
    pair = next((one for one in load_facts().pairs if one.x == x), load_facts().pairs[0])
    names = {"x": common.item_title(shelf, pair.x), "y": common.item_title(shelf, pair.y)}
    title = _("{x}と{y}はいっしょに多くなりますか").format(**names)
    answer = shelf.ask("diet_bins", x=pair.x)
    frame = answer.frame
    if frame["people"].isna().all():
        text = _("{x}と{y}の組は、人数が少ないため表示しません。ほかの組を選んでください。").format(**names)
        return common.nothing(shelf, title, text, (answer.ran,))
    for side in "xy":
        frame[side] = [_span(low, high) for low, high in zip(frame[f"{side}_from"], frame[f"{side}_to"], strict=True)]
    units = {f"{side}_unit": common.item_unit(shelf, getattr(pair, side), "day") for side in "xy"}
    columns, rows = (list(dict.fromkeys(frame[side])) for side in "xy")
    counts = frame.pivot(index="y", columns="x", values="people").reindex(index=rows, columns=columns)
    grid = [[float(n) if words.known(n) else None for n in line] for line in counts.to_numpy().tolist()]
    most = frame.loc[frame["people"].idxmax()]
    finding = _(
        "いちばん人が多いのは、{x}が{x_span}{x_unit}、{y}が{y_span}{y_unit}の区画で、{n}です（{people}のうち、{day}）。"
    ).format(
        **names,
        **units,
        x_span=most["x"],
        y_span=most["y"],
        n=common.about(most["people"]),
        people=common.about(frame["people"].sum()),
        day=common.day_of(shelf),
    )
    return Card(
        id="diet_pair",
        params={},
        title=title,
        finding=finding,
        table=frame.assign(
            state=[_("表示") if words.known(n) else common.hidden() for n in frame["people"]],
        ),
        columns=(
            TableColumn("x", names["x"], units["x_unit"]),
            TableColumn("y", names["y"], units["y_unit"]),
            TableColumn("people", _("回答した人（5人単位）"), _("人"), "integer"),
            common.state_column(),
        ),
        figure=bin_map(
            grid,
            columns,
            rows,
            words.titled(names["x"], units["x_unit"]),
            words.titled(names["y"], units["y_unit"]),
            common.hidden(),
        ),
        alt=_("2つの項目の区画ごとの人数を色で示した図。{finding}").format(finding=finding),
        unit=_("人"),
        sources=shelf.sources(common.KIND),
        ran=(answer.ran,),
        notes=(
            *common.notes(shelf, pair.y, "all"),
            _(
                "×の区画は{least}人未満か、引き算で少人数が分かる区画です（だれもいない区画も同じに見せています）。"
            ).format(least=common.least(shelf)),
            _("いっしょに多くても、どちらかが原因とはいえません。"),
        ),
    )


def _span(low: float, high: float) -> str:
    if not words.known(low):
        return _("{high}未満").format(high=f"{high:,g}")
    if not words.known(high):
        return _("{low}以上").format(low=f"{low:,g}")
    return f"{low:,g}–{high:,g}"
