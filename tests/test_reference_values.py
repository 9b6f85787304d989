"""Every public value that a survey is compared with, against a second transcription of the published tables.

Typed from the tables of 日本人の食事摂取基準 (2025年版, 2020年版) and 健康日本21（第三次）, not from the file under test: a wrong
reference value on the screen is the worst fault that this project could have. Nothing may be missing, nothing more be there.
"""

from __future__ import annotations

import tomllib

import pytest

from machi.errors import BadSettings
from machi.store.aggregates import diet_facts
from machi.store.aggregates.diet_facts import AGES, load_facts

Row = tuple[str, str, str, str]
"""Item, basis, edition, kind."""

# (men 18–29, 30–49, 50–64, 65–74, 75+), (women …); one number: the same at every age. None: not compared with.
LOW: dict[Row, tuple[object, object]] = {
    ("potassium", "day", "2025", "AI"): (2500, 2000),
    ("potassium", "day", "2025", "DG"): (3000, 2600),
    ("fibre", "day", "2025", "DG"): ((20, 22, 22, 21, 20), (18, 18, 18, 18, 17)),
    ("calcium", "day", "2025", "RDA"): ((800, 750, 750, 750, 750), (650, 650, 650, 650, 600)),
    ("calcium", "day", "2025", "EAR"): ((650, 650, 600, 600, 600), (550, 550, 550, 550, 500)),
    # Women of an age to menstruate have two values each; the survey doesn't ask, so neither is used.
    ("iron", "day", "2025", "RDA"): ((7.0, 7.5, 7.0, 7.0, 6.5), (None, None, None, 6.0, 5.5)),
    ("iron", "day", "2025", "EAR"): ((5.5, 6.0, 6.0, 5.5, 5.5), (None, None, None, 5.0, 4.5)),
    ("vitamin_c", "day", "2025", "RDA"): (100, 100),
    ("vitamin_c", "day", "2025", "EAR"): (80, 80),
    ("protein", "day", "2025", "RDA"): ((65, 65, 65, 60, 60), 50),
    ("protein", "day", "2025", "EAR"): (50, 40),
    ("protein", "percent_energy", "2025", "DG"): ((13, 13, 14, 15, 15), (13, 13, 14, 15, 15)),
    ("fat", "percent_energy", "2025", "DG"): (20, 20),
    ("carbohydrate", "percent_energy", "2025", "DG"): (50, 50),
    ("magnesium", "day", "2025", "RDA"): ((340, 380, 370, 350, 330), (280, 290, 290, 280, 270)),
    ("zinc", "day", "2025", "RDA"): ((9.0, 9.5, 9.5, 9.0, 9.0), (7.5, 8.0, 8.0, 7.5, 7.0)),
    ("vitamin_d", "day", "2025", "AI"): (9.0, 9.0),
    ("folate", "day", "2025", "RDA"): (240, 240),
    # The edition of 2020, where it differs or is said to be the same.
    ("potassium", "day", "2020", "AI"): (2500, 2000),
    ("potassium", "day", "2020", "DG"): (3000, 2600),
    ("fibre", "day", "2020", "DG"): ((21, 21, 21, 20, 20), (18, 18, 18, 17, 17)),
    ("calcium", "day", "2020", "RDA"): ((800, 750, 750, 750, 700), (650, 650, 650, 650, 600)),
    ("iron", "day", "2020", "RDA"): ((7.5, 7.5, 7.5, 7.5, 7.0), (None, None, None, 6.0, 6.0)),
    ("vitamin_c", "day", "2020", "RDA"): (100, 100),
    ("vitamin_c", "day", "2020", "EAR"): (85, 85),
    ("protein", "day", "2020", "RDA"): ((65, 65, 65, 60, 60), 50),
    ("protein", "day", "2020", "EAR"): (50, 40),
    ("protein", "percent_energy", "2020", "DG"): ((13, 13, 14, 15, 15), (13, 13, 14, 15, 15)),
    ("fat", "percent_energy", "2020", "DG"): (20, 20),
    ("carbohydrate", "percent_energy", "2020", "DG"): (50, 50),
}
HIGH: dict[Row, tuple[object, object]] = {
    (item, basis, edition, "DG"): limits
    for edition in ("2025", "2020")
    for item, basis, limits in (
        ("salt", "day", (7.5, 6.5)),
        ("protein", "percent_energy", (20, 20)),
        ("fat", "percent_energy", (30, 30)),
        ("sfa", "percent_energy", (7, 7)),
        ("carbohydrate", "percent_energy", (65, 65)),
    )
}
ON_THE_REPORTS_PAGE = {"salt", "potassium", "fibre", "iron", "vitamin_c", "fat", "sfa"}
"""Items of 2025 whose values were seen on the report's page (confidence A); of the others two transcriptions agree (B)."""


