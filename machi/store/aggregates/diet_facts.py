"""What the survey's values are compared with, and how they are grouped: the facts of ``data/diet_survey/reference.toml``.

National values, the same for every city: always the project's own file, never one of a city's data folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from machi.errors import BadSettings
from machi.ingest.schema import PROJECT_DATA

AGES = {"18-29": (18, 29), "30-49": (30, 49), "50-64": (50, 64), "65-74": (65, 74), "75+": (75, 200)}
"""Age classes of the Dietary Reference Intakes: name → first and last year of age."""
SEXES = ("m", "f")
EDITIONS = ("2025", "2020")
READ_AS_SHARE = ("EAR", "DG")
"""Kinds of reference values that a group is read by as the share of people beyond them."""
PATH = PROJECT_DATA / "diet_survey" / "reference.toml"


@dataclass(frozen=True)
class Reference:
    """One value of one edition for one sex and age class. ``low``: at least; ``high``: at most; None: not limited."""

    source: str
    item: str
    basis: str
    kind: str
    sex: str
    age_class: str
    low: float | None
    high: float | None
    strict: bool
    """The value ``high`` itself is already too much (食塩 7.5 g 未満)."""
    confidence: str


@dataclass(frozen=True)
class Target:
    """A target for the mean of a group of adults. ``side``: ``low`` (at least) or ``high`` (at most)."""

    item: str
    side: str
    value: float
    baseline: float


@dataclass(frozen=True)
class Pair:
    """Two items seen together. Edges are fixed numbers; the outer bins are open."""

    x: str
    y: str
    x_edges: tuple[float, ...]
    y_edges: tuple[float, ...]


@dataclass(frozen=True)
class Facts:
    """See the module. ``eer``: (sex, age class) → kcal a day at low, normal and high activity."""

    nutrients: tuple[str, ...]
    food_groups: tuple[str, ...]
    sums: Mapping[str, tuple[str, ...]]
    kcal_per_g: Mapping[str, float]
    presets: Mapping[str, Mapping[str, Any]]
    eer: Mapping[tuple[str, str], tuple[float, ...]]
    sources: tuple[Mapping[str, str], ...]
    references: tuple[Reference, ...]
    targets: tuple[Target, ...]
    pairs: tuple[Pair, ...]

    @property
    def items(self) -> tuple[str, ...]:
        return (*self.nutrients, *self.food_groups)

    def source(self, id_: str) -> Mapping[str, str]:
        return next(source for source in self.sources if source["id"] == id_)


@cache
def load_facts() -> Facts:
    """Read the file. Raises BadSettings when it is malformed or an item stands in two pairs."""
    try:
        toml = tomllib.loads(PATH.read_text(encoding="utf-8"))
        facts = _facts(toml)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadSettings(
            f"{PATH.parent.name}/{PATH.name} を読めません（{error}）。", "書き方を確かめてください。"
        ) from error
    return facts


def _facts(toml: dict[str, Any]) -> Facts:
    pairs = tuple(
        Pair(item["x"], item["y"], tuple(item["x_edges"]), tuple(item["y_edges"])) for item in toml.get("pair", ())
    )
    paired = list(chain.from_iterable((pair.x, pair.y) for pair in pairs))
    if len(paired) != len(set(paired)):
        raise ValueError("pair: an item may stand in one pair only")
    references = tuple(chain.from_iterable(_references(item, toml) for item in toml["reference"]))
    if shared := [pair for pair in pairs if _meets_a_share(pair, references)]:
        raise ValueError(f"pair: an edge of {shared[0].x} × {shared[0].y} is a value whose share of people is shown")
    people = {"m": toml["eer"]["men"], "f": toml["eer"]["women"]}
    return Facts(
        nutrients=tuple(toml["items"]["nutrients"]),
        food_groups=tuple(toml["items"]["food_groups"]),
        sums={name: tuple(parts) for name, parts in toml["sums"].items()},
        kcal_per_g=toml["kcal_per_g"],
        presets=toml["presets"],
        eer={(sex, age): tuple(people[sex][nth]) for sex in SEXES for nth, age in enumerate(AGES)},
        sources=tuple(toml["source"]),
        references=references,
        targets=tuple(Target(one["item"], one["side"], one["value"], one["baseline"]) for one in toml["target"]),
        pairs=pairs,
    )


def _meets_a_share(pair: Pair, references: tuple[Reference, ...]) -> bool:
    """Whether bins and shares cut the same item at the same value: their difference would be a third, unchecked group."""
    edges = {(pair.x, edge) for edge in pair.x_edges} | {(pair.y, edge) for edge in pair.y_edges}
    day = [one for one in references if one.basis == "day" and one.kind in READ_AS_SHARE]
    return any((one.item, limit) in edges for one in day for limit in (one.low, one.high))


def _references(item: dict[str, Any], toml: dict[str, Any]) -> list[Reference]:
    same = f"{item['item']}/{item['kind']}" in toml["same_in_2020"]["items"] and item["edition"] == "2025"
    made = []
    for edition in (item["edition"], *(("2020",) if same else ())):
        for sex, key in zip(SEXES, ("men", "women"), strict=True):
            for nth, age in enumerate(AGES):
                low, high = (_nth(item.get(side, {}).get(key, ()), nth) for side in ("low", "high"))
                if low or high:
                    facts = (item["item"], item.get("basis", "day"), item["kind"], sex, age, low, high)
                    made.append(Reference(edition, *facts, item.get("strict", False), item["confidence"]))
    return made


def _nth(values: list[float] | tuple[()], nth: int) -> float | None:
    """One value stands for every age; 0 says that there is none for this age."""
    if not values:
        return None
    if len(values) not in (1, len(AGES)):
        raise ValueError(f"{values}: 1 or {len(AGES)} values")
    return values[nth if len(values) > 1 else 0] or None
