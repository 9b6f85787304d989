"""The kit: eight slides for talking a department into its first open dataset, filled with the city's own data.

Text, not code: ``content/kit.toml`` is a deck like any other; a data folder's own ``content/kit.toml`` replaces it.
"""

from __future__ import annotations

from pathlib import Path

from machi.briefing.deck import Deck, from_toml
from machi.briefing.press import filled
from machi.content import PROJECT_CONTENT
from machi.errors import BadSettings
from machi.store.shelf import Shelf
from machi.text import _

NAME = "kit.toml"


def kit(shelf: Shelf, data: Path) -> Deck:
    """The kit for this shelf: slides without data are dropped, ``{city}`` is put in."""
    own = data / "content" / NAME
    path = own if own.exists() else PROJECT_CONTENT / NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            _("content/{file} を読めません（{error}）。").format(file=NAME, error=error),
            _("UTF-8のテキストで置いてください。"),
        ) from error
    return filled(from_toml(text)[0], shelf)
