"""Every real published file, untouched: read, its rows accounted for, and shown by a card that says something of it.

The files lie outside the repository (``MACHI_REAL``). What is said of each stands in ``docs/real-files.md``.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import machi.cards.all  # noqa: F401
from machi.cards.anything_suggest import offers
from machi.cards.registry import build
from tests.anything import anything_shelf
from tests.folders import REAL
from tests.real_files_table import table

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(path.name for path in REAL.glob("*.csv")) if REAL.is_dir() else []


def records(path: Path) -> int:
    """Non-blank records of a file, counted by Python's strict csv: an oracle that shares no code with the reader."""
    text = path.read_bytes().decode("utf-8-sig")
    return sum(any(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_is_shown_by_a_useful_card(real: Path, name: str) -> None:
    path = real / name
    shelf, loaded = anything_shelf(a=path.read_bytes())
    with shelf.connection.cursor() as cursor:
        held = cursor.execute("select (select count(*) from anything), (select count(*) from anything_row)").fetchone()
        headers = [
            row[0]
            for row in cursor.execute(
                "select header from anything_column union select title from anything_column"
            ).fetchall()
        ]
    assert held == (loaded["a"].rows, loaded["a"].rows)
    assert sum(loaded["a"].placed.values()) == loaded["a"].rows <= records(path)
    found = offers(shelf)
    if name.startswith("template"):
        assert found == []
        assert loaded["a"].rows == 0
        return
    for offer in found:
        card = build(shelf, offer.card_id, offer.params)
        assert not card.empty, offer
        assert len(card.table) > 0
        assert card.figure is not None
        assert card.alt.endswith("。")
        assert any(f"「{header}" in card.finding or f"{header}」" in card.finding for header in headers), card.finding
        assert {source.dataset for source in card.sources} == {"a"}


def test_the_document_says_what_the_command_says_now(real: Path) -> None:
    assert (ROOT / "docs" / "real-files.md").read_text(encoding="utf-8") == table(real)


def test_the_document_holds_no_row() -> None:
    """A cell of a real file that is long enough to be recognised must not stand in it, headers aside."""
    text = (ROOT / "docs" / "real-files.md").read_text(encoding="utf-8")
    for name in FILES:
        content = (REAL / name).read_bytes().decode("utf-8-sig")
        for row in list(csv.reader(io.StringIO(content, newline="")))[8:40]:
            for cell in row:
                assert len(cell) < 8 or cell.isascii() or cell not in text, (name, cell)
