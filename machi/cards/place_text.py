"""Words that the place cards share: hours as one line, yes/no/not said, dates of lists, table headings."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd

from machi.cards import words
from machi.cards.card import Source, TableColumn
from machi.cards.map_layers import signed
from machi.cards.place_kinds import Marked, oldest
from machi.text import _

WEEKDAYS = "月火水木金土日"
DAY = 24 * 60


def first_aid() -> str:
    """The line that stands before every AED card (standards.md 14)."""
    return _("まず119番へ（救急車を呼ぶ）。電話の指示にしたがい、近くの人にAEDを取りに行ってもらってください。")


def said(value: Any) -> bool:
    """Whether a cell says something: not None, NaN, NaT, pandas' NA nor empty text."""
    return not pd.isna(value) and value != ""


def clock(minute: float) -> str:
    """Minutes from 0:00 → 「9:00」; 1440 is 「24:00」."""
    return f"{int(minute) // 60}:{int(minute) % 60:02d}"


def hours(row: Any) -> str:
    """「月～金 8:30–17:15（祝日を除く）」 as published; empty when nothing is written."""
    times = ""
    if said(row.open_minute) and said(row.close_minute) and row.close_minute - row.open_minute == DAY:
        times = _("24時間")  # 8:30 to 8:30 of the next day, as a fire station writes it
    elif said(row.open_minute) and said(row.close_minute):
        times = f"{clock(row.open_minute)}–{clock(row.close_minute)}"
    elif said(row.open_minute):
        times = _("{time}から").format(time=clock(row.open_minute))
    elif said(row.close_minute):
        times = _("{time}まで").format(time=clock(row.close_minute))
    main = " ".join(part for part in (row.days if said(row.days) else "", times) if part)
    note = " ".join(str(row.hours_note).split()) if said(row.hours_note) else ""
    return words.titled(main, note) if main and note else main or note


def distance(metres: float) -> str:
    """A straight-line distance in a sentence: 「850m」, from 10 km on 「12.3km」."""
    if words.rounded(metres, 0) < 10_000:
        return _("{m}m").format(m=words.number(metres))
    return _("{km}km").format(km=words.number(metres / 1000, 1))


def legend_entry(mark: Marked, places: int) -> tuple[str, str]:
    """The line of a map's legend for one kind, as ``maps.geo_markers`` draws it: with its sign, or as dots without."""
    if signed(places):
        return words.titled(f"{mark.sign} {mark.label}", mark.count(places)), mark.colour
    return _("{label}（{n}、文字のない小さい点）").format(label=mark.label, n=mark.count(places)), mark.colour


def yes_no(value: Any) -> str:
    """有 / 無 / 記載なし."""
    return (_("有") if value else _("無")) if said(value) else _("記載なし")


def dated(sources: tuple[Source, ...]) -> str:
    """「AED設置箇所一覧、令和8年10月1日時点」 for the end of a finding; first and last day when lists differ."""
    titles = _("・").join(dict.fromkeys(source.title for source in sources))
    if len(sources) > 3:
        titles = _("{n}つの一覧").format(n=len(sources))
    day = oldest(sources)
    if day is None:
        return _("{titles}、日付不明").format(titles=titles)
    newest = max(source.as_of for source in sources if source.as_of)
    if newest == day:
        return _("{titles}、{day}時点").format(titles=titles, day=words.day(day))
    return _("{titles}、{day}から{newest}の時点").format(titles=titles, day=words.day(day), newest=words.day(newest))


def moment(at: str) -> tuple[int, int] | None:
    """``6-10:00`` → ISO weekday and minute of the day ``(6, 600)``; None when it spells no moment."""
    text = unicodedata.normalize("NFKC", at).strip()
    weekday, dash, time = text.partition("-")
    hour, colon, minute = time.partition(":")
    if not (dash and colon and all(part.isdecimal() for part in (weekday, hour, minute))):
        return None
    if not (1 <= int(weekday) <= 7 and int(hour) <= 23 and int(minute) <= 59):
        return None
    return int(weekday), int(hour) * 60 + int(minute)


def moment_words(weekday: int, minute: int) -> str:
    """``(6, 600)`` → 「土曜日の10:00」."""
    names = (_("月曜日"), _("火曜日"), _("水曜日"), _("木曜日"), _("金曜日"), _("土曜日"), _("日曜日"))
    return _("{weekday}の{time}").format(weekday=names[weekday - 1], time=clock(minute))


def column(name: str) -> TableColumn:
    """The heading of a column that several place cards show."""
    titles = {
        "kind_label": _("種類"),
        "name": _("名称"),
        "location_detail": _("設置位置"),
        "address": _("所在地"),
        "district": _("地区"),
        "phone": _("電話番号"),
        "hours": _("利用できる日時（記載のまま）"),
        "pads": _("小児対応"),
        "warning": _("施設の外の人の利用"),
        "equipment": _("設置遊具（記載のまま）"),
        "as_of": _("一覧の日付"),
        "on_map": _("地図"),
    }
    if name == "distance_m":
        return TableColumn(name, _("直線距離"), "m", "metre")
    if name == "rank":
        return TableColumn(name, _("番号"), "", "integer")
    if name == "places":
        return TableColumn(name, _("数"), "", "integer")
    return TableColumn(name, titles[name], "", "date" if name == "as_of" else "text", screen=name != "phone")


def columns(*names: str) -> tuple[TableColumn, ...]:
    return tuple(column(name) for name in names)
