"""Two years of events: the city portal's own columns, and a second file, of museums and libraries, in the standard's.

A day is drawn by the weights of its month and weekday, then a template that is held in that month. The days around
``sample_today`` always get some, so that "today", "this weekend" and "the next 30 days" have something to show.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

from machi.sample.ground import Ground
from machi.sample.rows import identity, standing, unlocated
from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published

Row = dict[str, Any]
Template = dict[str, Any]
_HOW = ("電話で申し込み（先着順）", "窓口か電話で申し込み（抽選）", "専用の用紙で申し込み")
_AROUND_TODAY = (0, 0, 1, 1, 1, 2, 2, 2, 2, 5, 8, 9, 13, 15, 16, 22, 23, 29)
"""Days after ``sample_today`` that get an event for certain."""
_MUSEUM_AROUND_TODAY = (0, 1, 2, 8, 9, 16)
_MUSEUM_SHARE = 0.35
"""How often museum templates come in the portal's file compared with their own: most are announced in the other one."""


class Calendar:
    """Draws (template, first day, last day), sorted by first day."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.numbers = settings.numbers["events"]
        self.random = random
        first, last = self.numbers["first"], self.numbers["last"]
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self.weights = [
            self.numbers["months"][day.month - 1] * self.numbers["weekdays"][day.weekday()] for day in self.days
        ]

    def draw(self, rows: int, museum: bool, certain: list[date]) -> list[tuple[Template, date, date]]:
        templates = [item for item in self.numbers["template"] if item.get("museum", False) or not museum]
        weights = {
            item["title"]: item["weight"] * (_MUSEUM_SHARE if item.get("museum") and not museum else 1)
            for item in templates
        }
        days = certain + self.random.choices(self.days, self.weights, k=rows - len(certain))
        found = []
        for day in days:
            able = [item for item in templates if day.month in item.get("months", range(1, 13))]
            template = self.random.choices(able, [weights[item["title"]] for item in able])[0]
            length = self.random.randint(*template["days"])
            found.append((template, day, min(day + timedelta(days=length - 1), self.days[-1])))
        return sorted(found, key=lambda item: (item[1], item[0]["title"]))


def files(settings: Settings, ground: Ground, halls: list[Row], parks: list[Row]) -> list[Published]:
    """Both event files. ``halls`` and ``parks`` are place rows whose names and points serve as venues."""
    return [_portal(settings, ground, halls, parks), _museum(settings, halls)]


def _certain(settings: Settings, offsets: tuple[int, ...]) -> list[date]:
    return [settings.sample_today + timedelta(days=days) for days in offsets] if settings.sample_today else []


def _portal(settings: Settings, ground: Ground, halls: list[Row], parks: list[Row]) -> Published:
    """The portal's columns: x is the longitude, dates with slashes, ``#nr#`` for a line break, no category, no fee.

    Planted: two impossible dates, a start as prose, one pair of x and y the wrong way round.
    """
    random = settings.stream("event")
    numbers = settings.numbers["events"]
    drawn = Calendar(settings, random).draw(numbers["rows"], False, _certain(settings, _AROUND_TODAY))
    rows = []
    for number, ((template, first, last), title) in enumerate(zip(drawn, _titles(drawn), strict=True), 1):
        if template.get("hall") == "open":
            venue = _meeting_place(settings, random, ground)
        else:
            venue = random.choice(parks if template.get("hall") == "park" else halls)
        if last < (settings.sample_today or numbers["as_of"]) and random.random() < 0.12:
            venue = unlocated(venue)
        rows.append(
            {
                **_times(template, f"{first:%Y/%m/%d}", f"{last:%Y/%m/%d}"),
                "id": str(number),
                "name": title,
                "description": _text(template),
                "place": venue["name"],
                "lat": venue["lat"],
                "lon": venue["lon"],
                "contact": f"見本担当課 {settings.phone(number)}",
                **_booking(template, first, random),
            }
        )
        if last == first and random.random() < 0.2:
            rows[-1]["end_on"] = ""
    rows[40]["start_on"] = "2025/2/30"
    rows[230]["end_on"] = "2026/4/31"
    rows[150]["start_minute"] = "日没ごろ"
    swapped = next(row for row in rows[300:] if row["lat"])
    swapped["lat"], swapped["lon"] = swapped["lon"], swapped["lat"]
    return _file(settings, rows, "event", "event_own", "イベント情報", "utf-8")


def _file(
    settings: Settings, rows: list[Row], slug: str, layout: str, title: str, encoding: str, part: str = ""
) -> Published:
    return Published(
        kind="event",
        stem=f"{settings.code}_{slug}_sample",
        layout=layout,
        rows=rows,
        title=title,
        as_of=settings.numbers["events"]["as_of"],
        note="合成データです。この一覧の催しは開かれません。",
        encoding=encoding,
        part=part,
    )


def _times(template: Template, first: str, last: str) -> Row:
    start, end = template["time"]
    return {"start_on": first, "end_on": last, "start_minute": start, "end_minute": end}


def _meeting_place(settings: Settings, random: Random, ground: Ground) -> Row:
    spot = ground.spot(random)
    return {"name": f"{spot.town.name}の見本集合場所", **standing(settings, spot)}


def _titles(drawn: list[tuple[Template, date, date]]) -> list[str]:
    """【見本】朝市（第3回）: numbered within the template, so that no two rows share a name."""
    count: Counter[str] = Counter()
    found = []
    for template, _first, _last in drawn:
        count[template["title"]] += 1
        found.append(f"【見本】{template['title']}（第{count[template['title']]}回）")
    return found


def _text(template: Template) -> str:
    lines = [template["text"], f"対象：{template.get('audience', 'どなたでも')}"]
    if template.get("fee"):
        lines.append(f"参加費：{template['fee']}")
    return "#nr#".join([*lines, MARK])


def _booking(template: Template, first: date, random: Random) -> dict[str, str]:
    if not template.get("booking"):
        return {"how_to_apply": "申込不要"} if random.random() < 0.45 else {}
    return {
        "apply_from": f"{first - timedelta(days=35):%Y/%m/%d}",
        "apply_until": f"{first - timedelta(days=random.randint(2, 8)):%Y/%m/%d}",
        "how_to_apply": random.choice(_HOW),
    }


def _museum(settings: Settings, halls: list[Row]) -> Published:
    """Standard columns with category, fee and way to apply. Planted: two closing dates that are words."""
    random = settings.stream("event/museum")
    numbers = settings.numbers["events"]
    drawn = Calendar(settings, random).draw(numbers["museum_rows"], True, _certain(settings, _MUSEUM_AROUND_TODAY))
    houses = [hall for hall in halls if "資料館" in hall["name"] or "図書館" in hall["name"]] or halls
    rows = [
        {
            **_museum_row(settings, random, random.choice(houses), template, first, last),
            **identity(settings, number, "EV"),
            "name": title,
            "phone": settings.phone(number),
        }
        for number, ((template, first, last), title) in enumerate(zip(drawn, _titles(drawn), strict=True), 1)
    ]
    for row in [row for row in rows if row["apply_until"]][5:7]:
        row["apply_until"] = "開催日の前日"
    return _file(settings, rows, "event_museum", "event_new", "文化施設のイベント一覧", "utf-8-sig", part="文化施設")


def _museum_row(settings: Settings, random: Random, house: Row, template: Template, first: date, last: date) -> Row:
    booking = _booking(template, first, random)
    booked = "apply_until" in booking
    return {
        **{name: house[name] for name in ("address", "pref", "city", "town", "lat", "lon")},
        **_times(template, first.isoformat(), last.isoformat()),
        "time_note": "月曜日は休館" if (last - first).days > 6 else "",
        "description": template["text"],
        "fee": template.get("fee", ""),
        "contact": house["name"],
        "organiser": house["name"],
        "place": house["name"],
        "capacity": f"{random.choice((15, 20, 30, 40))}名" if booked else "",
        "apply_until": booking.get("apply_until", "").replace("/", "-"),
        "apply_until_minute": "17:00" if booked else "",
        "how_to_apply": booking.get("how_to_apply", ""),
        "category": template["category"],
        "audience": template.get("audience", ""),
    }
