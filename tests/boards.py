"""A shelf of the small 照会票, list of open data and list of works in ``tests/data``; used by the tests of both boards."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from machi.store.database import open_shelf
from machi.store.shelf import Shelf
from tests.folders import folder

HERE = Path(__file__).parent
KINDS = ("inquiry", "open_data_list", "work", "aed", "park")


def board_data(root: Path) -> Path:
    """A data folder with the lists of ``tests/data`` that the boards need."""
    data = folder(root)
    for kind in KINDS:
        shutil.copytree(HERE / "data" / kind, data / kind)
    return data


def board_shelf(root: Path, patch: pytest.MonkeyPatch, profile: str) -> Shelf:
    """The shelf on one profile; ``patch`` keeps profile and day for as long as the shelf is used."""
    patch.setenv("MACHI_TODAY", "2026-05-08")
    patch.setenv("MACHI_PROFILE", profile)
    return open_shelf(board_data(root), root / "store.duckdb")


def golden(name: str) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a golden answer, as text."""
    with (HERE / "golden" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        heading, *rows = csv.reader(stream)
    return heading, rows


def answer(shelf: Shelf, name: str, heading: list[str]) -> list[list[str]]:
    """The question's answer in the columns of the golden file, as text; missing is blank, a flag 1 or 0."""
    frame = shelf.ask(name).frame
    return [[_spelt(value) for value in row] for row in frame[heading].astype(object).to_numpy().tolist()]


def _spelt(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, bool | int | float) else str(value)
