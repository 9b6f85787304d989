"""Fire hydrants and cisterns, parks, public toilets: the things that stand outside. Planted cells as in ``civic``."""

from __future__ import annotations

from random import Random
from typing import Any

from machi.sample.ground import Ground, Spot
from machi.sample.rows import identity, named, standing, unlocated
from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published

_EQUIPMENT = (
    ("すべり台", "滑り台", "スベリ台"),
    ("ブランコ", "ぶらんこ"),
    ("鉄棒",),
    ("砂場", "すな場"),
    ("シーソー",),
    ("ジャングルジム",),
    ("複合遊具",),
    ("スプリング遊具",),
    ("健康遊具", "健康器具"),
)
"""Play equipment and the spellings that one list mixes."""
_PARKS = (
    ("公園", "コウエン", "Park", 6),
    ("児童公園", "ジドウコウエン", "Children's Park", 3),
    ("緑地", "リョクチ", "Green", 1),
)
_TOILETS = (
    ("公園トイレ", "コウエントイレ", 5),
    ("広場トイレ", "ヒロバトイレ", 3),
    ("駅前トイレ", "エキマエトイレ", 1),
    ("城跡公園トイレ", "シロアトコウエントイレ", 2),
)
_HOURS = (
    ("24時間営業", 52),
    ("9時00分〜21時00分", 14),
    ("8時30分〜17時15分", 10),
    ("9時00分〜17時00分（(その他)要予約で２２時００分まで）", 6),
    ("6時8分〜22時2分（(その他)始発〜最終の時間です。）", 3),
    ("5時00分〜24時00分", 4),
    ("１０時００分〜１８時３０分", 4),
    ("（(その他)事業がある日のみ開館）", 3),
    ("", 4),
)
"""Opening hours of toilets, in prose only, with the wave dash U+301C and full-width digits."""


def hydrant_file(settings: Settings, ground: Ground) -> Published:
    """Hydrants (with a bore, mostly), cisterns in two spellings, a few wells."""
    random = settings.stream("fire_hydrant")
    rows = [_hydrant(settings, random, number, ground.spot(random, 0.0034))
            for number in range(1, settings.numbers["places"]["rows"]["fire_hydrant"] + 1)]  # fmt: skip
    rows[100]["lon"] = rows[100]["lon"].replace("1", "", 1)  # 139.9 → 39.9, a digit lost
    rows[400]["lat"], rows[400]["lon"] = "0", "0"
    rows[700] |= {"water_kind": "消火栓", "bore_mm": "中"}
    return Published(
        kind="fire_hydrant",
        stem=f"{settings.code}_fire_hydrant_sample",
        layout="fire_hydrant_new",
        rows=rows,
        title="消防水利施設一覧",
        as_of=settings.numbers["places"]["as_of"],
        note="合成データです。消火栓・防火水槽・井戸の位置は実在しません。",
    )


def _hydrant(settings: Settings, random: Random, number: int, spot: Spot) -> dict[str, Any]:
    kind = random.choices(("消火栓", "防火水槽", "防火水そう", "井戸"), (660, 310, 20, 10))[0]
    bore = random.choices(("75", "100", "150", "75mm", "不明", ""), (56, 22, 10, 2, 2, 8))[0]
    return {
        **identity(settings, number, "MH"),
        **standing(settings, spot),
        "water_kind": kind,
        "bore_mm": bore if kind == "消火栓" else "",
    }


def parks(settings: Settings, ground: Ground) -> list[dict[str, Any]]:
    """Park rows; also the venues of outdoor events."""
    random = settings.stream("park")
    rows = []
    for number in range(1, settings.numbers["places"]["rows"]["park"] + 1):
        noun, kana, english, _weight = random.choices(_PARKS, [kind[3] for kind in _PARKS])[0]
        area = int(400 + 3000 * random.random() ** 2 + (30000 * random.random() if random.random() < 0.06 else 0))
        kinds = sorted(random.sample(range(len(_EQUIPMENT)), random.choices((0, 1, 2, 3, 5), (22, 15, 25, 25, 13))[0]))
        year = random.randint(1955, 2018)
        rows.append(
            {
                **identity(settings, number),
                "id": str(number),
                **named(number, noun, kana, english),
                **standing(settings, ground.spot(random)),
                "area_m2": f"{area:,} ",
                "opened": f"S{year - 1925}" if 1970 <= year < 1975 else str(year),
                "toilet": random.choice(("男女別", "男女別、多機能トイレあり", "男女共用", "なし", "", "")),
                "parking_info": random.choice(("無料駐車場あり", "なし", "", "")),
                "facilities": random.choice(("広場、ベンチ", "ベンチ、あずまや", "広場、水飲み場、ベンチ", "")),
                "equipment": "、".join(random.choice(_EQUIPMENT[kind]) for kind in kinds),
                "description": "見本の公園です。" if random.random() < 0.3 else "",
            }
        )
    return rows


def park_file(settings: Settings, rows: list[dict[str, Any]]) -> Published:
    """In a layout of the city's own. One area is a word, one is about 500, one is negative."""
    rows = [dict(row) for row in rows]
    rows[0] |= {"area_m2": "32,500 "}
    rows[50]["area_m2"] = "台帳のとおり"
    rows[70]["area_m2"] = "約500"
    rows[90]["area_m2"] = "▲120"
    return Published(
        kind="park",
        stem=f"{settings.code}_park_info_sample",
        layout="park_own",
        rows=rows,
        title="公園一覧",
        as_of=settings.numbers["places"]["as_of"],
    )


def toilet_file(settings: Settings, ground: Ground) -> Published:
    """English physical headers, no street address, no counts, hours as prose, about a quarter without coordinates."""
    random = settings.stream("public_toilet")
    total = settings.numbers["places"]["rows"]["public_toilet"]
    without = set(random.sample(range(1, total), round(total * 0.24)))
    rows, count = [], dict.fromkeys((kind[0] for kind in _TOILETS), 0)
    shared = ground.spot(random)
    for index in range(total):
        noun, kana, _weight = random.choices(_TOILETS, [kind[2] for kind in _TOILETS])[0]
        count[noun] += 1
        spot = shared if noun.startswith("城跡") else ground.spot(random)
        row = {
            **standing(settings, spot),
            **identity(settings, index + 1, "LL"),
            **named(count[noun], noun, kana, "Toilet"),
            "seat_localgov_code": settings.code,
            "name_en": "",
            "address": "",
            "town": "",
            "lot": "",
            "infant": random.choices(("0", "1", "2"), (80, 16, 4))[0],
            "hours_note": random.choices([text for text, _ in _HOURS], [weight for _, weight in _HOURS])[0],
            "note": f"和式。{MARK}" if random.random() < 0.3 else MARK,
        }
        rows.append(unlocated(row) if index in without else row)
    return Published(
        kind="public_toilet",
        stem=f"{settings.code}_public_toilet_sample",
        layout="public_toilet_physical",
        rows=rows,
        title="公衆トイレ一覧",
        as_of=settings.numbers["places"]["as_of"],
        encoding="utf-8-sig",
    )
