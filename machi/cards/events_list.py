"""What is on, and where: the list of events of a period, and the same events on a map."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from machi.cards import words
from machi.cards.card import Card, Map, TableColumn
from machi.cards.events_common import NEEDS, Coverage, as_day, clock, coverage, reach_sentence, records, short_day
from machi.cards.events_filter import FILTERS, Asked, ask_list, found_sentence, nothing_sentence, settle
from machi.cards.geo import offered
from machi.cards.maps import base_map, fit, sign_markers
from machi.cards.registry import card
from machi.store.shelf import Shelf
from machi.text import _

IN_TOOLTIP = 4
READ = ("start_on", "last_on", "written_day", "start_minute", "end_minute")


@card("events_list", subject="events", needs=NEEDS, params=FILTERS)
def events_list(shelf: Shelf, period: str, start: date | None, end: date | None, **chips: Any) -> Card:
    """The events of a period. ``table`` also holds dataset and source_row: they name a row for .ics and reports."""
    asked = settle(shelf.today, period, start, end, **chips)
    answer = ask_list(shelf, asked, asked.first, asked.last)
    counted = shelf.ask("event_counts", first=asked.first, last=asked.last, **asked.about)
    counts = records(counted.frame)[0]
    covered = coverage(shelf)
    table = _worded(answer.frame, shelf.today)
    if table.empty:
        finding = nothing_sentence(shelf, asked, counts)
    else:
        finding = found_sentence(asked, counts) + reach_sentence(covered, shelf.today)
    return Card(
        id="",
        params={},
        title=_("{when}の催しは？").format(when=asked.when),
        finding=finding,
        table=table,
        columns=_columns(),
        unit=_("件"),
        sources=shelf.sources("event"),
        ran=(answer.ran, counted.ran),
        notes=_notes(covered, asked, counts) if counts["events"] else (),
        empty=table.empty,
    )


@card("events_map", subject="events", needs=NEEDS, params=FILTERS)
def events_map(shelf: Shelf, period: str, start: date | None, end: date | None, **chips: Any) -> Card:
    """The same events on a map: one marker per place with its number of events; those without a point are counted."""
    asked = settle(shelf.today, period, start, end, **chips)
    answer = ask_list(shelf, asked, asked.first, asked.last)
    table = _worded(answer.frame, shelf.today)
    placed = table[table["lat"].notna() & table["lon"].notna()]
    markers = _markers(placed)
    missing = len(table) - len(placed)
    if placed.empty and not table.empty:
        finding = _("{when}の{what}{n}件には、地図に置ける位置の記載がありません。一覧をごらんください。").format(
            when=asked.when, what=asked.what, n=words.number(len(table))
        )
    elif placed.empty:
        finding = _("{when}の{what}がないため、地図に置くものもありません。").format(when=asked.when, what=asked.what)
    else:
        finding = _("{when}の{what}のうち、地図に置けるのは{places}か所の{n}件。").format(
            when=asked.when, what=asked.what, places=words.number(len(markers)), n=words.number(len(placed))
        ) + (_("位置の記載がない{n}件は地図にありません。").format(n=words.number(missing)) if missing else "")
    return Card(
        id="",
        params={},
        title=_("{when}の催しはどこで？").format(when=asked.when),
        finding=finding,
        table=table,
        columns=_columns(),
        figure=_map(shelf, markers) if markers else None,
        alt=_("催しの会場{places}か所の地図。印の中の数字は催しの数。同じ内容が一覧にあります。").format(
            places=words.number(len(markers))
        ),
        unit=_("件"),
        sources=shelf.sources("event"),
        ran=(answer.ran,),
        notes=(_("印の中の数字は、その場所で開かれる催しの数です。"),) if markers else (),
        empty=placed.empty,
    )


def _notes(covered: Coverage, asked: Asked, counts: dict[str, int]) -> tuple[str, ...]:
    notes = []
    if counts["fee_unknown"]:
        notes.append(
            _("料金の記載がはっきりしない{n}件は、無料に数えていません。").format(n=words.number(counts["fee_unknown"]))
        )
    if counts["booking_unknown"]:
        notes.append(
            _("申込の記載がはっきりしない{n}件は、申込不要に数えていません。").format(
                n=words.number(counts["booking_unknown"])
            )
        )
    undated = covered.events - covered.dated
    if undated and (asked.first or asked.last):
        notes.append(
            _("開始日を読み取れない催しが{n}件あり、期間では探せません。「すべて」で見られます。").format(
                n=words.number(undated)
            )
        )
    return (*notes, _("中止や変更は、この一覧では分かりません。出かける前に主催者にお確かめください。"))


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("name", _("催し")),
        TableColumn("when", _("日時")),
        TableColumn("start_on", _("はじまる日"), format="date", screen=False),
        TableColumn("last_on", _("おわる日"), format="date", screen=False),
        TableColumn("start_minute", _("はじまる時刻"), format="minute", screen=False),
        TableColumn("end_minute", _("おわる時刻"), format="minute", screen=False),
        TableColumn("time_note", _("日時の補足"), screen=False),
        TableColumn("place", _("場所")),
        TableColumn("address", _("所在地"), screen=False),
        TableColumn("district", _("地区"), screen=False),
        TableColumn("fee_word", _("料金")),
        TableColumn("fee", _("料金（記載のまま）"), screen=False),
        TableColumn("fee_detail", _("料金の詳細"), screen=False),
        TableColumn("booking_word", _("申込")),
        TableColumn("how_to_apply", _("申込の方法"), screen=False),
        TableColumn("apply_until", _("申込の締切"), format="date", screen=False),
        TableColumn("capacity", _("定員"), screen=False),
        TableColumn("audience", _("対象"), screen=False),
        TableColumn("category", _("種類")),
        TableColumn("description", _("説明"), screen=False),
        TableColumn("organiser", _("主催"), screen=False),
        TableColumn("contact", _("問い合わせ"), screen=False),
        TableColumn("phone", _("電話"), screen=False),
        TableColumn("url", _("案内のページ"), screen=False),
        TableColumn("note", _("備考"), screen=False),
        TableColumn("lat", _("緯度"), screen=False),
        TableColumn("lon", _("経度"), screen=False),
    )


def _worded(frame: pd.DataFrame, today: date) -> pd.DataFrame:
    """The rows with three columns for reading: ``when``, ``fee_word``, ``booking_word``."""
    rows = records(frame[[*READ, "is_free", "needs_booking", "fee", "fee_detail", "how_to_apply"]])
    fee = {True: _("無料"), False: _("有料"), None: _("記載なし")}
    booking = {True: _("必要"), False: _("不要"), None: _("記載なし")}
    return frame.assign(
        when=[when_words(row, today) for row in rows],
        fee_word=[
            _("読み取れない") if _unclear(row, "is_free", "fee", "fee_detail") else fee[row["is_free"]] for row in rows
        ],
        booking_word=[
            _("読み取れない") if _unclear(row, "needs_booking", "how_to_apply") else booking[row["needs_booking"]]
            for row in rows
        ],
    )


def _unclear(row: dict[str, Any], read: str, *written: str) -> bool:
    """Something is written that says neither yes nor no (「先着順」): not the same as nothing written."""
    return row[read] is None and any(row[name] for name in written)


def when_words(row: dict[str, Any], today: date) -> str:
    """「5月3日（日）〜5月5日（火） 10:00〜17:00」; a day that can't be read, as published."""
    first, last = as_day(row["start_on"]), as_day(row["last_on"])
    if first is None or last is None:
        return " ".join((row["written_day"] or _("日付の記載なし")).split())
    days = short_day(first, today, weekday=True)
    if last > first:
        days = f"{days}〜{short_day(last, today, weekday=True)}"
    times = [clock(row[name]) if row[name] is not None else "" for name in ("start_minute", "end_minute")]
    return f"{days} {'〜'.join(times)}" if any(times) else days


