"""Where to flee from one hazard: the nearest sites that the list means for it, those on a condition told apart.

A wrong site can cost a life: the city's own information stands first, × and unsaid sites are never ranked, a list that
is too old is shown by name only, and nothing implies that a site is open now.
"""

from __future__ import annotations

import pandas as pd

from machi.cards import maps, words
from machi.cards.address import Param
from machi.cards.card import Card, Map, Ran
from machi.cards.evacuation_words import (
    KIND,
    columns,
    hazard_name,
    known_hazard,
    too_old,
    two_words,
    warning,
    with_words,
)
from machi.cards.geo import offered
from machi.cards.place_kinds import ahead, days_old, oldest
from machi.cards.place_text import dated, said
from machi.cards.places_point import Point, find_point, forget, where_words, without_trace
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

MOST = 50
CONDITIONAL = 3
"""So many sites on a condition (△) follow the ones that are meant for the hazard."""
YES, PARTLY = "#0072B2", "#FFF100"


@card(
    "evacuation_sites",
    subject="safety",
    needs=(KIND,),
    params=(
        Param("hazard", "text", "earthquake"),
        Param("near", "text", ""),
        Param("n", "integer", 5),
        Param("lat", "number", None, private=True),
        Param("lon", "number", None, private=True),
    ),
)
def evacuation_sites(shelf: Shelf, hazard: str, near: str, n: int | None, lat: float | None, lon: float | None) -> Card:
    """The ``n`` nearest sites (○) for a hazard and up to three on a condition (△). By name when the list is too old."""
    hazard = known_hazard(hazard)
    stale = too_old(shelf)
    point = find_point(shelf, near, lat, lon)
    if point is None and not stale:
        return _nowhere(shelf, near)
    where = {"lat": point.lat, "lon": point.lon} if point and not stale else {}
    answer = shelf.ask("evacuation_sites", hazard=hazard, **where)
    listed = with_words(answer.frame if point is None else without_trace(answer.frame, point), hazard)
    if stale or point is None:
        return _by_name(shelf, hazard, listed, answer.ran)
    return _ranked(shelf, hazard, listed, point, min(max(5 if n is None else n, 1), MOST), forget(answer.ran, point))


def _ranked(shelf: Shelf, hazard: str, listed: pd.DataFrame, point: Point, n: int, ran: Ran) -> Card:
    there = listed[listed["distance_m"].notna()]
    yes, partly = there[there["answer"] == "○"].head(n), there[there["answer"] == "△"].head(CONDITIONAL)
    table = pd.concat([yes, partly]).reset_index(drop=True)
    table["rank"] = range(1, len(table) + 1)
    table["measured_from"] = _("入力した地点") if point.name.startswith(_("入力した地点")) else point.name
    levels = ("levels",) if table["levels"].notna().any() else ()
    return Card(
        id="evacuation_sites",
        params={},
        title=_("{hazard}のとき、{point}に近い避難場所は？").format(hazard=hazard_name(hazard), point=point.name),
        finding=_finding(shelf, hazard, listed, table, point),
        table=table,
        columns=columns(
            "name",
            "answer_words",
            *levels,
            "shelter_words",
            "distance_m",
            "capacity",
            "address",
            "residents",
            "phone",
            "note",
        ),
        figure=None if table.empty else _map(shelf, table, point),
        alt=_("{point}と、近い避難場所{n}か所を番号で示した地図。番号は表の順番です。").format(
            point=point.name, n=len(table)
        ),
        sources=shelf.sources(KIND),
        ran=(ran,),
        notes=(two_words(), *left_out(listed), *_cautions(listed, point)),
        lead=warning(),
        empty=table.empty,
    )


def _finding(shelf: Shelf, hazard: str, listed: pd.DataFrame, table: pd.DataFrame, point: Point) -> str:
    name, counts, when = hazard_name(hazard), listed["answer"].value_counts(), dated(shelf.sources(KIND))
    yes, partly = int(counts.get("○", 0)), int(counts.get("△", 0))
    if table.empty:
        if yes + partly:
            return _(
                "{hazard}のときの避難場所は一覧に{n}か所ありますが、使える座標がなく近い順に並べられません（{dated}）。"
            ).format(hazard=name, n=yes + partly, dated=when)
        return _nothing(name, len(listed), when)
    first = table.iloc[0]
    far = words.number(first["distance_m"])
    far = _("約{distance}").format(distance=far) if point.own else far
    capacity = _("、想定収容{n}人").format(n=words.number(first["capacity"])) if words.known(first["capacity"]) else ""
    if first["answer"] == "△":
        return _(
            "{hazard}のときの指定緊急避難場所（○）は、一覧の中に見つかりません。条件つき（△）の中で{point}にいちばん近いのは"
            "{name}、直線で{distance}m{capacity}（{dated}）。使える条件は、市に確かめてください。"
        ).format(
            hazard=name,
            point=point.name,
            name=first["name"],
            distance=far,
            capacity=capacity,
            dated=when,
        )
    return _(
        "{hazard}のときの指定緊急避難場所（○）は、一覧の{all}か所のうち{yes}か所{partly}。○の中で{point}に"
        "いちばん近いのは{name}、直線で{distance}m{capacity}（{dated}）。今開いているかは、この一覧では分かりません。"
    ).format(
        hazard=name,
        all=words.number(len(listed)),
        yes=words.number(yes),
        partly=_("（ほかに条件つき△が{n}か所）").format(n=words.number(partly)) if partly else "",
        point=point.name,
        name=first["name"],
        distance=far,
        capacity=capacity,
        dated=when,
    )


