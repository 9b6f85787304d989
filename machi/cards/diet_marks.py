"""How the Dietary Reference Intakes are read for a group: which value stands at which row, and in which words.

EAR: share of people below. DG: share outside. AI: the group's median beside it. RDA is for planning one person's diet and
never gives a share. Where the people of a group have different values, both ends are marked.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from machi.cards import words
from machi.cards.diet_figures import Mark
from machi.store.aggregates.diet_facts import AGES, SEXES, load_facts
from machi.text import _

DRAWN = ("EAR", "AI", "DG")


def kind_title(kind: str) -> str:
    return {
        "EAR": _("推定平均必要量（EAR）"),
        "AI": _("目安量（AI）"),
        "DG": _("目標量（DG）"),
        "RDA": _("推奨量（RDA）"),
    }[kind]


def values_of(references: pd.DataFrame, kind: str, group: Any) -> tuple[list[float], list[float]] | None:
    """All low and all high limits of a kind among the people of ``group``; None when a class of them has no value."""
    mine = references[references["kind"] == kind]
    by_class = {(one["sex"], one["age_class"]): one for one in mine.to_dict("records")}
    wanted = [
        (sex, age) for sex in SEXES for age in AGES if group["sex"] in ("", sex) and group["age_class"] in ("", age)
    ]
    if not by_class or any(key not in by_class for key in wanted):
        return None
    found = [by_class[key] for key in wanted]
    low = sorted({one["low"] for one in found if words.known(one["low"])})
    high = sorted({one["high"] for one in found if words.known(one["high"])})
    return low, high


def limit_text(references: pd.DataFrame, kind: str, group: Any, digits: int) -> str:
    """「7.5未満」, 「20〜30」, 「2,000〜2,500以上」 (differs by age or sex); empty without a value."""
    limits = values_of(references, kind, group)
    if limits is None:
        return ""
    strict = bool(references.loc[references["kind"] == kind, "strict"].any())
    low, high = (_ends(side, digits) for side in limits)
    if low and high:
        return _("{low}から{high}まで").format(low=low, high=high)
    if low:
        return _("{low}以上").format(low=low)
    return (_("{high}未満") if strict else _("{high}以下")).format(high=high)


def _ends(values: list[float], digits: int) -> str:
    spelt = [f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}" for value in values]
    return "〜".join(dict.fromkeys((spelt[0], spelt[-1]))) if spelt else ""


def marks(references: pd.DataFrame, frame: pd.DataFrame, unit: str) -> list[Mark]:
    """A mark for each limit at each shown row of ``frame`` (label, sex, age_class)."""
    made = []
    for kind in DRAWN:
        for row, group in enumerate(frame.to_dict("records")):
            limits = values_of(references, kind, group) if group["shown"] else None
            for side in limits or ():
                for value in dict.fromkeys(side[:1] + side[-1:]):
                    hover = f"{group['label']} {kind_title(kind)}: {value:,g}{unit}"
                    made.append(Mark(row, value, kind_title(kind), hover))
    return made


def beyond_words(references: pd.DataFrame, kind: str) -> str:
    """How being beyond a value is called: below, above or outside."""
    mine = references[references["kind"] == kind]
    if kind == "EAR":
        return _("推定平均必要量を下回る人")
    if mine["low"].notna().any() and mine["high"].notna().any():
        return _("目標量の範囲から外れる人")
    return _("目標量に届かない人") if mine["low"].notna().any() else _("目標量に収まらない人")


def share_text(percent: Any, less_than: Any, more_than: Any) -> str:
    """「81%」, 「5%未満」, 「95%を超える割合」, or that it is not shown."""
    if words.known(percent):
        return words.percent(percent, 0)
    if words.known(less_than):
        return _("{p}未満").format(p=words.percent(less_than, 0))
    if words.known(more_than):
        return _("{p}を超える割合").format(p=words.percent(more_than, 0))
    return _("表示しません")


def notes(references: pd.DataFrame, item: str, basis: str, edition: str) -> list[str]:
    """How the values were read, which were not used, and from which edition they are."""
    source = load_facts().source(edition)
    kinds = set(references["kind"])
    made = []
    if kinds:
        ways = {
            "EAR": _("推定平均必要量は「下回る人の割合」"),
            "AI": _("目安量は「集団の中央値」"),
            "DG": _("目標量は「外れる人の割合」"),
        }
        read = _("、").join(text for kind, text in ways.items() if kind in kinds)
        if read:
            made.append(
                _(
                    "基準は{title}（{publisher}）。{read}で読みます（一般的な慣行で、原典とは照合していません）。"
                ).format(**{key: source[key] for key in ("title", "publisher")}, read=read)
            )
        if "RDA" in kinds:
            made.append(_("推奨量（RDA）は1人分の食事を考えるための値なので、集団の割合には使っていません。"))
    elif basis == "day":
        made.append(_("{title}の値は、この項目では使っていません。").format(title=source["title"]))
    else:
        made.append(_("この単位での基準値はありません。"))
    if edition == "2020" and item in ("calcium", "iron") and basis == "day":
        made.append(_("2020年版の推定平均必要量は確かめられていないため、載せていません。"))
    if item == "iron" and basis == "day":
        made.append(_("18〜64歳の女性の鉄は月経の有無で値が違い、調査からは分からないため、基準を示していません。"))
    return made
