"""What a person decided by hand instead of the reader's guess. Everything that is guessed can be decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FREE = "free"
"""As ``Choices.kind``: no kind at all, every column as text."""
NO_HEADER = -1
"""As ``Choices.header_row``: the first record is data."""


@dataclass(frozen=True)
class Choices:
    """Empty fields are still guessed. Plain values only, so that a recipe can hold them."""

    encoding: str = ""
    """One of ``decode.ENCODINGS``."""
    delimiter: str = ""
    """One of ``records.DELIMITERS``."""
    header_row: int = 0
    """1-based physical line of the header; 0 = found; ``NO_HEADER``."""
    header_rows: int = 0
    """1 or 2 rows of header (2 are joined to ``上段_下段``); 0 = found."""
    blocks: int = 0
    """1: tables that stand abreast under one repeated header are read as they are written; 0 = found, and joined."""
    kind: str = ""
    """A kind of ``load_schemas()``, or FREE."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header as in ``Receipt.columns`` → column name of the kind; "" leaves the column out."""
