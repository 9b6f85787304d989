"""Public facilities, the AEDs inside them, and car parks.

The wrong cells at the end of each maker are planted on purpose: a catalogue must be able to show what an unreadable
cell looks like. ``tests/test_sample.py`` counts them.
"""

from __future__ import annotations

from random import Random
from typing import Any

from machi.sample.ground import Ground
from machi.sample.rows import identity, named, standing
from machi.sample.settings import Settings
from machi.sample.writing import Published, layouts

# noun, kana, English, weight, hours, days
_FACILITIES = (
    ("集会所", "シュウカイジョ", "Hall", 40, ("", ""), ""),
    ("公民館", "コウミンカン", "Community Centre", 18, ("09:00", "21:00"), "火水木金土日"),
    ("小学校", "ショウガッコウ", "Primary School", 18, ("", ""), ""),
    ("中学校", "チュウガッコウ", "Junior High School", 9, ("", ""), ""),
    ("保育所", "ホイクショ", "Nursery School", 10, ("07:30", "18:30"), "月火水木金土"),
    ("体育館", "タイイクカン", "Gymnasium", 8, ("09:00", "21:00"), "月火水木金土日"),
    ("市民センター", "シミンセンター", "Civic Centre", 8, ("08:30", "17:15"), "月火水木金"),
    ("図書館分館", "トショカンブンカン", "Branch Library", 4, ("10:00", "18:00"), "火水木金土日"),
    ("資料館", "シリョウカン", "Museum", 3, ("09:00", "17:00"), "火水木金土日"),
)
HOUSES = ("公民館", "市民センター", "図書館分館", "資料館", "体育館")
"""Nouns of the facilities that hold events."""
_AED_HOMES = ("公民館", "小学校", "中学校", "体育館", "市民センター", "図書館分館", "資料館")
_SPOTS = (
    "１階玄関ホール",
    "1階 事務室前",
    "1階受付横",
    "2階 廊下（階段横）",
    "２階正面入口",
    "体育館入口",
    "屋外ボックス（正面入口右）",
    "3階 ホワイエ",
    "地下1階 警備室前",
    "",
)
_DEPARTMENTS = ("生涯学習担当課", "学校教育担当課", "子育て担当課", "スポーツ担当課", "地域づくり担当課")
_STEPS = {"車椅子可": "有", "バリアフリートイレ": "有", "スロープ、エレベータ、エスカレータ": "有", "授乳室": "有"}


def facilities(settings: Settings, ground: Ground) -> list[dict[str, Any]]:
    """The facility rows, numbered within their noun; also the homes of the AEDs and the venues of events."""
    random = settings.stream("public_facility")
    kinds = random.choices(
        _FACILITIES, [kind[3] for kind in _FACILITIES], k=settings.numbers["places"]["rows"]["public_facility"]
    )
    count: dict[str, int] = {}
    rows = []
    for number, (noun, kana, english, _weight, hours, days) in enumerate(kinds, 1):
        count[noun] = count.get(noun, 0) + 1
        row = {
            **identity(settings, number),
            **named(count[noun], noun, kana, english),
            **standing(settings, ground.spot(random)),
            "phone": settings.phone(number) if hours[0] else "",
            "organisation": f"{random.choice(_DEPARTMENTS)}（見本）",
            "days": days,
            "open_minute": hours[0],
            "close_minute": hours[1],
            "hours_note": "年末年始を除く" if days and random.random() < 0.5 else "",
            "description": "地域の行事や会議に使えます。" if noun == "集会所" else "",
        }
        rows.append(row | {name: value for name, value in _STEPS.items() if random.random() < 0.25})
    return rows


def facility_file(settings: Settings, rows: list[dict[str, Any]]) -> Published:
    """Plants a repeated header in the middle, a note line at the end, and two cells that can't be read."""
    rows = [dict(row) for row in rows]
    rows[10]["open_minute"] = "朝9時ごろ"
    rows[30]["lat"], rows[30]["lon"] = "0", "0"
    headers = layouts()["public_facility_new"]
    return Published(
        kind="public_facility",
        stem=f"{settings.code}_public_facility_sample",
        layout="public_facility_new",
        rows=rows,
        title="公共施設一覧",
        as_of=settings.numbers["places"]["as_of"],
        encoding="utf-8-sig",
        between={
            60: ",".join(headers),
            len(rows): "※この一覧は見本です。実在の施設ではありません。" + "," * (len(headers) - 1),
        },
    )


