"""Controls of うちの表で見る: which file, which view, which columns.

Column headers are the visitor's own words, so the address carries a column's *place* in the file (``?time=3``), never its
header. The first view and its columns are those that ``offers`` ranks first: nobody has to choose anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from machi.cards.anything_calendar import years_of
from machi.cards.anything_common import GROUPS, LABELS, Table, datasets, open_table
from machi.cards.anything_compare import KEYS, oldest_and_newest
from machi.cards.anything_suggest import offers
from machi.cards.card import Value
from machi.ingest.meaning import NUMBERS, TIMES, Meaning
from machi.text import _
from ui import controls, parts, session, uploads
from ui.html import plain

ROWWISE = ("name", "town", "address", "code", "text", "category")


def views() -> dict[str, str]:
    """Every general card by id, as a button says it."""
    return {
        "anything_map": _("地図"),
        "anything_mesh": _("区画ごと"),
        "anything_series": _("うつりかわり"),
        "anything_ranking": _("並べて見る"),
        "anything_cross": _("数える"),
        "anything_distribution": _("散らばり"),
        "anything_calendar": _("カレンダー"),
        "anything_compare": _("前とくらべる"),
        "anything_columns": _("列の一覧"),
    }


def nothing_yet() -> None:
    """What happens with a file, and where it goes in."""
    st.markdown(
        plain(
            _(
                "お手元の表（CSVやExcel）を入れると、その表に合う見方（地図・うつりかわり・並べて見る・カレンダーなど）を、"
                "種類を決めなくても選びます。列の意味の読み取りは、あとから直せます。"
            )
        )
    )
    if session.own() is None:
        uploads.drop_zone()


def file() -> str:
    """The file that is shown."""
    known = datasets(session.shelf())
    if len(known) == 1:
        return known[0]
    titles = {source.dataset: source.title for source in session.shelf().sources("anything")}
    return controls.choose("file", _("表"), known, known[0], show=lambda name: titles.get(name, name))


def show(dataset: str) -> None:
    """The view that fits best or was chosen, with its controls, why it fits, and the card."""
    found = offers(session.shelf(), dataset)
    if not found:
        parts.show("anything_columns", dataset=dataset)
        return
    labels = views()
    kinds = list(dict.fromkeys(offer.card_id for offer in found))
    card_id = controls.choose("view", _("見るもの"), kinds, kinds[0], show=labels.__getitem__, few=True)
    offer = next(offer for offer in found if offer.card_id == card_id)
    st.caption(plain(offer.why))
    table = open_table(session.shelf(), dataset)
    if card_id == "anything_compare":
        parts.show(card_id, **_compared(table))
        return
    chosen = _params(card_id, table, offer.params)
    if card_id == "anything_calendar":
        chosen |= _year(table, chosen.get("time"))
    parts.show(card_id, dataset=table.dataset, **chosen)


def _params(card_id: str, table: Table, usual: Mapping[str, str]) -> dict[str, Any]:
    """What the card takes, chosen in one row of controls."""
    view = card_id.removeprefix("anything_")
    # Named by the view: "no column" of one view is no choice of another.
    slots = [
        (name, partial(_column, f"{view}_{name}", *slot, usual.get(name, "")))
        for name, slot in _slots(card_id, table).items()
    ]
    slots += [(name, partial(_option, f"{view}_{name}", *slot)) for name, slot in _options(card_id, table).items()]
    if not slots:
        return {}
    made: dict[str, Any] = {}
    # Folded away: the first view needs no choice, and on a phone four boxes would push it out of sight.
    with st.expander(_("列や並べ方を選ぶ"), icon=":material/tune:"):
        for (name, ask), place in zip(slots, st.columns(len(slots)), strict=True):
            with place:
                made[name] = ask()
    # No amount chosen means "count the rows", where the card alone would take the usual amount.
    counts = card_id == "anything_series" and not made.get("amount")
    return made | ({"how": "count"} if counts else {})


Slot = tuple[str, Sequence[Meaning], str]
"""Label, columns that can play the role, and what no column means ("" where one is needed)."""


def _slots(card_id: str, table: Table) -> dict[str, Slot]:
    figures, groups, times = table.of(*NUMBERS), table.of(*GROUPS), table.of(*TIMES) or table.of("month_number")
    whole = [column for column in figures if column.additive]
    rows, apart = _("行の数"), _("分けない")
    slots: dict[str, dict[str, Slot]] = {
        "anything_map": {
            "by": (_("色分け"), groups, _("色分けしない")),
            "label": (_("印の名前"), table.of(*ROWWISE), _("おまかせ")),
        },
        "anything_mesh": {"amount": (_("合計するもの"), whole, rows)},
        "anything_series": {
            "time": (_("時点"), times, ""),
            "amount": (_("数"), figures, rows),
            "by": (_("分け方"), groups, apart),
        },
        "anything_ranking": {"label": (_("並べるもの"), table.of(*LABELS), ""), "amount": (_("数"), figures, "")},
        "anything_cross": {
            "by": (_("たて"), groups, ""),
            "across": (_("よこ"), groups, apart),
            "amount": (_("合計するもの"), whole, rows),
        },
        "anything_distribution": {"amount": (_("数"), figures, "")},
        "anything_calendar": {"time": (_("日付"), table.of("date"), "")},
    }
    if card_id == "anything_series" and not times:
        return {}
    return {name: slot for name, slot in slots.get(card_id, {}).items() if slot[1]}


def _options(card_id: str, table: Table) -> dict[str, tuple[str, dict[str, str]]]:
    """What else can be chosen: parameter → (label, value → words); the first value is the default."""
    if card_id == "anything_mesh":
        return {"level": (_("区画の大きさ"), {"half": _("500m"), "quarter": _("250m"), "third": _("1km")})}
    if card_id == "anything_series" and table.of(*TIMES):
        steps = {"": _("おまかせ"), "fiscal_year": _("年度"), "year": _("年"), "month": _("月"), "day": _("日")}
        return {"step": (_("まとめ方"), steps)}
    if card_id == "anything_ranking":
        return {"order": (_("並べ方"), {"": _("おまかせ"), "file": _("表の順"), "value": _("大きい順")})}
    return {}


def _column(name: str, label: str, options: Sequence[Meaning], none: str, usual: str) -> str:
    """The header of the chosen column, "" for none. The address has its place in the file."""
    titles = {column.position: column for column in options}
    places = ([0] if none else []) + list(titles)
    default = next((place for place, column in titles.items() if column.header == usual), places[0])
    chosen = controls.choose(
        name, label, places, default, kind="integer", show=lambda place: titles[place].title if place else none
    )
    return titles[chosen].header if chosen else ""


def _option(name: str, label: str, values: Mapping[str, str]) -> str:
    return controls.choose(name, label, list(values), next(iter(values)), show=values.__getitem__)


def _compared(table: Table) -> dict[str, Any]:
    """The two files and the key of a comparison: the older one is the earlier, as far as the files tell."""
    titles = {source.dataset: source.title for source in session.shelf().sources("anything")}
    earlier, later = oldest_and_newest(session.shelf(), table.dataset)
    left, right = st.columns(2)
    with left:
        before = controls.choose("before", _("前の表"), list(titles), earlier, show=titles.__getitem__)
    with right:
        key = _column("key", _("行を結びつける列"), table.of(*KEYS), _("おまかせ"), "")
    after = next(name for name in (later, earlier, *titles) if name != before)
    return {"before": before, "after": after, "key": key}


def _year(table: Table, time: Value) -> dict[str, Any]:
    """The year of a calendar, where there are several."""
    years = years_of(session.shelf(), table, str(time or ""))
    if len(years) < 2:
        return {}
    usual = max(years, key=lambda year: (years[year], year))
    chosen = controls.choose(
        "year", _("年"), sorted(years), usual, kind="integer", show=lambda year: _("{year}年").format(year=year)
    )
    return {"year": chosen}
