"""Suppression: nobody who has all published tables can add and subtract their way to fewer than ten people.

The attacker here knows more than the public: exact counts, who is in which group, which groups are empty. He is written
without the code under test (pandas and numpy's least squares), and he must succeed where suppression is switched off.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from machi.store.aggregates import diet
from machi.store.aggregates.diet_facts import load_facts
from machi.store.aggregates.diet_people import respondents
from machi.store.aggregates.disclosure import attacks, echelon, publishable
from machi.store.building import build
from tests.diet import survey, survey_folder

LEAST = 10
DISTRICTS = ["東地区", "西地区", "北地区"]
NONE = np.zeros((0, 0))


def rows(*groups: list[int]) -> np.ndarray:
    return np.array(groups, dtype=float)


# The control itself, against cases worked by hand


def test_a_small_cell_takes_its_neighbours_with_it() -> None:
    """3 20 | 23 / 30 40 | 70 / 33 60 | 93: whichever other cell stays, a margin minus it gives the 3."""
    people = np.array([3, 20, 30, 40])
    groups = rows([1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], *np.eye(4).tolist())
    safe = publishable(groups, people, rows([1, 0, 0, 0]), LEAST)
    assert safe.tolist() == [True] * 5 + [False] * 4


@pytest.mark.parametrize(("kept", "shown"), [(50, True), (47, False), (41, False), (40, True), (9, False)])
def test_a_preset_is_shown_when_nobody_or_ten_were_removed(kept: int, shown: bool) -> None:
    people = np.array([kept, 50 - kept]) if kept < 50 else np.array([50])
    groups = rows([1, 1], [1, 0]) if kept < 50 else rows([1], [1])
    assert publishable(groups, people, np.zeros((0, groups.shape[1])), LEAST).tolist() == [True, shown]


def test_three_big_groups_that_overlap_in_a_small_one() -> None:
    """A = {1,2}, B = {2,3}, C = {1,3}: A + B − C is twice the four people of 2. No two of them are nested."""
    people = np.array([50, 4, 50])
    groups = rows([1, 1, 0], [0, 1, 1], [1, 0, 1])
    assert len(attacks(groups, people, LEAST)) == 1
    assert publishable(groups, people, np.zeros((0, 3)), LEAST).tolist() == [True, True, False]


def test_weights_and_signs_count_too() -> None:
    """2·A − B rests on the 3 and the 4 people alone."""
    people = np.array([40, 3, 4])
    groups = rows([1, 1, 0], [2, 2, 1])
    assert len(attacks(groups, people, LEAST)) == 1
    assert len(attacks(groups[:1], people, LEAST)) == 0


def test_echelon_form_keeps_the_row_space() -> None:
    random = np.random.default_rng(3)
    groups = random.integers(0, 2, (12, 20)).astype(float)
    form = echelon(groups, random.permutation(20))
    assert np.linalg.matrix_rank(np.vstack([groups, form])) == len(form) == np.linalg.matrix_rank(groups)


# The survey as published


def members(group: dict[str, Any], people: pd.DataFrame) -> np.ndarray:
    """Who is in a published group (the design of the tables is public)."""
    inside = np.ones(len(people), dtype=bool)
    for name in ("sex", "age_class", "district"):
        if group[name]:
            inside &= (people[name] == group[name]).to_numpy()
    return inside & people[group["preset"]].to_numpy() if group["preset"] != "all" else inside


def small(inside: np.ndarray) -> bool:
    return 0 < inside.sum() < LEAST


def learned(groups: pd.DataFrame, people: pd.DataFrame) -> list[str]:
    """Every group of 1–9 people that the shown groups give away: by pairs, by margins, by any combination."""
    shown = [group for group in groups.to_dict("records") if pd.notna(group["people"])]
    sets = [members(group, people) for group in shown]
    found = [f"{one['preset']}/{one['id']}" for one, inside in zip(shown, sets, strict=True) if small(inside)]
    for (one, a), (two, b) in combinations(zip(shown, sets, strict=True), 2):
        for big, little in ((a, b), (b, a)):
            if not (little & ~big).any() and small(big & ~little):
                found.append(f"{one['preset']}/{one['id']} and {two['preset']}/{two['id']}")
    return found + _leftovers(shown, sets) + _solved(groups, sets, people)


def _leftovers(shown: list[dict[str, Any]], sets: list[np.ndarray]) -> list[str]:
    """A margin minus all its published parts, along each dimension."""
    found = []
    for margin, whole in zip(shown, sets, strict=True):
        for name in ("sex", "age_class", "district"):
            parts = [
                inside
                for one, inside in zip(shown, sets, strict=True)
                if not margin[name]
                and one[name]
                and one["preset"] == margin["preset"]
                and all(one[other] == margin[other] for other in ("sex", "age_class", "district") if other != name)
            ]
            if parts and small(whole & ~np.any(parts, axis=0)):
                found.append(f"{margin['preset']}/{margin['id']} minus its parts by {name}")
    return found


def _solved(groups: pd.DataFrame, sets: list[np.ndarray], people: pd.DataFrame) -> list[str]:
    """Small groups that have a name (hidden cells, finest cells, removed people) and are a sum of published ones."""
    labels = ["sex", "age_class", "district", "kcal", "eer"]
    wanted = {f"hidden {g['preset']}/{g['id']}": members(g, people) for g in groups.to_dict("records")}
    for cell in [labels[:3], labels]:
        for key, found in people.groupby(cell).indices.items():
            wanted[f"cell {key}"] = np.isin(np.arange(len(people)), found)
    for preset in ("kcal", "eer"):
        everybody = groups[groups["preset"] == "all"].to_dict("records")
        wanted |= {f"removed {preset} {g['id']}": members(g, people) & ~people[preset].to_numpy() for g in everybody}
    named = {name: inside for name, inside in wanted.items() if small(inside)}
    basis = np.array(sets, dtype=float).T
    targets = np.array(list(named.values()), dtype=float).T
    weights, *_ = np.linalg.lstsq(basis, targets, rcond=None)
    missed = np.abs(basis @ weights - targets).max(axis=0)
    return [name for name, distance in zip(named, missed, strict=True) if distance < 1e-6]


def naive(groups: pd.DataFrame, people: pd.DataFrame, least: int) -> np.ndarray:
    """Suppression switched off but for the threshold itself."""
    return np.array([members(group, people).sum() >= least for group in groups.to_dict("records")])


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return respondents(pd.DataFrame(survey()), load_facts())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_published_tables_give_away_fewer_than_ten(seed: int) -> None:
    answers = pd.DataFrame(survey(500 + 150 * seed, seed))
    tables = diet.aggregate(answers, DISTRICTS, LEAST)
    assert tables["diet_group"]["people"].notna().sum() > 30, "something must be left to show"
    assert learned(tables["diet_group"], respondents(answers, load_facts())) == []


def test_with_only_the_threshold_the_attack_succeeds(people: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diet, "shown", naive)
    groups = diet.aggregate(pd.DataFrame(survey()), DISTRICTS, LEAST)["diet_group"]
    found = learned(groups, people)
    assert any("minus" in name for name in found)
    assert any(name.startswith("removed") for name in found)


def test_with_only_the_threshold_one_person_is_learned_to_the_kilocalorie(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve women of 75+ of whom one left 4,900 kcal: mean and count of two presets give her away."""
    answers = [{"sex": "女", "age": 80, "district": "東地区", "energy": 1500 + 10 * n, "salt": 9} for n in range(11)]
    answers.append({"sex": "女", "age": 80, "district": "東地区", "energy": 4900, "salt": 9})

    def hers() -> float:
        tables = diet.aggregate(pd.DataFrame(answers), DISTRICTS, LEAST)
        cells = tables["diet_cell"][(tables["diet_cell"]["item"] == "energy") & (tables["diet_cell"]["id"] == "")]
        means = cells.set_index("preset")["mean"]
        return means["all"] * 12 - means["kcal"] * 11

    with pytest.raises(KeyError):
        hers()
    monkeypatch.setattr(diet, "shown", naive)
    assert hers() == pytest.approx(4900, abs=12)


