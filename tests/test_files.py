"""One published file: its bytes are taken once, and those about persons never touch a disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from machi.ingest.reader import read_chunks
from machi.store import files
from machi.store.database import open_shelf
from tests.folders import AED, folder, publish


def test_a_file_overwritten_in_place_while_it_is_read_and_back_again_is_read_as_it_was_hashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = folder(tmp_path)
    publish(data, "aed/a", AED + "132012,1,甲の館,35.0,139.0,\n")
    path = data / "aed" / "a.csv"
    sealed = path.read_bytes()

    def meanwhile(source: Any, *given: Any, **named: Any) -> Iterator[Any]:
        # The same file, the same length, other words; put back before anybody could hash it again.
        path.write_bytes(sealed.replace("甲の館".encode(), "乙の館".encode()))
        yield from read_chunks(source, *given, **named)
        path.write_bytes(sealed)

    monkeypatch.setattr(files, "read_chunks", meanwhile)
    with open_shelf(data, tmp_path / "store.duckdb").connection.cursor() as cursor:
        assert cursor.execute("select name from aed").fetchall() == [("甲の館",)]


def test_a_large_open_file_goes_through_a_temporary_file_and_one_about_persons_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "IN_MEMORY", 10)
    # Where no temporary file can be made, whoever needs one fails.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    for kind in ("diet_survey", "vehicle_log"):
        with files._copy(kind) as copy:
            assert copy.write(b"x" * 1000) == 1000
    with files._copy("aed") as copy, pytest.raises(FileNotFoundError):
        copy.write(b"x" * 1000)
