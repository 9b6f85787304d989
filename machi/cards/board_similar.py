"""Which lists are about the same thing: so that a department that wonders can look at one that is open already.

The words are facts in ``data/inquiry/reference.toml``. Only lists that other municipalities were seen to publish are named.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from machi.ingest.schema import PROJECT_DATA
from machi.text import _


@dataclass(frozen=True)
class Theme:
    """Words that name one subject, and the list as which other municipalities publish it (may be empty)."""

    words: tuple[str, ...]
    published_as: str


@cache
def themes() -> tuple[Theme, ...]:
    """Every theme, in the order of the file."""
    text = (PROJECT_DATA / "inquiry" / "reference.toml").read_text(encoding="utf-8")
    return tuple(
        Theme(tuple(_key(word) for word in item["words"]), item["published_as"])
        for item in tomllib.loads(text)["theme"]
    )


def theme_of(name: str) -> Theme | None:
    """The theme whose longest word stands in ``name``."""
    key = _key(name)
    found = [(max((len(word) for word in theme.words if word in key), default=0), theme) for theme in themes()]
    length, best = max(found, key=lambda pair: pair[0])
    return best if length else None


def similar(name: str, department: str, opened: Sequence[dict[str, Any]]) -> str:
    """Where something like ``name`` is open already, in words; empty when nothing is known.

    ``opened``: rows with ``department`` and ``data_name`` of what is open in this city.
    """
    theme = theme_of(name)
    if theme is None:
        return ""
    here = [row for row in opened if theme_of(row["data_name"]) == theme and row["department"] != department]
    if here:
        return _("{department}が「{data}」を公開しています").format(
            department=here[0]["department"], data=here[0]["data_name"]
        )
    if theme.published_as:
        return _("ほかの自治体に「{list}」として公開している例があります").format(list=theme.published_as)
    return ""


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
