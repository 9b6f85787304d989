"""Ten people's answers, worked on paper with a smallest group of three (only here: the app never goes below ten)."""

from __future__ import annotations

import pandas as pd
import pytest

from machi.store.aggregates.diet import aggregate
from machi.store.aggregates.diet_facts import load_facts
from machi.store.aggregates.diet_people import measured, respondents
from tests.diet import ten


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return aggregate(pd.DataFrame(ten()), ["東地区", "西地区"], least=3)


def test_which_groups_are_shown(tables: dict[str, pd.DataFrame]) -> None:
    """Paper: 30–49 has 7 of 10 (3 left: shown). 東 has 6, all of them 30–49: 7 − 6 is one man in 西, so 東 and with it 西
    are hidden. Men of 30–49 are 4 of 5 men, women 3 of 5: hidden. Both presets remove the one woman of 80: their total
    and women are hidden; where they remove nobody they may stand.
    """
    groups = tables["diet_group"]
    shown = groups[groups["people"].notna()]
    assert {preset: set(found["id"]) for preset, found in shown.groupby("preset")} == {
        "all": {"", "m", "f", "30-49"},
        "kcal": {"m", "30-49"},
        "eer": {"m", "30-49"},
    }
    counts = shown[shown["preset"] == "all"].set_index("id")["people"]
    assert counts.to_dict() == {"": 10, "m": 5, "f": 5, "30-49": 5}  # 7 is nearer to 5 than to 10


def test_statistics(tables: dict[str, pd.DataFrame]) -> None:
    """Salt: 10+12+8+10+14+7+9+8+6+3 = 87; Σ(x−8.7)² = 86.1, sd = √(86.1/9). Middle of 8 and 9. 25 % needs 12 people."""
    cells = tables["diet_cell"]
    salt = cells[(cells["item"] == "salt") & (cells["basis"] == "day") & (cells["preset"] == "all")].set_index("id")
    assert salt["mean"].to_dict() == {"": 8.7, "m": 10.8, "f": 6.6, "30-49": 9.143}
    assert salt.loc["", "sd"] == 3.09
    assert salt.loc["", "median"] == 8.5
    assert salt.loc["30-49", "median"] == 9
    assert salt.loc[["m", "f"], "median"].isna().all()  # five people: fewer than three on a side
    assert salt[["p5", "p25", "p75", "p95"]].isna().all(axis=None)


def test_density(tables: dict[str, pd.DataFrame]) -> None:
    """Men, g per 1,000 kcal: 5, 5.4545…, 4.4444…, 5, 8.75; mean 5.7298."""
    cells = tables["diet_cell"]
    mine = cells[(cells["item"] == "salt") & (cells["basis"] == "per_1000kcal") & (cells["preset"] == "all")]
    assert mine.set_index("id")["mean"]["m"] == 5.73


def test_shares_tell_neither_nobody_nor_everybody(tables: dict[str, pd.DataFrame]) -> None:
    """Salt below 7.5 (men), 6.5 (women): beyond are all 5 men, 3 of 5 women, 8 of 10, all 7 of 30–49. In each the others
    are fewer than three."""
    shares = tables["diet_share"]
    salt = shares[(shares["item"] == "salt") & (shares["source"] == "2025")].set_index("id")
    assert salt["percent"].isna().all()
    assert salt["less_than"].isna().all()
    # more than (n − 3) of n
    assert salt["more_than"].to_dict() == {"": 70, "m": 40, "f": 40, "30-49": 57}


def test_energy_shares() -> None:
    """Protein 75 g, fat 60 g, carbohydrate 270 g of 2,000 kcal: 15 %, 27 %, 54 %."""
    answer = {
        "sex": "1",
        "age": 50,
        "district": "東地区",
        "energy": 2000,
        "protein": 75,
        "fat": 60,
        "carbohydrate": 270,
    }
    facts = load_facts()
    values = measured(respondents(pd.DataFrame([answer]), facts), facts)
    found = [values[item, "percent_energy"][0] for item in ("protein", "fat", "carbohydrate")]
    assert found == pytest.approx([15, 27, 54])


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({}, True),
        ({"sex": "女性"}, True),
        ({"sex": ""}, False),
        ({"age": 17}, False),
        ({"age": 18}, True),
        ({"age": None}, False),
        ({"district": None}, False),
        ({"energy": 0}, False),
        ({"salt": None}, False),
    ],
)
def test_who_is_counted(change: dict[str, object], counted: bool) -> None:
    answers = [*ten() * 2, {**ten()[0], **change}]
    assert len(respondents(pd.DataFrame(answers), load_facts())) == 20 + counted


@pytest.mark.parametrize(
    ("energy", "kcal", "eer"),
    # Men of 30–49: 0.5 × 2,300 = 1,150 and 1.5 × 3,050 = 4,575
    [
        (599, False, False),
        (600, True, False),
        (1150, True, True),
        (3999, True, True),
        (4000, False, True),
        (4575, False, False),
    ],
)
def test_whom_the_presets_leave_out(energy: float, kcal: bool, eer: bool) -> None:
    (one,) = respondents(pd.DataFrame([{**ten()[0], "energy": energy}]), load_facts()).to_dict("records")
    assert (one["kcal"], one["eer"]) == (kcal, eer)


@pytest.mark.parametrize(
    ("source", "item", "basis", "kind", "sex", "age", "low", "high"),
    [
        # standards.md 3.2, 3.3
        ("2025", "salt", "day", "DG", "m", "50-64", None, 7.5),
        ("2020", "salt", "day", "DG", "f", "75+", None, 6.5),
        ("2025", "potassium", "day", "DG", "f", "18-29", 2600, None),
        ("2025", "potassium", "day", "AI", "m", "18-29", 2500, None),
        ("2025", "fibre", "day", "DG", "m", "30-49", 22, None),
        ("2020", "fibre", "day", "DG", "m", "30-49", 21, None),
        ("2025", "calcium", "day", "EAR", "f", "75+", 500, None),
        ("2020", "calcium", "day", "RDA", "m", "75+", 700, None),
        ("2025", "vitamin_c", "day", "EAR", "f", "65-74", 80, None),
        ("2020", "vitamin_c", "day", "EAR", "f", "65-74", 85, None),
        ("2025", "protein", "percent_energy", "DG", "f", "50-64", 14, 20),
        ("2025", "iron", "day", "EAR", "m", "50-64", 6.0, None),
    ],
)
def test_reference_values(
    source: str, item: str, basis: str, kind: str, sex: str, age: str, low: float | None, high: float | None
) -> None:
    found = [
        (one.low, one.high)
        for one in load_facts().references
        if (one.source, one.item, one.basis, one.kind, one.sex, one.age_class) == (source, item, basis, kind, sex, age)
    ]
    assert found == [(low, high)]


def test_values_that_are_not_known_are_not_there() -> None:
    """Iron of women of an age to menstruate; the EAR of calcium and iron in the edition of 2020."""
    known = {(one.source, one.item, one.kind, one.sex, one.age_class) for one in load_facts().references}
    assert ("2025", "iron", "EAR", "f", "30-49") not in known
    assert not [one for one in known if one[:3] in (("2020", "calcium", "EAR"), ("2020", "iron", "EAR"))]