def _nothing(name: str, sites: int, when: str) -> str:
    return _(
        "{hazard}のときに使うと書かれた避難場所は、一覧の{n}か所の中にありません。"
        "ほかの災害を選ぶか、市の案内を確かめてください（{dated}）。"
    ).format(hazard=name, n=words.number(sites), dated=when)


def left_out(listed: pd.DataFrame) -> tuple[str, ...]:
    """How many sites the ranking leaves out, each reason by its own name."""
    counts = listed["answer"].value_counts()
    said_no, unsaid = int(counts.get("×", 0)), len(listed) - int(counts[counts.index.isin(["○", "△", "×"])].sum())
    notes = []
    if said_no:
        notes.append(_("この災害では使わない（×）と書かれた{n}か所は入れていません。").format(n=said_no))
    if unsaid:
        notes.append(
            _(
                "この災害について記載のない（空欄・「-」・読めない）{n}か所は、使えるとも使えないとも言えないので、入れていません。"
            ).format(n=unsaid)
        )
    without = int((listed["answer"].isin(["○", "△"]) & listed["distance_m"].isna()).sum())
    if without:
        notes.append(_("使える座標のない{n}か所は、距離を測れないので入っていません。").format(n=without))
    return tuple(notes)


def _cautions(listed: pd.DataFrame, point: Point) -> tuple[str, ...]:
    notes = [_("直線距離です。川・線路・通れない道をまわる道のりは、これより長くなります。")]
    if point.own:
        notes.append(_("現在地が分からないように、距離は50m単位に丸めています。"))
    if (listed["answer"] == "△").any():
        notes.append(
            _("△（条件つき）は「使える」でも「使えない」でもありません。条件は備考か、市の案内で確かめてください。")
        )
    if listed["levels"].notna().any():
        notes.append(
            _("この一覧は洪水を2つの規模（L1・L2）に分けています。「洪水」では、両方が○の所だけを○としています。")
        )
    return tuple(notes)


def _by_name(shelf: Shelf, hazard: str, listed: pd.DataFrame, ran: Ran) -> Card:
    """The sites for the hazard without ranking: by name, with the list's date and the reason."""
    sources = shelf.sources(KIND)
    table = listed[listed["answer"].isin(["○", "△"])].sort_values(["name", "source_row"], ignore_index=True)
    future = ahead(shelf, sources)
    day, age = None if future else oldest(sources), days_old(shelf, sources)
    table = table.drop(columns="distance_m").assign(as_of=day)
    reason = (
        _why_undated(future)
        if day is None or age is None
        else _("避難場所の一覧は{day}のもので、{days}日たっているため、近い順に並べていません。").format(
            day=words.day(day), days=words.number(age)
        )
    )
    finding = _(
        "{reason}{hazard}のときの避難場所と書かれた{n}か所（△を含む）を名前の順に示します。変わっていることがあります。"
    ).format(reason=reason, hazard=hazard_name(hazard), n=words.number(len(table)))
    return Card(
        id="evacuation_sites",
        params={},
        title=_("避難場所の一覧（名前の順）"),
        finding=finding if len(table) else _nothing(hazard_name(hazard), len(listed), dated(sources)),
        table=table,
        columns=columns("name", "answer_words", "shelter_words", "capacity", "address", "residents", "phone", "as_of"),
        sources=sources,
        ran=(ran,),
        notes=(two_words(), _("新しい一覧が公開されると、近い順に並ぶようになります。")),
        lead=warning(),
        empty=table.empty,
    )


def _why_undated(future: bool) -> str:
    if future:
        return _("避難場所の一覧の日付が今日より先で、いつのものか分からないので、近い順に並べていません。")
    return _("避難場所の一覧は日付が分からないので、近い順に並べていません。")


def _nowhere(shelf: Shelf, near: str) -> Card:
    return Card(
        id="evacuation_sites",
        params={},
        title=_("どこから測りますか？"),
        finding=where_words(shelf, near),
        table=pd.DataFrame(columns=["name", "distance_m"]),
        columns=columns("name", "distance_m"),
        sources=shelf.sources(KIND),
        lead=warning(),
        empty=True,
    )


def _map(shelf: Shelf, table: pd.DataFrame, point: Point) -> Map:
    here = [{"x": round(point.lon, 6), "y": round(point.lat, 6), "n": point.name, "d": "", "t": "＋"}]
    layers = []
    legend = [(_("＋ {point}").format(point=point.name), "#1A1A1A")]
    for answer, colour, label in (("△", PARTLY, _("△ 条件つき")), ("○", YES, _("○ 対象（番号は表の順番）"))):
        rows = table[table["answer"] == answer]
        if rows.empty:
            continue
        layers += maps.sign_markers(f"evacuation-{answer}", [_row(row) for row in rows.to_dict("records")], colour)
        legend.insert(0, (label, colour))
    layers += maps.sign_markers("here", here, "#FFFFFF")
    view = maps.fit([(point.lat, point.lon), *maps.points(table)], shelf.city.view)
    geo = offered(shelf)
    return maps.base_map(layers, view, geo, legend=tuple(legend))


def _row(row: dict) -> dict[str, object]:  # type: ignore[type-arg]
    facts = [row["answer_words"], _("直線 {m}m").format(m=words.number(row["distance_m"])), row["shelter_words"]]
    return {
        "x": round(row["lon"], 6),
        "y": round(row["lat"], 6),
        "n": row["name"],
        "d": "\n".join(fact for fact in facts if said(fact)),
        "t": str(row["rank"]),
    }
