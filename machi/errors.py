"""The few errors that may reach a reader. Each says what happened and what to do next, in the reader's language.

Anything that is wrong with a *cell* is an ``Issue`` (``machi.ingest.checks``), never an exception.
"""

from __future__ import annotations


class MachiError(Exception):
    """A problem that stops one thing (a file, a page, a question), told so that a reader can act.

    ``message`` says what happened, ``remedy`` what to do. Both are already translated.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Unreadable(MachiError):
    """The bytes can't be read as a table at all (empty, an Excel workbook, an HTML page, undecodable …).

    ``kind`` names the reason for code and tests, ``row`` the physical line where there is one.
    """

    def __init__(self, message: str, remedy: str = "", *, kind: str = "unreadable", row: int = 0) -> None:
        super().__init__(message, remedy)
        self.kind = kind
        self.row = row


class BadSettings(MachiError):
    """``city.toml``, a ``schema.toml`` or a sidecar is missing or malformed; ``message`` names the file and the key."""


class NotOnShelf(MachiError):
    """The question needs a table that has no data here (missing, broken or refused file)."""
