"""Files as a department has them, made here by code: bytes and names for the tests of own files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from machi.ingest.schema import project_schemas
from machi.own.files import Choices, OwnFile, open_file
from machi.store.database import data_folder, open_shelf
from machi.store.shelf import Shelf

ROOT = Path(__file__).resolve().parent.parent
MARKER = "しるしのマルコ施設"
"""A name that stands nowhere else: wherever it is found, an own file was."""

AED_HEADER = ("名称", "所在地", "緯度", "経度", "設置位置", "小児対応設備の有無")
AED_ROWS = (
    (MARKER, "栄町1-1", "37.4950", "139.9300", "1階受付", "有"),
    ("東の公民館", "東山町2-2", "37.4800", "139.9600", "玄関", "無"),
    ("西の体育館", "西町3", "37.5000", "139.9100", "2階", ""),
)


def csv_text(header: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> str:
    lines = [",".join(header), *(",".join(row) for row in rows)]
    return "\r\n".join(([title] if title else []) + lines) + "\r\n"


def aed_bytes(encoding: str = "cp932", title: str = "ＡＥＤの一覧（令和8年10月1日現在）") -> bytes:
    """As a department's Excel saves it: CP932, a title row above the header."""
    return csv_text(AED_HEADER, AED_ROWS, title).encode(encoding)


@cache
def shipped() -> Shelf:
    """The published shelf of the shipped data, on the day it is shown at: whatever test asks first has set no other."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MACHI_DATA", "MACHI_TODAY", "MACHI_PROFILE"):
            patch.delenv(name, raising=False)
        return open_shelf(data_folder())


def opened(data: bytes, name: str, choices: Choices | None = None, id: str = "own-1") -> OwnFile:
    return open_file(data, name, choices, schemas=project_schemas(), id=id, city=shipped().city.name)


def aed_file(name: str = "うちのAED.csv", id: str = "own-1") -> OwnFile:
    return opened(aed_bytes(), name, id=id)
