"""One nutrient or food group by group: how it is spread, and how it stands to the Dietary Reference Intakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import diet_common as common
from machi.cards import diet_marks, words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.diet_figures import spread
from machi.cards.registry import card
from machi.store.aggregates.diet_facts import EDITIONS
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

SPREAD = ("mean", "sd", "p5", "p25", "median", "p75", "p95")


@card(
    "diet_nutrient",
    subject="diet",
    needs=("diet_survey",),
    params=(
        Param("item", "text", "salt"),
        Param("breakdown", "text", "sex_age"),
        Param("basis", "text", "day"),
        Param("preset", "text", "all"),
        Param("edition", "text", "2025"),
    ),
)
def diet_nutrient(shelf: Shelf, item: str, breakdown: str, basis: str, preset: str, edition: str) -> Card:
    """Median and spread of ``item`` in every group of ``breakdown``, with the reference values by their own rules."""
    title = _("{item}をどれくらいとっていますか").format(item=common.item_title(shelf, item))
    breakdown = common.chosen(breakdown, common.BREAKDOWNS, "sex_age")
    preset = common.chosen(preset, common.PRESETS, "all")
    edition = common.chosen(edition, EDITIONS, "2025")
    offered = shelf.ask("diet_items")
    bases = offered.frame.loc[offered.frame["item"] == item, "basis"].tolist()
    if not bases:
        text = _("この調査には「{item}」の値がありません。ほかの項目を選んでください。").format(item=item)
        return common.nothing(shelf, title, text, (offered.ran,))
    basis = common.chosen(basis, tuple(bases), "day")
    answer = shelf.ask("diet_groups", item=item, basis=basis, preset=preset, breakdown=breakdown)
    asked = {"item": item, "basis": basis, "source": edition}
    references, shares = shelf.ask("diet_references", **asked), shelf.ask("diet_shares", **asked)
    frame = common.labelled(answer.frame)
    digits, unit = common.digits_for(frame["mean"]), common.item_unit(shelf, item, basis)
    rows, told = _with_references(frame, references.frame, shares.frame, digits, preset)
    finding = _sentence(shelf, rows, references.frame, item, unit, digits, preset)
    return Card(
        id="diet_nutrient",
        params={},
        title=title,
        finding=finding,
        table=common.with_state(rows),
        columns=(*common.group_columns(), *_spread_columns(unit, digits), *told, common.state_column()),
        figure=spread(
            frame,
            unit,
            common.item_title(shelf, item),
            digits,
            diet_marks.marks(references.frame, frame, unit),
            common.hidden(),
        ),
        alt=_("集団ごとの分布の図（5〜95%の範囲、25〜75%、中央値と基準値）。{finding}").format(finding=finding),
        unit=unit,
        sources=shelf.sources(common.KIND),
        ran=(answer.ran, references.ran, shares.ran),
        notes=(
            *common.notes(shelf, item, preset, frame),
            *diet_marks.notes(references.frame, item, basis, edition),
            *_size_notes(shelf, preset, shares.frame),
        ),
    )


def _with_references(
    frame: pd.DataFrame, references: pd.DataFrame, shares: pd.DataFrame, digits: int, preset: str
) -> tuple[pd.DataFrame, tuple[TableColumn, ...]]:
    """The rows with the reference and the share of each kind as text, and the columns for them."""
    rows, columns = frame.copy(), []
    for kind in dict.fromkeys(references["kind"]):
        name = f"reference_{kind.lower()}"
        limits = [diet_marks.limit_text(references, kind, row, digits) for row in rows.to_dict("records")]
        rows[name] = [text or "―" for text in limits]
        columns.append(TableColumn(name, diet_marks.kind_title(kind)))
        mine = shares[shares["kind"] == kind].set_index("id") if preset == "all" else shares.iloc[:0]
        if len(mine):
            name = f"share_{kind.lower()}"
            texts = {
                key: diet_marks.share_text(*told)
                for key, *told in mine[["percent", "less_than", "more_than"]].itertuples()
            }
            rows[name] = [texts.get(key, "―") for key in rows["id"]]
            columns.append(TableColumn(name, diet_marks.beyond_words(references, kind)))
    return rows, tuple(columns)


def _spread_columns(unit: str, digits: int) -> tuple[TableColumn, ...]:
    titles = (_("平均"), _("標準偏差"), _("5%の点"), _("25%の点"), _("中央値"), _("75%の点"), _("95%の点"))
    form = common.decimals(digits)
    return tuple(TableColumn(name, text, unit, form) for name, text in zip(SPREAD, titles, strict=True))


def _sentence(
    shelf: Shelf, rows: pd.DataFrame, references: pd.DataFrame, item: str, unit: str, digits: int, preset: str
) -> str:
    name, day = common.item_title(shelf, item), common.day_of(shelf)
    everybody = rows[rows["id"] == ""]
    groups = rows[(rows["id"] != "") & rows["median"].notna()]
    if everybody["median"].isna().all():
        return _("{item}は、回答した人が少ないため表示しません（{day}）。").format(item=name, day=day)
    whole = everybody.iloc[0]
    facts = {
        "item": name,
        "all": words.number(whole["median"], digits) + unit,
        "people": common.about(whole["people"]),
        "day": day,
    }
    if groups.empty:
        text = _("{item}の中央値は、全体で{all}です（{people}、{day}）。")
    elif len(groups) <= 2:
        facts["groups"] = _("、").join(
            f"{label}{words.number(value, digits)}{unit}"
            for label, value in zip(groups["label"], groups["median"], strict=True)
        )
        text = _("{item}の中央値は{groups}、全体では{all}です（{people}、{day}）。")
    else:
        low, high = groups.loc[groups["median"].idxmin()], groups.loc[groups["median"].idxmax()]
        facts |= {"low": low["label"], "low_value": words.number(low["median"], digits)}
        facts |= {"high": high["label"], "high_value": words.number(high["median"], digits) + unit}
        text = _(
            "{item}の中央値は全体で{all}。集団では{low}の{low_value}から{high}の{high_value}までです（{people}、{day}）。"
        )
    return text.format(**facts) + _against(rows, references, digits)


def _against(rows: pd.DataFrame, references: pd.DataFrame, digits: int) -> str:
    """What the reference values say of everybody, one short sentence per kind."""
    whole, told = rows[rows["id"] == ""].iloc[0], []
    for kind in ("EAR", "DG"):
        share = whole.get(f"share_{kind.lower()}", "")
        if share and share not in ("―", diet_marks.share_text(None, None, None)):
            who = diet_marks.beyond_words(references, kind)
            told.append(_("{who}は全体の{share}です。").format(who=who, share=share))
    groups = rows[rows["id"] != ""].to_dict("records")
    fixed = [(row, diet_marks.values_of(references, "AI", row)) for row in groups if words.known(row["median"])]
    reached = [row["median"] >= limits[0][0] for row, limits in fixed if limits and len(limits[0]) == 1]
    if reached:
        told.append(
            _("中央値が目安量に届いている集団は、{n}集団のうち{k}集団です。").format(n=len(reached), k=sum(reached))
        )
    return "".join(told)


def _size_notes(shelf: Shelf, preset: str, shares: pd.DataFrame) -> tuple[str, ...]:
    least = common.least(shelf)
    made = [
        _(
            "だれか1人の値にならないよう、中央値は{median}人、25%・75%の点は{quarter}人、5%・95%の点は{end}人以上の"
            "集団だけに出しています。"
        ).format(median=2 * least, quarter=4 * least, end=20 * least)
    ]
    if len(shares) and preset != "all":
        made.append(_("基準から外れる人の割合は、「全員」の集計だけに出しています。"))
    elif len(shares):
        made.append(_("基準から外れる人の割合は、性別と年齢の集団だけに出しています（地区では人数が少ないため）。"))
    return tuple(made)
