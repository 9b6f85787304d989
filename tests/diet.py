"""Small diet surveys for tests: rows as a dict per respondent, as a CSV and as a data folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random
from typing import Any

from tests.folders import folder, publish

HEADERS = {
    "id": "回答番号",
    "sex": "性別",
    "age": "年齢",
    "district": "地区",
    "energy": "エネルギー(kcal)",
    "protein": "たんぱく質(g)",
    "fat": "脂質(g)",
    "carbohydrate": "炭水化物(g)",
    "salt": "食塩相当量(g)",
    "potassium": "カリウム(mg)",
    "vitamin_c": "ビタミンC(mg)",
    "green_vegetables": "緑黄色野菜(g)",
    "other_vegetables": "その他の野菜(g)",
    "fruit": "果実(g)",
}
TEN = [
    # sex, age, district, energy, salt: the survey that was worked on paper (tests/test_diet_golden.py)
    ("男", 35, "東地区", 2000, 10),
    ("男", 36, "東地区", 2200, 12),
    ("男", 40, "東地区", 1800, 8),
    ("男", 45, "西地区", 2000, 10),
    ("男", 70, "西地区", 1600, 14),
    ("女", 35, "東地区", 1500, 7),
    ("女", 36, "東地区", 1700, 9),
    ("女", 38, "東地区", 1600, 8),
    ("女", 72, "西地区", 1400, 6),
    ("女", 80, "西地区", 500, 3),
]


def ten() -> list[dict[str, Any]]:
    names = ("sex", "age", "district", "energy", "salt")
    return [dict(zip(names, person, strict=True)) for person in TEN]


def survey(count: int = 700, seed: int = 5) -> list[dict[str, Any]]:
    """Random respondents in two districts and a third with very few; one in twenty-five fills in the form carelessly."""
    random, rows = Random(seed), []
    for number in range(count):
        kcal = random.gauss(1900, 250) * (random.choice((0.25, 2.4)) if random.random() < 0.04 else 1)
        rows.append(
            {
                "id": f"P{number:04d}",
                "sex": random.choice("男女"),
                "age": random.randint(20, 88),
                "district": random.choices(("東地区", "西地区", "北地区"), (60, 37, 3))[0],
                "energy": round(kcal),
                "protein": round(kcal * random.uniform(0.12, 0.18) / 4, 1),
                "fat": round(kcal * random.uniform(0.2, 0.32) / 9, 1),
                "carbohydrate": round(kcal * random.uniform(0.45, 0.6) / 4, 1),
                "salt": round(random.lognormvariate(2.2, 0.3), 1),
                "potassium": round(random.gauss(2200, 500)),
                "vitamin_c": round(random.lognormvariate(4.5, 0.4)),
                "green_vegetables": round(random.lognormvariate(4.4, 0.5)),
                "other_vegetables": round(random.lognormvariate(4.9, 0.4)),
                "fruit": round(random.lognormvariate(4.3, 0.7)),
            }
        )
    return rows


def text(rows: list[dict[str, Any]]) -> str:
    """The rows as a published CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADERS.values())
    writer.writerows([row.get(name, "") for name in HEADERS] for row in rows)
    return buffer.getvalue()


def survey_folder(root: Path, rows: list[dict[str, Any]], access: str = '"aggregate"', city: str = "") -> Path:
    """A data folder with the survey (and a city of two districts)."""
    data = folder(root)
    if city:
        with (data / "city.toml").open("a", encoding="utf-8") as stream:
            stream.write(city)
    publish(data, "diet_survey/survey", text(rows), access=access, title='"食習慣調査"', synthetic="true")
    return data
