"""Where a data folder keeps earlier versions, and how a reader finds the bytes that a sidecar names.

A publication is two files, and two renames are no commit point. So the sidecar's rename alone decides: the bytes of a
publication are those whose sha256 the sidecar names, in ``<id>.csv`` or, while a swap is under way (or a publisher died
in it), in the copy that was put into the history before. A reader sees the old version or the new one, whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

HISTORY = ".history"
"""Folder inside the data folder; hidden, so that it is never taken for a kind."""


def history_folder(csv: Path) -> Path:
    """The history of the dataset whose CSV is (or was) at ``<data>/<kind>/<id>.csv``."""
    return csv.parent.parent / HISTORY / csv.parent.name / csv.stem


def kept_copy(csv: Path, sha256: str) -> Path:
    """Where the history keeps the bytes with this hash."""
    return history_folder(csv) / f"{sha256}.csv"


def candidates(csv: Path, sha256: str) -> Iterator[Path]:
    """The files that may hold the named bytes, in the order to try.

    The history is looked at only when the first was tried: a publisher may have filled it in between.
    """
    yield csv
    kept = kept_copy(csv, sha256)
    if kept.is_file() and not kept.is_symlink():
        yield kept


def named_bytes(csv: Path, sha256: str) -> bytes | None:
    """The bytes that a sidecar names, or None when neither file holds them. Raises OSError when there is no file."""
    absent: OSError | None = None
    for path in candidates(csv, sha256):
        try:
            payload = path.read_bytes()
        except FileNotFoundError as error:
            absent = error
            continue
        absent = None
        if hashlib.sha256(payload).hexdigest() == sha256:
            return payload
    if absent:
        raise absent
    return None
