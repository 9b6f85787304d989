"""Rows of any table counted, or an amount added up, by grid squares of 500 m or 250 m."""

from __future__ import annotations

from typing import TYPE_CHECKING

from machi.cards.address import Param
from machi.cards.anything_common import (
    DATASET,
    NEEDS,
    card_of,
    digits_of,
    empty,
    gap_note,
    number_format,
    open_table,
    pick,
    place_headers,
    says,
    total_note,
)
from machi.cards.anything_moments import moments
from machi.cards.anything_squares import finest, near, side, squares_map
from machi.cards.card import Card, TableColumn
from machi.cards.registry import card
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Answer, Shelf

LEVELS = {"quarter": 10, "half": 9, "third": 8}
"""Level → digits of the square's code, as the mesh pages spell it."""


@card(
    "anything_mesh",
    subject="anything",
    needs=NEEDS,
    params=(DATASET, Param("amount", "text", ""), Param("level", "text", "")),
)
def anything_mesh(shelf: Shelf, dataset: str, amount: str, level: str) -> Card:
    """Squares of 500 m (250 m, 1 km on demand), larger ones where they are too many. Without an amount rows are counted."""
    table = open_table(shelf, dataset)
    title = _("どの区画に多い？")
    figure = table.choose(amount, ("amount", "people")) or table.choose(
        "" if amount else table.usual("anything_mesh").get("amount", ""), ("amount", "people")
    )
    figure = figure if figure is not None and figure.additive else None
    over = moments(shelf, table, figure, *table.of("mesh", "town", "address")[:1])
    figure = figure if over.sums else None
    picks, wanted = pick(amount=figure) | over.picks, LEVELS.get(level, 0)

    def ask(digits: int) -> Answer:
        return shelf.ask_picked("anything_squares", picks, dataset=table.dataset, digits=digits, **over.given)

    answer, level_digits = finest(ask, [digits for digits in (*LEVELS.values(), 6) if digits <= (wanted or 9)])
    if answer.frame.empty and not wanted:
        answer, level_digits = ask(8), 8
    frame = answer.frame
    if frame.empty:
        why = _("この大きさの区画に置ける行がありません（{source}）。").format(source=table.title)
        return empty(table, title, why, _("区画の大きさを変えるか、場所の列を確かめてください。"))
    frame = frame.assign(value=frame["rows"].astype(float) if figure is None else frame["total"])
    known = frame.dropna(subset=["value"])
    digits = digits_of(known["value"])
    drawn = known[known["value"] >= 0].assign(
        said=[says(value, figure, digits) for value in known.loc[known["value"] >= 0, "value"]]
    )
    counted = int(frame["rows"].sum())
    facts = {
        "side": side(level_digits),
        "n": f"{len(known):,}",
        "what": figure.title if figure else _("行の数"),
        "source": table.title,
        "most": says(known["value"].max(), figure, digits),
        "near": near(shelf, known.loc[known["value"] == known["value"].max(), "code"].tolist()),
        "whole": says(known["value"].sum(), figure, digits),
        "place": place_headers(table),
    }
    finding = _(
        "{place}から{side}の区画に分けると、{n}区画にあり、「{what}」は合わせて{whole}。いちばん多い区画{near}は{most}です（{source}）。"
    )
    notes = [_("行のない区画は塗っていません。「ない」とは限りません。")]
    if wanted and level_digits < wanted:
        notes.append(_("選んだ大きさでは区画が多すぎるので、{side}の区画にしました。").format(**facts))
    rest = table.rows - table.totals - counted
    if rest > 0 and not over.given:
        notes.append(_("{n}行は場所か区画が決まらず、入っていません。").format(n=f"{rest:,}"))
    if len(known) > len(drawn):
        notes.append(_("負の値の区画は、図では塗っていません（表にはあります）。"))
    return card_of(
        table,
        title,
        finding.format(**facts) + over.said,
        frame,
        (
            TableColumn("code", _("区画のコード")),
            *(
                (
                    TableColumn(
                        "value", _("{title}の合計").format(title=figure.title), figure.unit, number_format(digits)
                    ),
                )
                if figure
                else ()
            ),
            TableColumn("rows", _("行の数"), _("件"), "integer"),
        ),
        figure=squares_map(shelf, drawn, figure.unit if figure else _("件")),
        alt=_("地図。{side}の区画{n}個を、「{what}」の多さで塗り分けています。").format(**facts),
        unit=figure.unit if figure else _("件"),
        ran=(table.ran, *over.ran, answer.ran),
        notes=(*notes, *over.notes, *gap_note(table, figure), *total_note(table)),
    )
