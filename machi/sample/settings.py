"""What a sample is made from: the folder's ``city.toml`` and ``reference/`` (towns, cells, ``sample.toml``).

Everything that belongs to one city is in those files; this package makes a sample for any folder that has them.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from machi.errors import BadSettings
from machi.text import _


@dataclass(frozen=True)
class Town:
    """One town (町名) with its rounded point; ``code`` is its running number in the reference file."""

    code: str
    name: str
    district: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Settings:
    """See the module. ``numbers`` is ``reference/sample.toml``; ``cells`` are the 250 m codes that cover the city."""

    code: str
    city: str
    prefecture: str
    sample_today: date | None
    towns: tuple[Town, ...]
    cells: frozenset[str]
    numbers: Mapping[str, Any]
    seed: int

    def stream(self, purpose: str) -> Random:
        """A random stream of its own per file, so that a change to one file leaves the others' bytes alone."""
        return Random(f"{self.seed}/{purpose}")

    @cached_property
    def publisher_cell(self) -> str:
        """What stands in 地方公共団体名 or 市区町村名: it must not read as the city's own row."""
        return f"{self.city}（見本）"

    def phone(self, number: int) -> str:
        """A phone number that rings nowhere: its exchange is 00."""
        return f"{self.numbers['phone_prefix']}{number % 100:02d}"


def load(data: Path, seed: int | None = None) -> Settings:
    """Read the folder. Raises BadSettings naming the file that is missing or malformed."""
    city = _toml(data / "city.toml")
    numbers = _toml(data / "reference" / "sample.toml")
    towns = _rows(data / "reference" / "towns.csv")
    cells = _rows(data / "reference" / "cells.csv")
    try:
        return Settings(
            code=city["code"],
            city=city["name"],
            prefecture=city["prefecture"],
            sample_today=city.get("sample_today"),
            towns=tuple(
                Town(f"{number:04d}", row["town"], row["district"], float(row["lat"]), float(row["lon"]))
                for number, row in enumerate(towns, 1)
            ),
            cells=frozenset(row["code"] for row in cells),
            numbers=numbers,
            seed=numbers["seed"] if seed is None else seed,
        )
    except (KeyError, ValueError) as error:
        raise BadSettings(
            _("見本を作るための設定が足りません（{error}）。").format(error=error),
            _("city.toml と reference/ の中身を確かめてください。"),
        ) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unreadable(path, error) from error


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> BadSettings:
    return BadSettings(
        _("{file} を読めません（{error}）。").format(file=path.name, error=type(error).__name__),
        _("見本を作るには city.toml、reference/towns.csv、reference/cells.csv、reference/sample.toml が要ります。"),
    )
