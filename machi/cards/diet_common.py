"""What the diet cards share: names of items and groups, the standing caveats, who is left out, groups that are not shown.

A group that is too small is named and said to be hidden, never left away and never zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from machi.cards import words
from machi.cards.card import Card, Ran, TableColumn
from machi.store.aggregates.diet_facts import AGES, load_facts
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

KIND = "diet_survey"
LEAST = 10
"""The smallest group of health data that may be shown; a city may raise it (``[smallest_group]`` in city.toml)."""
BREAKDOWNS = ("sex", "age", "sex_age", "district", "sex_district", "age_district")
COARSE = BREAKDOWNS[:4]
PRESETS = ("all", "kcal", "eer")
BASES = ("day", "per_1000kcal", "percent_energy")


def least(shelf: Shelf) -> int:
    return max(LEAST, shelf.city.smallest_group.get(KIND, LEAST))


def item_title(shelf: Shelf, item: str) -> str:
    """The item as the schema calls it; 野菜 is the sum of two of its columns."""
    if item == "vegetable":
        return _("野菜（緑黄色＋その他）")
    column = shelf.schemas[KIND].by_name.get(item)
    return column.title if column else item


def item_unit(shelf: Shelf, item: str, basis: str) -> str:
    """``g/日``, ``g/1,000kcal`` or ``%エネルギー``."""
    if basis == "percent_energy":
        return _("%エネルギー")
    column = shelf.schemas[KIND].by_name.get(item)
    unit = column.unit if column else "g"
    return f"{unit}/1,000kcal" if basis == "per_1000kcal" else _("{unit}/日").format(unit=unit)


def digits_for(values: pd.Series) -> int:
    """Decimals that leave about three digits: a questionnaire carries no more."""
    middle = values.dropna().abs().median() if values.notna().any() else 0.0
    return 0 if middle >= 100 else 1 if middle >= 2 else 2


def decimals(digits: int) -> Any:
    """The table format with so many decimals."""
    return {0: "integer", 1: "decimal1"}.get(digits, "decimal2")


def age_label(age_class: str) -> str:
    first, last = AGES[age_class]
    if last >= 120:
        return _("{first}歳以上").format(first=first)
    return _("{first}〜{last}歳").format(first=first, last=last)


def group_label(row: Any) -> str:
    """「女 30〜49歳」; 「全体」 for everybody. ``row`` has sex, age_class and district."""
    sexes = {"m": _("男"), "f": _("女"), "": ""}
    age = age_label(row["age_class"]) if row["age_class"] in AGES else ""
    return " ".join(part for part in (sexes[row["sex"]], age, row["district"]) if part) or _("全体")


def id_label(group: str) -> str:
    """The label of a group's id (``f_30-49`` → 「女 30〜49歳」)."""
    parts = {"sex": "", "age_class": "", "district": ""}
    for part in filter(None, group.split("_")):
        parts["sex" if part in ("m", "f") else "age_class" if part in AGES else "district"] = part
    return group_label(parts)


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """With ``label``, ``shown`` and ``state`` (why a group has no values)."""
    frame = frame.copy()
    frame["label"] = [group_label(row) for row in frame.to_dict("records")]
    frame["shown"] = frame["people"].notna()
    frame["state"] = ["" if ok else hidden() for ok in frame["shown"]]
    return frame


def hidden() -> str:
    return _("人数が少ないため表示しません")


def about(n: Any) -> str:
    """「約2,400人」: counts are rounded to 5."""
    return _("約{n}人").format(n=words.number(float(n)))


def day_of(shelf: Shelf) -> str:
    """「質問票の推定、令和7年11月30日」 for the end of a finding."""
    days = [source.as_of for source in shelf.sources(KIND) if source.as_of]
    told = _("質問票の推定")
    return _("{told}、{day}").format(told=told, day=words.day(max(days))) if days else told


def preset_title(preset: str) -> str:
    facts = load_facts().presets
    return {
        "all": _("全員"),
        "kcal": _("{low}〜{high}kcalの人").format(
            low=words.number(facts["kcal"]["at_least"]), high=words.number(facts["kcal"]["below"])
        ),
        "eer": _("必要量の{low}〜{high}倍の人").format(
            low=facts["eer"]["at_least_share"], high=facts["eer"]["below_share"]
        ),
    }[preset]


def note_preset(preset: str) -> tuple[str, ...]:
    """Who is left out, and that the limits are a habit whose origin was not checked."""
    if preset == "all":
        return ()
    facts = load_facts().presets[preset]
    if preset == "kcal":
        who = _("1日のエネルギーが{low}kcal未満、{high}kcal以上の人を除いています。").format(
            low=words.number(facts["at_least"]), high=words.number(facts["below"])
        )
    else:
        who = _(
            "エネルギーが、推定エネルギー必要量（2020年版。活動量が低い場合）の{low}倍未満と"
            "（高い場合の）{high}倍以上の人を除いています。"
        ).format(low=facts["at_least_share"], high=facts["below_share"])
    return (who + _("この区切りは研究でよく使われる慣行ですが、原典では確かめていません。"),)


def notes(shelf: Shelf, item: str, preset: str, frame: pd.DataFrame | None = None) -> tuple[str, ...]:
    """The caveats that stand on every card: what a questionnaire can tell, who answered, which groups are hidden."""
    made = [_("BDHQ（食事の質問票）からの推定です。集団の違いを見るのに向き、量そのものはあまり当てになりません。")]
    if item in ("salt", ""):
        made[0] += _("食塩は、とくに量の推定が苦手です。")
    made += note_preset(preset)
    if frame is not None and not frame["shown"].all():
        made.append(
            _(
                "人数が少ないため表示しない集団が{n}あります（{least}人未満か、ほかの集団との引き算で"
                "{least}人未満のことが分かってしまうため）。0人という意味ではありません。"
            ).format(n=int((~frame["shown"]).sum()), least=least(shelf))
        )
    made.append(_("回答した人の集計です。住民全体の姿とは限りません。人数は5人単位に丸めています。"))
    return tuple(made)


def group_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("label", _("集団")),
        TableColumn("people", _("回答した人（5人単位）"), _("人"), "integer"),
    )


def state_column() -> TableColumn:
    return TableColumn("state", _("表示について"))


def with_state(frame: pd.DataFrame) -> pd.DataFrame:
    """Said in the table too: a shown group reads 「表示」."""
    return frame.assign(state=[text or _("表示") for text in frame["state"]])


def chosen(value: str, allowed: tuple[str, ...], default: str) -> str:
    return value if value in allowed else default


def nothing(shelf: Shelf, title: str, finding: str, ran: tuple[Ran, ...]) -> Card:
    """The empty card: ``finding`` says why and names a way out."""
    return Card(
        id="",
        params={},
        title=title,
        finding=finding,
        table=pd.DataFrame(columns=["label"]),
        columns=(TableColumn("label", _("集団")),),
        sources=shelf.sources(KIND),
        ran=ran,
        notes=notes(shelf, "", "all"),
        empty=True,
    )
