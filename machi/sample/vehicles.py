"""A GPS log of buses and municipal vehicles that drive straight lines between the points of towns: clearly no roads.

One trip a vehicle and working day, one fix every ``interval_s``, with the errors that a logger has: a few metres always,
now and then a hundred, a pair of zeros. The file is ``access = "aggregate"`` as a real log must be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from machi.sample.ground import Ground
from machi.sample.settings import Settings
from machi.sample.writing import Published

METRES_A_DEGREE = 111_195
_STARTS = ((6, 20, 8, 10), (9, 20, 14, 50), (15, 40, 18, 0))
"""Earliest and latest start of a trip, by part of the day: hour, minute, hour, minute."""


@dataclass(frozen=True)
class Leg:
    """A straight line (lat, lon) → (lat, lon), and how long the vehicle stands at its end, in seconds."""

    start: tuple[float, float]
    end: tuple[float, float]
    stay_s: int = 0

    @property
    def metres(self) -> float:
        north = (self.end[0] - self.start[0]) * METRES_A_DEGREE
        east = (self.end[1] - self.start[1]) * METRES_A_DEGREE * math.cos(math.radians(self.start[0]))
        return math.hypot(north, east)

    def at(self, metres: float) -> tuple[float, float]:
        share = min(metres / self.metres, 1.0) if self.metres else 1.0
        return tuple(a + (b - a) * share for a, b in zip(self.start, self.end, strict=True))  # type: ignore[return-value]


def vehicle_file(settings: Settings, ground: Ground) -> Published:
    """Both seasons, all vehicles, in the order of time per vehicle."""
    numbers, random = settings.numbers["vehicles"], settings.stream("vehicles")
    log = _Log(settings, ground, numbers, random)
    rows: list[dict[str, Any]] = []
    for season in ("summer", "winter"):
        days = _working_days(numbers[season]["first"], numbers["days"])
        for nth, name in enumerate(log.names):
            for count, day in enumerate(days):
                if random.random() < numbers["in_use"]:
                    rows += log.trip(name, nth + count, day, numbers[season]["speed"])
    for index in numbers["zeros"]:
        rows[index] |= {"lat": "0", "lon": "0"}
    return Published(
        kind="vehicle_log",
        stem=f"{settings.code}_vehicle_log_sample",
        layout="vehicle_log_own",
        rows=rows,
        title="乗り物の走行記録",
        as_of=numbers["as_of"],
        newline="\r\n",
        note="python -m machi sample が作った合成データです。地点を直線で結んだもので、実際の車両・道路・時刻ではありません。",
        access="aggregate",
    )


def _working_days(first: date, count: int) -> list[date]:
    days = (first + timedelta(days=offset) for offset in range(3 * count))
    return [day for day in days if day.isoweekday() <= 5][:count]


class _Log:
    """What stays the same over all trips: the lines, the depots, the destinations of municipal vehicles."""

    def __init__(self, settings: Settings, ground: Ground, numbers: dict[str, Any], random: Random) -> None:
        self.numbers, self.random = numbers, random
        points = {town.name: (town.lat, town.lon) for town in settings.towns}
        self.lines = [[points[name] for name in names] for names in numbers["lines"]]
        self.hub = self.lines[0][0]
        self.buses = [f"見本バス{number:02d}" for number in range(1, numbers["buses"] + 1)]
        cars = [f"見本公用{number:02d}" for number in range(1, numbers["cars"] + 1)]
        self.names = [*self.buses, *cars]
        self.depots = {name: self._near(self.hub, 0.007) for name in self.names}
        reachable = [point for point in points.values() if 800 < Leg(self.hub, point).metres < 5500]
        self.destinations = [point for point in reachable if _stays_inside(ground, Leg(self.hub, point))]

    def _near(self, point: tuple[float, float], degrees: float) -> tuple[float, float]:
        turn = self.random.random() * 2 * math.pi
        return point[0] + degrees * math.sin(turn) * 0.8, point[1] + degrees * math.cos(turn)

    def trip(self, name: str, turn: int, day: date, speed: float) -> list[dict[str, Any]]:
        """One trip from the depot and back: a bus its line out and home, a municipal car a visit."""
        random = self.random
        hour, minute, last_hour, last_minute = _STARTS[turn % len(_STARTS)]
        start = datetime(day.year, day.month, day.day, hour, minute)
        room = (last_hour - hour) * 3600 + (last_minute - minute) * 60
        now = start + timedelta(seconds=random.randrange(room))
        if name in self.buses:
            line = self.lines[turn // len(_STARTS) % len(self.lines)]
            way = [self.depots[name], *line, *line[-2::-1], self.depots[name]]
            stays = {1: random.randrange(240, 420), len(line): random.randrange(300, 560)}
        else:
            target = random.choice(self.destinations)
            way = [self.depots[name], self.hub, target, self.hub, self.depots[name]]
            stays = {2: random.randrange(420, 900)}
        legs = [Leg(a, b, stays.get(index, 0)) for index, (a, b) in enumerate(pairwise(way), 1)]
        return self._drive(name, now, legs, speed)

    def _drive(self, name: str, now: datetime, legs: Sequence[Leg], season: float) -> list[dict[str, Any]]:
        random, step = self.random, 10
        rows: list[dict[str, Any]] = []
        seconds = 0
        for leg in legs:
            metres, standing = 0.0, leg.stay_s
            while metres < leg.metres or standing > 0:
                here = leg.at(metres)
                if seconds % self.numbers["interval_s"] == 0:
                    rows.append(self._fix(name, now + timedelta(seconds=seconds), here))
                seconds += step
                if metres < leg.metres:
                    waits = random.random() < 0.14
                    metres += 0 if waits else self._speed(here, now, season) * step * random.uniform(0.75, 1.25)
                else:
                    standing -= step
        return rows

    def _speed(self, here: tuple[float, float], now: datetime, season: float) -> float:
        """Metres a second: slow in the middle, slower at the rush hours there, and in snow everywhere."""
        away = Leg(self.hub, here).metres / 1000
        middle = math.exp(-((away / 1.6) ** 2))
        rush = 1 - 0.22 * middle * (now.hour < 9 or now.hour >= 15)
        return (46 - 22 * middle) / 3.6 * rush * season

    def _fix(self, name: str, now: datetime, here: tuple[float, float]) -> dict[str, Any]:
        random = self.random
        error = random.choice((60, 90, 140)) if random.random() < 0.012 else random.randrange(3, 13)
        lat = here[0] + random.gauss(0, error / 2) / METRES_A_DEGREE
        lon = here[1] + random.gauss(0, error / 2) / METRES_A_DEGREE / math.cos(math.radians(here[0]))
        x, y, z = (f"{middle + random.gauss(0, 0.4):.1f}" for middle in (0, 0, 9.8))
        return {
            "vehicle": name,
            "recorded_at": f"{now:%Y-%m-%d %H:%M:%S}",
            "lat": f"{lat:.5f}",
            "lon": f"{lon:.5f}",
            "error_m": error,
            "acceleration_x": x,
            "acceleration_y": y,
            "acceleration_z": z,
        }


def _stays_inside(ground: Ground, leg: Leg) -> bool:
    """Whether the straight line never comes near the city's border."""
    steps = int(leg.metres // 100) + 1
    return all(ground.inside(*leg.at(leg.metres * step / steps)) for step in range(steps + 1))
