"""One grid square: its people by age class in every month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from machi.cards import charts, words
from machi.cards.address import Param
from machi.cards.card import Card, Chart, TableColumn
from machi.cards.mesh_common import (
    FLOOR,
    KIND,
    LEVELS,
    class_name,
    level_name,
    level_of,
    month_name,
    months_of,
    notes_of,
    nothing,
    square_name,
)
from machi.cards.registry import card
from machi.ingest import mesh
from machi.ingest.reading import fold
from machi.text import _

if TYPE_CHECKING:
    from machi.store.shelf import Shelf


@card(
    "mesh_cell",
    subject="mesh",
    needs=(KIND,),
    params=(Param("code", "text", ""), Param("level", "text", "quarter")),
)
def mesh_cell(shelf: Shelf, code: str, level: str) -> Card:
    """``code``: a mesh code, or the beginning of a town's name; without one, the square with the most people."""
    title = _("この区画の人口はどう変わりましたか")
    wanted = fold(code)[0]
    found = shelf.ask("mesh_find", words=wanted, level=LEVELS.get(level, 10))
    if found.frame.empty:
        return nothing(
            shelf,
            title,
            _("「{words}」に当たる区画は、この一覧にありません。").format(words=wanted) + _why(wanted),
            _("8〜10桁のメッシュコードか、町名の始まりを入れてください。"),
            (found.ran,),
        )
    chosen = str(found.frame["code"].iloc[0])
    answer = shelf.ask("mesh_history", code=chosen, floor=FLOOR)
    frame, town = answer.frame, square_name(found.frame["town"].iloc[0], chosen)
    months = months_of(shelf)
    return Card(
        id="mesh_cell",
        params={},
        title=title,
        finding=_finding(shelf, frame, town, chosen),
        table=frame.assign(remark=[_remark(row) for row in frame.to_dict("records")]),
        columns=_columns(),
        figure=_chart(frame),
        alt=_alt(frame, town, chosen),
        unit=_("人"),
        sources=shelf.sources(KIND),
        ran=(answer.ran, found.ran),
        notes=_notes(frame, months.frame.iloc[-1], found.frame),
    )


def _chart(frame: pd.DataFrame) -> Chart:
    """Three lines from zero; every second label of the months, or a phone writes them upright."""
    made = charts.line_chart(
        frame,
        "month",
        {"old": class_name("old"), "working": class_name("working"), "young": class_name("young")},
        _("人"),
        y_title=_("人口"),
        x_title=_("月"),
        zero=True,
    )
    axis = made.spec["layout"]["xaxis"]
    for name in ("tickvals", "ticktext"):
        axis[name] = axis[name][::-2][::-1] if len(axis.get(name, ())) > 4 else axis.get(name, [])
    return made


def _why(code: str) -> str:
    """A number that is no mesh code is told apart from one without people."""
    if not code.isdigit():
        return ""
    if not mesh.is_valid(code):
        return _("日本の地域メッシュコードの形ではありません。")
    return _("人の住んでいない区画か、公表されていない大きさの区画です。")


def _finding(shelf: Shelf, frame: pd.DataFrame, town: str, code: str) -> str:
    known = frame.dropna(subset=["people"])
    place = _("{town}の{level}（{code}）").format(town=town, level=level_name(level_of(code)), code=code)
    source = shelf.schemas[KIND].title
    newest = pd.Timestamp(frame["month"].iloc[-1]).date()
    if known.empty or pd.isna(frame["people"].iloc[-1]):
        return _("{place}の{month}の人数は、{why}（{source}）。").format(
            place=place, month=month_name(newest), why=_absent(frame.iloc[-1]), source=source
        )
    last, first = known.iloc[-1], known.iloc[0]
    said = _("{place}に住むのは{people}").format(place=place, people=words.people(last["people"]))
    if words.known(last["old"]) and words.known(last["share_old"]):
        said += _("、うち65歳以上は{old}（{share}）").format(
            old=words.people(last["old"]), share=words.percent(last["share_old"])
        )
    elif words.known(last["share_old"]):
        said += _("、内訳を合わせた区画全体で65歳以上は{share}").format(share=words.percent(last["share_old"]))
    if len(known) > 1:
        said += _("。{first}より{change}").format(
            first=month_name(pd.Timestamp(first["month"]).date()), change=_change(last["people"] - first["people"])
        )
    else:
        said += _("です")
    return _("{said}（{source}、{month}）。").format(said=said, source=source, month=month_name(newest))


def _change(people: float) -> str:
    if people == 0:
        return _("増減はありません")
    count = words.people(abs(people))
    return (_("{n}多くなりました") if people > 0 else _("{n}少なくなりました")).format(n=count)


def _absent(row: pd.Series) -> str:
    return _("人数が少ないため秘匿されています") if row["hidden"] else _("記載がありません")


def _remark(row: dict[str, object]) -> str:
    """Why a month lacks a number, or what its sum leaves out."""
    hidden, ages, merged = int(row["hidden"]), int(row["hidden_ages"]), int(row["merged"])  # type: ignore[call-overload]
    if pd.isna(row["people"]):
        return _("秘匿") if hidden else _("記載なし")
    if int(row["cells"]) == 1 and merged:  # type: ignore[call-overload]
        return _("年齢の内訳は、ほかの区画と合わせて公表されています")
    if hidden or ages:
        return _("秘匿などの{n}区画を除いた合計").format(n=max(hidden, ages))
    return ""


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("month", _("月"), format="date"),
        TableColumn("people", _("人口"), _("人"), "integer"),
        TableColumn("young", class_name("young"), _("人"), "integer"),
        TableColumn("working", class_name("working"), _("人"), "integer"),
        TableColumn("old", class_name("old"), _("人"), "integer"),
        TableColumn("share_old", _("65歳以上の割合"), format="percent1"),
        TableColumn("remark", _("値のないわけ・注記")),
    )


def _alt(frame: pd.DataFrame, town: str, code: str) -> str:
    missing = int(frame["people"].isna().sum())
    said = _("折れ線グラフ。{town}の区画{code}の年齢3区分の人口、{n}か月分。").format(
        town=town, code=code, n=len(frame)
    )
    return said + (_("秘匿などで人数のない月が{n}あり、線が切れています。").format(n=missing) if missing else "")


def _notes(frame: pd.DataFrame, newest: pd.Series, found: pd.DataFrame) -> tuple[str, ...]:
    notes = notes_of(newest)
    if bool(frame["people"].isna().any()):
        notes.append(_("線の切れた月は、秘匿か記載なしです。0人ではありません。"))
    others = [str(town) for town in found["town"].iloc[1:4]] if len(found) > 1 and found["people"].notna().any() else []
    if others:
        notes.append(_("ほかに当たる町: {towns}").format(towns=_("、").join(others)))
    return tuple(notes)
