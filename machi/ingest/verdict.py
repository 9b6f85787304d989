"""What each finding means for publishing, in one table by kind: STOP, WARN, FIX or KEEP.

Reading is never refused here: うちのデータ shows what can be shown. The pre-publication check and the publish command
ask this table, so that both always agree. An ``Unreadable`` file can't be published at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from machi.ingest.checks import Issue
from machi.ingest.receipt import Receipt


class Verdict(StrEnum):
    """In order of weight, the heaviest first."""

    STOP = "stop"
    """Publishing is refused until the file is mended."""
    WARN = "warn"
    """Publishing is possible after an explicit tick."""
    FIX = "fix"
    """A safe mend is offered, shown before and after, counted."""
    KEEP = "keep"
    """Accepted as it is."""


_STOP = """
    infinite spreadsheet_error impossible_date bad_check_digit exponent_code bad_mesh_code
    ragged repeated_header swallowed_rows
    duplicate_header blank_header replacement_character no_rows old_workbook renamed_workbook
    formula bidi_control mojibake similar_header long_header side_by_side abreast abreast_apart second_table cut_short
"""
_WARN = """
    not_a_number not_an_integer out_of_range not_a_date ambiguous_date no_exact_day not_a_time not_a_flag
    not_a_municipality_code ambiguous_code date_in_code not_a_coordinate outside_japan zero_coordinate half_coordinate
    several_points not_a_phone
    total_row required_missing hours_reversed sum_mismatch duplicate other_municipality group_cut far_point
    column_missing header_note header_like_data headless wider_rows mixed_newlines delimiter encoding_doubtful
    hidden_sheets hidden_rows hidden_columns formula_without_value base_1904
    platform_characters extension_characters private_use decomposed invisible_characters
    guessed_header censored second_figure blank_rows total_like relisted duplicate_row coarse_points
    formula_like date_in_address odd_date bad_corporate_number
"""
_FIX = "note_row short_postal_code stray_mark header_line_break joined_header era_above year_above degrees_apart"
_KEEP = "not_a_url several_municipalities overlap merged_cells external_links smart_quotes"

VERDICTS: dict[str, Verdict] = {
    kind: verdict
    for verdict, kinds in (
        (Verdict.STOP, _STOP),
        (Verdict.WARN, _WARN),
        (Verdict.FIX, _FIX),
        (Verdict.KEEP, _KEEP),
    )
    for kind in kinds.split()
}
"""Issue kind → verdict. ``tests/test_verdict.py`` holds that every kind of ``checks.kinds()`` is here once."""

_LOOK_AT = """
    unit remark wareki_beyond_era count_as_flag first_of_several no_area_code month_only year_only fiscal_year year_carried
"""
WARNED_CONVERSIONS = frozenset(_LOOK_AT.split())
"""Conversions that a person should look at: the published cell says more, or less, than the value that was read."""

SET_ASIDE: dict[str, Verdict] = dict.fromkeys(
    ("above_header", "type_row", "header_joined", "blank_row", "trailing_cells", "blank_column"), Verdict.FIX
)
"""What stands in the file without being data (``Receipt.set_aside``); the reported kinds there have their issue."""


def verdict_of(kind: str) -> Verdict:
    """The verdict for an issue kind. An unknown kind stops: silence would publish it."""
    return VERDICTS.get(kind, Verdict.STOP)


def verdict_of_conversion(name: str) -> Verdict:
    """The verdict for a conversion that was counted in a receipt: shown, offered as a mend, or to be looked at."""
    return Verdict.WARN if name in WARNED_CONVERSIONS else Verdict.FIX


def overall(issues: Iterable[Issue], receipt: Receipt | None = None) -> Verdict:
    """The heaviest verdict over all that was found; KEEP when nothing was."""
    found = {verdict_of(issue.kind) for issue in issues}
    if receipt is not None:
        found |= {verdict_of_conversion(name) for names in receipt.conversions.values() for name in names}
        found |= {SET_ASIDE[name] for name in receipt.set_aside if name in SET_ASIDE}
    return next((verdict for verdict in Verdict if verdict in found), Verdict.KEEP)
