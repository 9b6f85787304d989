"""Frames into charts, as plain Plotly dicts (a dict costs a millisecond to check, an express figure a hundred).

The door to the drawing modules; cards import from here. Habits that all of them keep: direct labels up to four series
and a legend beyond; bars from zero; the era under the western year; a missing value is a gap, never zero; hover texts
are built as whole sentences (``hoverinfo: "text"``), because templates would read ``%{…}`` in names that come from
files. Nothing here asks the store.
"""

from __future__ import annotations

from machi.cards.bars import grouped_bar, ranked_bar, stacked_bar, stacked_rows
from machi.cards.lines import line_chart, starts_at_zero
from machi.cards.pyramid import pyramid

__all__ = ["grouped_bar", "line_chart", "pyramid", "ranked_bar", "stacked_bar", "stacked_rows", "starts_at_zero"]