def test_search_finds_nothing_in_what_was_published(people: pd.DataFrame) -> None:
    """Random combinations, four times as many orders as the build tries, with another seed."""
    groups = diet.aggregate(pd.DataFrame(survey()), DISTRICTS, LEAST)["diet_group"]
    shown = [members(group, people) for group in groups.to_dict("records") if pd.notna(group["people"])]
    atoms, counts = np.unique(np.array(shown).T, axis=0, return_counts=True)
    for seed in range(4):
        assert len(attacks(atoms.T.astype(float), counts, LEAST, seed=100 + seed)) == 0


# Shares, bins, percentiles


def test_people_beyond_a_value_are_never_few(people: pd.DataFrame) -> None:
    answers = pd.DataFrame(survey())
    shares = diet.aggregate(answers, DISTRICTS, LEAST)["diet_share"]
    salt = shares[(shares["item"] == "salt") & (shares["source"] == "2025")].set_index("id")
    limit = people["sex"].map({"m": 7.5, "f": 6.5})
    beyond = people["salt"] >= limit
    assert salt.loc["", "percent"] == round(100 * beyond.mean())
    for id_, row in salt[salt["percent"].notna()].iterrows():
        parts = str(id_).split("_") if id_ else []
        mine = np.all([(people["sex"] == part) | (people["age_class"] == part) for part in parts], axis=0)
        inside = beyond[mine] if len(parts) else beyond
        assert min(inside.sum(), (~inside).sum()) >= LEAST, id_
        assert row["percent"] == round(100 * inside.mean())


