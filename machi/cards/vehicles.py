"""All cards of the subject vehicles: importing this module registers them."""

from __future__ import annotations

from machi.cards.vehicles_season import vehicle_season
from machi.cards.vehicles_speed import vehicle_speed
from machi.cards.vehicles_stops import vehicle_stops

__all__ = ["vehicle_season", "vehicle_speed", "vehicle_stops"]
