"""Evacuation sites: open grounds of their own and some of the public facilities. Planted cells as in ``civic``.

Most cells are ``1`` or blank, as the standard has it; a few hold the other signs that cities write (○, △, ×, -).
"""

from __future__ import annotations

from random import Random
from typing import Any

from machi.sample.ground import Ground
from machi.sample.rows import identity, named, standing
from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published

_HOUSES = ("小学校", "中学校", "公民館", "体育館")
_GROUNDS_SHARE = 0.4


def evacuation_file(settings: Settings, facilities: list[dict[str, Any]], ground: Ground) -> Published:
    """About 60 sites. Planted: every sign, a word for a sign, two capacities, two points that can't be read."""
    random = settings.stream("evacuation_space")
    total = settings.numbers["places"]["rows"]["evacuation_space"]
    grounds = round(total * _GROUNDS_SHARE)
    homes = [row for row in facilities if any(noun in row["name"] for noun in _HOUSES)]
    chosen = sorted(random.sample(homes, min(len(homes), total - grounds)), key=lambda row: row["id"])
    houses = [_house(settings, random, number, home) for number, home in enumerate(chosen, 1)]
    rows = houses + [_ground(settings, random, number, len(houses) + number, ground)
                     for number in range(1, total - len(houses) + 1)]  # fmt: skip
    _plant(rows)
    return Published(
        kind="evacuation_space",
        stem=f"{settings.code}_evacuation_space_sample",
        layout="evacuation_space_new",
        rows=rows,
        title="指定緊急避難場所一覧",
        as_of=settings.numbers["places"]["as_of"],
        note="合成データです。この一覧の避難場所は実在しません。市の避難情報を確かめてください。",
    )


def _house(settings: Settings, random: Random, number: int, home: dict[str, Any]) -> dict[str, Any]:
    same = ("name", "name_kana", "name_en", "所在地_全国地方公共団体コード", "address", "pref", "city", "town", "lot",
            "lat", "lon")  # fmt: skip
    return {
        **identity(settings, number, "EV"),
        **{key: home[key] for key in same},
        **_hazards(settings, random),
        "phone": settings.phone(number),
        "shelter": random.choices(("1", ""), (8, 2))[0],
        "capacity": str(10 * random.randint(8, 60)) if random.random() < 0.9 else "",
        "residents": f"{home['town']}町内会（見本）",
    }


def _ground(settings: Settings, random: Random, number: int, running: int, ground: Ground) -> dict[str, Any]:
    spot = ground.spot(random)
    return {
        **identity(settings, running, "EV"),
        **named(number, "避難広場", "ヒナンヒロバ", "Evacuation Ground"),
        **standing(settings, spot),
        **_hazards(settings, random),
        "phone": settings.phone(running),
        "shelter": "",
        "capacity": f"{100 * random.randint(3, 45):,}" if random.random() < 0.85 else "",
        "residents": f"{spot.town.name}町内会（見本）",
    }


def _hazards(settings: Settings, random: Random) -> dict[str, str]:
    shares = settings.numbers["places"].get("hazards", {})
    return {name: "1" if random.random() < share else "" for name, share in shares.items()}


def _plant(rows: list[dict[str, Any]]) -> None:
    rows[2] |= {"flood": "△", "note": f"洪水のときは3階以上。{MARK}"}
    rows[5] |= {"flood": "○（2階以上）"}
    rows[8] |= {"flood": "×", "inundation": "×", "landslide": "-"}
    rows[11] |= {"earthquake": "要確認"}
    rows[14] |= {"landslide": "△", "fire": "×"}
    rows[17] |= {"flood": "○", "landslide": "○", "earthquake": "○"}
    rows[20] |= {"lat": "", "lon": ""}
    rows[23] |= {"capacity": "約300"}
    rows[-3] |= {"lat": "0", "lon": "0"}
    rows[-6] |= {"capacity": "-", "flood": "-", "inundation": "△"}