def spread(table: dict[Row, tuple[object, object]]) -> dict[tuple[str, ...], float]:
    made = {}
    for row, by_sex in table.items():
        for sex, values in zip(("m", "f"), by_sex, strict=True):
            each = values if isinstance(values, tuple) else (values,) * len(AGES)
            made |= {(*row, sex, age): value for age, value in zip(AGES, each, strict=True) if value is not None}
    return made


@pytest.mark.parametrize(("side", "table"), [("low", LOW), ("high", HIGH)])
def test_every_reference_value_is_as_published(side: str, table: dict[Row, tuple[object, object]]) -> None:
    loaded = {
        (one.item, one.basis, one.source, one.kind, one.sex, one.age_class): getattr(one, side)
        for one in load_facts().references
        if getattr(one, side) is not None
    }
    assert loaded == spread(table)


def test_only_the_salt_goal_excludes_its_own_value() -> None:
    assert {one.item for one in load_facts().references if one.strict} == {"salt"}


def test_what_was_seen_on_the_reports_page_is_told_from_what_two_transcriptions_say() -> None:
    for one in load_facts().references:
        if one.source == "2025":
            seen = one.item in ON_THE_REPORTS_PAGE
            assert one.confidence == ("A" if seen else "B"), one


def test_targets_of_healthy_japan_21() -> None:
    told = {(one.item, one.side): (one.baseline, one.value) for one in load_facts().targets}
    assert told == {("vegetable", "low"): (281, 350), ("fruit", "low"): (99, 200), ("salt", "high"): (10.1, 7)}


def test_energy_requirements_of_2020_are_as_published_and_the_limits_are_told_as_custom() -> None:
    kcal = {  # low, normal, high; at 75 and over none is given for high: normal stands for it
        "m": [(2300, 2650, 3050), (2300, 2700, 3050), (2200, 2600, 2950), (2050, 2400, 2750), (1800, 2100, 2100)],
        "f": [(1700, 2000, 2300), (1750, 2050, 2350), (1650, 1950, 2250), (1550, 1850, 2100), (1400, 1650, 1650)],
    }
    facts = load_facts()
    assert facts.eer == {(sex, age): row for sex, rows in kcal.items() for age, row in zip(AGES, rows, strict=True)}
    assert facts.presets == {
        "kcal": {"at_least": 600, "below": 4000, "confidence": "M"},
        "eer": {"at_least_share": 0.5, "below_share": 1.5, "confidence": "M"},
    }
    assert facts.kcal_per_g == {"protein": 4, "fat": 9, "sfa": 9, "carbohydrate": 4}


def test_bins_and_shares_never_cut_an_item_at_the_same_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """All who have 3,000 mg of potassium, minus the men who have: the women who have, however few they are."""
    spoilt = diet_facts.PATH.read_text(encoding="utf-8").replace("[1400, 1900, 2400, 2900,", "[1400, 1900, 2400, 3000,")
    toml = tomllib.loads(spoilt)
    monkeypatch.setattr(diet_facts.tomllib, "loads", lambda _text: toml)
    load_facts.cache_clear()
    with pytest.raises(BadSettings):
        load_facts()
    monkeypatch.undo()
    load_facts.cache_clear()
    assert load_facts().pairs
