"""Writing TOML: plain values, and lists of tables at the end. Reading is the standard library's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dumps(
    facts: Mapping[str, Any],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    sections: Mapping[str, Mapping[str, Any]] | None = None,
) -> str:
    """``facts`` as keys, each of ``sections`` as ``[name]``, each row of ``tables`` as ``[[name]]``.

    ``tomllib.loads`` gives the same values back.
    """
    lines = [f"{_key(name)} = {_value(value)}" for name, value in facts.items()]
    for section, values in (sections or {}).items():
        lines += ["", f"[{_key(section)}]", *(f"{_key(name)} = {_value(value)}" for name, value in values.items())]
    for table, rows in tables.items():
        for row in rows:
            lines += ["", f"[[{_key(table)}]]", *(f"{_key(name)} = {_value(value)}" for name, value in row.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """A basic string. JSON's escapes are TOML's; TOML also wants U+007F escaped and knows no lone surrogates."""
    clean = text.encode("utf-8", "replace").decode()
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, float):
        return "nan" if value != value else str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(name))} = {_value(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)
