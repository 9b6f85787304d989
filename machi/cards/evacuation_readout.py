"""The finding in words for a telephone or a loudspeaker: at most 120 characters, no signs that nobody can pronounce.

Whoever reads it aloud has no time to choose what to leave out, so that is decided here: the warning and the name stay,
the next site goes first, then the capacity, then where it was measured from.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from machi.cards import words
from machi.cards.card import Card
from machi.cards.evacuation_words import hazard_name, known_hazard
from machi.text import _, language

LONGEST = 120
LONGEST_ENGLISH = 240
"""A letter says less than a kana or a kanji."""
_BREAKS = re.compile(r"\s+")


def read_out(card: Card) -> str:
    """The text for an ``evacuation_sites`` card. A sample says first that it is one."""
    mark = _("これは見本です。") if card.synthetic else ""
    end = _("市の避難情報を確かめてください。命の危険があるときは119番へ。")
    room = (LONGEST_ENGLISH if language() == "en" else LONGEST) - len(mark) - len(end)
    return mark + _middle(card, room) + end


def _middle(card: Card, room: int) -> str:
    hazard = _hazard(card)
    if card.table.empty:
        return _fitting([_("{hazard}のときの避難場所は、この一覧では見つかりません。").format(hazard=hazard)], room)
    if "distance_m" not in card.table:
        dated = words.known(card.table["as_of"].iloc[0])
        why = _("避難場所の一覧が古いため、") if dated else _("避難場所の一覧の日付が分からないため、")
        return why + _("近い場所をお伝えできません。")
    rows = card.table.to_dict("records")
    first = rows[0]
    what = _("条件つきの避難場所") if first["answer"] == "△" else _("避難場所")
    point, name = _spoken(str(first["measured_from"])), _spoken(str(first["name"]))
    far, capacity = _metres(first["distance_m"]), _capacity(first["capacity"])
    following = next((row for row in rows[1:] if row["answer"] == first["answer"]), None)
    further = (
        _("次は{name}、およそ{far}。").format(
            name=_spoken(str(following["name"])), far=_metres(following["distance_m"])
        )
        if following
        else ""
    )
    near = _("{point}に近い、{hazard}のときの{what}は、").format(point=point, hazard=hazard, what=what)
    short = _("{hazard}のときの{what}は、").format(hazard=hazard, what=what)
    tail, stop = _("{name}。直線でおよそ{far}").format(name=name, far=far), _("。")
    return _fitting(
        [
            near + tail + capacity + stop + further,
            near + tail + capacity + stop,
            near + tail + stop,
            short + tail + stop,
        ],
        room,
        name,
    )


def _fitting(texts: list[str], room: int, name: str = "") -> str:
    """The first text that fits; else the last with ``name`` cut: no sentence may lose its end."""
    for text in texts:
        if len(text) <= room:
            return text
    last = texts[-1]
    kept = len(name) - (len(last) - room) - 1
    return last.replace(name, name[: max(kept, 0)] + "…", 1)


def _hazard(card: Card) -> str:
    name = hazard_name(known_hazard(str(card.params.get("hazard") or "")))
    return {_("洪水（L1）"): _("洪水、L1"), _("洪水（L2）"): _("洪水、L2")}.get(name, name)


def _spoken(text: str) -> str:
    """One line without signs that a voice stumbles over: brackets become a pause."""
    plain = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "So", "Sm", "Co", "Cs"))
    plain = _BREAKS.sub(" ", re.sub(r"[（(【\[「『〔]", "、", re.sub(r"[）)】\]」』〕]", "", plain))).strip(" 、")
    return plain or _("名称の記載なし")


def _metres(distance: float) -> str:
    if distance < 995:
        return _("{n}メートル").format(n=max(10, round(distance / 10) * 10))
    return _("{n}キロメートル").format(n=words.number(distance / 1000, 1))


def _capacity(capacity: Any) -> str:
    return _("、収容はおよそ{n}人").format(n=f"{round(capacity)}") if words.known(capacity) else ""