def aed_file(settings: Settings, homes: list[dict[str, Any]]) -> Published:
    """AEDs as published: hours mostly missing, child pads mostly blank, some facilities with several devices, CP932."""
    random = settings.stream("aed")
    wanted = settings.numbers["places"]["rows"]["aed"]
    homes = [row for row in homes if any(noun in row["name"] for noun in _AED_HOMES)]
    chosen = random.sample(homes, min(len(homes), wanted * 3 // 4))
    chosen = sorted(chosen + random.choices(chosen, k=wanted - len(chosen)), key=lambda row: row["id"])
    rows = [_aed(settings, random, number, home) for number, home in enumerate(chosen, 1)]
    rows[20]["lat"], rows[20]["lon"] = rows[20]["lon"], rows[20]["lat"]
    rows[41]["lat"], rows[41]["lon"] = "0", "0"
    rows[55]["open_minute"] = "随時"
    rows[60]["child_pads"] = "要確認"
    return Published(
        kind="aed",
        stem=f"{settings.code}_aed_sample",
        layout="aed_new",
        rows=rows,
        title="AED設置箇所一覧",
        as_of=settings.numbers["places"]["as_of"],
        encoding="cp932",
        note="合成データです。この一覧のAEDは実在しません。倒れている人がいたら、まず119番へ。",
    )


def _aed(settings: Settings, random: Random, number: int, home: dict[str, Any]) -> dict[str, Any]:
    hours, note = ("", ""), ""
    draw = random.random()
    if draw < 0.06:
        hours = ("00:00", "24:00")
    elif draw < 0.20:
        hours, note = ("08:30", "17:15"), "閉庁日を除く"
    elif draw < 0.32:
        note = random.choice(
            ("学校開校日に随時", "開館日の9時～21時ごろ（行事により変わります）", "施設の開いている間")
        )
    return {
        **home,
        **identity(settings, number),
        "phone": settings.phone(number) if random.random() < 0.8 else "",
        "days": "月火水木金" if hours[0] == "08:30" else "",
        "open_minute": hours[0],
        "close_minute": hours[1],
        "hours_note": note,
        "description": "",
        "location_detail": random.choice(_SPOTS),
        "child_pads": random.choices(("有", "無", ""), (22, 8, 70))[0],
        "external_use_barred": "有" if random.random() < 0.05 else "",
    }


def parking_file(settings: Settings, ground: Ground) -> Published:
    """Car parks in the old facility layout with spaces and fees. One count is negative, as an accountant writes it."""
    random = settings.stream("parking")
    rows = []
    for number in range(1, settings.numbers["places"]["rows"]["parking"] + 1):
        always = random.random() < 0.5
        rows.append(
            {
                **identity(settings, number),
                **named(number, "駐車場", "チュウシャジョウ", "Car Park"),
                **standing(settings, ground.spot(random)),
                "phone": settings.phone(number),
                "organisation": "道路担当課（見本）",
                "days": "月火水木金土日",
                "open_minute": "00:00" if always else "7:00",
                "close_minute": "24:00" if always else "22:00",
                "capacity": random.choice((24, 38, 60, 85, 120, 240, "1,050")),
                "fee": random.choice(("無料", "30分100円", "最初の1時間無料、以後30分ごとに100円")),
                "fee_detail": "1日の上限800円" if random.random() < 0.4 else "",
            }
        )
    rows[5]["capacity"] = "△3"
    return Published(
        kind="parking",
        stem=f"{settings.code}_municipal_parking_lot_sample",
        layout="parking_own",
        rows=rows,
        title="公営駐車場一覧",
        as_of=settings.numbers["places"]["as_of"],
    )
