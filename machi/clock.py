"""The one clock. Tests and the sample data fix it; nothing else may call ``date.today()``.

Order: ``MACHI_TODAY`` (ISO date), then the city's ``sample_today`` while its event data is synthetic, then the real day
in Japan. The day is a *day in Japan* whatever the server's time zone is.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from machi.errors import BadSettings

JAPAN = ZoneInfo("Asia/Tokyo")


def real_today() -> date:
    """Today's date in Japan."""
    return datetime.now(JAPAN).date()


def fixed_today() -> date | None:
    """The day that ``MACHI_TODAY`` fixes, or None. Raises BadSettings when it is not an ISO date."""
    text = os.environ.get("MACHI_TODAY", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadSettings(
            f"MACHI_TODAY「{text}」を日付として読めません。", "2026-05-08 の形で書いてください。"
        ) from error


def real_moment() -> datetime:
    """This moment in Japan, for logs. Never used to order versions: a clock may be set back."""
    return datetime.now(JAPAN)
