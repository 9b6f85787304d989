"""The cards of the subject "events". Importing this module registers them all; each lives in a module of its own."""

from __future__ import annotations

from machi.cards.events_calendar import events_calendar
from machi.cards.events_counts import events_by_category, events_by_month, events_by_weekday
from machi.cards.events_list import events_list, events_map

__all__ = [
    "events_by_category",
    "events_by_month",
    "events_by_weekday",
    "events_calendar",
    "events_list",
    "events_map",
]
