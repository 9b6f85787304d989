"""For whom this server runs: the public (default) or the office. One switch, ``MACHI_PROFILE``.

The profile decides at *build* what gets into the store (``machi.store.internal``), so that nothing that asks the store
(a card, free SQL, a download) has to remember it. A word that is neither is refused: a spelling mistake may not open up
what only the office may see, nor pretend that it did.
"""

from __future__ import annotations

import os
from typing import Literal

from machi.errors import BadSettings
from machi.text import _

Profile = Literal["public", "internal"]


def profile() -> Profile:
    """The profile in force. Raises BadSettings for an unknown word."""
    word = os.environ.get("MACHI_PROFILE", "").strip()
    if word in ("", "public"):
        return "public"
    if word == "internal":
        return "internal"
    raise BadSettings(
        _("MACHI_PROFILE「{word}」は分かりません。").format(word=word),
        _("庁内向けなら internal、公開用なら public と書いてください。"),
    )


def is_internal() -> bool:
    """Whether this server runs for the office."""
    return profile() == "internal"
