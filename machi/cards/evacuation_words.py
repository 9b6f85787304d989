"""Words that the cards about evacuation sites share: hazards as the standard names them, what a sign in the list says.

○ is meant for the hazard, △ only on a condition, × is not; a dash, a 不明, an unreadable cell and a blank are four
different ways of not knowing, and none of them is × (house.md, habit 8).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from machi.cards.card import TableColumn
from machi.cards.place_kinds import days_old
from machi.cards.place_text import said
from machi.store.shelf import Shelf
from machi.text import _

KIND = "evacuation_space"
HAZARDS = ("earthquake", "flood", "landslide", "inundation", "fire", "storm_surge", "tsunami", "volcano")
"""The eight hazards of the standard list (standards.md 1.6), in the order in which they are offered."""
LEVELS = ("flood_l1", "flood_l2")
"""Floods of two sizes, in lists that split them (standards.md 10.4)."""


def hazard_name(hazard: str) -> str:
    """The hazard in the words of the standard; of a list's own for the two flood levels."""
    return {
        "flood": _("洪水"),
        "flood_l1": _("洪水（L1）"),
        "flood_l2": _("洪水（L2）"),
        "landslide": _("崖崩れ、土石流及び地滑り"),
        "storm_surge": _("高潮"),
        "earthquake": _("地震"),
        "tsunami": _("津波"),
        "fire": _("大規模な火事"),
        "inundation": _("内水氾濫"),
        "volcano": _("火山現象"),
    }[hazard]


def known_hazard(hazard: str) -> str:
    """``hazard``, or earthquake where an address names none of ours."""
    return hazard if hazard in (*HAZARDS, *LEVELS) else HAZARDS[0]


def warning() -> str:
    """The line that stands before every card about evacuation."""
    return _("市の避難情報を確かめてください。命の危険があるときは119番へ。")


def two_words() -> str:
    """The two words that are easily taken for one."""
    return _(
        "「指定緊急避難場所」は、災害から逃れるための場所です（災害の種類ごとに書かれています）。"
        "「指定避難所」は、家に戻れないときにしばらく過ごす所で、同じ場所とは限りません。"
    )


def answer_words(answer: str) -> str:
    """What the list says about a site for the chosen hazard."""
    return {
        "○": _("○ 対象"),
        "△": _("△ 条件つき"),
        "×": _("× 対象でない"),
        "-": _("「-」と記載"),
        "?": _("「不明」と記載"),
        "!": _("書かれた値を読めません"),
        "": _("記載なし"),
    }[answer]


def shelter_words(shelter: Any) -> str:
    """Whether the site is a 指定避難所 as well."""
    if not said(shelter):
        return _("記載なし")
    return {"○": _("指定避難所でもある"), "△": _("条件つきで指定避難所"), "×": _("指定避難所ではない")}[shelter]


def too_old(shelf: Shelf) -> bool:
    """Whether the list is too old (or of unknown age) to say which site is nearest."""
    age = days_old(shelf, shelf.sources(KIND))
    return age is None or age > shelf.city.evacuation_max_age_days


def with_words(frame: pd.DataFrame, hazard: str) -> pd.DataFrame:
    """The rows of ``evacuation_sites`` with their signs in words; for floods both levels where the list has them."""
    levels = [
        _("L1は{first}、L2は{second}").format(
            first=answer_words(row.flood_l1 if said(row.flood_l1) else ""),
            second=answer_words(row.flood_l2 if said(row.flood_l2) else ""),
        )
        if hazard == "flood" and (said(row.flood_l1) or said(row.flood_l2))
        else None
        for row in frame.itertuples()
    ]
    return frame.assign(
        name=frame["name"].fillna(_("名称の記載なし")),
        answer_words=[answer_words(answer) for answer in frame["answer"]],
        shelter_words=[shelter_words(shelter) for shelter in frame["shelter"]],
        levels=pd.Series(levels, index=frame.index, dtype=object),
    )


def columns(*names: str) -> tuple[TableColumn, ...]:
    """Headings of the evacuation tables."""
    texts = {
        "name": _("名称"),
        "answer_words": _("この災害のとき"),
        "levels": _("洪水の規模ごと"),
        "shelter_words": _("指定避難所か"),
        "address": _("所在地"),
        "residents": _("対象の町会・自治会"),
        "phone": _("電話番号"),
        "note": _("備考（記載のまま）"),
    }
    numbers = {
        "distance_m": TableColumn("distance_m", _("直線距離"), "m", "metre"),
        "capacity": TableColumn("capacity", _("想定収容人数"), _("人"), "integer"),
        "as_of": TableColumn("as_of", _("一覧の日付"), "", "date"),
    }
    files_only = ("residents", "phone")
    return tuple(numbers.get(name) or TableColumn(name, texts[name], screen=name not in files_only) for name in names)
