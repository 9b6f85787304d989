"""A made-up diet survey: one row per respondent, in the headers of a BDHQ result file.

Nobody answered it. Energy follows sex and age; a taste for vegetables and a salty hand run through all foods of a person;
nutrients follow from the foods, so that pairs of columns belong together as they do in a real survey.
"""

from __future__ import annotations

from math import exp
from random import Random
from typing import Any

from machi.sample.settings import Settings
from machi.sample.writing import MARK, Published

KCAL = {"男": 2080.0, "女": 1680.0}
AGES = ((20, 29, 9), (30, 39, 14), (40, 49, 17), (50, 59, 17), (60, 69, 21), (70, 79, 16), (80, 89, 6))
"""First and last year of age, weight."""
FOODS = {
    # mean g at 1,900 kcal, spread (log), taste for vegetables, change per 10 years of age from 55
    "cereals": (410, 0.25, -0.10, 0.01),
    "potatoes": (46, 0.60, 0.25, 0.06),
    "sugar": (4.5, 0.70, 0.05, 0.05),
    "pulses": (58, 0.60, 0.20, 0.10),
    "green_vegetables": (96, 0.45, 0.45, 0.10),
    "other_vegetables": (152, 0.38, 0.40, 0.07),
    "fruit": (92, 0.65, 0.30, 0.18),
    "fish": (66, 0.50, 0.12, 0.14),
    "meat": (74, 0.45, -0.05, -0.12),
    "eggs": (36, 0.55, 0.02, 0.00),
    "dairy": (126, 0.70, 0.10, 0.05),
    "oils": (10.5, 0.35, -0.05, -0.07),
    "sweets": (52, 0.60, -0.05, 0.02),
    "beverages": (610, 0.45, 0.00, -0.02),
    "seasonings": (21, 0.40, 0.00, 0.03),
}
PER_100_G: dict[str, dict[str, float]] = {
    # rough contents of 100 g of each food group; only for this sample
    "protein": {"cereals": 3.8, "pulses": 9.0, "green_vegetables": 1.9, "other_vegetables": 1.2, "fish": 19.0,
                "meat": 17.5, "eggs": 12.2, "dairy": 3.6, "sweets": 6.0, "seasonings": 6.0, "potatoes": 1.4},
    "fat": {"cereals": 1.1, "pulses": 5.2, "fish": 6.5, "meat": 17.0, "eggs": 10.2, "dairy": 3.6, "oils": 92.0,
            "sweets": 12.0, "seasonings": 5.0},
    "fibre": {"cereals": 0.9, "potatoes": 1.9, "pulses": 3.0, "green_vegetables": 2.6, "other_vegetables": 1.9,
              "fruit": 1.4, "sweets": 1.0, "seasonings": 1.5},
    "potassium": {"cereals": 40, "potatoes": 380, "pulses": 230, "green_vegetables": 360, "other_vegetables": 210,
                  "fruit": 180, "fish": 330, "meat": 290, "eggs": 130, "dairy": 150, "beverages": 32,
                  "seasonings": 330},
    "calcium": {"cereals": 8, "pulses": 95, "green_vegetables": 70, "other_vegetables": 30, "fish": 70, "eggs": 46,
                "dairy": 118, "sweets": 40, "seasonings": 35, "fruit": 12, "beverages": 3},
    "magnesium": {"cereals": 11, "potatoes": 20, "pulses": 60, "green_vegetables": 24, "other_vegetables": 13,
                  "fruit": 11, "fish": 31, "meat": 21, "dairy": 11, "beverages": 4, "seasonings": 45},
    "iron": {"cereals": 0.25, "pulses": 1.5, "green_vegetables": 1.0, "other_vegetables": 0.35, "fish": 0.9,
             "meat": 0.9, "eggs": 1.5, "sweets": 0.6, "seasonings": 1.3},
    "zinc": {"cereals": 0.65, "pulses": 0.8, "green_vegetables": 0.4, "fish": 0.9, "meat": 2.9, "eggs": 1.1,
             "dairy": 0.45, "seasonings": 0.8},
    "vitamin_d": {"fish": 16.0, "eggs": 3.8, "dairy": 0.15},
    "vitamin_b1": {"cereals": 0.04, "pulses": 0.07, "green_vegetables": 0.07, "meat": 0.45, "fish": 0.10,
                   "dairy": 0.04, "other_vegetables": 0.04},
    "vitamin_b2": {"pulses": 0.06, "green_vegetables": 0.10, "meat": 0.22, "fish": 0.17, "eggs": 0.37,
                   "dairy": 0.16, "beverages": 0.03},
    "folate": {"cereals": 5, "pulses": 22, "green_vegetables": 105, "other_vegetables": 48, "fruit": 22, "eggs": 49,
               "beverages": 7, "seasonings": 20},
    "vitamin_c": {"potatoes": 24, "green_vegetables": 38, "other_vegetables": 17, "fruit": 37, "beverages": 1.2},
    "salt": {"cereals": 0.32, "fish": 1.5, "meat": 0.45, "seasonings": 31.0, "other_vegetables": 0.8},
}  # fmt: skip
DECIMALS = {"energy": 0, "potassium": 0, "calcium": 0, "magnesium": 0, "folate": 0, "vitamin_b1": 2, "vitamin_b2": 2}


