"""How much slips through, and how often a clean file is stopped: counted on files made by ``tests/leaks.py`` and on real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from machi.ingest.reader import read
from machi.precheck.examine import examine
from machi.precheck.sheet import read_sheet
from tests.leaks import KINDS, Leak, leak

SLICE, ALL = 3 * (len(KINDS) + 2), 40 * (len(KINDS) + 2)
"""Three files of each kind of leak in ``make test``, forty of each in ``make test-full``."""
RIGHTLY = {
    "takamatsu_old_data_0081.csv": "descriptions of events hold 34 mobile numbers and 2 private mail addresses",
    "yaizu_222127_tourism_sights.csv": "a remark holds somebody's mobile number",
    "yaizu_222127_tourism_onsen.csv": "a value stands under no heading",
}
"""Published files that are not clean; the stop is right, a person has to mend them or to say why they may stay."""


def is_stopped(made: Leak) -> bool:
    """The very column is stopped, not just the file."""
    stops = [
        f for f in examine(made.data, "list.csv", read(made.data, name="list.csv"), "緑野市") if f.severity == "stop"
    ]
    if not made.column:
        return any(finding.rule == "personal.rows" for finding in stops)
    return any(made.column in finding.column.split("・") for finding in stops)


def test_a_leak_of_every_kind_is_stopped() -> None:
    assert [made.name for made in map(leak, range(SLICE)) if not is_stopped(made)] == []


def test_no_finding_holds_a_cell_of_any_leak() -> None:
    """Whatever is found: rule, column and line numbers; no text of the file that is longer than a word."""
    for made in map(leak, range(SLICE)):
        got = read(made.data, name="list.csv")
        said = repr(examine(made.data, "list.csv", got, "緑野市", previous=["名称"], licence_said=""))
        texts = {text for column in read_sheet(made.data, got).columns for text in column.texts if len(text) >= 6}
        assert [text for text in texts if text in said] == [], made.name


@pytest.mark.full
def test_at_least_99_of_100_leaks_are_stopped() -> None:
    missed = [made.name for made in map(leak, range(ALL)) if not is_stopped(made)]
    assert ALL >= 300
    assert len(missed) <= 0.01 * ALL, missed


def test_clean_real_files_are_not_stopped(real: Path) -> None:
    """Header-only templates are apart: that they hold nothing to publish is the one stop of theirs."""
    stopped, count = [], 0
    for path in sorted(real.glob("*.csv")):
        data = path.read_bytes()
        got = read(data, name=path.name)
        found = examine(data, path.name, got, "この市", licence_said="CC BY 4.0")
        stops = {finding.rule for finding in found if finding.severity == "stop"}
        if not got.receipt.rows_in:
            assert stops == {"reader.no_rows"}, path.name
            continue
        count += 1
        stopped += [path.name] if stops else []
    assert count >= 50
    assert set(RIGHTLY) <= set(stopped)
    assert len(set(stopped) - set(RIGHTLY)) <= 0.02 * count, stopped
