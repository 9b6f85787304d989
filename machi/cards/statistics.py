"""All cards of the subject statistics: importing this module registers them."""

from __future__ import annotations

from machi.cards.statistics_series import statistic_index, statistic_series
from machi.cards.statistics_shares import statistic_change, statistic_shares
from machi.cards.statistics_snow import snow_days, snow_seasons
from machi.cards.statistics_waste import statistic_waste

__all__ = [
    "snow_days",
    "snow_seasons",
    "statistic_change",
    "statistic_index",
    "statistic_series",
    "statistic_shares",
    "statistic_waste",
]