def diet_file(settings: Settings) -> Published:
    """The whole survey as one file in CP932, as the result sheet of a questionnaire comes."""
    facts = settings.numbers["diet"]
    random = settings.stream("diet")
    rows = [_respondent(random, number, facts["districts"]) for number in range(1, facts["rows"] + 1)]
    return Published(
        "diet_survey",
        f"{settings.code}_diet_survey_sample",
        "diet_bdhq",
        rows,
        "食習慣調査（BDHQ）",
        facts["as_of"],
        encoding="cp932",
        access="aggregate",
        note="python -m machi sample が作った合成データです。実在の人の回答ではありません。",
    )


def _respondent(random: Random, number: int, districts: dict[str, float]) -> dict[str, Any]:
    sex = random.choices(("男", "女"), (47, 53))[0]
    first, last, _weight = random.choices(AGES, [weight for *_years, weight in AGES])[0]
    age = random.randint(first, last)
    amounts = _amounts(random, sex, age)
    shown = {name: f"{value:.{DECIMALS.get(name, 1)}f}" for name, value in amounts.items()}
    district = random.choices(list(districts), list(districts.values()))[0]
    return {"id": f"S{number:05d}", "sex": sex, "age": age, "district": district, **shown, "note": MARK}


def _amounts(random: Random, sex: str, age: int) -> dict[str, float]:
    decades = (age - 55) / 10
    kcal = KCAL[sex] * exp(random.gauss(0, 0.25) - 0.012 * decades**2)
    if random.random() < 0.025:  # forms filled in carelessly: what the presets are for
        kcal *= random.choice((0.32, 0.38, 1.9, 2.1))
    greens, salty = random.gauss(0.15 if sex == "女" else -0.15, 1), random.gauss(0, 1)
    foods = {}
    for name, (mean, spread, taste, older) in FOODS.items():
        log = random.gauss(0, spread) + taste * greens + older * decades - spread**2 / 2 - taste**2 / 2
        foods[name] = mean * (kcal / 1900) ** 0.8 * exp(log + (0.12 * salty if name == "seasonings" else 0))
    made = {name: _content(foods, per_100_g) * exp(random.gauss(0, 0.06)) for name, per_100_g in PER_100_G.items()}
    made["alcohol"] = _alcohol(random, sex)
    # Carbohydrate is what is left of the energy, so that the shares of energy add up.
    made["protein"] = min(max(made["protein"], 0.09 * kcal / 4), 0.24 * kcal / 4)
    made["fat"] = min(max(made["fat"] * 1.05, 0.13 * kcal / 9), 0.42 * kcal / 9)
    made["sfa"] = made["fat"] * min(max(random.gauss(0.27, 0.035), 0.15), 0.42)
    left = kcal - 4 * made["protein"] - 9 * made["fat"] - 7 * made["alcohol"]
    made["carbohydrate"] = max(left, 0.25 * kcal) / 4
    return {"energy": kcal, **made, **foods}


def _content(foods: dict[str, float], per_100_g: dict[str, float]) -> float:
    return sum(foods[name] * amount for name, amount in per_100_g.items()) / 100


def _alcohol(random: Random, sex: str) -> float:
    drinks = random.random() < (0.58 if sex == "男" else 0.28)
    return random.lognormvariate(2.7 if sex == "男" else 1.8, 0.8) if drinks else 0.0
