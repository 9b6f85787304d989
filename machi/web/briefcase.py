"""Presentations of visitors' own files, under names that nobody can guess, in memory, for as long as their session lives.

The briefcase holds them weakly: the session holds the document, and with the session (or 消去する) it is gone from here too.
Nothing is written to a disk, a log or a cache.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from weakref import WeakValueDictionary


@dataclass(eq=False)
class Document:
    """One presentation document, gzipped. Whoever made it keeps it; ``token`` is its name in the address."""

    token: str
    body: bytes


_HELD: WeakValueDictionary[str, Document] = WeakValueDictionary()


def put(body: bytes) -> Document:
    """Make a document reachable by its token until the returned object is let go."""
    document = Document(secrets.token_urlsafe(32), body)
    _HELD[document.token] = document
    return document


def body_of(token: str) -> bytes | None:
    """The document of a token, while it is held."""
    document = _HELD.get(token)
    return document.body if document else None
