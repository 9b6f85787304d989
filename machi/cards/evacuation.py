"""Cards about evacuation sites. The door: importing this registers all of them."""

from __future__ import annotations

from machi.cards.evacuation_overview import evacuation_hazards, evacuation_map
from machi.cards.evacuation_sites import evacuation_sites

__all__ = ["evacuation_hazards", "evacuation_map", "evacuation_sites"]
