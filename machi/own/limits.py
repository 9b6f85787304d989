"""How much a visitor may bring: ``MACHI_MAX_UPLOAD`` megabytes a file, told before anything is dropped."""

from __future__ import annotations

import os

from machi.errors import BadSettings
from machi.profile import profile
from machi.text import _

DEFAULTS = {"public": 20, "internal": 50}
"""A server for everybody keeps what everybody brings in its memory."""
MOST = 200
MOST_FILES = 10
"""Files held at once."""


def most_megabytes() -> int:
    """The largest file in megabytes. Raises BadSettings when the setting is no number between 1 and ``MOST``."""
    text = os.environ.get("MACHI_MAX_UPLOAD", "").strip()
    if not text:
        return DEFAULTS[profile()]
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise BadSettings(
            _("MACHI_MAX_UPLOAD「{text}」は使えません。").format(text=text),
            _("1から{most}までのMB数を書いてください。").format(most=MOST),
        )
    return int(text)


def most_bytes() -> int:
    """The same in bytes, as browsers and Streamlit count megabytes."""
    return most_megabytes() * 1024 * 1024
