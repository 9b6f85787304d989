"""Rows of any table on the map, coloured by a group: colour and a number in the marker say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import maps, theme, words
from machi.cards.address import Param
from machi.cards.anything_common import (
    DATASET,
    GROUPS,
    NEEDS,
    Table,
    card_of,
    empty,
    open_table,
    pick,
    place_headers,
    short,
    total_note,
    written,
)
from machi.cards.anything_squares import finest, side, squares_map, with_names
from machi.cards.card import Card, Map, TableColumn
from machi.cards.map_layers import Layer
from machi.cards.registry import card
from machi.ingest.meaning import Meaning
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf

COLOURS = (theme.SKY, theme.ORANGE, theme.GREEN, theme.PINK, theme.YELLOW, theme.BROWN)
MOST_POINTS = 6000
"""More markers than this are one heap (and megabytes on a phone): they are counted by squares instead."""
HOW = ("exact", "mesh", "town", "failed", "blank")


@card(
    "anything_map",
    subject="anything",
    needs=NEEDS,
    params=(DATASET, Param("by", "text", ""), Param("label", "text", "")),
)
def anything_map(shelf: Shelf, dataset: str, by: str, label: str) -> Card:
    """Every placed row as a marker; unplaced ones are counted and listed."""
    table = open_table(shelf, dataset)
    title = _("どこにある？")
    group = table.choose(by, GROUPS)
    named = table.choose(label, ("name", "town", "address", "code", "text", "category")) or table.label
    if table.placed > MOST_POINTS:
        return _crowd(shelf, table, group)
    answer = shelf.ask_picked("anything_places", pick(label=named, category=group), dataset=table.dataset)
    frame = answer.frame.assign(
        name=[written(text if isinstance(text, str) else "") for text in answer.frame["label"]],
        category=[written(text if isinstance(text, str) else "") for text in answer.frame["category"]],
        placed_words=[placed_words(how) for how in answer.frame["placed"]],
    )
    there = frame[frame["lat"].notna()]
    if there.empty:
        return empty(table, title, *_no_place(table))
    groups = there["category"].value_counts(sort=True) if group is not None else pd.Series(dtype=int)
    columns = [TableColumn("name", named.title if named else _("行"))]
    columns += [TableColumn("category", group.title)] if group is not None else []
    columns += [
        TableColumn("placed_words", _("場所の決め方")),
        TableColumn("place_text", _("もとの記載")),
        TableColumn("lat", _("緯度"), screen=False),
        TableColumn("lon", _("経度"), screen=False),
        TableColumn("source_row", _("行番号"), "", "integer", screen=False),
    ]
    return card_of(
        table,
        title,
        _finding(table, group, groups),
        frame,
        columns,
        figure=_map(shelf, there, groups),
        alt=_alt(table, group, groups),
        unit=_("件"),
        ran=(table.ran, answer.ran),
        notes=(*_notes(table, groups), *total_note(table)),
    )


def _crowd(shelf: Shelf, table: Table, group: Meaning | None) -> Card:
    """More rows than markers can show: counted by squares of 500 m or larger ones, and the table is that of the squares."""
    squares, digits = finest(
        lambda digits: shelf.ask_picked("anything_squares", {}, dataset=table.dataset, digits=digits), (9, 8, 6)
    )
    counted = shelf.ask_picked("anything_groups", pick(label=group), dataset=table.dataset, order="value", how="count")
    groups = pd.Series(dtype=int)
    if group is not None:
        groups = counted.frame.assign(label=[written(text) for text in counted.frame["label"]]).set_index("label")[
            "rows"
        ]
    frame = squares.frame.assign(value=squares.frame["rows"])
    drawn = frame.assign(said=frame["rows"].map(words.items))
    return card_of(
        table,
        _("どこにある？"),
        _finding(table, group, groups),
        frame,
        (TableColumn("code", _("区画のコード")), TableColumn("rows", _("行の数"), _("件"), "integer")),
        figure=squares_map(shelf, drawn, _("件")),
        alt=_alt(table, group, groups),
        unit=_("件"),
        ran=(table.ran, squares.ran, counted.ran),
        notes=(*_notes(table, groups, crowd=side(digits)), *total_note(table)),
    )


def placed_words(how: str) -> str:
    """How a row was put on the map."""
    return {
        "exact": _("座標"),
        "mesh": _("区画の中心"),
        "town": _("町の代表点"),
        "failed": _("場所を決められません"),
        "blank": _("場所の記載なし"),
    }[how]


def _no_place(table: Table) -> tuple[str, str]:
    """Why no row is on the map, and what would help."""
    facts = {"n": f"{table.how['failed']:,}", "source": table.title}
    if table.how["failed"] and table.of("lat", "lon", "point"):
        why = _("{n}行に座標がありますが、どれも日本の外を指すか読み取れないので、地図に置けません（{source}）。")
        return why.format(**facts), _("緯度と経度の値を確かめてください。")
    why = _("場所の分かる列がありません（{source}）。")
    if table.how["failed"]:
        why = _("{n}行に場所の記載がありますが、地図に置ける場所を決められません（{source}）。")
    return why.format(**facts), _("緯度・経度か、町名・住所の列があれば地図で見られます。")


def _map(shelf: Shelf, there: pd.DataFrame, groups: pd.Series) -> Map:
    kept = [name for name in groups.index if name != written("")][: len(COLOURS)]
    layers: list[Layer] = []
    legend: list[tuple[str, str]] = []
    rest = there[~there["category"].isin(kept)] if kept else there
    others = written("") if set(rest["category"]) == {written("")} else _("その他")
    parts = [(rest, theme.MUTED if kept else theme.SKY, "", others if kept else _("表の行"))] if len(rest) else []
    for index, name in reversed(list(enumerate(kept, 1))):
        parts.append((there[there["category"] == name], COLOURS[index - 1], str(index), f"{index} {short(name)}"))
    for index, (frame, colour, sign, _name) in enumerate(parts):
        layers += maps.geo_markers(f"any{index}", colour, sign, len(frame), _rows(frame), crowd=len(there))
    legend = [
        (_("{name}（{n}件）").format(name=name, n=f"{len(frame):,}"), colour)
        for frame, colour, _sign, name in parts[::-1]
    ]
    return with_names(shelf, layers, maps.points(there), tuple(legend))


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    made = pd.DataFrame(
        {
            "x": frame["lon"].round(6),
            "y": frame["lat"].round(6),
            "n": frame["name"].map(short),
            "d": frame["placed_words"].where(frame["placed"] != "exact", frame["place_text"]),
        }
    )
    return made.to_dict("records")  # type: ignore[return-value]


def _finding(table: Table, group: Meaning | None, groups: pd.Series) -> str:
    facts = {"rows": f"{table.rows:,}", "n": f"{table.placed:,}", "source": table.title, "place": place_headers(table)}
    if table.placed == table.rows:
        said = _("{place}で{rows}行すべてを地図に置きました")
    else:
        said = _("{place}で{rows}行のうち{n}行を地図に置きました")
    said = said.format(**facts)
    if group is None or groups.empty:
        return _("{said}（{source}）。").format(said=said, source=table.title)
    groups = groups.drop(written(""), errors="ignore")
    if groups.empty:
        return _("{said}（{source}）。").format(said=said, source=table.title)
    top = groups.index[groups == groups.iloc[0]]
    most = words.tied([short(name) for name in top], words.items(int(groups.iloc[0])))
    return _("{said}。「{by}」の{k}種類では、いちばん多いのは{most}です（{source}）。").format(
        said=said, by=group.title, k=len(groups), most=most, source=table.title
    )


def _alt(table: Table, group: Meaning | None, groups: pd.Series) -> str:
    said = _("地図。{n}行の場所を示しています。").format(n=f"{table.placed:,}")
    if group is None:
        return said
    listed = _("、").join(words.counted(short(name), count) for name, count in groups.head(len(COLOURS)).items())
    return said + _("「{by}」の多いほうから、{listed}。").format(by=group.title, listed=listed)


def _notes(table: Table, groups: pd.Series, crowd: str = "") -> list[str]:
    how = table.how
    said = []
    if how["town"]:
        said.append(
            _(
                "{n}行は町名までで決めた、町の代表点です。番地の場所ではありません（地図の外には問い合わせていません）。"
            ).format(n=f"{how['town']:,}")
        )
    if how["mesh"]:
        said.append(_("{n}行は区画の中心に置いています。").format(n=f"{how['mesh']:,}"))
    if how["failed"]:
        said.append(
            _("{n}行は場所を決められず、地図にありません。表の「場所の決め方」で分かります。").format(
                n=f"{how['failed']:,}"
            )
        )
    if how["blank"]:
        said.append(_("{n}行は場所の記載がありません。").format(n=f"{how['blank']:,}"))
    if not crowd and len(groups.drop(written(""), errors="ignore")) > len(COLOURS):
        said.append(_("色は多いほうから{n}種類です。ほかは「その他」にまとめています。").format(n=len(COLOURS)))
    if crowd:
        said.append(_("行が多いので、{side}の区画ごとの数で表しています。").format(side=crowd))
    return said
