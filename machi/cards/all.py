"""Imports every module that registers cards. Whoever builds cards imports this once."""

from machi.cards import (
    anything,
    board,
    diet,
    evacuation,
    events,
    joined,
    mesh,
    places,
    population,
    statistics,
    vehicles,
    works,
)

__all__ = [
    "anything",
    "board",
    "diet",
    "evacuation",
    "events",
    "joined",
    "mesh",
    "places",
    "population",
    "statistics",
    "vehicles",
    "works",
]
