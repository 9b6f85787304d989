"""The mean of a group beside the national targets of 健康日本21（第三次）, and where the energy comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, theme, words
from machi.cards import diet_common as common
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.registry import card
from machi.store.aggregates.diet_facts import load_facts
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

COMMON = (Param("breakdown", "text", "sex_age"), Param("preset", "text", "all"))


@card("diet_target", subject="diet", needs=("diet_survey",), params=(Param("item", "text", "vegetable"), *COMMON))
def diet_target(shelf: Shelf, item: str, breakdown: str, preset: str) -> Card:
    """Mean of vegetables, fruit or salt in every group, beside the target and the country's starting point."""
    title = _("国の目標とくらべてどうですか")
    item = common.chosen(item, tuple(target.item for target in load_facts().targets), "vegetable")
    preset = common.chosen(preset, common.PRESETS, "all")
    breakdown = common.chosen(breakdown, common.BREAKDOWNS, "sex_age")
    answer = shelf.ask("diet_targets", item=item, breakdown=breakdown, preset=preset)
    frame = common.labelled(answer.frame)
    whole = frame.iloc[0] if len(frame) else None
    if whole is None or not words.known(whole["mean"]):
        text = _("{item}の平均は出せません。ほかの項目を選んでください。").format(item=common.item_title(shelf, item))
        return common.nothing(shelf, title, text, (answer.ran,))
    digits, unit = common.digits_for(frame["mean"]), common.item_unit(shelf, item, "day")
    finding = _target_sentence(shelf, whole, item, unit, digits)
    source = load_facts().source("kenko21")
    form = common.decimals(digits)
    return Card(
        id="diet_target",
        params={},
        title=title,
        finding=finding,
        table=common.with_state(frame),
        columns=(
            *common.group_columns(),
            TableColumn("mean", _("平均"), unit, form),
            TableColumn("target", _("目標"), unit, form),
            TableColumn("difference", _("目標との差"), unit, form),
            TableColumn("baseline", _("国の出発点の平均"), unit, form),
            common.state_column(),
        ),
        figure=_target_figure(frame, common.item_title(shelf, item), unit, digits),
        alt=_("横棒グラフ。集団ごとの平均に、国の目標と出発点の線を引いたもの。{finding}").format(finding=finding),
        unit=unit,
        sources=shelf.sources(common.KIND),
        ran=(answer.ran,),
        notes=(
            *common.notes(shelf, item, preset, frame),
            _("目標は{title}の、集団の平均についての値です（{period}）。国の出発点とは調べ方が違います。").format(
                title=source["title"], period=source["period"]
            ),
        ),
    )


def _target_sentence(shelf: Shelf, whole: pd.Series, item: str, unit: str, digits: int) -> str:
    mean, target = whole["mean"], whole["target"]
    gap = abs(words.rounded(mean, digits) - target)
    facts = {
        "item": common.item_title(shelf, item),
        "mean": words.number(mean, digits) + unit,
        "target": words.number(target, 0) + unit,
        "gap": words.number(gap, digits) + unit,
        "people": common.about(whole["people"]),
        "day": common.day_of(shelf),
    }
    if gap == 0:
        text = _("{item}の平均は{mean}で、健康日本21の目標{target}と同じです（{people}、{day}）。")
    elif mean < target:
        text = _("{item}の平均は{mean}で、健康日本21の目標{target}より{gap}少ない値です（{people}、{day}）。")
    else:
        text = _("{item}の平均は{mean}で、健康日本21の目標{target}より{gap}多い値です（{people}、{day}）。")
    return text.format(**facts)


