"""Cards about places. The door: importing this registers all of them.

Rules that every one keeps (standards.md 14): a blank cell is 「記載なし」, never 「ない」; distances are straight lines
and say so; nothing implies that a place can be used right now; places without coordinates are counted, not dropped.
"""

from __future__ import annotations

from machi.cards.places_coverage import places_coverage
from machi.cards.places_equipment import park_equipment
from machi.cards.places_hours import place_hours
from machi.cards.places_nearest import places_nearest
from machi.cards.places_overview import places_counts, places_map

__all__ = ["park_equipment", "place_hours", "places_counts", "places_coverage", "places_map", "places_nearest"]
