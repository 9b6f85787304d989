"""Imports every module that registers cards. Whoever builds cards imports this once."""

from machi.cards import board, diet, evacuation, events, joined, mesh, places, population, statistics, vehicles, works

__all__ = [
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
