"""The whole evacuation list: every site on a map for one hazard, and how many sites the list means for which hazard."""

from __future__ import annotations

import pandas as pd

from machi.cards import charts, maps, words
from machi.cards.address import Param
from machi.cards.card import Card, Map, TableColumn
from machi.cards.evacuation_sites import PARTLY, YES
from machi.cards.evacuation_words import (
    HAZARDS,
    KIND,
    answer_words,
    columns,
    hazard_name,
    known_hazard,
    two_words,
    warning,
    with_words,
)
from machi.cards.geo import offered
from machi.cards.map_layers import Layer
from machi.cards.place_text import dated
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

SKY, GREY, WHITE = "#4DC4FF", "#C8C8CB", "#FFFFFF"


@card("evacuation_map", subject="safety", needs=(KIND,), params=(Param("hazard", "text", "earthquake"),))
def evacuation_map(shelf: Shelf, hazard: str) -> Card:
    """Every site with the sign that the list gives it for the hazard; sites that are 指定避難所 too have a darker blue."""
    hazard = known_hazard(hazard)
    answer = shelf.ask("evacuation_sites", hazard=hazard)
    table = with_words(answer.frame, hazard).drop(columns="distance_m")
    sources = shelf.sources(KIND)
    counts = table["answer"].value_counts()
    yes, partly, no = (int(counts.get(sign, 0)) for sign in "○△×")
    both = int(((table["answer"] == "○") & (table["shelter"] == "○")).sum())
    without = int(table["lat"].isna().sum())
    notes = [two_words(), _("今開いているか、通れるかは、この一覧では分かりません。")]
    if without:
        notes.append(_("使える座標のない{n}か所は、地図にはなく表にだけあります。").format(n=without))
    return Card(
        id="evacuation_map",
        params={},
        title=_("{hazard}のときの避難場所は、どこにある？").format(hazard=hazard_name(hazard)),
        finding=_(
            "一覧の{all}か所のうち、{hazard}のときの指定緊急避難場所（○）は{yes}か所、条件つき（△）は{partly}か所、対象でない（×）は{no}か所、"
            "記載なしなどは{unsaid}か所。○のうち{both}か所は、指定避難所でもあります（{dated}）。"
        ).format(
            all=words.number(len(table)),
            hazard=hazard_name(hazard),
            yes=words.number(yes),
            partly=words.number(partly),
            no=words.number(no),
            unsaid=words.number(len(table) - yes - partly - no),
            both=words.number(both),
            dated=dated(sources),
        ),
        table=table,
        columns=columns("name", "answer_words", "shelter_words", "capacity", "address", "residents", "phone", "note"),
        figure=_map(shelf, table) if len(table) > without else None,
        alt=_(
            "避難場所{n}か所を、{hazard}のときに使えるかの印（○△×など）で示した地図。同じ内容が表にあります。"
        ).format(n=len(table) - without, hazard=hazard_name(hazard)),
        unit=_("か所"),
        sources=sources,
        ran=(answer.ran,),
        notes=tuple(notes),
        lead=warning(),
        empty=table.empty,
    )


def _map(shelf: Shelf, table: pd.DataFrame) -> Map:
    placed = table[table["lat"].notna() & table["lon"].notna()]
    also = placed["shelter"] == "○"
    known = placed["answer"].isin(["○", "△", "×"])
    groups = (
        ("unsaid", ~known, "…", WHITE, _("… 記載なしなど")),
        ("no", placed["answer"] == "×", "×", GREY, _("× 対象でない")),
        ("partly", placed["answer"] == "△", "△", PARTLY, _("△ 条件つき")),
        ("yes", (placed["answer"] == "○") & ~also, "○", SKY, _("○ 避難場所")),
        ("both", (placed["answer"] == "○") & also, "◎", YES, _("◎ 避難場所で、指定避難所でもある")),
    )
    layers: list[Layer] = []
    legend: list[tuple[str, str]] = []
    for name, chosen, sign, colour, label in groups:
        rows = placed[chosen]
        if len(rows):
            layers += maps.sign_markers(f"evacuation-{name}", [_row(row, sign) for row in rows.itertuples()], colour)
            shown = "#84919E" if colour == WHITE else colour  # a white dot is no legend on a white page
            legend.insert(0, (_("{label}（{n}）").format(label=label, n=len(rows)), shown))
    view = maps.whole_or_city(maps.points(placed), shelf.city.view)
    return maps.base_map(layers, view, offered(shelf), legend=tuple(legend))


def _row(row, sign: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
    capacity = _("想定収容{n}人").format(n=words.number(row.capacity)) if words.known(row.capacity) else ""
    facts = "\n".join(fact for fact in (row.answer_words, row.shelter_words, capacity) if fact)
    return {"x": round(row.lon, 6), "y": round(row.lat, 6), "n": row.name, "d": facts, "t": sign}


@card("evacuation_hazards", subject="safety", needs=(KIND,))
def evacuation_hazards(shelf: Shelf) -> Card:
    """For each hazard how many sites the list means for it. A hazard that nothing is written about is named, not zero."""
    answer, sources = shelf.ask("evacuation_hazards"), shelf.sources(KIND)
    table = answer.frame.assign(hazard_words=[hazard_name(hazard) for hazard in answer.frame["hazard"]])
    table["unsaid"] = table["sites"] - table["yes"] - table["partly"] - table["no"]
    silent = [
        hazard_name(hazard)
        for hazard in HAZARDS
        if hazard not in set(table["hazard"]) and not (hazard == "flood" and "flood_l1" in set(table["hazard"]))
    ]
    notes = [two_words(), _("記載なしは「使えない」ではありません。空欄・「-」・読めない値を合わせた数です。")]
    if silent:
        notes.append(_("{hazards}については、どの場所にも記載がありません。").format(hazards=_("・").join(silent)))
    return Card(
        id="evacuation_hazards",
        params={},
        title=_("どの災害の避難場所が、いくつある？"),
        finding=_hazards_finding(table, dated(sources)),
        table=table,
        columns=(
            TableColumn("hazard_words", _("災害の種類")),
            TableColumn("yes", answer_words("○"), _("か所"), "integer"),
            TableColumn("partly", answer_words("△"), _("か所"), "integer"),
            TableColumn("no", answer_words("×"), _("か所"), "integer"),
            TableColumn("unsaid", _("記載なしなど"), _("か所"), "integer"),
        ),
        figure=None
        if table.empty
        else charts.ranked_bar(table, "hazard_words", "yes", _("か所"), x_title=_("○と書かれた場所")),
        alt=_("災害の種類ごとに、○と書かれた避難場所の数を比べた横棒グラフ。"),
        unit=_("か所"),
        sources=sources,
        ran=(answer.ran,),
        notes=tuple(notes),
        lead=warning(),
        empty=table.empty,
    )


def _hazards_finding(table: pd.DataFrame, when: str) -> str:
    if table.empty:
        return _("この一覧には、災害の種類ごとの記載がありません。公開元に確かめてください（{dated}）。").format(
            dated=when
        )
    parts = _("、").join(
        _("「{hazard}」{n}").format(hazard=row.hazard_words, n=words.number(row.yes)) for row in table.itertuples()
    )
    return _("一覧の{sites}か所のうち、○と書かれたのは{parts}か所です（{dated}）。").format(
        sites=words.number(table["sites"].iloc[0]), parts=parts, dated=when
    )