def _target_figure(frame: pd.DataFrame, title: str, unit: str, digits: int) -> Chart:
    names = frame.assign(
        label=[
            label if shown else _("{label}（表示しません）").format(label=label)
            for label, shown in zip(frame["label"], frame["shown"], strict=True)
        ]
    )
    made = charts.ranked_bar(names, "label", "mean", unit, x_title=_("{item}の平均").format(item=title), digits=digits)
    target, baseline = float(frame["target"].iloc[0]), float(frame["baseline"].iloc[0])
    # Beside the bars the numbers would stand on the lines.
    inside = {"textposition": "inside", "insidetextanchor": "start", "constraintext": "none"}
    made.spec["data"][0] |= {**inside, "textfont": {"color": theme.text_on(theme.SKY), "size": theme.SMALL}}
    layout = made.spec["layout"]
    most = max(float(frame["mean"].max()) * 1.22, target * 1.12, baseline * 1.12)
    lines = [
        {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1}
        | {"line": {"color": colour, "width": 2.5, "dash": dash}}
        for x, colour, dash in ((target, theme.PURPLE, "solid"), (baseline, theme.BROWN, "dot"))
    ]
    told = [
        {"x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "text": text, "xanchor": "right"}
        | {"font": {"size": theme.SMALL}, "yshift": up}
        for x, text, up in (
            (target, _("目標 {n}").format(n=f"{target:,g}"), 0),
            # One above the other, both to the left of their lines: on a phone they would meet, or run over the edge.
            (baseline, _("国の出発点 {n}").format(n=f"{baseline:,g}"), theme.SMALL + 5),
        )
    ]
    layout |= {"shapes": lines, "annotations": told, "margin": {**layout["margin"], "t": 56}}
    layout["xaxis"] = {**layout["xaxis"], "range": [0, most]}
    return made


@card("diet_energy", subject="diet", needs=("diet_survey",), params=COMMON)
def diet_energy(shelf: Shelf, breakdown: str, preset: str) -> Card:
    """Where the energy comes from: mean share of protein, fat and carbohydrate in every group."""
    title = _("エネルギーは何からとっていますか")
    preset = common.chosen(preset, common.PRESETS, "all")
    breakdown = common.chosen(breakdown, common.COARSE, "sex_age")
    answer = shelf.ask("diet_energy_shares", breakdown=breakdown, preset=preset)
    frame = common.labelled(answer.frame)
    if frame["fat_percent"].isna().all():
        text = _("エネルギーの割合は出せません。ほかの見方を選んでください。")
        return common.nothing(shelf, title, text, (answer.ran,))
    parts = {
        "protein_percent": (_("たんぱく質"), theme.SKY),
        "fat_percent": (_("脂質"), theme.ORANGE),
        "carbohydrate_percent": (_("炭水化物"), theme.GREEN),
        "rest_percent": (_("その他（アルコールなど）"), theme.MUTED),
    }
    whole, shown = frame.iloc[0], frame[frame["shown"]]
    fat = shown[shown["id"] != ""]["fat_percent"]
    finding = _(
        "エネルギーのうち脂質は{fat}、たんぱく質は{protein}、炭水化物は{carbohydrate}です（全体の平均、{people}、{day}）。"
    ).format(
        fat=words.percent(whole["fat_percent"]),
        protein=words.percent(whole["protein_percent"]),
        carbohydrate=words.percent(whole["carbohydrate_percent"]),
        people=common.about(whole["people"]),
        day=common.day_of(shelf),
    )
    if len(fat) > 1:
        finding += _("脂質の割合は、集団では{low}から{high}までです。").format(
            low=words.percent(fat.min()), high=words.percent(fat.max())
        )
    return Card(
        id="diet_energy",
        params={},
        title=title,
        finding=finding,
        table=common.with_state(frame),
        columns=(
            *common.group_columns(),
            TableColumn("energy_kcal", _("エネルギーの平均"), _("kcal/日"), "integer"),
            *(TableColumn(name, label, "%", "decimal1") for name, (label, _fill) in parts.items()),
            common.state_column(),
        ),
        figure=charts.stacked_rows(shown, "label", parts, "%", x_title=_("エネルギーの割合"), digits=1),
        alt=_("積み上げ棒グラフ。集団ごとのエネルギーの内訳。{finding}").format(finding=finding),
        unit="%",
        sources=shelf.sources(common.KIND),
        ran=(answer.ran,),
        notes=(
            *common.notes(shelf, "energy", preset, frame),
            _("1人ずつの割合（たんぱく質4、脂質9、炭水化物4kcal/g）の平均です。残りはアルコールなどです。"),
            _("表示しない集団は、図からは外し、表に名前をのせています。"),
        ),
    )
