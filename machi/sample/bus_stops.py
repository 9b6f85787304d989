"""Bus stops, in a layout of the city's own: there is no national one. Some stops have a row for each platform."""

from __future__ import annotations

from random import Random
from typing import Any

from machi.sample.ground import Ground, Spot
from machi.sample.rows import identity
from machi.sample.settings import Settings
from machi.sample.writing import Published

_SUFFIXES = ("", "入口", "中央", "二丁目", "公民館前", "小学校前", "郵便局前", "団地前")


def bus_stop_file(settings: Settings, ground: Ground) -> Published:
    """Stops named after their town (見本…停留所). Two have no point, one lies at 0,0."""
    random = settings.stream("bus_stop")
    rows: list[dict[str, Any]] = []
    taken: set[str] = set()
    total = settings.numbers["places"]["rows"]["bus_stop"]
    while len(rows) < total:
        spot = ground.spot(random, 0.0030)
        name = _name(random, spot, taken)
        both = random.random() < 0.15 and len(rows) < total - 1
        rows += [_stop(settings, random, len(rows) + 1 + side, name, spot, str(side + 1) if both else "")
                 for side in range(1 + both)]  # fmt: skip
    rows[30] |= {"lat": "", "lon": ""}
    rows[90] |= {"lat": "", "lon": ""}
    rows[120] |= {"lat": "0", "lon": "0"}
    return Published(
        kind="bus_stop",
        stem=f"{settings.code}_bus_stop_sample",
        layout="bus_stop_own",
        rows=rows,
        title="バス停一覧",
        as_of=settings.numbers["places"]["as_of"],
        encoding="utf-8-sig",
        note="合成データです。停留所も路線も実在しません。",
    )


def _name(random: Random, spot: Spot, taken: set[str]) -> str:
    """見本東町入口停留所; a number where the name is taken."""
    name = plain = f"見本{spot.town.name}{random.choice(_SUFFIXES)}停留所"
    number = 1
    while name in taken:
        number += 1
        name = plain.replace("停留所", f"第{number}停留所")
    taken.add(name)
    return name


def _stop(settings: Settings, random: Random, number: int, name: str, spot: Spot, platform: str) -> dict[str, Any]:
    bus = settings.numbers["places"]["bus"]
    # The platforms of one stop face each other across the road: some 20 m.
    side = 0.00018 if platform == "2" else 0.0
    return {
        **identity(settings, number, "BS"),
        "name": name,
        "town": spot.town.name,
        "lat": f"{spot.lat + side:.6f}",
        "lon": f"{spot.lon + side:.6f}",
        "platform": platform,
        "routes": "、".join(sorted(random.sample(bus["routes"], random.choices((1, 2, 3), (6, 3, 1))[0]))),
        "organisation": random.choice(bus["operators"]),
    }
