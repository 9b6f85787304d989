"""Who is left out of the survey's tables, by the three named presets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from machi.cards import diet_common as common
from machi.cards import words
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card("diet_presets", subject="diet", needs=("diet_survey",))
def diet_presets(shelf: Shelf) -> Card:
    """How many people each preset leaves, rounded; where too few are removed it says so instead."""
    answer = shelf.ask("diet_presets")
    frame = answer.frame
    frame = frame.assign(
        label=[common.preset_title(preset) for preset in frame["preset"]],
        state=[_("表示") if words.known(n) else common.hidden() for n in frame["people"]],
    )
    told = [
        _("「{preset}」だけの集計では{n}").format(preset=label, n=common.about(removed))
        for preset, label, removed in zip(frame["preset"], frame["label"], frame["removed"], strict=True)
        if preset != "all" and words.known(removed)
    ]
    whole = frame["people"].iloc[0] if len(frame) else None
    if not words.known(whole):
        text = _("回答した人が少ないため表示しません。")
        return common.nothing(shelf, _("何人の回答ですか"), text, (answer.ran,))
    finding = _("集計したのは{people}の回答です（{day}）。").format(
        people=common.about(whole), day=common.day_of(shelf)
    )
    if told:
        finding += _("極端な回答をのぞくと、{list}少なくなります。").format(list=_("、").join(told))
    return Card(
        id="diet_presets",
        params={},
        title=_("何人の回答ですか"),
        finding=finding,
        table=frame,
        columns=(
            TableColumn("label", _("集計する人")),
            TableColumn("people", _("人数（5人単位）"), _("人"), "integer"),
            TableColumn("removed", _("のぞいた人（5人単位）"), _("人"), "integer"),
            common.state_column(),
        ),
        unit=_("人"),
        sources=shelf.sources(common.KIND),
        ran=(answer.ran,),
        notes=(
            *common.notes(shelf, "energy", "all"),
            *common.note_preset("kcal"),
            *common.note_preset("eer"),
            _("性別・年齢・地区のどれかが分からない人、18歳未満の人、値の欠けた人は、どの集計にも入っていません。"),
        ),
    )