def _markers(placed: pd.DataFrame) -> list[dict[str, Any]]:
    """One per place (same point to 5 decimals, about a metre): x, y, count, venue, the first few events."""
    places: dict[tuple[float, float], list[dict[str, Any]]] = {}
    for row in records(placed[["name", "place", "when", "lat", "lon"]]):
        places.setdefault((round(row["lat"], 5), round(row["lon"], 5)), []).append(row)
    markers = []
    for (lat, lon), rows in sorted(places.items(), key=lambda item: len(item[1])):
        lines = [f"{row['name'] or _('名前の記載なし')}　{row['when']}" for row in rows[:IN_TOOLTIP]]
        if len(rows) > IN_TOOLTIP:
            lines.append(_("ほか{n}件").format(n=words.number(len(rows) - IN_TOOLTIP)))
        venue = next((row["place"] for row in rows if row["place"]), _("場所の名前の記載なし"))
        markers.append({"x": lon, "y": lat, "t": str(len(rows)), "n": venue, "d": "\n".join(lines)})
    return markers


def _map(shelf: Shelf, markers: list[dict[str, Any]]) -> Map:
    view = fit([(marker["y"], marker["x"]) for marker in markers], shelf.city.view, most=15)
    colour = shelf.schemas["event"].colour
    return base_map(
        sign_markers("events", markers, colour),
        view,
        offered(shelf),
        legend=((_("催しの会場（数字は件数）"), colour),),
    )
