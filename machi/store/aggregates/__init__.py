"""Kinds whose rows are about single persons or vehicles: they are never stored, only counted.

A kind that is listed here is *always* read into a closed in-memory database, whatever its sidecar says: forgetting
``access = "aggregate"`` must not publish a person. To add a kind: write its ``Aggregator`` in a module of this package
and list it below; its tables then exist, empty, in every store, and questions read them like any other table.
"""

from __future__ import annotations

from machi.store.aggregates.aggregator import Aggregator, smallest_group
from machi.store.aggregates.diet import DIET_SURVEY
from machi.store.aggregates.vehicle import VEHICLE_LOG

__all__ = ["AGGREGATORS", "Aggregator", "smallest_group"]

AGGREGATORS: dict[str, Aggregator] = {item.kind: item for item in (DIET_SURVEY, VEHICLE_LOG)}
