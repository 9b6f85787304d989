"""All cards of the subject population: importing this module registers them."""

from __future__ import annotations

from machi.cards.census import census_totals
from machi.cards.population_ages import population_ages
from machi.cards.population_households import population_households
from machi.cards.population_pair import population_pair
from machi.cards.population_pyramid import population_pyramid
from machi.cards.population_towns import population_towns
from machi.cards.population_trend import population_trend

__all__ = [
    "census_totals",
    "population_ages",
    "population_households",
    "population_pair",
    "population_pyramid",
    "population_towns",
    "population_trend",
]