def test_bins_are_of_ten_and_so_is_what_is_left(people: pd.DataFrame) -> None:
    bins = diet.aggregate(pd.DataFrame(survey()), DISTRICTS, LEAST)["diet_bin"]
    (pair,) = [pair for pair in load_facts().pairs if pair.x == "energy"]
    hidden = 0
    for one in bins[bins["x"] == "energy"].to_dict("records"):
        inside = np.ones(len(people), dtype=bool)
        for item, side in ((pair.x, "x"), (pair.y, "y")):
            low, high = one[f"{side}_from"], one[f"{side}_to"]
            inside &= (people[item] >= low) if pd.notna(low) else True
            inside &= (people[item] < high) if pd.notna(high) else True
        if pd.isna(one["people"]):
            hidden += inside.sum()
        else:
            assert inside.sum() >= LEAST
            assert abs(inside.sum() - one["people"]) <= 2
            assert one["people"] % 5 == 0
    assert hidden == 0 or hidden >= LEAST


@pytest.mark.parametrize(
    ("count", "given"),
    [(19, []), (20, ["median"]), (40, ["p25", "median", "p75"]), (200, ["p5", "p25", "median", "p75", "p95"])],
)
def test_a_percentile_has_ten_people_on_either_side(count: int, given: list[str]) -> None:
    (told,) = diet.statistics(np.linspace(1, 2, count).reshape(-1, 1), LEAST)
    assert [name for name in diet.PERCENTILES if told[name] is not None] == given


# What is in the file


def planted(needle: str, number: float) -> list[dict[str, Any]]:
    answers = survey(300)
    answers[7] |= {"id": needle, "energy": number}
    return answers


def test_nothing_of_a_person_is_in_the_store_file(tmp_path: Path) -> None:
    data = survey_folder(tmp_path, planted("PLANTED-4711", 2345.6789))
    report = build(data, tmp_path / "out" / "store.duckdb")
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    for needle in (b"PLANTED-4711", b"2345.6789", np.float64(2345.6789).tobytes()):
        assert needle not in everything
    with duckdb.connect(str(report.path), read_only=True) as con:
        tables = [name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()]
        shown = con.execute("select count(*) from diet_group where people is not null").fetchone()
        dumped = "".join(con.execute(f'select * from "{table}"').df().to_csv() for table in tables)
    assert shown is not None
    assert shown[0] > 10
    assert "PLANTED" not in dumped
    assert "2345.6789" not in dumped


def test_the_search_of_the_file_would_find_an_open_row(tmp_path: Path) -> None:
    from tests.folders import AED, folder, publish

    data = folder(tmp_path)
    publish(data, "aed/a", AED + "132012,1,PLANTED-4711,35.0,139.0,有\n")
    path = build(data, tmp_path / "out" / "store.duckdb").path
    assert b"PLANTED-4711" in path.read_bytes()
