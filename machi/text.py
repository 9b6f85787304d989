"""Screen text in three languages by gettext. Japanese is the source; ``locale/<lang>/LC_MESSAGES/machi.po`` translates.

``_("…")`` marks and translates. Numbers and names are put in with ``.format(...)`` *after* translation, so that a
translator can move them. Languages: ``ja`` (source), ``en``, ``ja-easy`` (やさしい日本語). The language of the running
request lives in a context variable: two visitors with two languages never meet.
"""

from __future__ import annotations

import gettext
import io
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = {"ja": "日本語", "en": "English", "ja-easy": "やさしい日本語"}
LOCALE = Path(__file__).resolve().parent.parent / "locale"

_language: ContextVar[str] = ContextVar("machi_language", default="ja")


def use_language(code: str) -> str:
    """Set the language of this request; an unknown code means Japanese. Returns the code in force."""
    code = code if code in LANGUAGES else "ja"
    _language.set(code)
    return code


def language() -> str:
    """The language code in force."""
    return _language.get()


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    path = LOCALE / code / "LC_MESSAGES" / "machi.po"
    if code == "ja" or not path.exists():
        return gettext.NullTranslations()
    # Babel compiles the .po in memory, so no generated .mo has to be committed or built.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = io.BytesIO()
    with path.open("rb") as stream:
        write_mo(buffer, read_po(stream))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def available_languages() -> list[str]:
    """Codes that can be offered: Japanese, and each language whose catalogue is there."""
    return [code for code in LANGUAGES if code == "ja" or (LOCALE / code / "LC_MESSAGES" / "machi.po").exists()]


def N_(message: str) -> str:
    """Mark a constant for the catalogue. ``_`` translates it where it is shown: a module is imported before any visitor."""
    return message


def _(message: str) -> str:
    """Translate ``message`` (Japanese, with ``{named}`` places) into the language in force."""
    return _catalogue(_language.get()).gettext(message)
