"""Registers the cards that any table can feed."""

from machi.cards import (
    anything_calendar,
    anything_columns,
    anything_compare,
    anything_cross,
    anything_distribution,
    anything_map,
    anything_mesh,
    anything_ranking,
    anything_series,
)

__all__ = [
    "anything_calendar",
    "anything_columns",
    "anything_compare",
    "anything_cross",
    "anything_distribution",
    "anything_map",
    "anything_mesh",
    "anything_ranking",
    "anything_series",
]
