"""Where a synthetic place may stand: near a town's point, well inside the city, never on its border."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random

from machi.ingest.mesh import encode
from machi.sample.settings import Settings, Town

CELL_LAT, CELL_LON = 7.5 / 3600, 11.25 / 3600
_TRIES = 40


@dataclass(frozen=True)
class Spot:
    """A point (degrees, 6 decimals) and the town it is said to be in."""

    town: Town
    lat: float
    lon: float


@dataclass(frozen=True)
class Ground:
    """Draws spots. ``weights`` is the share of each district, spread evenly over its towns."""

    settings: Settings

    @cached_property
    def towns(self) -> tuple[Town, ...]:
        """Towns whose own point lies inside, not on the border."""
        return tuple(town for town in self.settings.towns if self.inside(town.lat, town.lon))

    @cached_property
    def weights(self) -> list[float]:
        share = self.settings.numbers["places"].get("district_weights", {})
        count: dict[str, int] = {}
        for town in self.towns:
            count[town.district] = count.get(town.district, 0) + 1
        return [share.get(town.district, 1) / count[town.district] for town in self.towns]

    def inside(self, lat: float, lon: float) -> bool:
        """Whether the point's cell and its eight neighbours all cover the city: then no border runs through it."""
        cells = self.settings.cells
        return all(
            encode(lat + north * CELL_LAT, lon + east * CELL_LON, 10) in cells
            for north in (-1, 0, 1)
            for east in (-1, 0, 1)
        )

    def spot(self, random: Random, reach: float = 0.0022) -> Spot:
        """A point near a drawn town, at most ``reach`` degrees of latitude (0.0022 = 245 m) away and mostly nearer."""
        town = random.choices(self.towns, self.weights)[0]
        for _ in range(_TRIES):
            lat = round(town.lat + reach * (random.random() + random.random() - 1), 6)
            lon = round(town.lon + reach * 1.25 * (random.random() + random.random() - 1), 6)
            if self.inside(lat, lon):
                return Spot(town, lat, lon)
        return Spot(town, town.lat, town.lon)
