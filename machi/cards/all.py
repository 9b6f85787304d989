"""Imports every module that registers cards. Whoever builds cards imports this once."""

from machi.cards import events, places, population

__all__ = ["events", "places", "population"]
