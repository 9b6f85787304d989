"""docs/faults.md tells the truth about itself: every number is there once, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = {
    row[0]: row for line in TEXT.splitlines() if (row := [cell.strip() for cell in line.split("|")[1:-1]])[:1] and row
}
IPA = (ROOT / "docs" / "ipa-checklist.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:tests|benchmarks)/[\w/]+\.py(?:::\w+)?)`", TEXT + IPA)))


@cache
def functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_no_number_is_missing() -> None:
    wanted = [f"F{n:02d}" for n in range(1, 22)] + [f"S{n}" for n in range(16, 52) if n not in (33, 34, 35, 36)]
    assert [number for number in wanted if number not in ROWS] == []
    assert all(len(ROWS[number]) == 4 and all(ROWS[number]) for number in wanted)


def test_all_eleven_questions_are_answered() -> None:
    answers = re.findall(r"^\| (\d+) [^|]+\| (対応済|該当なし)", IPA, re.MULTILINE)
    assert [int(number) for number, _ in answers] == list(range(1, 12))


@pytest.mark.parametrize("named", NAMED)
def test_what_the_table_names_exists(named: str) -> None:
    file, _, function = named.partition("::")
    assert (ROOT / file).exists()
    if function:
        assert function in functions(ROOT / file)


def test_the_counts_are_printed() -> None:
    faults = [row for number, row in ROWS.items() if re.fullmatch(r"F\d\d", number)]
    rules = [row for number, row in ROWS.items() if re.fullmatch(r"S\d\d", number)]
    tested = [row for row in faults + rules if "tests/" in row[2]]
    print(f"faults {len(faults)}, rules {len(rules)}, with a test {len(tested)}, tests named {len(NAMED)}")
    assert len(tested) >= len(faults) + len(rules) - 2
