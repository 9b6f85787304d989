"""A shelf of the small place lists of ``tests/data``, in a city of two towns; used by the tests of places and maps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import folder

FIXTURES = Path(__file__).resolve().parent / "data"
KINDS = ("aed", "fire_hydrant", "park", "public_toilet", "parking")
TODAY = "2026-06-15"


def place_folder(root: Path, kinds: tuple[str, ...] = KINDS) -> Path:
    """A data folder with the fixtures of ``kinds``, the towns 東町 and 西町, and a block of 2 × 3 grid cells."""
    data = folder(root)
    for kind in kinds:
        shutil.copytree(FIXTURES / kind, data / kind)
    # The south-west corner of 52390000 is 34°40' N 139° E; the six cells are its first three columns, two rows.
    cells = ["5239000011", "5239000012", "5239000021", "5239000013", "5239000014", "5239000023"]
    (data / "reference" / "cells.csv").write_text("code\n" + "\n".join(cells) + "\n", encoding="utf-8")
    labels = "name,kind,lat,lon,rank\n見本湖,lake,35.01,139.02,2\n見本駅,landmark,35.00,139.00,1\n"
    (data / "reference" / "places.csv").write_text(labels, encoding="utf-8")
    return data


def place_shelf(root: Path, patch: pytest.MonkeyPatch, kinds: tuple[str, ...] = KINDS, today: str = TODAY) -> Shelf:
    """The shelf of ``place_folder`` on the day ``today``."""
    patch.setenv("MACHI_TODAY", today)
    return open_shelf(place_folder(root, kinds), root / "store.duckdb")
