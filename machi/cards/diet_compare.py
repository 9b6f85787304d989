"""Two groups compared: the difference of their means with a 95 % confidence interval, by Welch's method.

Only published numbers go in (mean, standard deviation, the count rounded to 5), so that anybody can work it out again and
nothing new about the groups comes out.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pandas as pd

from machi.cards import diet_common as common
from machi.cards import words
from machi.cards.address import Param
from machi.cards.card import Card, TableColumn
from machi.cards.diet_figures import intervals
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

LABELS = ("sex", "age_class", "district")


def t_quantile(freedom: float, share: float = 0.975) -> float:
    """Quantile of Student's t by the Cornish–Fisher expansion (Abramowitz & Stegun 26.7.5); error < 0.001 from 9 on."""
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


def welch(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    """(difference, low, high) of two means at 95 %. Each is (mean, standard deviation, count); counts above 1."""
    a, b = (sd**2 / n for _mean, sd, n in (one, other))
    difference = one[0] - other[0]
    if a + b == 0:
        return difference, difference, difference
    freedom = (a + b) ** 2 / (a**2 / (one[2] - 1) + b**2 / (other[2] - 1))
    half = t_quantile(freedom) * sqrt(a + b)
    return difference, difference - half, difference + half


@card(
    "diet_compare",
    subject="diet",
    needs=("diet_survey",),
    params=(
        Param("item", "text", "salt"),
        Param("a", "text", "m"),
        Param("b", "text", "f"),
        Param("basis", "text", "day"),
        Param("preset", "text", "all"),
    ),
)
def diet_compare(shelf: Shelf, item: str, a: str, b: str, basis: str, preset: str) -> Card:
    """Mean of ``item`` in groups ``a`` and ``b`` and the interval of their difference."""
    title = _("{a}と{b}はどれくらい違いますか").format(a=common.id_label(a), b=common.id_label(b))
    preset, basis = common.chosen(preset, common.PRESETS, "all"), common.chosen(basis, common.BASES, "day")
    answer = shelf.ask("diet_two", a=a, b=b, item=item, basis=basis, preset=preset)
    frame = common.labelled(answer.frame)
    reason = _refusal(frame, a, b)
    if reason:
        return common.nothing(shelf, title, reason, (answer.ran,))
    first, second = frame.to_dict("records")
    difference, low, high = welch(*((row["mean"], row["sd"], row["people"]) for row in (first, second)))
    half = [t_quantile(n - 1) * sd / sqrt(n) for sd, n in zip(frame["sd"], frame["people"], strict=True)]
    frame = frame.assign(low=frame["mean"] - half, high=frame["mean"] + half)
    # One digit more than elsewhere: the difference must be that of the two means that are read beside it.
    digits, unit = min(common.digits_for(frame["mean"]) + 1, 2), common.item_unit(shelf, item, basis)
    finding = _sentence(shelf, first, second, (difference, low, high), (item, unit, digits))
    form = common.decimals(digits)
    return Card(
        id="diet_compare",
        params={},
        title=title,
        finding=finding,
        table=common.with_state(frame),
        columns=(
            *common.group_columns(),
            TableColumn("mean", _("平均"), unit, form),
            TableColumn("sd", _("標準偏差"), unit, form),
            TableColumn("low", _("95%信頼区間の下"), unit, form),
            TableColumn("high", _("95%信頼区間の上"), unit, form),
            common.state_column(),
        ),
        figure=intervals(frame, unit, _("{item}の平均").format(item=common.item_title(shelf, item)), digits),
        alt=_("2つの集団の平均と95%信頼区間の図。{finding}").format(finding=finding),
        unit=unit,
        sources=shelf.sources(common.KIND),
        ran=(answer.ran,),
        notes=(
            *common.notes(shelf, item, preset, frame),
            _("差の95%信頼区間はWelchの方法で、表にある平均・標準偏差・人数（5人単位）から計算しています。"),
            _("横軸は0から始まっていません。年齢など、ほかの違いはそろえていません。"),
        ),
    )


def _refusal(frame: pd.DataFrame, a: str, b: str) -> str:
    """Why two groups can't be compared; empty when they can."""
    if a == b or len(frame) < 2:
        return _("くらべる2つの集団を選んでください。")
    hidden = frame[~frame["shown"] | frame["mean"].isna() | frame["sd"].isna()]["label"].tolist()
    if hidden:
        return _("{groups}は、人数が少ないため表示しません。ほかの集団を選んでください。").format(
            groups=_("・").join(hidden)
        )
    one, other = frame.to_dict("records")
    if not any(one[name] and other[name] and one[name] != other[name] for name in LABELS):
        return _("{a}と{b}には同じ人が入っているため、くらべられません。重ならない集団を選んでください。").format(
            a=one["label"], b=other["label"]
        )
    return ""


def _sentence(
    shelf: Shelf,
    first: dict[str, Any],
    second: dict[str, Any],
    found: tuple[float, float, float],
    shown: tuple[str, str, int],
) -> str:
    (difference, low, high), (item, unit, digits) = found, shown
    more, less = (first, second) if difference >= 0 else (second, first)
    ends = sorted((abs(low), abs(high)))
    facts = {
        "item": common.item_title(shelf, item),
        "more": more["label"],
        "more_value": words.number(more["mean"], digits),
        "less": less["label"],
        "less_value": words.number(less["mean"], digits) + unit,
        "difference": words.number(abs(difference), digits) + unit,
        "low": words.number(ends[0], digits),
        "high": words.number(ends[1], digits),
        "day": common.day_of(shelf),
    }
    if low <= 0 <= high:
        return _(
            "{item}の平均は{more}{more_value}、{less}{less_value}。差{difference}は誤差の範囲で、違うとはいえません"
            "（Welchの95%信頼区間に0が入る、{day}）。"
        ).format(**facts)
    return _(
        "{item}の平均は{more}{more_value}、{less}{less_value}。{more}のほうが{difference}多い値です"
        "（差の95%信頼区間 {low}〜{high}、Welchの方法、{day}）。"
    ).format(**facts)
