"""All cards of the subject diet: importing this module registers them."""

from __future__ import annotations

from machi.cards.diet_compare import diet_compare
from machi.cards.diet_food_groups import diet_food_groups, diet_pair
from machi.cards.diet_nutrient import diet_nutrient
from machi.cards.diet_presets import diet_presets
from machi.cards.diet_target import diet_energy, diet_target

__all__ = [
    "diet_compare",
    "diet_energy",
    "diet_food_groups",
    "diet_nutrient",
    "diet_pair",
    "diet_presets",
    "diet_target",
]
