"""The one table of verdicts: every finding has exactly one, and the heaviest decides."""

from __future__ import annotations

from collections import Counter

import pytest

from machi.ingest import verdict
from machi.ingest.checks import Issue, kinds
from machi.ingest.receipt import Receipt
from machi.ingest.values import CONVERSIONS
from machi.ingest.verdict import Verdict, overall, verdict_of, verdict_of_conversion


def test_every_issue_kind_has_exactly_one_verdict() -> None:
    listed = [kind for text in (verdict._STOP, verdict._WARN, verdict._FIX, verdict._KEEP) for kind in text.split()]
    assert [kind for kind, count in Counter(listed).items() if count > 1] == []
    assert set(listed) == set(kinds())


def test_conversions_that_are_warned_of_exist() -> None:
    assert verdict.WARNED_CONVERSIONS <= CONVERSIONS


def test_an_unknown_kind_stops() -> None:
    assert verdict_of("never heard of") is Verdict.STOP


@pytest.mark.parametrize(
    ("found", "converted", "aside", "wanted"),
    [
        ([], [], [], Verdict.KEEP),
        (["merged_cells"], [], [], Verdict.KEEP),
        (["merged_cells"], ["thousands"], [], Verdict.FIX),
        ([], [], ["above_header"], Verdict.FIX),
        ([], ["unit"], [], Verdict.WARN),
        (["note_row", "total_row"], ["thousands"], [], Verdict.WARN),
        (["total_row", "ragged", "note_row"], [], [], Verdict.STOP),
    ],
)
def test_the_heaviest_decides(found: list[str], converted: list[str], aside: list[str], wanted: Verdict) -> None:
    receipt = Receipt()
    for name in converted:
        receipt.converted("total", name, 1, [])
    receipt.set_aside.update(aside)
    assert overall([Issue(1, "", kind) for kind in found], receipt) is wanted


def test_units_are_looked_at_and_thousands_are_mended() -> None:
    assert (verdict_of_conversion("unit"), verdict_of_conversion("thousands")) == (Verdict.WARN, Verdict.FIX)
